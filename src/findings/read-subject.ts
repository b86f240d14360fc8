/** An image as rules look at it: its Dockerfile, and the few files that it names. */
import { givenArgs } from "../analyze-images.ts";
import type { MadePlan } from "../make-plan.ts";
import type { PlannedImage } from "../model.ts";
import type { World } from "../shell/world.ts";
import { LARGE_BYTES, WEIGHTS } from "./context.ts";
import type { Subject } from "./finding.ts";
import { readChains } from "./read-chains.ts";

const MOST_FILES = 200;
const LARGEST_TEXT = 500_000;

/** `undefined`: its Dockerfile cannot be read, or is another frontend's. */
export async function readSubject(
  world: World,
  root: string,
  { texts, analyses }: Pick<MadePlan, "texts" | "analyses">,
  { spec, inputs, parents }: PlannedImage,
): Promise<Subject | undefined> {
  const source = texts.get(spec.name);
  const analysis = analyses.get(spec.name);
  if (source?.kind !== "text" || analysis === undefined || analysis.stages.length === 0) return undefined;
  const { text } = source;
  const context = spec.context.kind === "local" && spec.context.path !== "" ? `${spec.context.path}/` : "";
  const ownBases = new Set(parents.map(({ contextName }) => contextName));
  const isOwn = (base: string): boolean => ownBases.has(base) || spec.contexts.has(base);
  return {
    name: spec.name,
    file: source.spec.dockerfile.kind === "file" ? source.spec.dockerfile.path : spec.definedAt,
    text,
    platforms: spec.platforms,
    args: givenArgs(world, spec),
    usedArgs: analysis.usedArgs,
    chains: readChains(text, analysis, isOwn),
    reads: analysis.reads,
    paths: inputs.paths,
    largeFiles: await findLargeFiles(world, root, inputs.paths),
    fileNamed: await readNamedFiles(world, root, text, inputs.paths, context),
  };
}

async function findLargeFiles(
  world: World,
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const weights = paths.filter((path) => WEIGHTS.test(path)).slice(0, MOST_FILES);
  const sizes = await Promise.all(
    weights.map(async (path) => [path, (await world.files.stat(`${root}/${path}`))?.size ?? 0] as const),
  );
  return new Map(sizes.filter(([, size]) => size >= LARGE_BYTES));
}

/** Those whose name stands in the Dockerfile; several of one name are none, as nobody knows which is meant. */
async function readNamedFiles(
  world: World,
  root: string,
  text: string,
  paths: readonly string[],
  context: string,
): Promise<(name: string) => string | undefined> {
  const isFolderRead = paths.some((path) => path.endsWith("/"));
  const names = new Set([...(text.match(/[\w.-]+\.(txt|in|toml)\b/g) ?? []), "pyproject.toml"]);
  const contents = new Map<string, string>();
  await Promise.all(
    [...names].slice(0, MOST_FILES).map(async (name) => {
      const found = paths.filter((path) => path === name || path.endsWith(`/${name}`));
      const path = found.length === 0 && isFolderRead ? context + name : found[0];
      if (path === undefined || found.length > 1) return;
      const bytes = await world.files.readStart(`${root}/${path}`, LARGEST_TEXT);
      if (bytes !== undefined) contents.set(name, bytes.toString("utf8"));
    }),
  );
  return (name) => contents.get(name);
}
