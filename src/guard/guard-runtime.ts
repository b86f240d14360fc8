/** After a push, and before tags move: whether the image's runtime will take it. */
import type { Publication } from "../build/publish.ts";
import { UserError } from "../errors.ts";
import type { PlannedImage } from "../model.ts";
import { LARGEST_CONFIG_BYTES, parseImageConfig } from "../registry/image-config.ts";
import { type FoundManifest, parseManifest } from "../registry/manifest.ts";
import { recordTag } from "../registry/record.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import { configFindings, manifestProblems, sizeFindings } from "./lambda-rules.ts";
import { measureLayers } from "./measure-layers.ts";

/**
 * Throws UserError with all that `runtime: lambda` would refuse. What cannot be read is a warning: the push is there, and
 * the deploy looks again.
 */
export async function guardRuntime(
  world: World,
  to: Publication,
  image: PlannedImage,
  manifest: FoundManifest,
): Promise<void> {
  const { spec } = image;
  if (spec.runtime !== "lambda" || to.parts.has(spec.name)) return;
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed === undefined) return;
  const problems = [...manifestProblems(manifest.mediaType, parsed)];
  const notices: string[] = [];
  if (parsed.kind === "image") {
    try {
      const { registry } = to.store;
      const path = to.store.pathOf(spec.repositories[0]);
      const bytes = await registry.getBlob(path, parsed.config.digest, LARGEST_CONFIG_BYTES);
      const config = bytes === undefined ? undefined : parseImageConfig(bytes);
      for (const found of [
        ...(config === undefined ? [] : [configFindings(config, parsed.layers.length, spec.platforms[0])]),
        ...((await wasMeasured(to, image))
          ? []
          : [sizeFindings(await measureLayers(registry, path, parsed.layers))]),
      ]) {
        problems.push(...found.problems);
        notices.push(...found.notices);
      }
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      notices.push(`whether Lambda takes it is not checked: ${error.message}`);
    }
  }
  for (const notice of notices) world.log.warning(`${spec.name}: runtime: lambda: ${notice}`);
  const [first, ...rest] = problems.map((problem) => `runtime: lambda: ${problem}`);
  if (first !== undefined) throw new UserError([first, ...rest]);
}

/** A build leaves its record after this guard: a reused image that has one was measured when it was built. */
async function wasMeasured(to: Publication, { spec, decision }: PlannedImage): Promise<boolean> {
  if (decision.action !== "reuse") return false;
  const tags = [recordTag(to.trigger, decision.fingerprint), `record-${decision.fingerprint.slice(0, 20)}`];
  return (await to.store.find(spec.repositories[0], [...new Set(tags)])).size > 0;
}
