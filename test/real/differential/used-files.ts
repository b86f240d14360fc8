/** An exported tree → the repository's files that the build read, told by their content. */
import type { ResultEntry } from "./buildkit-result.ts";

/** What a heredoc of a generated Dockerfile holds: a file of the result that is no file of the repository. */
export const INLINE = Buffer.from("COPY not-a-source /\n");

const TAR_BLOCK = 512;

/**
 * Every file's content, link's target and empty file's or folder's name is its own in a generated
 * repository, so whatever of it appears in the result was read from there.
 */
export class Identities {
  readonly #byContent = new Map<string, string>();
  readonly #byTarget = new Map<string, string>();
  readonly #byName = new Map<string, string>();

  constructor(tree: readonly ResultEntry[]) {
    for (const { path, kind, content, target } of tree) {
      // The plan names `.git` as a whole.
      const shown = path.startsWith(".git/") ? ".git/" : path;
      // An archive is unpacked by ADD; it holds one file.
      if (content !== undefined && content.length > TAR_BLOCK) {
        const text = content.subarray(TAR_BLOCK, content.indexOf(0, TAR_BLOCK));
        this.#byContent.set(keyOf(text), shown);
      }
      if (kind === "link") this.#byTarget.set(target ?? "", shown);
      else if (kind === "file" && content?.length !== 0) this.#byContent.set(keyOf(content), shown);
      else if (/(?:empty|hollow)\d+$/.test(path)) this.#byName.set(nameOf(path), shown);
    }
  }

  /** What the result has of the repository, and what of the result is from nowhere. */
  find(tree: readonly ResultEntry[]): {
    readonly used: ReadonlySet<string>;
    /** Names of files without content that have one in the repository. */
    readonly emptied: ReadonlySet<string>;
    readonly foreign: readonly string[];
  } {
    const used = new Set<string>();
    const emptied = new Set<string>();
    const foreign: string[] = [];
    for (const entry of tree) {
      const found = this.#identify(entry);
      if (found !== undefined) used.add(found);
      // A source `<<EOF` is a heredoc even in JSON, where it has no lines.
      else if (entry.kind === "file" && entry.content?.length === 0 && nameOf(entry.path).startsWith("EOF"))
        continue;
      else if (entry.kind === "file" && entry.content?.length === 0) emptied.add(nameOf(entry.path));
      // BuildKit makes folders of its own: destinations, and those whose files are all left out.
      else if (entry.kind !== "directory" && !INLINE.equals(entry.content ?? Buffer.of()))
        foreign.push(entry.path);
    }
    return { used, emptied, foreign };
  }

  #identify({ path, kind, content, target }: ResultEntry): string | undefined {
    if (kind === "link") return this.#byTarget.get(target ?? "");
    if (kind === "file" && content?.length !== 0) return this.#byContent.get(keyOf(content));
    return this.#byName.get(nameOf(path));
  }
}

function keyOf(content: Buffer | undefined): string {
  return content?.toString("latin1") ?? "";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
