/** One target of a bake or compose file → ImageSpec. Pure. */
import type {
  ContextSource,
  DockerfileSource,
  ImageSpec,
  Platform,
  RegistryTarget,
  SecretSpec,
} from "../model.ts";
import { buildFlagsOf } from "./bake-flags.ts";
import type { BakeTarget } from "./bake-print.ts";
import { parseContextSource } from "./context-source.ts";
import { imageName, repositorySafe } from "./names.ts";
import { parsePlatform, platformHint } from "./platforms.ts";
import { resolveUserPath } from "./repo-path.ts";
import { repositoriesOfTags } from "./tag-repositories.ts";

export interface BakePlace {
  /** Where the repository lies on disk. */
  readonly root: string;
  /** The folder, below the root, that the file's relative paths start from. */
  readonly folder: string;
  /** The file or files, for messages. */
  readonly file: string;
}

export interface TargetReading {
  readonly spec: ImageSpec;
  /** Tags at registries other than ours. */
  readonly ignoredTags: readonly string[];
  readonly problems: readonly string[];
}

/** Reads one target; the spec counts only when there are no problems. */
export function readBakeTarget(
  target: BakeTarget,
  place: BakePlace,
  registry: RegistryTarget | undefined,
): TargetReading {
  const definedAt = `${place.file}: ${target.name}`;
  const problems: string[] = [];
  const context = parseContextSource(target.context, place.folder, place.root);
  if (context.kind === "image" || context.kind === "reference") {
    // buildx takes them as named contexts only, and fails with "path not found" otherwise.
    problems.push(
      `${definedAt}: expected a directory or a URL as context, found ${JSON.stringify(target.context)}; move it to "contexts"`,
    );
  }
  const named = repositoriesOfTags(target.tags, registry);
  problems.push(...named.problems.map((problem) => `${definedAt}: ${problem}`));
  const [first, ...rest] = named.repositories;
  const ownName = repositorySafe(target.name);
  if (first === undefined && ownName === undefined) {
    problems.push(
      `${definedAt}: expected a name with letters or digits, or a tag that names a repository, found neither`,
    );
  }
  const secrets = target.secrets.flatMap((parsed) => {
    if (parsed.kind === "secret") return rebaseSecret(parsed.secret, place);
    problems.push(`${definedAt}: a secret cannot be used: ${parsed.because}`);
    return [];
  });
  const spec: ImageSpec = {
    name: imageName(target.name),
    context,
    dockerfile: readDockerfile(target, context, place),
    target: target.target,
    args: target.args,
    contexts: new Map(
      [...target.contexts].map(([name, text]) => [name, parseContextSource(text, place.folder, place.root)]),
    ),
    secrets,
    platforms: readPlatforms(target, definedAt, problems),
    runtime: "container",
    repositories: first === undefined ? [ownName ?? target.name] : [first, ...rest],
    tags: named.tags,
    parameter: undefined,
    timeoutMinutes: undefined,
    link: "off",
    budget: {},
    buildFlags: buildFlagsOf(target),
    definedAt,
  };
  return { spec, ignoredTags: named.ignored, problems };
}

/** The Dockerfile's path is relative to a local context, and inside a remote one. */
function readDockerfile(target: BakeTarget, context: ContextSource, place: BakePlace): DockerfileSource {
  if (target.dockerfileInline !== undefined) return { kind: "inline", text: target.dockerfileInline };
  const path = target.dockerfile.replace(/^cwd:\/\//, "");
  if (context.kind !== "local" && context.kind !== "outside") return { kind: "remote", path };
  const base = path === target.dockerfile ? context.path : place.folder;
  const found = resolveUserPath(base, path, place.root);
  return found.kind === "inside" ? { kind: "file", path: found.path } : { kind: "remote", path: found.path };
}

/** A secret's file starts from the definition's folder; elsewhere, everything starts from the root. */
function rebaseSecret(secret: SecretSpec, place: BakePlace): SecretSpec {
  if (secret.source.kind === "env" || place.folder === "") return secret;
  const { path } = resolveUserPath(place.folder, secret.source.path);
  return { id: secret.id, source: { kind: "file", path } };
}

function readPlatforms(target: BakeTarget, definedAt: string, problems: string[]): readonly Platform[] {
  const platforms = new Set<Platform>();
  for (const text of target.platforms.length === 0 ? ["linux/amd64"] : target.platforms) {
    const platform = parsePlatform(text);
    if (platform !== undefined) platforms.add(platform);
    else {
      const found = `${JSON.stringify(text)}${platformHint(text)}`;
      problems.push(`${definedAt}: expected a platform such as linux/amd64 or linux/arm64, found ${found}`);
    }
  }
  return [...platforms];
}
