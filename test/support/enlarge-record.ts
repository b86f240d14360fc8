/** Changes the size that a repository's last build record tells: nobody wants to build 11 GB. */
import { createHash } from "node:crypto";
import { readManifest } from "./registry-client.ts";

export async function enlargeRecord(host: string, repository: string, sizeBytes: number): Promise<void> {
  const manifest = await readManifest(host, repository, "record-last");
  const [layer] = manifest?.json.layers ?? [];
  if (manifest === undefined || layer === undefined) throw new Error(`${repository} has no record`);
  const blobs = `http://${host}/v2/${repository}/blobs`;
  const record = (await (await fetch(`${blobs}/${layer.digest}`)).json()) as object;
  const bytes = Buffer.from(JSON.stringify({ ...record, sizeBytes }));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const begun = await fetch(`${blobs}/uploads/`, { method: "POST" });
  const location = new URL(begun.headers.get("location") ?? "", `http://${host}`);
  location.searchParams.set("digest", digest);
  const put = async (url: string | URL, body: Buffer, type: string): Promise<void> => {
    const answer = await fetch(url, { method: "PUT", body, headers: { "content-type": type } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  await put(location, bytes, "application/octet-stream");
  const changed = { ...manifest.json, layers: [{ ...layer, digest, size: bytes.length }] };
  await put(
    `http://${host}/v2/${repository}/manifests/record-last`,
    Buffer.from(JSON.stringify(changed)),
    manifest.mediaType,
  );
}
