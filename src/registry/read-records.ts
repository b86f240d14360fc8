/** The records that one run is compared with and predicted from. */
import { describeError } from "../errors.ts";
import type { ImageName, Plan, PlannedImage } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { ImageStore } from "./image-store.ts";
import { type BuildRecord, baselineTags, lastRecordTags, readRecord, recordTag } from "./record.ts";

export interface ImageRecords {
  /** Of the line's last build: its history goes on. */
  readonly last: BuildRecord | undefined;
  /** There is a last one, and it could not be read. */
  readonly isLastUnread?: boolean;
  /** What the image is compared with. */
  readonly baseline: BuildRecord | undefined;
  /** Of the build that a reused image comes from: what it saves. */
  readonly reused: BuildRecord | undefined;
}

/** History is worth no more waiting than this. */
const LONGEST_MS = 15_000;

/** Never throws, and waits for seconds only: a run without history tells less, nothing else. */
export async function readRecords(
  world: World,
  store: ImageStore | undefined,
  plan: Plan,
): Promise<ReadonlyMap<ImageName, ImageRecords>> {
  const found = new Map<ImageName, ImageRecords>();
  if (store === undefined) return found;
  const ended = new AbortController();
  const reading = Promise.all(
    [...plan.images].map(async ([name, image]) => {
      try {
        found.set(name, await readOne(world, store, plan, image));
      } catch (error) {
        world.log.debug(`${name}: no record of earlier builds: ${describeError(error)}`);
      }
    }),
  );
  await Promise.race([reading, world.clock.sleep(LONGEST_MS, ended.signal)]);
  ended.abort();
  return new Map(found);
}

/** For a new record: what was not read before the build is asked for once more, so that the trend is not cut. */
export async function readLastAgain(
  world: World,
  store: ImageStore,
  { trigger }: Pick<Plan, "trigger">,
  { spec: { name, repositories } }: PlannedImage,
  before: ImageRecords | undefined,
): Promise<BuildRecord | undefined> {
  if (before !== undefined && before.isLastUnread !== true) return before.last;
  try {
    return await readRecord(store, repositories[0], [lastRecordTags(trigger)[0]]);
  } catch (error) {
    world.log.warning(
      `${name}: its trend begins anew: the record of its last build cannot be read: ${describeError(error)}`,
    );
    return undefined;
  }
}

async function readOne(
  world: World,
  store: ImageStore,
  { trigger }: Plan,
  { spec, decision }: PlannedImage,
): Promise<ImageRecords> {
  const [repository] = spec.repositories;
  if (decision.action === "reuse") {
    const own = recordTag(trigger, decision.fingerprint);
    const trusted = `record-${decision.fingerprint.slice(0, 20)}`;
    return {
      last: undefined,
      baseline: undefined,
      reused: await readRecord(store, repository, [...new Set([trusted, own])]),
    };
  }
  const [line] = lastRecordTags(trigger);
  const tags = baselineTags(trigger);
  // One that cannot be read costs the other nothing.
  const read = (wanted: readonly string[]): Promise<BuildRecord | "unread" | undefined> =>
    readRecord(store, repository, wanted).catch((error: unknown) => {
      world.log.debug(`${spec.name}: a record was not read: ${describeError(error)}`);
      return "unread";
    });
  const reading = read([line]);
  const readBaseline = async (): ReturnType<typeof read> => {
    if (tags[0] !== line) return read(tags);
    // Where the line is compared with itself, its record is read once.
    const own = await reading;
    const isThere = own !== undefined && own !== "unread";
    return isThere || tags.length === 1 ? own : read(tags.slice(1));
  };
  const [own, compared] = await Promise.all([reading, readBaseline()]);
  return {
    last: own === "unread" ? undefined : own,
    baseline: compared === "unread" ? undefined : compared,
    reused: undefined,
    isLastUnread: own === "unread",
  };
}
