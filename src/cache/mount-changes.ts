/**
 * What a cache mount has more than the image that it was filled from. Only that is saved, as a layer of its own
 * above the image's: a new package does not upload a gigabyte of old ones again. Needs `find -cnewer`; where there
 * is none, nothing is told, and all is saved anew. Pure.
 */
import type { MountState } from "./mount-script.ts";

/** Since the mount was filled. */
export interface MountChange {
  /** Of the files that were written, renamed, or given to another owner. */
  readonly kilobytes: number;
  /** Names that are no more. */
  readonly gone: number;
}

/** The saved image, as one to be built upon. */
export interface SavedImage {
  /** As a build context; `undefined`: only what is new is built, and the shelf puts it above the rest. */
  readonly context: string | undefined;
  readonly layers: number;
  /** Of the layers as they are stored. */
  readonly kilobytes: number;
}

const CHANGE = "ml-image-build-change";
const MARKS = "/ml-image-build/marks";
const MOUNT = "/ml-image-build/mount";
const WORK = "/ml-image-build";

/** Apart from the mount itself: a step would see it there. */
export const marksFlag = `--mount=type=cache,id=ml-image-build-marks,target=${MARKS}`;

/** Notes the names that were filled in, and by its own time when. */
export function markCommands(key: string, mark: string): string {
  const file = `${MARKS}/${key}-${mark}`;
  return `rm -f ${MARKS}/${key}-*; cd ${MOUNT} && { find . ! -type d | sort > ${file}; } 2>/dev/null || rm -f ${file}`;
}

/** Prints the change since `mark`. */
export function changeCommands(key: string, mark: string): string {
  const file = `${MARKS}/${key}-${mark}`;
  return [
    `if [ -f ${file} ]; then cd ${MOUNT}`,
    `find . ! -type d -cnewer ${file} -exec du -sk {} + > ${WORK}/new 2>/dev/null`,
    `find . ! -type d > ${WORK}/names`,
    `gone=$(sort ${WORK}/names ${WORK}/names ${file} | uniq -u | wc -l)`,
    `kb=0 && while read -r k rest; do kb=$((kb + k)); done < ${WORK}/new && echo "${CHANGE} ${key} $kb $((gone))"; fi; true`,
  ].join(" && ");
}

/** Copies what came since `mark` to `out`. */
export function growCommands(key: string, mark: string, out: string): string {
  return `set -e; mkdir -p ${out}; cd ${MOUNT}; find . ! -type d -cnewer ${MARKS}/${key}-${mark} -exec sh -c 'cp -a --parents "$@" ${out}/' sh {} +`;
}

export function parseChanges(output: string): ReadonlyMap<string, MountChange> {
  const lines = output.matchAll(new RegExp(`^${CHANGE} ([0-9a-f]{16}) (\\d+) (\\d+)\\s*$`, "gm"));
  return new Map(
    [...lines].map(([, key = "", kilobytes, gone]) => [
      key,
      { kilobytes: Number(kilobytes), gone: Number(gone) },
    ]),
  );
}

/** Each one is pulled by a request of its own. */
const MOST_LAYERS = 12;

/**
 * Whether the saved image is built upon: nothing was taken away, little came, nothing goes over the bound, and
 * what lies dead in older layers stays a small part.
 */
export function canGrow(
  image: SavedImage,
  keys: readonly string[],
  states: ReadonlyMap<string, MountState>,
  limitKb: number,
): boolean {
  const all = keys.map((key) => states.get(key));
  const changes = all.map((state) => state?.change);
  if (changes.some((change) => change === undefined || change.gone > 0)) return false;
  if (all.some((state) => (state?.kilobytes ?? 0) > limitKb)) return false;
  const total = all.reduce((sum, state) => sum + (state?.kilobytes ?? 0), 0);
  const fresh = changes.reduce((sum, change) => sum + (change?.kilobytes ?? 0), 0);
  return (
    image.layers + keys.length <= MOST_LAYERS &&
    fresh * 2 <= total &&
    image.kilobytes + fresh <= total * 1.25 + 1000
  );
}
