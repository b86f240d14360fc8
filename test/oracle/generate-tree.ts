import type { TreeEntry } from "./buildkit-process.ts";
import type { Random } from "./random.ts";

const NAMES = [
  "a",
  "b",
  "b.txt",
  "c.md",
  "d",
  "e",
  "src",
  "lib",
  "main.py",
  ".git",
  "x y",
  "ä",
  "d-1",
  "a*",
  "README.md",
];

const FILES = ["file", "file", "file", "file", "link", "directory"] as const;
const LINKS = ["file", "link", "link"] as const;

/** A small context: files, links that lead anywhere, and empty directories, sorted by path. */
export function generateTree(random: Random): TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  const kinds = random.chance(0.3) ? LINKS : FILES;
  for (let i = random.below(22) + 1; i > 0; i--) {
    const path = random.list(1, 3, () => random.pick(NAMES)).join("/");
    if (isTaken(entries, path)) continue;
    const kind = random.pick(kinds);
    if (kind === "file") entries.set(path, { path, kind, content: `${path} 1` });
    else if (kind === "directory") entries.set(path, { path, kind });
    else entries.set(path, { path, kind, target: generateLink(random) });
  }
  return sortTree([...entries.values()]);
}

/** Where a link may point: up, down, nowhere, to the root, to other links. */
export function generateLink(random: Random): string {
  const path = random.list(1, 2, () => random.pick(NAMES)).join("/");
  return random.pick(["", "", "", "../", "../../", "/", "./"]) + path;
}

/** Adds, takes out or changes a few entries. */
export function changeTree(random: Random, entries: readonly TreeEntry[]): TreeEntry[] {
  const changed = new Map(entries.map((entry) => [entry.path, entry]));
  for (let i = random.below(3); i >= 0; i--) {
    const entry = random.pick([...changed.values()]);
    const kind = random.below(4);
    if (kind === 0 && changed.size > 1) changed.delete(entry.path);
    else if (kind === 1) {
      for (const added of generateTree(random).slice(0, 2)) {
        if (!isTaken(changed, added.path)) changed.set(added.path, added);
      }
    } else if (entry.kind === "link") changed.set(entry.path, { ...entry, target: generateLink(random) });
    else if (entry.kind === "file") changed.set(entry.path, { ...entry, content: `${entry.content}+` });
  }
  return sortTree([...changed.values()]);
}

/** Sorts by path the way the code under test wants it. */
export function sortTree(entries: readonly TreeEntry[]): TreeEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function isTaken(entries: ReadonlyMap<string, TreeEntry>, path: string): boolean {
  for (const taken of entries.keys()) {
    if (taken === path || taken.startsWith(`${path}/`) || path.startsWith(`${taken}/`)) return true;
  }
  return false;
}
