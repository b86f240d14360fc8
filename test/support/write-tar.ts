/** A small tar, written byte by byte, so that it can hold what this machine's own file system cannot. */

export interface TarFile {
  /** Texts as bytes, one character each. */
  readonly name: string;
  /** Default `0`, a file: see `TarEntry`. */
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly target?: string;
  readonly device?: readonly [number, number];
  readonly xattrs?: Readonly<Record<string, string>>;
  /** Further records of pax, as they are. */
  readonly pax?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export function writeTar(files: readonly TarFile[]): Buffer {
  return Buffer.concat([...files.flatMap(writeFile), Buffer.alloc(1024)]);
}

function writeFile(file: TarFile): readonly Buffer[] {
  const records = Object.entries({
    ...(file.name.length > 99 ? { path: file.name } : {}),
    ...((file.target ?? "").length > 99 ? { linkpath: file.target ?? "" } : {}),
    ...file.pax,
    ...Object.fromEntries(
      Object.entries(file.xattrs ?? {}).map(([name, value]) => [`SCHILY.xattr.${name}`, value]),
    ),
  });
  const body = Buffer.from(file.body ?? "");
  const pax = Buffer.from(records.map(([key, value]) => record(key, value)).join(""), "latin1");
  return [
    ...(pax.length === 0 ? [] : [header({ name: "pax", type: "x" }, pax.length), padded(pax)]),
    header(file, body.length),
    padded(body),
  ];
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return `${length}${rest}`;
}

function header(file: TarFile, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
  const [major, minor] = file.device ?? [0, 0];
  for (const [at, text] of [
    [0, file.name.slice(0, 99)],
    [100, octal(file.mode ?? 0o644, 7)],
    [108, octal(file.uid ?? 0, 7)],
    [116, octal(file.gid ?? 0, 7)],
    [124, octal(size, 11)],
    [136, octal(file.mtime ?? 0, 11)],
    [148, " ".repeat(8)],
    [156, file.type ?? "0"],
    [157, (file.target ?? "").slice(0, 99)],
    [257, "ustar\0" + "00"],
    [329, octal(major, 7)],
    [337, octal(minor, 7)],
  ] as const)
    block.write(text, at, "latin1");
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
    "latin1",
  );
  return block;
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
