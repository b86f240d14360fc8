/** An image of a registry as its files are: every layer applied in order, nothing of the product's code. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { readManifest } from "./registry-client.ts";

/** Path → type, mode, owner, size, link target and content. */
export async function flattenImage(
  host: string,
  repository: string,
  reference: string,
): Promise<ReadonlyMap<string, string>> {
  let manifest = await readManifest(host, repository, reference);
  const child = manifest?.json.manifests?.find(({ platform }) => platform?.architecture !== "unknown");
  if (child !== undefined) manifest = await readManifest(host, repository, child.digest);
  const entries = new Map<string, string>();
  for (const { digest } of manifest?.json.layers ?? []) {
    const response = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`);
    if (!response.ok) throw new Error(`${repository}@${digest}: ${response.status}`);
    applyLayer(entries, gunzipSync(Buffer.from(await response.arrayBuffer())));
  }
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const kinds: Readonly<Record<string, string>> = {
  "": "file",
  "0": "file",
  "1": "hard link",
  "2": "link",
  "5": "directory",
};

function applyLayer(entries: Map<string, string>, tar: Buffer): void {
  const removeBelow = (path: string): void => {
    for (const known of [...entries.keys()]) if (known.startsWith(`${path}/`)) entries.delete(known);
  };
  let pax: Readonly<Record<string, string>> = {};
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const header = at;
    const text = (from: number, length: number): string =>
      tar
        .subarray(header + from, header + from + length)
        .toString("utf8")
        .replace(/\0.*$/s, "");
    const size = Number(pax.size ?? Number.parseInt(text(124, 12), 8));
    const body = tar.subarray(at + 512, at + 512 + size);
    const type = text(156, 1);
    at += 512 + Math.ceil(size / 512) * 512;
    if (type === "x") {
      pax = readPax(body);
      continue;
    }
    const prefix = text(345, 155);
    const name = pax.path ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const path = `/${name}`.replace(/^\/(\.?\/)*/, "/").replace(/\/$/, "");
    const base = path.slice(path.lastIndexOf("/") + 1);
    const directory = path.slice(0, path.lastIndexOf("/"));
    if (base === ".wh..wh..opq") removeBelow(directory);
    else if (base.startsWith(".wh.")) {
      entries.delete(`${directory}/${base.slice(4)}`);
      removeBelow(`${directory}/${base.slice(4)}`);
    } else if (path !== "") {
      if (type !== "5") removeBelow(path);
      const xattrs = Object.keys(pax).filter((key) => key.startsWith("SCHILY.xattr."));
      entries.set(
        path,
        [
          kinds[type] ?? type,
          (Number.parseInt(text(100, 8), 8) & 0o7777).toString(8),
          `${Number(pax.uid ?? Number.parseInt(text(108, 8), 8))}:${Number(pax.gid ?? Number.parseInt(text(116, 8), 8))}`,
          size,
          pax.linkpath ?? text(157, 100),
          xattrs.join(),
          createHash("sha256").update(body).digest("hex").slice(0, 12),
        ].join(" "),
      );
    }
    pax = {};
  }
}

/** Records of `LENGTH KEY=VALUE\n`. */
function readPax(body: Buffer): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(" ", at);
    const length = Number(body.subarray(at, space).toString());
    const record = body.subarray(space + 1, at + length - 1).toString("utf8");
    values[record.slice(0, record.indexOf("="))] = record.slice(record.indexOf("=") + 1);
    at += length;
  }
  return values;
}
