/** What every image of one run of `buildPlan` needs to know. */
import type { MountNeeds } from "../cache/keep-mounts.ts";
import type { LayerCaches } from "../cache/layer-caches.ts";
import type { MountShelf } from "../cache/mount-shelf.ts";
import type { LinkedDockerfile } from "../dockerfile/link-rewrite.ts";
import type { LazyMode } from "../lazy/decide-lazy.ts";
import type { ImageName, Plan, PlannedImage, Platform, StepTime } from "../model.ts";
import type { ImageStore } from "../registry/image-store.ts";
import type { Descriptor } from "../registry/manifest.ts";
import type { ImageRecords } from "../registry/read-records.ts";
import type { BuildRecord } from "../registry/record.ts";
import type { World } from "../shell/world.ts";
import type { Builders } from "./builders.ts";
import type { KnownLayers } from "./mount-bases.ts";
import type { Publication } from "./publish.ts";

/** How cache mounts are kept in this run. */
export interface MountOptions {
  readonly shelf: MountShelf;
  /** Of a mount, past which its oldest files are not saved. */
  readonly limitKb: number;
  find(image: PlannedImage): Promise<MountNeeds | undefined>;
}

export interface BuildPlanOptions {
  readonly root: string;
  /** `undefined` when the plan builds nothing. */
  readonly builders: Builders | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** For reading; pushing needs `push` too. */
  readonly store: ImageStore | undefined;
  readonly push: boolean;
  /** Where inline Dockerfiles, metadata files and unpushed parents go. */
  readonly scratch: string;
  readonly maxParallel: number;
  /** Per image, unless the image says otherwise. 0: none. */
  readonly timeoutMinutes: number;
  /** How long a transfer may stand still; 0: for ever. */
  readonly stallMinutes: number;
  readonly inputTags: readonly string[];
  readonly createRepositories: boolean;
  /** For failures that pass by themselves. */
  readonly retries: number;
  readonly noCache: boolean;
  readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  readonly pins: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  readonly linked: ReadonlyMap<ImageName, LinkedDockerfile>;
  readonly caches: LayerCaches;
  baseLayers(reference: string, platform: Platform): Promise<readonly Descriptor[] | undefined>;
  /** `undefined`: cache mounts are not kept. */
  readonly mounts: MountOptions | undefined;
  /** How layers of the images that are built are read and written; those that it lacks are plain. */
  readonly lazy: ReadonlyMap<ImageName, LazyMode>;
  /** Fractions are fine; 0: no checkpoints. */
  readonly checkpointMinutes: number;
  /** Images of which this leg builds one platform of several. */
  readonly parts: ReadonlyMap<ImageName, Platform>;
  /** What earlier builds took; explains and predicts only. */
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
}

export interface Site {
  readonly world: World;
  readonly plan: Plan;
  readonly options: BuildPlanOptions;
  /** `undefined`: nothing is pushed. */
  readonly publication: Publication | undefined;
  /** How children name a finished image as a build context. */
  readonly locations: Map<ImageName, string>;
  /** What the registry is known to have. */
  readonly layers: KnownLayers;
  /** The registry lets repositories share layers, or may. Does not reject. */
  readonly mounting: Promise<boolean>;
  /** Builders on which this run has read layers on demand, with the errors of reading in their logs before it did. */
  readonly readers: Map<string, Promise<number | undefined>>;
  /** Caches that are being written while children build already; none of them rejects. */
  readonly saves: Promise<void>[];
}

/** Throws for a name that the plan does not have: a bug. */
export function planned(plan: Plan, name: ImageName): PlannedImage {
  const image = plan.images.get(name);
  if (image === undefined) throw new Error(`the plan has no image ${name}`);
  return image;
}

/** Of the build before, of its own line where there is one. */
export function lastRecord({ options: { records } }: Site, name: ImageName): BuildRecord | undefined {
  const known = records.get(name);
  return known?.last ?? known?.baseline;
}

/** What an earlier build of it took, to compare with; empty where nobody knows. */
export function expectedSteps(site: Site, name: ImageName): readonly StepTime[] {
  return lastRecord(site, name)?.steps ?? [];
}

/** An image and those that share its build. */
export function findTwins(plan: Plan, name: ImageName): readonly ImageName[] {
  return plan.order.filter((other) => {
    const { decision } = planned(plan, other);
    return other === name || (decision.action === "share" && decision.with === name);
  });
}

/** Where one build of an image is pushed to. */
export function repositoriesOf(plan: Plan, name: ImageName): readonly string[] {
  return [...new Set(findTwins(plan, name).flatMap((twin) => planned(plan, twin).spec.repositories))];
}
