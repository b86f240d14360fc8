/**
 * What a cache mount has more than the image that it was filled from. Only that is saved, as a layer of its own
 * above the image's: a new package does not upload a gigabyte of old ones again. Needs `find stat sort uniq cut tr
 * xargs`, of GNU or of busybox; where one is missing nothing is told, and all is saved anew. Pure.
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
  /** As a build context. */
  readonly context: string;
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

// Whoever writes, renames or gives a file away changes its status time; busybox tells that in whole seconds only.
const LIST = "find . ! -type d -exec stat -c '%z|%Z|%i|%s|%n' {} + | sort";
const NAMES = "cut -d'|' -f5-";

/** Notes each file that was filled in. */
export function markCommands(key: string, mark: string): string {
  const file = `${MARKS}/${key}-${mark}`;
  return `rm -f ${MARKS}/${key}-*; cd ${MOUNT} && ${LIST} > ${file} || rm -f ${file}`;
}

/** Prints the change since `mark`. */
export function changeCommands(key: string, mark: string): string {
  const file = `${MARKS}/${key}-${mark}`;
  return [
    `if [ -s ${file} ]; then ${listNew(file)}`,
    `${NAMES} ${WORK}/now > ${WORK}/names && ${NAMES} ${file} > ${WORK}/before`,
    `gone=$(sort ${WORK}/names ${WORK}/names ${WORK}/before | uniq -u | wc -l) && kb=0`,
    `while IFS='|' read -r z c i s n; do kb=$((kb + (s + 1023) / 1024)); done < ${WORK}/new`,
    `echo "${CHANGE} ${key} $kb $((gone))"; fi; true`,
  ].join(" && ");
}

/** Copies what came since `mark` to `out`. */
export function growCommands(key: string, mark: string, out: string): string {
  const copy = `tr '\\n' '\\0' | xargs -0 -r sh -c 'cp -a --parents "$@" ${out}/' sh`;
  return `set -e; mkdir -p ${out}; ${listNew(`${MARKS}/${key}-${mark}`)}; ${NAMES} ${WORK}/new | ${copy}`;
}

/** Lines that are not in the mark: each has its name in it, so none comes twice. */
function listNew(file: string): string {
  return `cd ${MOUNT} && ${LIST} > ${WORK}/now && sort ${file} ${file} ${WORK}/now | uniq -u > ${WORK}/new`;
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
