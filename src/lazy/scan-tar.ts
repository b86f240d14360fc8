/**
 * What only the tar of a layer tells, and its index does not. BuildKit writes no such layers; those of a base may be by
 * anybody.
 */

export type TarFault =
  /** Read on demand it would differ. */
  | { readonly kind: "differs"; readonly because: string }
  /** Nobody can read it as it was meant: it was broken when it was turned into eStargz. */
  | { readonly kind: "damaged"; readonly because: string };

const BLOCK = 512;
const LARGEST_PAX = 1024 ** 2;

/** Reads to the archive's end. Throws what the source throws. */
export async function scanTar(source: AsyncIterable<Uint8Array>): Promise<TarFault | undefined> {
  const reader = new BlockReader(source);
  let size: number | undefined;
  for (;;) {
    const header = await reader.take(BLOCK);
    if (header.length < BLOCK) return damaged("it ends before its end");
    if (header.every((byte) => byte === 0)) return undefined;
    if (!hasItsSum(header)) return damaged("a header of it is none");
    const type = String.fromCharCode(header[156] ?? 0);
    const own = readNumber(header.subarray(124, 136));
    if (type === "x" || type === "g") {
      if (own > LARGEST_PAX) return damaged("a header of it is too long");
      const records = readRecords(await reader.take(own));
      const fault = findRecordFault(records);
      if (fault !== undefined) return fault;
      const told = records.get("size");
      if (told !== undefined) size = Number(told);
      await reader.skip(paddingOf(own));
      continue;
    }
    if (type === "S") return damaged("it has sparse files");
    const isLongName = type === "L" || type === "K";
    const length = isLongName ? own : (size ?? own);
    if (!isLongName) size = undefined;
    if (!(await reader.skip(length + paddingOf(length)))) return damaged("it ends before its end");
  }
}

function damaged(because: string): TarFault {
  return { kind: "damaged", because };
}

/** An index knows whole seconds, rounded, where a builder cuts them off; and the converter spoils sparse files. */
function findRecordFault(records: ReadonlyMap<string, string>): TarFault | undefined {
  if ([...records.keys()].some((key) => key.startsWith("GNU.sparse"))) return damaged("it has sparse files");
  return /\.\d*[1-9]/.test(records.get("mtime") ?? "")
    ? { kind: "differs", because: "it has modification times with parts of seconds" }
    : undefined;
}

function paddingOf(length: number): number {
  return (BLOCK - (length % BLOCK)) % BLOCK;
}

/** Octal digits, or the bytes of the number itself where its first bit says so. */
function readNumber(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) === 0)
    return Number.parseInt(Buffer.from(field).toString("latin1").trim(), 8) || 0;
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x7f);
}

/** Its own field counts as blanks. */
function hasItsSum(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return sum === readNumber(header.subarray(148, 156));
}

/** `LENGTH KEY=VALUE\n`, one after the other. */
function readRecords(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(" ", at);
    const length = Number(body.toString("latin1", at, space));
    if (space < 0 || !(length > 0)) break;
    const record = body.toString("latin1", space + 1, at + length - 1);
    const equals = record.indexOf("=");
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

class BlockReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Fewer at the end. */
  async take(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0 && (await this.#fill()); ) {
      const part = this.#rest.subarray(0, missing);
      parts.push(part);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<boolean> {
    let missing = length;
    while (missing > 0 && (await this.#fill())) {
      const here = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(here);
      missing -= here;
    }
    return missing === 0;
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
