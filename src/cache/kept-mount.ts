/** The cache mounts of an image that can be kept, and how each is known. Pure. */
import { createHash } from "node:crypto";
import type { CacheMount } from "../dockerfile/analysis.ts";

export interface KeptMount {
  /** 16 hex digits over what BuildKit knows the mount by. */
  readonly key: string;
  readonly id: string;
  readonly sharing: CacheMount["sharing"];
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly mode: number | undefined;
}

export interface MountChoice {
  readonly mounts: readonly KeptMount[];
  /** Lines of the instructions that use them. */
  readonly lines: readonly number[];
  /** Why others are left out. */
  readonly notices: readonly string[];
}

/** Each mount once. One that begins with a stage's files has those in its name, and is left out. */
export function chooseMounts(found: readonly CacheMount[]): MountChoice {
  const mounts = new Map<string, KeptMount>();
  const lines: number[] = [];
  const notices: string[] = [];
  for (const { id, sharing, uid, gid, mode, from, line } of found) {
    if (from !== undefined) {
      notices.push(`line ${line}: the cache mount ${id} begins with from=${from}, and is not kept`);
    } else if (!/^[\w@%+=:./~-]+$/.test(id)) {
      notices.push(`line ${line}: the cache mount ${JSON.stringify(id)} is not kept because of its name`);
    } else {
      const key = createHash("sha256")
        .update(JSON.stringify([id, uid, gid, mode]))
        .digest("hex")
        .slice(0, 16);
      // `locked` anywhere is respected everywhere.
      const before = mounts.get(key)?.sharing;
      mounts.set(key, { key, id, uid, gid, mode, sharing: before === "locked" ? before : sharing });
      lines.push(line);
    }
  }
  return { mounts: [...mounts.values()], lines, notices };
}
