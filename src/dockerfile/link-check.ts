/**
 * The instruction that proves, on what is really below them, that linked COPYs give what plain ones would.
 * It fails where they would not. BuildKit caches it with the layer that it looked at, so that it costs
 * nothing while that stays the same. Pure.
 */
import type { LinkCondition } from "./link-tail.ts";

/** Marks the instruction in progress and in errors. */
export const LINK_CHECK = "ml-image-build link check";

/** `RUN [...]` on one line. */
export function writeLinkCheck(conditions: readonly LinkCondition[]): string {
  const calls = new Set(conditions.flatMap(callsFor));
  const script = [`: ${quote(LINK_CHECK)}`, FUNCTIONS, ...calls].join("\n");
  return `RUN ${JSON.stringify(["/bin/sh", "-c", script])}`;
}

const FUNCTIONS = `no() { echo "${LINK_CHECK}: $*" >&2; exit 97; }
if [ -d / ] && [ ! -L / ]; then :; else no "there is no test"; fi
here() {
 at="$(pwd -P)" || no "there is no pwd"
 if [ "$at" != "$1" ]; then no "the base's WORKDIR is $at, not $1"; fi
}
dir() {
 if [ -L "$2" ]; then no "$2 is a symbolic link"; fi
 if [ ! -e "$2" ]; then return 0; fi
 if [ ! -d "$2" ]; then no "$2 is no directory"; fi
 is="$(stat -c "%a %u %g" "$2")" || no "there is no stat"
 if [ "$is" != "755 $1" ]; then no "$2 has mode and owner $is, not 755 $1"; fi
 case "$(ls -ld "$2")" in "drwxr-xr-x"[!.+@]*|"drwxr-xr-x. "*) ;; *) no "$2 has an access list";; esac
}
file() {
 if [ -L "$1" ]; then no "$1 is a symbolic link"; fi
 if [ -e "$1" ] && [ ! -f "$1" ]; then no "$1 is no file"; fi
}
absent() { if [ -e "$1" ] || [ -L "$1" ]; then no "$1 is there already"; fi; }
only() {
 at="$1"; shift
 for it in "$at"/* "$at"/.[!.]* "$at"/..?*; do
  if [ ! -e "$it" ] && [ ! -L "$it" ]; then continue; fi
  may=
  for name in "$@"; do if [ "$it" = "$at/$name" ]; then may=1; fi; done
  if [ -z "$may" ] || [ -L "$it" ] || [ ! -f "$it" ]; then no "$it is there already"; fi
 done
}`;

function callsFor({ baseDirectory, directories, owner, target }: LinkCondition): readonly string[] {
  const here = baseDirectory === undefined ? [] : [`here ${quote(baseDirectory)}`];
  const parents = [...here, ...directories.map((path) => `dir ${quote(owner)} ${quote(path)}`)];
  switch (target.kind) {
    case "files":
      return [...parents, ...target.paths.map((path) => `file ${quote(path)}`)];
    case "directory":
      return [...parents, ["only", target.path, ...target.names].map(quoteRest).join(" ")];
    case "absent":
      return [...parents, `absent ${quote(target.path)}`];
  }
}

function quoteRest(word: string, index: number): string {
  return index === 0 ? word : quote(word);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
