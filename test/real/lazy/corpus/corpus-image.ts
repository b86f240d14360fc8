/** Many shapes in one image: each has a directory, and one layer or step does the work of all. */

import type { Shape } from "./shapes.ts";
import { makeXattrProgram } from "./xattr-program.ts";

export interface CorpusImage {
  readonly name: string;
  /** Path below the image's folder → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Built before it, and itself compared. */
  readonly parent?: string;
}

/** What an edit changes, in every image. */
export const EDITED = "handler.py";

/** This machine can run the program that sets extended attributes. */
export const hasXattrs = process.arch === "x64";

/** Everything of a file that a step can see; what a directory measures is the file system's own affair. */
const look = (path: string): string => `mkdir -p /seen
find /c -print0 | sort -z | xargs -0 stat -c '%n|%f|%u:%g|%s|%h|%t:%T|%Y' | awk -F'|' -v OFS='|' \
'$2 ~ /^4/ { $4 = ""; $5 = "" } $7 > 1577836800 { $7 = "now" } { print }' > ${path}
find /c -type l -print0 | sort -z | xargs -0 -r -n 1 readlink >> ${path}`;

const readAll = (path: string): string => `find /c -type f -print0 | sort -z | xargs -0 sha256sum > ${path}`;

/** `mark` is of this run, so that no other run's cache has the first step. */
export function makeCorpusImage(
  name: string,
  shapes: readonly Shape[],
  base: string,
  mark: string,
): CorpusImage {
  const layers = Math.max(...shapes.map(({ cached }) => cached.length));
  const steps = Math.max(...shapes.map(({ edits }) => edits.length));
  const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
  const dockerfile = [
    `FROM ${base}`,
    // Long enough to be worth a cache.
    `RUN : ${mark}; sleep 2.2`,
    run(`printf ${makeXattrProgram().toString("base64")} | base64 -d > /bin/xattr`, "chmod 755 /bin/xattr"),
    ...range(layers).map((index) => run(...shapes.map((shape) => within(shape, shape.cached[index])))),
    `COPY ${EDITED} /${EDITED}`,
    ...range(steps).map((index) =>
      run(
        ...(index === 0 ? [look("/seen/first")] : []),
        ...shapes.map((shape) => within(shape, shape.edits[index])),
        ...(index === steps - 1 ? [look("/seen/last"), readAll("/seen/contents")] : []),
      ),
    ),
  ].join("\n");
  return { name, files: { Dockerfile: `${dockerfile}\n`, [EDITED]: "1\n" } };
}

function run(...lines: readonly string[]): string {
  return `RUN <<'END'\nset -eu\n${lines.join("\n")}\nEND`;
}

function within({ name }: Shape, script: string | undefined): string {
  return script === undefined ? ":" : `(\nmkdir -p /c/${name}\ncd /c/${name}\n${script}\n)`;
}
