import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anonymous } from "../../../src/registry/credentials.ts";
import { DOCKER_MANIFEST, digestOf } from "../../../src/registry/manifest.ts";
import { openOciRegistry } from "../../../src/registry/oci.ts";
import { freshLayer, pushImage, pushIndex } from "../../support/registry-images.ts";
import { startProxy } from "../../support/registry-proxy.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

describe("an OCI registry", () => {
  it("gives manifests byte for byte, by tag and by digest", async () => {
    const pushed = await pushImage(place.registry, "bytes/app", {}, "v1");
    for (const reference of ["v1", pushed.digest]) {
      expect(await place.registry.getManifest("bytes/app", reference)).toEqual({
        kind: "found",
        manifest: pushed,
      });
    }
    expect(await place.registry.headManifest("bytes/app", "v1")).toEqual({
      digest: pushed.digest,
      mediaType: pushed.mediaType,
    });
  });

  it("takes Docker's manifest type back under its own content type", async () => {
    const { bytes } = await pushImage(place.registry, "docker/app");
    const docker = Buffer.from(
      bytes.toString().replaceAll("application/vnd.oci.image.manifest.v1+json", DOCKER_MANIFEST),
    );
    await place.registry.putManifest("docker/app", "v2", { bytes: docker, mediaType: DOCKER_MANIFEST });
    const lookup = await place.registry.getManifest("docker/app", "v2");
    expect(lookup.kind === "found" && [lookup.manifest.mediaType, lookup.manifest.digest]).toEqual([
      DOCKER_MANIFEST,
      digestOf(docker),
    ]);
  });

  it("tells an absent tag from an absent repository", async () => {
    await pushImage(place.registry, "absent/app", {}, "v1");
    expect(await place.registry.getManifest("absent/app", "v2")).toEqual({
      kind: "absent",
      isRepositoryMissing: false,
    });
    // Debian's registry answers MANIFEST_UNKNOWN for both; its tag list knows the difference.
    expect((await place.registry.getManifest("absent/none", "v2")).kind).toBe("absent");
    expect(await place.registry.headManifest("absent/none", "v2")).toBeUndefined();
    expect(await place.registry.listTags("absent/none")).toEqual([]);
    expect(await place.registry.getBlob("absent/app", digestOf(Buffer.from("none")), 10)).toBeUndefined();
  });

  it("bounds what it reads", async () => {
    const big = freshLayer(50_000);
    await place.registry.putBlob("bounds/app", big);
    await expect(place.registry.getBlob("bounds/app", digestOf(big), 1_000)).rejects.toMatchObject({
      kind: "unexpected",
    });
  });

  it("lists tags over several pages", async () => {
    const { bytes, mediaType } = await pushImage(place.registry, "pages/app");
    for (let tag = 0; tag < 12; tag++)
      await place.registry.putManifest("pages/app", `t${tag}`, { bytes, mediaType });
    // The registry's pages are cut to five, whatever is asked for.
    const proxy = await startProxy({
      upstream: place.host,
      handle({ url, request, forward, response }) {
        if (!url.includes("n=1000")) return forward();
        response.writeHead(307, {
          location: `http://${request.headers.host}${url.replace("n=1000", "n=5")}`,
        });
        response.end();
      },
    });
    const registry = openOciRegistry(place.world, proxy.host, { credentials: anonymous });
    expect((await registry.listTags("pages/app")).length).toBe(12);
    await proxy.stop();
  });

  it("copies an index with all its parts to another repository by mounting its blobs", async () => {
    const amd64 = await pushImage(place.registry, "from/app", { architecture: "amd64" });
    const arm64 = await pushImage(place.registry, "from/app", { architecture: "arm64", variant: "v8" });
    const index = await pushIndex(
      place.registry,
      "from/app",
      [
        { manifest: amd64, architecture: "amd64" },
        { manifest: arm64, architecture: "arm64", variant: "v8" },
      ],
      "v1",
    );
    const proxy = await startProxy({ upstream: place.host, handle: ({ forward }) => forward() });
    const registry = openOciRegistry(place.world, proxy.host, { credentials: anonymous });
    await registry.copyContent("from/app", "to/app", index);
    await registry.putManifest("to/app", "v1", index);
    await proxy.stop();

    expect(await place.registry.getManifest("to/app", "v1")).toEqual({ kind: "found", manifest: index });
    expect(await place.registry.getManifest("to/app", arm64.digest)).toEqual({
      kind: "found",
      manifest: arm64,
    });
    expect(proxy.requests.filter((line) => line.startsWith("POST"))).toHaveLength(6);
    expect(proxy.requests.filter((line) => line.startsWith("PUT") && line.includes("/blobs/"))).toEqual([]);
    expect(proxy.requests.filter((line) => line.startsWith("GET") && line.includes("/blobs/"))).toEqual([]);
  });

  it("streams layers through where the registry does not mount", async () => {
    const layer = freshLayer(3_000_000);
    const image = await pushImage(place.registry, "nomount/a", { layers: [layer] });
    const proxy = await startProxy({
      upstream: place.host,
      // What ECR does without its blob mounting setting: it begins an upload instead.
      handle: ({ url, forward }) => forward({ url: url.replace(/\?mount=.*/, "") }),
    });
    const registry = openOciRegistry(place.world, proxy.host, { credentials: anonymous });
    await registry.copyContent("nomount/a", "nomount/b", image);
    await proxy.stop();
    expect(
      digestOf((await place.registry.getBlob("nomount/b", digestOf(layer), 9_000_000)) ?? Buffer.alloc(0)),
    ).toBe(digestOf(layer));
    expect(proxy.requests.filter((line) => line.startsWith("PUT"))).toHaveLength(2);
  });

  it("says which part of an image is gone", async () => {
    const gone = {
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      digest: digestOf(Buffer.from("gone")),
      size: 4,
    };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: gone, layers: [] }));
    const manifest = { digest: digestOf(bytes), mediaType: gone.mediaType, bytes };
    await expect(place.registry.copyContent("from/app", "to/gone", manifest)).rejects.toMatchObject({
      kind: "unexpected",
      message: expect.stringMatching(/its layer sha256:.* is not there.*input rebuild/),
    });
  });
});
