/**
 * What runs in a container beside a cache mount: a plain shell with `ls`, `cp`, `mv`, `rm`, `du` and `md5sum`, as
 * the smallest of images with a shell have them (no find, no tar). Pure.
 */

import {
  changeCommands,
  growCommands,
  type MountChange,
  markCommands,
  parseChanges,
} from "./mount-changes.ts";

const MARK = "ml-image-build-mount";

/** What a script told of a mount. */
export interface MountState {
  readonly key: string;
  /** 0: nothing is in it. */
  readonly kilobytes: number;
  /** Over the files' names, sizes, owners, modes and times. */
  readonly sum: string;
  /** Files left out because of the bound, and their kilobytes. */
  readonly evicted: { readonly files: number; readonly kilobytes: number };
  /** Since it was filled; `undefined`: not asked for, or not known. */
  readonly change: MountChange | undefined;
}

// Folders' own sizes and times differ between file systems, and say nothing.
const LIST = `list() { { ls -lAnR --full-time "$1" 2>/dev/null || ls -lAnR "$1"; } | while IFS= read -r l; do case "$l" in total*|d*|*/.ml-image-build-*) ;; *) printf '%s\\n' "$l";; esac; done; }`;
const TELL = `tell() { n=; for e in "$2"/* "$2"/.[!.]* "$2"/..?*; do case "$e" in */.ml-image-build-*) continue;; esac; if [ -e "$e" ] || [ -L "$e" ]; then n=1; break; fi; done; if [ -z "$n" ]; then kb=0; sum=0; else set -- "$1" "$2" "$3" $(du -sk "$2"); kb=$4; [ "$kb" -gt 0 ] || kb=1; cd "$2"; set -- "$1" "$2" "$3" $(list . | md5sum); sum=$4; fi; echo "${MARK} $1 $kb $sum $3"; }`;
const MOUNT = "/ml-image-build/mount";

function script(nonce: string, body: string): string {
  return `: ${nonce}; PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH; LC_ALL=C; export LC_ALL; TZ=UTC; export TZ; ${LIST}; ${TELL}; ${body}`;
}

/** Prints the mount's state; with a `mark`, also its change since. */
export function lookScript(key: string, nonce: string, mark?: string): string {
  const change = mark === undefined ? "" : `; ${changeCommands(key, mark)}`;
  return script(nonce, `tell ${key} ${MOUNT} 0:0${change}`);
}

/** Copies into a folder of its own first: one that is stopped half-way leaves nothing that anybody reads. */
export function restoreScript(key: string, nonce: string): string {
  const half = `${MOUNT}/.ml-image-build-${nonce}`;
  return script(
    nonce,
    `if [ "$(tell ${key} ${MOUNT} 0:0 | cut -d' ' -f3)" = 0 ]; then mkdir ${half} && cp -a /ml-image-build/in/. ${half}/ || { rm -rf ${half}; exit 1; }; for e in ${half}/* ${half}/.[!.]* ${half}/..?*; do if [ -e "$e" ] || [ -L "$e" ]; then mv "$e" ${MOUNT}/; fi; done; rm -rf ${half}; ${markCommands(key, nonce)}; fi; tell ${key} ${MOUNT} 0:0`,
  );
}

/** Copies what the mount has more than when it was filled into the stage. */
export function growScript(key: string, nonce: string, mark: string): string {
  return script(nonce, `${growCommands(key, mark, `/ml-image-build/out/${key}`)}; tell ${key} ${MOUNT} 0:0`);
}

/** Copies the mount into the stage; the files that nobody wrote for longest are left out past the bound. */
export function copyScript(key: string, nonce: string, limitKb: number): string {
  const out = `/ml-image-build/out/${key}`;
  const evict = [
    `find . -type f -exec stat -c '%Y %s %n' {} + | sort -n > /ml-image-build/by-age`,
    `while [ "$over" -gt 0 ] && IFS=' ' read -r t s f; do rm -f "$f"; k=$(( (s + 1023) / 1024 )); over=$(( over - k )); files=$(( files + 1 )); kb=$(( kb + k )); done < /ml-image-build/by-age`,
  ].join("; ");
  return script(
    nonce,
    `set -e; mkdir -p ${out}; cp -a ${MOUNT}/. ${out}/; rm -rf ${out}/.ml-image-build-*; cd ${out}; set -- $(du -sk .); over=$(( $1 - ${limitKb} )); files=0; kb=0; if [ "$over" -gt 0 ]; then ${evict}; fi; tell ${key} ${MOUNT} $files:$kb`,
  );
}

/** Reads what the scripts printed. */
export function parseStates(output: string): ReadonlyMap<string, MountState> {
  const states = new Map<string, MountState>();
  const changes = parseChanges(output);
  for (const match of output.matchAll(
    new RegExp(`^${MARK} ([0-9a-f]{16}) (\\d+) (\\S+) (\\d+):(\\d+)\\s*$`, "gm"),
  )) {
    const [, key = "", kilobytes, sum = "", files, evictedKb] = match;
    states.set(key, {
      key,
      kilobytes: Number(kilobytes),
      sum,
      evicted: { files: Number(files), kilobytes: Number(evictedKb) },
      change: changes.get(key),
    });
  }
  return states;
}
