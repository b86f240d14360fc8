/** Layers of bases that BuildKit did not write, and what of each a layer that is read on demand would show otherwise. */
import type { TarFile } from "../../../support/write-tar.ts";

export interface ForeignBase {
  readonly name: string;
  readonly tar: readonly TarFile[];
  /** The beginning of what is told; `undefined`: nothing differs. */
  readonly because?: string;
}

const mtime = 1_500_000_000;
const directory = (name: string): TarFile => ({ name: `${name}/`, type: "5", mode: 0o755, mtime });
const file = (name: string, body = name): TarFile => ({ name, mtime, body });
const sparse = Buffer.concat([
  Buffer.from("2\n0\n4\n1048576\n4\n".padEnd(512, "\0")),
  Buffer.from("headtail"),
]);

export const foreignBases: readonly ForeignBase[] = [
  {
    name: "plain",
    tar: [
      { name: "./", type: "5", mode: 0o755, mtime },
      directory("./f"),
      file("./f/a"),
      { name: "f/l", type: "2", target: "a", mode: 0o777, mtime },
      { name: "f/h", type: "1", target: "./f/a", mtime },
      { name: "f/d", type: "3", device: [1, 3], mtime },
      { name: "f/capable", mtime, xattrs: { "security.capability": `\x01\0\0\x02\0\x04${"\0".repeat(14)}` } },
      directory("bin"),
      { name: "bin/.wh.vi", mtime },
    ],
  },
  {
    name: "parts-of-seconds",
    tar: [directory("f"), { ...file("f/a"), pax: { mtime: `${mtime}.700000000` } }],
    because: "it has modification times with parts of seconds",
  },
  { name: "no-time", tar: [directory("f"), { name: "f/a" }], because: "/f/a has a modification time of 0" },
  {
    name: "names",
    tar: [directory("f"), file("f/n\xe9")],
    because: "/f/n\uFFFD has a name that is not UTF-8",
  },
  {
    name: "no-directory",
    tar: [file("tmp/in/x")],
    because: "/tmp/in/x is in a directory that the layer does not have",
  },
  {
    name: "through-link",
    tar: [{ name: "f", type: "2", target: "tmp", mode: 0o777, mtime }, file("f/x")],
    because: "/f/x is in a directory that the layer does not have",
  },
  { name: "twice", tar: [directory("f"), file("f/a"), file("f/a", "again")], because: "/f/a is in it twice" },
  {
    name: "attributes",
    tar: [directory("f"), { ...file("f/a"), xattrs: { "user.note": "n" } }],
    because: "/f/a has extended attributes",
  },
  {
    name: "snapshotters-name",
    tar: [file(".stargz-snapshotter")],
    because: "/.stargz-snapshotter has a name that the snapshotter keeps for itself",
  },
  {
    name: "sparse",
    tar: [
      directory("f"),
      {
        ...file("f/GNUSparseFile.0/s"),
        body: sparse,
        pax: {
          "GNU.sparse.major": "1",
          "GNU.sparse.minor": "0",
          "GNU.sparse.name": "f/s",
          "GNU.sparse.realsize": "1048580",
        },
      },
      file("f/after"),
    ],
    because: "it has sparse files",
  },
];
