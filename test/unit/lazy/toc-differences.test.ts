import { describe, expect, test } from "vitest";
import { findTocDifference } from "../../../src/lazy/toc-differences.ts";

const modtime = "2020-02-02T02:02:02Z";
type Entry = Readonly<Record<string, unknown>>;
const file = (name: string, more: Entry = {}): Entry => ({
  name,
  type: "reg",
  modtime,
  mode: 0o644,
  ...more,
});
const directory = (name: string, more: Entry = {}): Entry => ({ ...file(name, more), type: "dir" });
const toc = (...entries: readonly unknown[]) => ({ version: 1, entries });

test("what BuildKit writes of usual files comes out equal", () => {
  const found = findTocDifference(
    toc(
      directory("usr/"),
      directory("usr/lib/"),
      file("usr/lib/a", { uid: 4294967294, xattrs: { "security.capability": "AQ==" }, size: 9_000_000 }),
      { name: "usr/lib/a", type: "chunk", chunkOffset: 4194304 },
      file("usr/lib/b", { type: "hardlink", linkName: "usr/lib/a" }),
      file("usr/lib/c", { type: "symlink", linkName: "/nowhere", mode: 0o777 }),
      file("usr/lib/d", { type: "char", devMajor: 1, devMinor: 3 }),
      file("usr/lib/e", { type: "fifo" }),
      file("usr/.wh.gone", { modtime: undefined }),
      file("usr/lib/.wh..wh..opq", { modtime: undefined }),
      file("日本 \u{1f600} <&>"),
      file("deeper.prefetch.landmark"),
    ),
  );
  expect(found).toBeUndefined();
});

test.each([
  { version: 1, entries: null },
  toc(),
  toc(directory("./", { mode: 0o755, modtime: undefined })),
])("a layer of nothing %#", (empty) => expect(findTocDifference(empty)).toBeUndefined());

describe("what differs", () => {
  test.each<[string, RegExp, readonly Entry[]]>([
    ["no time", /^\/a has a modification time of 0/, [file("a", { modtime: undefined })]],
    ["a directory without time", /time of 0/, [directory("d/", { modtime: "" })]],
    ["the year 1", /time of 0/, [file("a", { modtime: "0001-01-01T00:00:00Z" })]],
    ["before 1970", /time of 0/, [file("a", { modtime: "1969-12-31T23:59:59Z" })]],
    ["after what ext4 knows", /not every file system/, [file("a", { modtime: "2500-01-01T00:00:00Z" })]],
    ["a year of five digits", /not every file system/, [file("a", { modtime: "20000-01-01T00:00:00Z" })]],
    ["a name", /not UTF-8/, [file("caf\uFFFD")]],
    ["a target", /not UTF-8/, [file("a", { type: "symlink", mode: 0o777, linkName: "\uFFFD" })]],
    ["an attribute's name", /not UTF-8/, [file("a", { xattrs: { "user.\uFFFD": "" } })]],
    ["an attribute", /extended attributes/, [file("a", { xattrs: { "system.posix_acl_access": "" } })]],
    ["twice", /^\/a is in it twice/, [file("a"), file("./a")]],
    ["a directory twice", /twice/, [directory("d/"), directory("d")]],
    ["no parent", /directory that the layer does not have/, [file("d/a")]],
    [
      "a parent that is a link",
      /directory that the layer does not have/,
      [file("d", { type: "symlink", linkName: "e", mode: 0o777 }), file("d/a")],
    ],
    ["a landmark", /keeps for itself/, [file(".no.prefetch.landmark")]],
    ["a landmark as a directory", /keeps for itself/, [directory(".prefetch.landmark/")]],
    ["the index's name", /keeps for itself/, [file("/stargz.index.json")]],
    ["the state's name", /keeps for itself/, [directory(".stargz-snapshotter/")]],
    ["the root's owner", /mode or an owner/, [directory("./", { mode: 0o755, uid: 5 })]],
    ["the root's mode", /mode or an owner/, [directory("./", { mode: 0o700 })]],
    ["a link's mode", /link with a mode/, [file("a", { type: "symlink", linkName: "b" })]],
    ["a hard link to nothing", /hard link/, [file("a", { type: "hardlink", linkName: "b" })]],
    [
      "a hard link to a directory",
      /hard link/,
      [directory("b"), file("a", { type: "hardlink", linkName: "b" })],
    ],
    ["the device of whiteouts", /device/, [file("a", { type: "char" })]],
    ["a device too large", /device/, [file("a", { type: "block", devMajor: 5000, devMinor: 1 })]],
    ["an owner too large", /owner/, [file("a", { uid: 2 ** 32 })]],
    ["a socket", /is a socket/, [file("a", { type: "socket" })]],
    ["a directory of whiteouts' name", /no file/, [directory(".wh.d/")]],
    ["what is below it", /below a name of whiteouts/, [directory(".wh.d/"), file(".wh.d/a")].reverse()],
    ["a mark of aufs", /unknown kind/, [file(".wh..wh.plnk")]],
    ["a whiteout of nothing", /unknown kind/, [file(".wh.")]],
    ["what hides its own", /hides what the layer itself has/, [directory("d"), file("d/.wh.a"), file("d/a")]],
  ])("%s", (_, because, entries) => {
    expect(findTocDifference(toc(...entries))).toMatch(because);
  });

  test.each([
    {},
    { version: 2, entries: [] },
    { version: 1, entries: {} },
    { version: 1, entries: [1] },
  ])("another form: %j", (other) => expect(findTocDifference(other)).toBe("its index has another form"));
});
