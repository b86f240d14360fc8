/** How large images are going to be: from the record of their last build, else at least what their bases have. */
import type { KnownSize } from "./cache/gha-limits.ts";
import { describeError } from "./errors.ts";
import type { Plan, PlannedImage, Trigger } from "./model.ts";
import { lastRecordTags, readRecord } from "./registry/record.ts";
import type { Session } from "./session.ts";
import type { World } from "./shell/world.ts";

/** Of the images that are to be built. Never throws: what nobody knows is `undefined`. */
export async function findKnownSizes(
  world: World,
  session: Session,
  { images, order, trigger }: Plan,
): Promise<readonly KnownSize[]> {
  const built = order
    .map((name) => images.get(name))
    .filter((image) => image?.decision.action === "build")
    .filter((image) => image !== undefined);
  return Promise.all(
    built.map(async (image) => {
      const { name } = image.spec;
      const last = await sizeOfLast(world, session, image, trigger);
      if (last !== undefined) return { name, bytes: last, from: "its last build" };
      return { name, bytes: await sizeOfBases(session, image), from: "its base images" };
    }),
  );
}

async function sizeOfLast(
  world: World,
  { store }: Session,
  { spec }: PlannedImage,
  trigger: Trigger,
): Promise<number | undefined> {
  if (store === undefined) return undefined;
  try {
    return (await readRecord(store, spec.repositories[0], lastRecordTags(trigger)))?.sizeBytes;
  } catch (error) {
    world.log.debug(`${spec.name}: no record of its last build: ${describeError(error)}`);
    return undefined;
  }
}

/** Compressed bytes of its external bases, for all of its platforms. Never throws. */
export async function sizeOfBases(
  { bases }: Pick<Session, "bases">,
  { spec, inputs }: PlannedImage,
): Promise<number | undefined> {
  const sizes = await Promise.all(
    [...inputs.bases.keys()].flatMap((reference) =>
      spec.platforms.map(async (platform) =>
        (await bases.layers(reference, platform))?.reduce((sum, { size }) => sum + size, 0),
      ),
    ),
  );
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0);
}
