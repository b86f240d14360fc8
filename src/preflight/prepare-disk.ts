/** Compares what builds will need with what is free, makes room where that is allowed, and warns where it is not enough. */
import { sizeOfBases } from "../known-sizes.ts";
import type { Plan } from "../model.ts";
import type { ImageRecords } from "../registry/read-records.ts";
import { formatBytes } from "../report/markdown.ts";
import type { Session } from "../session.ts";
import type { World } from "../shell/world.ts";
import type { BuilderDisk } from "./builder-disk.ts";
import { type PredictedDisk, predictDisk } from "./predict-disk.ts";
import { isHostedRunner, reclaimDisk, UNUSED_FOLDERS } from "./reclaim-disk.ts";

export interface DiskRoom {
  readonly freeBytes: number;
  /** Of the build that needs most. */
  readonly largestBytes: number;
}

export interface DiskOptions {
  readonly disk: BuilderDisk | undefined;
  readonly records: ReadonlyMap<string, ImageRecords>;
  readonly reclaim: "auto" | "true" | "false";
}

/** `undefined`: not known. Never fails a run. */
export async function prepareDisk(
  world: World,
  session: Session,
  plan: Plan,
  { disk, records, reclaim }: DiskOptions,
): Promise<DiskRoom | undefined> {
  const needed = await predict(session, plan, records);
  const isHosted = isHostedRunner(world);
  if (reclaim === "true" && !isHosted) {
    world.log.info("reclaim-disk: nothing is removed: this is no runner that GitHub hosts");
  }
  if (disk === undefined) return undefined;
  let free = disk.freeBytes;
  const wanted = needed?.totalBytes ?? 0;
  if (isHosted && (reclaim === "true" || (reclaim === "auto" && free < wanted))) {
    const before = free;
    const removed = await reclaimDisk(world, UNUSED_FOLDERS, async () => {
      free = (await world.files.freeBytes(disk.folder)) ?? free;
      return reclaim === "auto" && free >= wanted;
    });
    free = (await world.files.freeBytes(disk.folder)) ?? free;
    const what = removed.length === 0 ? "nothing was there to remove" : `removed ${removed.join(", ")}`;
    world.log.info(`Disk: ${formatBytes(before)} free, now ${formatBytes(free)}: ${what}`);
  }
  if (needed !== undefined && free < wanted) warn(world, free, needed, isHosted && reclaim === "false");
  return needed === undefined ? undefined : { freeBytes: free, largestBytes: needed.largestBytes };
}

function warn(world: World, free: number, { totalBytes }: PredictedDisk, mayReclaim: boolean): void {
  const next = mayReclaim
    ? "the input reclaim-disk: auto removes folders of this runner that builds do not use"
    : "build fewer images in one job (mode: plan), or on a larger runner";
  world.log.warning(
    `the builder's disk has ${formatBytes(free)} free, and the builds are expected to take about ${formatBytes(totalBytes)}: ${next}`,
  );
}

async function predict(
  session: Session,
  { images, order }: Plan,
  records: DiskOptions["records"],
): Promise<PredictedDisk | undefined> {
  const built = order.flatMap((name) => {
    const image = images.get(name);
    return image?.decision.action === "build" ? [image] : [];
  });
  return predictDisk(
    await Promise.all(
      built.map(async (image) => {
        const { name } = image.spec;
        const { last, baseline } = records.get(name) ?? {};
        const bytes = (last ?? baseline)?.sizeBytes ?? (await sizeOfBases(session, image));
        return { name, bytes, parents: image.parents.map(({ parent }) => parent) };
      }),
    ),
  );
}
