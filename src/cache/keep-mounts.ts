/** Fills an image's cache mounts before its build, and saves them after it. Nothing here fails a build. */
import type { BuildRun } from "../build/build-image.ts";
import { formatSeconds } from "../build/describe-step.ts";
import { describeError } from "../errors.ts";
import type { StepTime, Trigger } from "../model.ts";
import type { World } from "../shell/world.ts";
import { nameCaches } from "./cache-names.ts";
import type { KeptMount } from "./kept-mount.ts";
import { type MountBuild, runMountBuild } from "./mount-build.ts";
import { canGrow } from "./mount-changes.ts";
import { growDockerfile, lookDockerfile, restoreDockerfile, saveDockerfile } from "./mount-dockerfile.ts";
import type { MountState } from "./mount-script.ts";
import type { MountShelf, SavedMounts } from "./mount-shelf.ts";

/** What is known of an image's mounts before its build. */
export interface MountNeeds {
  readonly mounts: readonly KeptMount[];
  /** The stages' begin, of a Dockerfile whose last stage has a shell. */
  readonly tools: string;
  /** Hash over all that the steps with mounts read. */
  readonly steps: string;
}

export interface MountPlan extends MountBuild {
  readonly needs: MountNeeds;
  readonly shelf: MountShelf;
  readonly trigger: Trigger;
  /** A layer cache has these steps, where they did not change. Never rejects. */
  hasLayerCache(): Promise<boolean>;
  /** `false`: what is saved would not reach the build. */
  readonly isRead: boolean;
  /** Of a mount, past which its oldest files are not saved. */
  readonly limitKb: number;
}

interface Found {
  readonly saved: SavedMounts | undefined;
  /** As they were when the build began; `undefined`: nobody looked. */
  readonly before: ReadonlyMap<string, MountState> | undefined;
  /** Of what was filled from it; `undefined`: nothing was. */
  readonly mark: string | undefined;
}

const LOOK_MS = 10 * 60_000;
const COPY_MS = 20 * 60_000;

export interface MountKeeper {
  /** After the build, whether it ended well or not: what was downloaded is worth keeping. */
  save(run: BuildRun): Promise<void>;
}

/** Fills what is empty. Never throws. */
export async function restoreMounts(world: World, plan: MountPlan): Promise<MountKeeper> {
  const { name } = plan.request.spec;
  const names = mountTags(plan);
  let found: Found = { saved: undefined, before: undefined, mark: undefined };
  // A build that ends half-way must not replace what was saved and did not serve it by the little that it has.
  let isBlind = true;
  try {
    if (plan.isRead) {
      found = await restore(world, plan, [names.own, ...names.others]);
      isBlind = found.saved !== undefined && found.before === undefined;
    }
  } catch (error) {
    world.log.warning(`${name}: its cache mounts were not restored: ${describeError(error)}`);
  }
  return {
    async save(run) {
      if (!plan.shelf.canWrite || run.ended === "aborted" || !ranWithMounts(run.steps)) return;
      if (isBlind && !run.succeeded) {
        world.log.info(
          `${name} │ its cache mounts are not saved: it failed, and had begun without those saved before`,
        );
        return;
      }
      try {
        await save(world, plan, names.own, found);
      } catch (error) {
        world.log.warning(`${name}: its cache mounts were not saved: ${describeError(error)}`);
      }
    },
  };
}

/** Like the layer caches: a trusted run reads nothing that another one wrote. */
function mountTags({ trigger, request, platform }: MountPlan) {
  const { own, others } = nameCaches(trigger, request.spec.name, platform);
  return { own: `${own}-mounts`, others: others.map((other) => `${other}-mounts`) };
}

function ranWithMounts(steps: readonly StepTime[]): boolean {
  return steps.some(({ name, cached }) => !cached && /\bRUN\b.*--mount=\S*type=cache/i.test(name));
}

async function restore(world: World, plan: MountPlan, tags: readonly string[]): Promise<Found> {
  const { needs, platform, shelf } = plan;
  const { name } = plan.request.spec;
  const saved = await shelf.find(tags);
  const wanted = needs.mounts.filter(({ key }) => saved?.keys.includes(key));
  let mark: string | undefined;
  if (saved === undefined) return { saved, before: undefined, mark };
  if (wanted.length === 0) return { saved, before: new Map(), mark };
  if (saved.steps === needs.steps && (await plan.hasLayerCache())) {
    world.log.debug(
      `${name}: the steps with cache mounts did not change, so ${shelf.describe(saved.name)} is not restored`,
    );
    return { saved, before: undefined, mark };
  }
  const started = world.clock.now();
  let before = await runMountBuild(world, plan, {
    what: "look",
    dockerfile: lookDockerfile(needs.tools, needs.mounts, crypto.randomUUID()),
    destination: { kind: "nowhere" },
    timeoutMs: LOOK_MS,
  });
  const empty = wanted.filter(({ key }) => before.get(key)?.kilobytes === 0);
  if (empty.length > 0) {
    await using fetched = await saved.bring(plan.directory);
    mark = crypto.randomUUID();
    const filled = await runMountBuild(world, plan, {
      what: "restore",
      dockerfile: restoreDockerfile(needs.tools, empty, mark),
      destination: { kind: "nowhere" },
      saved: fetched.context,
      timeoutMs: COPY_MS,
    });
    before = new Map([...before, ...filled]);
    const seconds = formatSeconds((world.clock.now() - started) / 1000);
    world.log.info(
      `${name} │ cache mounts for ${platform} restored from ${shelf.describe(saved.name)} in ${seconds}: ${listMounts(empty, filled)}`,
    );
  }
  return { saved, before, mark };
}

async function save(world: World, plan: MountPlan, tag: string, found: Found): Promise<void> {
  const { saved, before, mark } = found;
  const { needs, shelf, platform } = plan;
  const { name } = plan.request.spec;
  const started = world.clock.now();
  const now = await runMountBuild(world, plan, {
    what: "look",
    dockerfile: lookDockerfile(needs.tools, needs.mounts, crypto.randomUUID(), mark),
    destination: { kind: "nowhere" },
    timeoutMs: LOOK_MS,
  });
  const filled = needs.mounts.filter(({ key }) => (now.get(key)?.kilobytes ?? 0) > 0);
  if (filled.length === 0) return;
  const isOwn = saved?.name === tag;
  const isSame =
    before !== undefined &&
    filled.every(({ key }) => saved?.keys.includes(key) && before.get(key)?.sum === now.get(key)?.sum);
  if (saved !== undefined && isSame && filled.length === saved.keys.length) {
    if (isOwn && saved.steps !== needs.steps) await saved.renote(needs.steps);
    world.log.debug(`${name}: its cache mounts did not change`);
    return;
  }
  const note = { keys: filled.map(({ key }) => key), steps: needs.steps };
  const limitKb = boundOf(plan, filled.length);
  await using place = await shelf.open(tag, note, plan.directory);
  const write = (dockerfile: string, from?: string): Promise<ReadonlyMap<string, MountState>> =>
    runMountBuild(world, plan, {
      what: "save",
      dockerfile,
      destination: place.destination,
      ...(from === undefined ? {} : { saved: from }),
      timeoutMs: COPY_MS,
    });
  const image = saved?.keys.every((key) => note.keys.includes(key)) === true ? saved.image : undefined;
  let isGrown = false;
  let states: ReadonlyMap<string, MountState> = new Map();
  if (image !== undefined && mark !== undefined && canGrow(image, note.keys, now, limitKb)) {
    try {
      const { context } = image;
      const isAlone = context === undefined;
      const grow = growDockerfile(needs.tools, filled, crypto.randomUUID(), mark, isAlone);
      states = await write(grow, context);
      isGrown = true;
    } catch (error) {
      world.log.debug(
        `${name}: what is new in its cache mounts was not saved alone: ${describeError(error)}`,
      );
    }
  }
  if (!isGrown) states = await write(saveDockerfile(needs.tools, filled, crypto.randomUUID(), limitKb));
  await place.keep(isGrown ? saved : undefined);
  const seconds = formatSeconds((world.clock.now() - started) / 1000);
  world.log.info(
    `${name} │ cache mounts for ${platform} saved as ${shelf.describe(tag)} in ${seconds}: ${listMounts(filled, states)}${isGrown ? `, of which ${megabytesOf(note.keys, now)} MB are new` : ""}`,
  );
  for (const { key, id } of filled) {
    const evicted = states.get(key)?.evicted;
    if (evicted === undefined || evicted.files === 0) continue;
    world.log.info(
      `${name} │ the cache mount ${id} is larger than ${limitKb / 1000} MB: its ${evicted.files} oldest files (${Math.ceil(evicted.kilobytes / 1000)} MB) were left out`,
    );
  }
}

/** Of each of `count` mounts. */
function boundOf({ shelf, limitKb }: MountPlan, count: number): number {
  return Math.min(limitKb, Math.floor((shelf.totalKb ?? Number.POSITIVE_INFINITY) / count));
}

function megabytesOf(keys: readonly string[], states: ReadonlyMap<string, MountState>): number {
  return Math.ceil(keys.reduce((sum, key) => sum + (states.get(key)?.change?.kilobytes ?? 0), 0) / 1000);
}

function listMounts(mounts: readonly KeptMount[], states: ReadonlyMap<string, MountState>): string {
  return mounts
    .map(({ id, key }) => `${id} (${Math.ceil((states.get(key)?.kilobytes ?? 0) / 1000)} MB)`)
    .join(", ");
}
