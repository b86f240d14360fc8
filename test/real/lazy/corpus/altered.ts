/** Layers that alter an image a little: what a comparison must not miss. */
import type { TarFile } from "../../../support/write-tar.ts";

const at = "c/altered";

/** The last step of an image for them; its files are what the alterations begin with. */
export const original: readonly TarFile[] = [
  { name: `${at}/`, type: "5", mode: 0o755 },
  { name: `${at}/file`, mtime: 1_000, body: "one\n" },
  { name: `${at}/hard`, type: "1", target: `${at}/file` },
  { name: `${at}/alone`, mtime: 1_000, body: "two\n" },
  { name: `${at}/link`, type: "2", target: "file" },
  { name: `${at}/device`, type: "3", device: [1, 3] },
  { name: `${at}/capable`, xattrs: { "security.capability": "\x01\0\0\x02\0\x04" } },
  { name: `${at}/d/`, type: "5", mode: 0o755 },
  { name: `${at}/d/in`, body: "in\n" },
];

const alone: TarFile = { name: `${at}/alone`, mtime: 1_000, body: "two\n" };

export const alterations: readonly (readonly [string, TarFile])[] = [
  ["a byte", { ...alone, body: "twp\n" }],
  ["a byte less", { ...alone, body: "two" }],
  ["half of a file", { ...alone, body: "tw" }],
  ["zeros in place of a file", { ...alone, body: "\0\0\0\0" }],
  ["mode", { ...alone, mode: 0o600 }],
  ["set-user-id", { ...alone, mode: 0o4644 }],
  ["owner", { ...alone, uid: 1 }],
  ["group", { ...alone, gid: 1 }],
  ["time", { ...alone, mtime: 1_001 }],
  ["attribute", { ...alone, xattrs: { "user.a": "b" } }],
  [
    "value of an attribute",
    { name: `${at}/capable`, xattrs: { "security.capability": "\x01\0\0\x02\0\x05" } },
  ],
  ["attribute lost", { name: `${at}/capable` }],
  ["type", { ...alone, type: "6", body: "" }],
  ["target of a link", { name: `${at}/link`, type: "2", target: "alone" }],
  ["number of a device", { name: `${at}/device`, type: "3", device: [1, 5] }],
  ["hard link become a copy", { name: `${at}/hard`, mtime: 1_000, body: "one\n" }],
  ["copy become a hard link", { name: `${at}/alone`, type: "1", target: `${at}/file` }],
  ["one file more", { name: `${at}/more` }],
  ["a directory more", { name: `${at}/more/`, type: "5" }],
  ["one file less", { name: `${at}/.wh.file` }],
  ["a directory less", { name: `${at}/.wh.d` }],
  ["a directory emptied", { name: `${at}/d/.wh..wh..opq` }],
  ["a name", { name: `${at}/caf\xe9` }],
];
