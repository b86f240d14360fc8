import { cleanPath, joinBelow, parentOf } from "./clean-path.ts";

/** A file, link or empty directory of a context; `path` is relative to the context. */
export interface ContextEntry {
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  /** What a link holds, as stored. */
  readonly linkTarget?: string | undefined;
}

/** Something a path leads to. `end` is one past the last entry at or below it. */
export interface TreeNode {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly start: number;
  readonly end: number;
}

/** How many links BuildKit follows before it gives up. */
const MOST_LINKS = 255;

/** Looks paths up in entries sorted by path; directories are there by the files below them. */
export class ContextTree {
  readonly entries: readonly ContextEntry[];

  constructor(entries: readonly ContextEntry[]) {
    this.entries = entries;
  }

  /** Finds a path without following links; "" is the whole context. */
  find(path: string): TreeNode | undefined {
    if (path === "") return { path, isDirectory: true, start: 0, end: this.entries.length };
    const exact = this.#lowerBound(path);
    const entry = this.entries[exact];
    const isEntry = entry?.path === path;
    if (isEntry && entry.kind !== "directory")
      return { path, isDirectory: false, start: exact, end: exact + 1 };
    const start = this.#lowerBound(`${path}/`);
    // "/" + 1 is "0": the first path that is no longer below.
    const end = this.#lowerBound(`${path}0`);
    if (start < end) return { path, isDirectory: true, start, end };
    return isEntry ? { path, isDirectory: true, start: exact, end: exact + 1 } : undefined;
  }

  /** The names directly below a directory, in order. */
  *children(directory: TreeNode): Generator<TreeNode> {
    const prefix = directory.path === "" ? "" : `${directory.path}/`;
    for (let i = directory.start; i < directory.end; ) {
      const path = this.entries[i]?.path ?? "";
      const slash = path.indexOf("/", prefix.length);
      if (path === directory.path) i++;
      else if (slash === -1) {
        yield { path, isDirectory: this.entries[i]?.kind === "directory", start: i, end: i + 1 };
        i++;
      } else {
        const child = path.slice(0, slash);
        const end = Math.min(this.#lowerBound(`${child}0`, i), directory.end);
        yield { path: child, isDirectory: true, start: i, end };
        i = end;
      }
    }
  }

  /** The link that a path is; `undefined` for anything else. */
  linkAt(path: string): { readonly index: number; readonly target: string } | undefined {
    const index = this.#lowerBound(path);
    const entry = this.entries[index];
    if (entry?.path !== path || entry.kind !== "link") return undefined;
    return { index, target: entry.linkTarget ?? "" };
  }

  /**
   * Follows the links on the way to a path and at its end, as if the context were the file system's root.
   * Reports each link by its index. `undefined`: links that go round in circles.
   */
  follow(path: string, onLink: (index: number) => void): string | undefined {
    let open = path === "" ? [] : path.split("/");
    let real = "";
    for (let links = 0; open.length > 0; ) {
      const next = joinBelow(real, open[0] ?? "");
      const link = this.linkAt(next);
      open = open.slice(1);
      if (link === undefined) {
        real = next;
        continue;
      }
      if (++links > MOST_LINKS) return undefined;
      onLink(link.index);
      const directory = link.target.startsWith("/") ? "" : parentOf(next);
      const joined = cleanPath(`/${directory}/${link.target}`).slice(1);
      open = [...(joined === "" ? [] : joined.split("/")), ...open];
      real = "";
    }
    return real;
  }

  #lowerBound(path: string, from = 0): number {
    let low = from;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.path ?? "") < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
