/** One entry of the images file, with the file's defaults → ImageSpec. Pure; problems are collected. */
import type { ContextSource, DockerfileSource, ImageSpec, Platform } from "../model.ts";
import { parseContextSource } from "./context-source.ts";
import { imageName } from "./names.ts";
import { didYouMean } from "./nearest.ts";
import { parsePlatform } from "./platforms.ts";
import { isAbsolutePath, resolveUserPath } from "./repo-path.ts";
import type { RawEntry, RawImage } from "./schema-problems.ts";
import { parseSecret } from "./secrets.ts";
import type { ValuePath, YamlDocument } from "./yaml-document.ts";

/** What the entries of one file share. */
export interface EntryScope {
  readonly file: string;
  readonly document: YamlDocument;
  readonly defaults: RawEntry;
  /** Names of all images of the file, the wrong ones too. */
  readonly known: readonly string[];
  /** Every problem goes here. */
  readonly problems: string[];
}

/** Reads one entry. What is wrong in it is added to `scope.problems`; the result counts only when none is. */
export function readEntry(name: string, raw: RawImage, scope: EntryScope): ImageSpec {
  const { defaults } = scope;
  const pick = <K extends keyof RawEntry>(key: K): RawEntry[K] => raw[key] ?? defaults[key];
  const context = readContext(raw.context, ["images", name, "context"], scope);
  const runtime = pick("runtime") ?? "container";
  const platforms = readPlatforms(name, raw, scope);
  if (runtime === "lambda" && platforms.length > 1) {
    const place = scope.document.place(pathOf(name, raw, "platforms"));
    scope.problems.push(
      `${place}: expected one platform for an image with "runtime: lambda" (AWS Lambda takes no multi-platform image), found ${platforms.join(", ")}`,
    );
  }
  return {
    name: imageName(name),
    context,
    dockerfile: readDockerfile(name, raw, context, scope),
    target: pick("target"),
    args: readArgs(name, raw, scope),
    contexts: readContexts(name, raw, scope),
    secrets: (pick("secrets") ?? []).flatMap((text, index) => {
      const parsed = parseSecret(text);
      if (parsed.kind === "secret") return parsed.secret;
      const place = scope.document.place([...pathOf(name, raw, "secrets"), index]);
      scope.problems.push(
        `${place}: expected a secret such as id=hf_token,env=HF_TOKEN, found ${JSON.stringify(text)}: ${parsed.because}`,
      );
      return [];
    }),
    platforms,
    runtime,
    repositories: repositoriesOf(name, raw),
    tags: [...new Set(pick("tags"))],
    parameter: raw.parameter,
    timeoutMinutes: pick("timeout-minutes"),
    link: pick("link") ?? "off",
    lazy: readLazy(pick("lazy")),
    budget: {
      sizeMb: raw.budget?.["size-mb"] ?? defaults.budget?.["size-mb"],
      seconds: raw.budget?.seconds ?? defaults.budget?.seconds,
    },
    buildFlags: [],
    definedAt: `${scope.file}: images.${name}`,
  };
}

function readLazy(value: RawEntry["lazy"]): ImageSpec["lazy"] {
  return typeof value === "boolean" ? (value ? "true" : "false") : value;
}

/** Where the value of a key stands: in the image, else in the defaults. */
function pathOf(name: string, raw: RawEntry, key: keyof RawEntry): ValuePath {
  return raw[key] === undefined ? ["defaults", key] : ["images", name, key];
}

function repositoriesOf(name: string, raw: RawImage): readonly [string, ...string[]] {
  const [first, ...rest] = raw.repositories ?? [];
  return first === undefined ? [name] : [first, ...rest];
}

function readPlatforms(name: string, raw: RawEntry, scope: EntryScope): readonly Platform[] {
  const texts = raw.platforms ?? scope.defaults.platforms ?? ["linux/amd64"];
  const platforms: Platform[] = [];
  for (const [index, text] of texts.entries()) {
    const platform = parsePlatform(text);
    if (platform === undefined) continue;
    if (platforms.includes(platform)) {
      const place = scope.document.place([...pathOf(name, raw, "platforms"), index]);
      scope.problems.push(`${place}: ${platform} stands there twice; remove one of them`);
    } else platforms.push(platform);
  }
  return platforms;
}

function readArgs(name: string, raw: RawEntry, scope: EntryScope): ImageSpec["args"] {
  const args = new Map<string, string | undefined>();
  for (const [source, path] of [
    [scope.defaults.args, ["defaults", "args"]],
    [raw.args, ["images", name, "args"]],
  ] as const) {
    for (const [key, value] of Object.entries(source ?? {})) {
      // YAML reads 3.10 as the number 3.1; a version has to stay as it is written.
      const written = typeof value === "string" ? value : scope.document.sourceText([...path, key]);
      args.set(key, value === null ? undefined : (written ?? `${value}`));
    }
  }
  return args;
}

function readContexts(name: string, raw: RawEntry, scope: EntryScope): ReadonlyMap<string, ContextSource> {
  const contexts = new Map<string, ContextSource>();
  for (const [key, text] of Object.entries(scope.defaults.contexts ?? {})) {
    // A default base is for all other images, not for the base itself.
    if (text !== `image:${name}`)
      contexts.set(key, readNamedContext(text, ["defaults", "contexts", key], scope));
  }
  for (const [key, text] of Object.entries(raw.contexts ?? {})) {
    const path = ["images", name, "contexts", key];
    if (text === `image:${name}`) {
      scope.problems.push(
        `${scope.document.place(path)}: an image cannot be built from itself, found "${text}"`,
      );
    }
    contexts.set(key, readNamedContext(text, path, scope));
  }
  return contexts;
}

function readNamedContext(text: string, path: ValuePath, scope: EntryScope): ContextSource {
  const source = parseContextSource(text, "");
  if (source.kind === "local" || source.kind === "outside") return readContext(text, path, scope);
  if (source.kind === "image" && !text.startsWith("image:")) {
    scope.problems.push(
      `${scope.document.place(path)}: expected another image as "image:${source.image}", found ${JSON.stringify(text)}`,
    );
  } else if (source.kind === "image" && !scope.known.includes(source.image)) {
    const otherwise = `; the images of this file are ${scope.known.join(", ")}`;
    const hint = didYouMean(source.image, scope.known, otherwise);
    scope.problems.push(
      `${scope.document.place(path)}: expected the name of an image of this file, found ${JSON.stringify(source.image)}${hint}`,
    );
  }
  return source;
}

/** A path below the repository's root, or a URL where `path` is an image's main context. */
function readContext(text: string, path: ValuePath, scope: EntryScope): ContextSource {
  const source = parseContextSource(text, "");
  if (source.kind === "remote" && !text.startsWith("oci-layout:")) return source;
  if (source.kind === "local" && !text.includes("\\")) return source;
  scope.problems.push(wrongPath(text, path, scope));
  return source;
}

function readDockerfile(
  name: string,
  raw: RawImage,
  context: ContextSource,
  scope: EntryScope,
): DockerfileSource {
  const text = raw.dockerfile ?? scope.defaults.dockerfile ?? "Dockerfile";
  if (context.kind !== "local") return { kind: "remote", path: text };
  const found = resolveUserPath(context.path, text);
  if (found.kind === "inside" && !text.includes("\\")) return { kind: "file", path: found.path };
  scope.problems.push(wrongPath(text, pathOf(name, raw, "dockerfile"), scope));
  return { kind: "remote", path: text };
}

function wrongPath(text: string, path: ValuePath, scope: EntryScope): string {
  const place = scope.document.place(path);
  const found = JSON.stringify(text);
  const of = path.at(-1) === "dockerfile" ? "the context" : "the repository root";
  if (isAbsolutePath(text))
    return `${place}: expected a path relative to ${of}, found the absolute path ${found}`;
  if (text.includes("\\")) return `${place}: expected a path with forward slashes, found ${found}`;
  if (resolveUserPath("", text).kind === "inside" && path.at(-1) !== "dockerfile") {
    return `${place}: expected a path or a git or https URL, found ${found}; other images and references belong into "contexts"`;
  }
  return `${place}: expected a path inside the repository, found ${found}, which leaves it`;
}
