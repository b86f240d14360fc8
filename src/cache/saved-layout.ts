/** An image of saved mounts as an OCI layout, a directory that builders write and read. */
import { objectAt, objectsAt, parseJsonObject, stringAt, stringsAt } from "../registry/json.ts";
import { type Descriptor, digestOf, OCI_MANIFEST, parseManifest } from "../registry/manifest.ts";
import type { World } from "../shell/world.ts";

/** All of it but the layers. */
export interface LayoutImage {
  readonly manifest: Buffer;
  readonly config: Buffer;
}

export function blobPath(layout: string, digest: string): string {
  return `${layout}/blobs/${digest.replace(":", "/")}`;
}

/** `undefined`: it is no image. */
export function layersOf({ manifest }: LayoutImage): readonly Descriptor[] | undefined {
  const parsed = parseManifest(manifest, OCI_MANIFEST);
  return parsed?.kind === "image" ? parsed.layers : undefined;
}

/** What a builder wrote. Throws where it is no image. */
export async function readLayout(world: World, layout: string): Promise<LayoutImage> {
  const index = parseJsonObject((await world.files.readBytes(`${layout}/index.json`)) ?? "");
  const digest = stringAt(objectsAt(index, "manifests")[0], "digest") ?? "";
  const manifest = await world.files.readBytes(blobPath(layout, digest));
  const parsed = manifest && parseManifest(manifest, OCI_MANIFEST);
  const config =
    parsed?.kind === "image"
      ? await world.files.readBytes(blobPath(layout, parsed.config.digest))
      : undefined;
  if (manifest === undefined || config === undefined) throw new Error("the builder wrote no image");
  return { manifest, config };
}

/** Beside layers that are there already. */
export async function writeLayout(
  world: World,
  layout: string,
  { manifest, config }: LayoutImage,
): Promise<void> {
  const digest = digestOf(manifest);
  const descriptor = { mediaType: OCI_MANIFEST, digest, size: manifest.length };
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [`${layout}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" })],
    [`${layout}/index.json`, JSON.stringify({ schemaVersion: 2, manifests: [descriptor] })],
    [blobPath(layout, digest), manifest],
    [blobPath(layout, digestOf(config)), config],
  ];
  for (const [path, bytes] of files) await world.files.write(path, bytes);
}

/** One image: the layers of `below`, and above them those of `above`, which says what the image is. */
export function stackImages(below: LayoutImage, above: LayoutImage): LayoutImage {
  const [lower, upper] = [below, above].map(({ config }) => parseJsonObject(config));
  const diffIds = [lower, upper].flatMap((one) => stringsAt(objectAt(one, "rootfs"), "diff_ids"));
  const history = [lower, upper].flatMap((one) => objectsAt(one, "history"));
  const rootfs = { type: "layers", diff_ids: diffIds };
  const config = Buffer.from(JSON.stringify({ ...upper, rootfs, history }));
  const [base, top] = [below, above].map(({ manifest }) => parseJsonObject(manifest));
  const layers = [base, top].flatMap((one) => objectsAt(one, "layers"));
  const descriptor = { ...objectAt(top, "config"), digest: digestOf(config), size: config.length };
  return { config, manifest: Buffer.from(JSON.stringify({ ...top, config: descriptor, layers })) };
}
