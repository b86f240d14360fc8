import type { ContextRead } from "./analysis.ts";
import { cleanBelowRoot, cleanPath, joinBelow } from "./clean-path.ts";
import type { CopyCommand } from "./command.ts";
import { hasWildcard } from "./glob.ts";

/** Where a source is read from, and for which instruction. */
export type ReadPlace = Pick<ContextRead, "context" | "instruction" | "line">;

/** Everything in a context: for `.`, and for whatever cannot be known. */
export function wholeContext(place: ReadPlace, asWritten: string): ContextRead {
  return {
    ...place,
    source: "",
    wildcard: false,
    exclude: [],
    parents: false,
    pivot: undefined,
    asWritten,
    allowMissing: true,
  };
}

/** The read of one expanded COPY or ADD source below a context. */
export function copyRead(
  place: ReadPlace,
  copy: CopyCommand,
  expanded: string,
  asWritten: string,
): ContextRead {
  const exclude = copy.exclude;
  if (!copy.parents) {
    const source = cleanBelowRoot(expanded);
    const wildcard = hasWildcard(source);
    const allowMissing = wildcard || source === "";
    return { ...place, source, wildcard, exclude, parents: false, pivot: undefined, asWritten, allowMissing };
  }
  const cut = expanded.indexOf("/./");
  const pivot = cleanBelowRoot(cut === -1 ? "" : expanded.slice(0, cut));
  const below = cleanPath(`/${cut === -1 ? expanded : expanded.slice(cut + "/./".length)}`).slice(1);
  const source = joinBelow(pivot, below);
  const wildcard = hasWildcard(source);
  const allowMissing = wildcard || below === "";
  return { ...place, source, wildcard, exclude, parents: true, pivot, asWritten, allowMissing };
}
