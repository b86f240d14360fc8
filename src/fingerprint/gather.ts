/** Images and their graph → what each build reads, and its fingerprint. Asks the disk and the bases' registries. */

import { createHash } from "node:crypto";
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import type { MissingSource } from "../dockerfile/context-files.ts";
import { UserError } from "../errors.ts";
import type {
  ContextSource,
  Fingerprint,
  ImageInputs,
  ImageName,
  ImageSpec,
  InputComponent,
  ParentEdge,
} from "../model.ts";
import type { BaseImages } from "../registry/bases.ts";
import type { World } from "../shell/world.ts";
import { readContext } from "./context-inputs.ts";
import { listDockerfile } from "./dockerfile-paths.ts";
import { externalBases } from "./external-bases.ts";
import { computeFingerprint } from "./fingerprint.ts";
import { refuseLfsPointers } from "./lfs-pointers.ts";
import { type LocatedContext, locateContexts } from "./locate-contexts.ts";
import type { RepositoryTree } from "./tree.ts";

/** An image that is ready to be looked at. */
export interface GatherRequest {
  readonly spec: ImageSpec;
  readonly analysis: DockerfileAnalysis;
  readonly parents: readonly ParentEdge[];
  /** Build args that the graph sets on top of the spec's. */
  readonly argsToSet: ReadonlyMap<string, string>;
}

export interface GatherOptions {
  /** The repository's root, an absolute path. */
  readonly root: string;
  /** Awaited as late as can be: git lists 100,000 files meanwhile. */
  readonly tree: Promise<RepositoryTree>;
  readonly bases: BaseImages;
  readonly baseImages: "track" | "warn" | "ignore";
  /** `true`: a base whose registry does not answer makes the image build (there is a registry to reuse from). */
  readonly basesMustResolve: boolean;
  /** What no other plan has: stands in fingerprints of what cannot be known from its inputs. */
  readonly nonce: string;
}

/** A source that selects nothing, and the context in which it was looked for. */
export interface LostSource extends MissingSource {
  readonly context: LocatedContext;
}

export interface Gathered {
  readonly inputs: ImageInputs;
  readonly lost: readonly LostSource[];
  readonly fingerprint: Fingerprint;
}

/** `requests` has parents before children. */
export async function gatherInputs(
  world: World,
  requests: readonly GatherRequest[],
  options: GatherOptions,
): Promise<ReadonlyMap<ImageName, Gathered>> {
  const gathered = new Map<ImageName, Gathered>();
  const problems = new Set<string>();
  const located = await Promise.all(requests.map(({ spec }) => locateContexts(world, options.root, spec)));
  const tree = await options.tree;
  const readings = requests.map((request, index) =>
    readImage(world, request, { tree, contexts: located[index] ?? [] }, options, problems),
  );
  // Parents come first in the list, so their fingerprints are there when a child asks.
  for (const [index, request] of requests.entries()) {
    const { inputs: reading, lost } = (await readings[index]) as Omit<Gathered, "fingerprint">;
    const components = [...reading.components, ...parentComponents(request, gathered)];
    const inputs = { ...reading, components };
    gathered.set(request.spec.name, { inputs, lost, fingerprint: computeFingerprint(components) });
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  const paths = new Set([...gathered.values()].flatMap(({ inputs }) => inputs.paths));
  await refuseLfsPointers(world, tree, paths);
  return gathered;
}

function parentComponents(
  { parents }: GatherRequest,
  gathered: ReadonlyMap<ImageName, Gathered>,
): readonly InputComponent[] {
  return parents.map(({ parent, contextName }) => ({
    kind: "parent",
    name: contextName,
    value: gathered.get(parent)?.fingerprint ?? "",
  }));
}

async function readImage(
  world: World,
  request: GatherRequest,
  { tree, contexts }: { readonly tree: RepositoryTree; readonly contexts: readonly LocatedContext[] },
  options: GatherOptions,
  problems: Set<string>,
): Promise<Omit<Gathered, "fingerprint">> {
  const { spec, analysis } = request;
  const components: InputComponent[] = [
    { kind: "dockerfile", name: "", value: hashText(analysis.canonicalText) },
    ...optionComponents(request),
    ...argComponents(world, request),
  ];
  const paths = new Set<string>();
  const lists: (() => readonly InputComponent[])[] = [];
  const notices = analysis.notices.map((notice) => `${spec.name}: ${notice}`);
  const unknowns = [...analysis.unknowns];
  const lost: LostSource[] = [];
  if (spec.dockerfile.kind === "file") {
    for (const path of await listDockerfile(world, tree, spec.dockerfile.path)) paths.add(path);
  }
  // In a remote context, the context says it already.
  if (spec.dockerfile.kind === "remote" && spec.context.kind === "local") {
    unknowns.push(`the Dockerfile lies outside of the repository: ${spec.dockerfile.path}`);
  }
  for (const located of contexts) {
    const { name, source, ignore } = located;
    if (source.kind === "local") {
      if (ignore !== undefined) paths.add(ignore.path);
      const context = { name, path: source.path, ignoreText: ignore?.text ?? "" };
      const read = await readContext(tree, context, analysis.reads);
      lists.push(read.listFiles);
      lost.push(...read.missing.map((missing) => ({ ...missing, context: located })));
      components.push(...read.components);
      notices.push(...read.notices.map((notice) => `${spec.name}: ${notice}`));
      for (const path of read.paths) paths.add(path);
      // The build would end with it; two copies from such a context even end an engine (28.5).
      for (const problem of read.problems) problems.add(`${ignore?.path ?? spec.definedAt}: ${problem}`);
    } else {
      unknowns.push(...unknownContext(name, source));
    }
  }
  const { bases, baseDigests } = await resolveBases(world, request, options, components, unknowns, notices);
  // What no other plan has: the fingerprint matches nothing else, and nothing else will match it.
  if (unknowns.length > 0)
    components.push({ kind: "unknown", name: unknowns.join("\n"), value: `${options.nonce} ${spec.name}` });
  const listFiles = (): readonly InputComponent[] => lists.flatMap((list) => list());
  const inputs = { components, listFiles, paths: [...paths].sort(), bases, baseDigests, unknowns, notices };
  return { inputs, lost };
}

function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function optionComponents({ spec, parents }: GatherRequest): readonly InputComponent[] {
  const inRepository = new Set(parents.map(({ contextName }) => contextName));
  const option = (name: string, value: string): InputComponent => ({ kind: "option", name, value });
  return [
    option("platforms", [...spec.platforms].sort().join(",")),
    option("runtime", spec.runtime),
    option("target", spec.target ?? ""),
    option("flags", JSON.stringify(spec.buildFlags)),
    option("secrets", JSON.stringify(spec.secrets.map(({ id }) => id).sort())),
    // The same files in other layers; `off` is left out, so that images from before it are still found.
    ...(spec.link === "auto" ? [option("link", "auto")] : []),
    // Which name stands for which image; what is behind it counts as a base, or as a parent by itself.
    ...[...spec.contexts].flatMap(([name, source]) =>
      source.kind === "reference" && !inRepository.has(name)
        ? [option(`context ${name}`, source.reference)]
        : [],
    ),
  ];
}

/** Only args that a reachable instruction can see; one that nobody uses changes nothing. */
function argComponents(
  world: World,
  { spec, analysis, argsToSet }: GatherRequest,
): readonly InputComponent[] {
  return [...spec.args, ...argsToSet].flatMap(([name, value]): InputComponent[] => {
    const given = value ?? world.env[name];
    return given === undefined || !analysis.usedArgs.has(name) ? [] : [{ kind: "arg", name, value: given }];
  });
}

function unknownContext(name: string, source: Exclude<ContextSource, { kind: "local" }>): readonly string[] {
  const which = name === "" ? "the build context" : `the build context ${name}`;
  switch (source.kind) {
    case "outside":
      return [`${which} lies outside of the repository: ${source.path}`];
    case "remote":
      return [`${which} is remote: ${source.url}`];
    case "image":
    case "reference":
      return [];
  }
}

/** External bases by what they resolve to now; in-repository bases count by their own fingerprint. */
async function resolveBases(
  world: World,
  request: GatherRequest,
  options: GatherOptions,
  components: InputComponent[],
  unknowns: string[],
  notices: string[],
): Promise<Pick<ImageInputs, "bases" | "baseDigests">> {
  const bases = new Map<string, string | undefined>();
  const baseDigests = new Map<string, readonly string[]>();
  for (const [reference, platforms] of externalBases(world, request)) {
    if (options.baseImages === "ignore") {
      components.push({ kind: "base", name: reference, value: "" });
      bases.set(reference, undefined);
      continue;
    }
    const isOnBuilder = request.analysis.references.some(
      (one) => one.reference === reference && one.platform === "build",
    );
    // A leg may build on another machine than the one that plans, and must come to the same fingerprint.
    const resolved = await options.bases.resolve(
      reference,
      isOnBuilder || platforms.size === 0 ? "any" : [...platforms],
    );
    const digest = resolved.kind === "resolved" ? resolved.value : undefined;
    bases.set(reference, digest);
    if (resolved.kind === "resolved") baseDigests.set(reference, resolved.digests);
    const value = options.baseImages === "track" ? (digest ?? "") : "";
    components.push({ kind: "base", name: reference, value });
    if (resolved.kind === "unresolved") {
      const why = `the base ${reference} cannot be resolved (${resolved.reason})`;
      if (options.basesMustResolve && options.baseImages === "track") unknowns.push(why);
      else notices.push(`${request.spec.name}: ${why}; it counts by its name`);
    }
  }
  return { bases, baseDigests };
}
