/** BuildKit's own checks (`--call=check`) of the Dockerfiles that are built, beside the builds. Fails nothing. */
import type { ImageSpec, PlannedImage } from "../model.ts";
import { createLimit } from "../registry/limit.ts";
import type { World } from "../shell/world.ts";
import { contextArgument } from "./arguments.ts";
import { type CheckWarning, parseCheck } from "./parse-check.ts";

const TIME_LIMIT_MS = 30_000;
/** Half a second each, while the builds begin and want the processor. */
const AT_ONCE = 1;
/** GitHub shows ten warnings of a step; the others are for the run's own troubles. */
const MOST_ANNOTATIONS = 5;

interface CheckOptions {
  readonly root: string;
  /** A folder with nothing in it: stands for bases that are not built yet. */
  readonly empty: string;
  readonly builder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Never throws; a builder that does not know the checks says nothing. */
export async function checkDockerfiles(
  world: World,
  images: readonly Pick<PlannedImage, "spec" | "parents">[],
  options: CheckOptions,
): Promise<void> {
  const limit = createLimit(AT_ONCE);
  if (images.length > 0) await world.files.makeDirectory(options.empty);
  const found = await Promise.all(
    images.map(({ spec, parents }) => {
      const named = new Set([...spec.contexts.keys(), ...parents.map(({ contextName }) => contextName)]);
      return limit(() => check(world, spec, named, options));
    }),
  );
  // Images of one Dockerfile, and one image for each of its targets, are told once.
  const told = new Map(found.flat().map((one) => [JSON.stringify(one), one]));
  const all = [...told.values()];
  for (const { file, line, message, rule } of all.slice(0, MOST_ANNOTATIONS)) {
    world.log.warning(message, { file, title: rule, ...(line === undefined ? {} : { line }) });
  }
  if (all.length > MOST_ANNOTATIONS) {
    world.log.group(
      `${all.length - MOST_ANNOTATIONS} more warnings of docker build --check`,
      all.slice(MOST_ANNOTATIONS).map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`),
    );
  }
}

interface PlacedWarning extends CheckWarning {
  readonly file: string;
}

async function check(
  world: World,
  spec: ImageSpec,
  named: ReadonlySet<string>,
  { root, builder, env, empty }: CheckOptions,
): Promise<readonly PlacedWarning[]> {
  const { dockerfile, context, target } = spec;
  if (dockerfile.kind !== "file" || context.kind !== "local") return [];
  const argv: [string, ...string[]] = ["docker", "buildx", "build", "--builder", builder];
  argv.push("--call=check,format=json", "--file", `${root}/${dockerfile.path}`);
  if (target !== undefined) argv.push("--target", target);
  for (const [name, value] of spec.args) {
    argv.push("--build-arg", value === undefined ? name : `${name}=${value}`);
  }
  // Otherwise a public registry would be asked for the names of this repository's own bases.
  for (const name of named) argv.push("--build-context", `${name}=${empty}`);
  argv.push(contextArgument(root, context));
  // It exits with 1 when it has something to say: what it printed counts.
  const result = await world.exec(argv, {
    cwd: root,
    env: { ...env, BUILDX_GIT_INFO: "false" },
    timeoutMs: TIME_LIMIT_MS,
  });
  return parseCheck(result.stdout.toString("utf8")).map((one) => ({ ...one, file: dockerfile.path }));
}
