/** One image's inputs and fingerprint on a real repository, with bases that a table gives. */

import { analyzeImages } from "../../../src/analyze-images.ts";
import type { DockerfileAnalysis } from "../../../src/dockerfile/analysis.ts";
import { type Gathered, gatherInputs } from "../../../src/fingerprint/gather.ts";
import { findCheckout } from "../../../src/fingerprint/git.ts";
import { readTree } from "../../../src/fingerprint/tree.ts";
import type { ImageSpec } from "../../../src/model.ts";
import { readDockerfile } from "../../../src/read-dockerfile.ts";
import type { BaseImages } from "../../../src/registry/bases.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import type { World } from "../../../src/shell/world.ts";
import { images } from "../images/specs.ts";

export const world = openWorld(process.env, new AbortController().signal);

/** Each reference resolves to its name and the platforms that were asked for. */
export const bases: BaseImages = {
  resolve: async (reference, platforms) => ({
    kind: "resolved",
    value: `${reference} for ${typeof platforms === "string" ? platforms : [...platforms].sort().join(" ")}`,
    digests: [],
  }),
  check: async () => ({ kind: "there" }),
  settings: async () => ({ kind: "unknown", reason: "not asked here" }),
  layers: async () => undefined,
};

/** The image `app` of an images file: `context: .` unless the spec says otherwise. */
export function appSpec(changes: Partial<ImageSpec> = {}): ImageSpec {
  const [spec] = images("  app: { context: . }\n");
  if (spec === undefined) throw new Error("no image");
  return { ...spec, ...changes };
}

/** `nonce` differs in every call, as in every plan. */
export async function gatherImage(
  root: string,
  spec: ImageSpec = appSpec(),
  on: World = world,
): Promise<Gathered & { readonly analysis: DockerfileAnalysis }> {
  const source = await readDockerfile(on, root, spec);
  const analysis = analyzeImages(on, [source], new Map(), new Map()).get(spec.name);
  if (analysis === undefined) throw new Error("no analysis");
  const tree = findCheckout(on, root).then((checkout) => readTree(on, root, checkout));
  const request = { spec: source.spec, analysis, parents: [], argsToSet: new Map() };
  const gathered = await gatherInputs(on, [request], {
    root,
    tree,
    bases,
    baseImages: "track",
    basesMustResolve: true,
    nonce: crypto.randomUUID(),
  });
  const found = gathered.get(spec.name);
  if (found === undefined) throw new Error("nothing gathered");
  return { ...found, analysis };
}
