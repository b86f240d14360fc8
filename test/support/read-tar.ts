/** The entries of a tar, as a layer has them: ustar and pax. Texts keep every byte, one character each. */

export interface TarEntry {
  /** As it stands there. */
  readonly name: string;
  /** `0` file, `1` hard link, `2` link, `3` and `4` devices, `5` directory, `6` pipe. */
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In seconds. */
  readonly mtime: number;
  readonly target: string;
  readonly device: string;
  /** Name → value. */
  readonly xattrs: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function readTar(tar: Buffer): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let pax: Readonly<Record<string, string>> = {};
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    const text = (from: number, length: number): string =>
      header
        .subarray(from, from + length)
        .toString("latin1")
        .replace(/\0.*$/s, "");
    const size = Number(pax.size ?? readNumber(header.subarray(124, 136)));
    const body = tar.subarray(at + 512, at + 512 + size);
    const type = text(156, 1);
    at += 512 + Math.ceil(size / 512) * 512;
    if (type === "x") {
      pax = readPax(body);
      continue;
    }
    const prefix = text(345, 155);
    entries.push({
      name: pax.path ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`),
      type: type === "" ? "0" : type,
      mode: readNumber(header.subarray(100, 108)) & 0o7777,
      uid: Number(pax.uid ?? readNumber(header.subarray(108, 116))),
      gid: Number(pax.gid ?? readNumber(header.subarray(116, 124))),
      mtime: Number(pax.mtime ?? readNumber(header.subarray(136, 148))),
      target: pax.linkpath ?? text(157, 100),
      device:
        type === "3" || type === "4"
          ? `${readNumber(header.subarray(329, 337))}:${readNumber(header.subarray(337, 345))}`
          : "",
      xattrs: Object.fromEntries(
        Object.entries(pax)
          .filter(([key]) => key.startsWith("SCHILY.xattr."))
          .map(([key, value]) => [key.slice("SCHILY.xattr.".length), value]),
      ),
      body,
    });
    pax = {};
  }
  return entries;
}

/** Octal digits, or the bytes of the number itself where its first bit says so. */
function readNumber(field: Buffer): number {
  const first = field[0] ?? 0;
  if ((first & 0x80) === 0) return Number.parseInt(field.toString("latin1"), 8) || 0;
  let value = first & 0x40 ? -1n : BigInt(first & 0x3f);
  for (const byte of field.subarray(1)) value = (value << 8n) | BigInt(byte);
  return Number(value);
}

/** Records of `LENGTH KEY=VALUE\n`. */
function readPax(body: Buffer): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(" ", at);
    const length = Number(body.subarray(at, space).toString());
    const record = body.subarray(space + 1, at + length - 1).toString("latin1");
    values[record.slice(0, record.indexOf("="))] = record.slice(record.indexOf("=") + 1);
    at += length;
  }
  return values;
}
