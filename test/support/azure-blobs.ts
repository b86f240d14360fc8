/** Block blobs in memory, by as much of Azure's protocol as its two SDKs (Go 1.2, JavaScript 12.31) use. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export class AzureBlobs {
  /** `http://127.0.0.1:PORT/devstoreaccount1/results`: a form that both SDKs take apart on loopback. */
  base = "";
  readonly #blobs = new Map<string, Buffer>();
  readonly #blocks = new Map<string, Buffer>();
  /** Bytes that came and went. */
  uploaded = 0;
  downloaded = 0;

  /** `type`: what a download is answered as. */
  urlOf(name: string, type?: string): string {
    return `${this.base}/${name}?sig=c2lnbmF0dXJl-of-a-test${type === undefined ? "" : `&rsct=${encodeURIComponent(type)}`}`;
  }

  sizeOf(name: string): number | undefined {
    return this.#blobs.get(name)?.length;
  }

  /** Changes a byte of each blob of at least `size` bytes. */
  damage(size: number): void {
    for (const [name, blob] of this.#blobs) {
      if (blob.length < size) continue;
      const copy = Buffer.from(blob);
      copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
      this.#blobs.set(name, copy);
    }
  }

  answer(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    const name = url.pathname.split("/").at(-1) ?? "";
    // The Go SDK takes the request id for granted.
    const common = {
      etag: '"1"',
      "last-modified": new Date().toUTCString(),
      "x-ms-request-id": randomUUID(),
    };
    if (request.method === "PUT") {
      this.#put(name, url.searchParams, body);
      response.writeHead(201, { ...common, "content-length": 0 }).end();
      return;
    }
    const blob = this.#blobs.get(name);
    if (blob === undefined) {
      response.writeHead(404, { ...common, "content-length": 0 }).end();
      return;
    }
    const range = String(request.headers["x-ms-range"] ?? request.headers.range ?? "");
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === "" ? blob.length : Math.min(Number(to) + 1, blob.length);
    const part = blob.subarray(start, end);
    const headers = {
      ...common,
      "content-type": url.searchParams.get("rsct") ?? "application/octet-stream",
      "content-length": part.length,
      ...(from === undefined ? {} : { "content-range": `bytes ${start}-${end - 1}/${blob.length}` }),
    };
    response.writeHead(from === undefined ? 200 : 206, headers);
    if (request.method === "HEAD") response.end();
    else {
      this.downloaded += part.length;
      response.end(part);
    }
  }

  #put(name: string, query: URLSearchParams, body: Buffer): void {
    switch (query.get("comp")) {
      case "block":
        this.uploaded += body.length;
        this.#blocks.set(`${name} ${query.get("blockid")}`, body);
        return;
      case "blocklist": {
        const ids = [...body.toString("utf8").matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(
          ([, id]) => id,
        );
        const parts = ids.map((id) => this.#blocks.get(`${name} ${id}`) ?? Buffer.alloc(0));
        this.#blobs.set(name, Buffer.concat(parts));
        return;
      }
      default:
        this.uploaded += body.length;
        this.#blobs.set(name, body);
    }
  }
}
