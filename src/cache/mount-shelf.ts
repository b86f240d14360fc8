/** Where saved cache mounts lie: an image per image, platform and scope, in a registry or in GitHub's cache. */
import type { Destination } from "../build/arguments.ts";
import { annotationsOf } from "../registry/annotations.ts";
import type { SavedImage } from "./mount-changes.ts";

export interface MountShelf {
  readonly canWrite: boolean;
  /** Of an image's mounts for a platform together; `undefined`: only each mount has a bound. */
  readonly totalKb: number | undefined;
  /** The first of the names that exists. */
  find(names: readonly string[]): Promise<SavedMounts | undefined>;
  /** Where a build is to put them; `directory` is scratch space. */
  open(name: string, note: MountNote, directory: string): Promise<MountPlace>;
  /** For messages. */
  describe(name: string): string;
}

/** What a saved image says of itself. */
export interface MountNote {
  readonly keys: readonly string[];
  /** Hash over all that the steps which use the mounts read, when they last ran. */
  readonly steps: string;
}

export interface SavedMounts extends MountNote {
  readonly name: string;
  /** What can be built upon; `undefined`: each save is written whole. */
  readonly image: SavedImage | undefined;
  /** Makes them a build context, until it is disposed of. */
  bring(directory: string): Promise<AsyncDisposable & { readonly context: string }>;
  /** The same content under another hash of its steps: some hundred bytes. */
  renote(steps: string): Promise<void>;
}

export interface MountPlace extends AsyncDisposable {
  readonly destination: Destination;
  /** When the build has put them there; `below`: it put there only what these have not. */
  keep(below: SavedMounts | undefined): Promise<void>;
}

const KEYS = "io.ml-image-build.mounts";
const STEPS = "io.ml-image-build.mount-steps";

/** As annotations of the manifest. */
export function writeNote({ keys, steps }: MountNote): ReadonlyMap<string, string> {
  return new Map([
    [KEYS, keys.join(",")],
    [STEPS, steps],
  ]);
}

/** `undefined`: it is no image of cache mounts. */
export function readNote(manifest: Uint8Array): MountNote | undefined {
  const annotations = annotationsOf(manifest);
  const keys = (annotations.get(KEYS) ?? "").split(",").filter((key) => /^[0-9a-f]{16}$/.test(key));
  return keys.length === 0 ? undefined : { keys, steps: annotations.get(STEPS) ?? "" };
}
