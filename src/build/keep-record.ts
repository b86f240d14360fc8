/** Leaves the record of a build beside its image. A record that cannot be written is no failure. */
import { describeError } from "../errors.ts";
import { measurePulls } from "../lazy/saved-time.ts";
import { forgetUnkept } from "../lazy/unkept.ts";
import type { FoundManifest, LayerSize, PlannedImage, StepTime } from "../model.ts";
import { detailInputs } from "../plan/explain.ts";
import {
  type BuildRecord,
  continueHistory,
  findPulls,
  lastRecordTags,
  recordTag,
  writeRecord,
} from "../registry/record.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import type { BuildRun } from "./build-image.ts";
import type { Publication } from "./publish.ts";
import { countHits } from "./step-lines.ts";

/** More files than this are left out of a record: "why" then says less, nothing else changes. */
const MAX_COMPONENTS = 50_000;

export async function keepRecord(
  world: World,
  to: Publication,
  image: PlannedImage,
  built: {
    readonly manifest: FoundManifest;
    readonly sizeBytes: number;
    readonly layers: readonly LayerSize[];
    readonly steps: readonly StepTime[];
    readonly run: BuildRun;
    /** The line's record before this one. */
    readonly last: BuildRecord | undefined;
  },
): Promise<void> {
  const { spec, decision, inputs } = image;
  const { manifest, sizeBytes, run, layers, steps, last } = built;
  const components = detailInputs(inputs);
  const pulls =
    (run.onDemand === undefined ? measurePulls(run.timeline) : undefined) ??
    findPulls({ last, baseline: undefined });
  const unkept = run.unkept ?? forgetUnkept(last?.unkept);
  const tags = [recordTag(to.trigger, decision.fingerprint), lastRecordTags(to.trigger)[0]];
  try {
    await writeRecord(to.store, spec.repositories[0], tags, {
      version: 1,
      image: spec.name,
      fingerprint: decision.fingerprint,
      digest: manifest.digest,
      commit: to.trigger.sha,
      builtAt: new Date(world.clock.now()).toISOString(),
      durationSeconds: run.seconds,
      sizeBytes,
      // The Dockerfile's whole text is in the repository; a hash tells whether it changed.
      components:
        components.length > MAX_COMPONENTS ? components.filter(({ kind }) => kind !== "file") : components,
      steps: steps.filter(({ earlierTry }) => earlierTry === undefined),
      layers,
      hits: countHits(steps),
      history: continueHistory(last),
      ...(run.onDemand === undefined ? {} : { onDemand: run.onDemand }),
      ...(unkept === undefined ? {} : { unkept }),
      ...(pulls === undefined ? {} : { pulls }),
      ...(to.trigger.branch === undefined ? {} : { branch: to.trigger.branch }),
    });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    world.log.debug(`${spec.name}: its build record was not written: ${describeError(error)}`);
  }
}
