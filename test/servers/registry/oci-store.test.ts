import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../../../src/model.ts";
import { openBaseImages } from "../../../src/registry/bases.ts";
import { createDockerConfig } from "../../../src/registry/docker-config.ts";
import type { ImageStore } from "../../../src/registry/image-store.ts";
import { openImageStore } from "../../../src/registry/store.ts";
import { parseRegistryTarget } from "../../../src/registry/target.ts";
import { freshLayer, pushImage, pushIndex } from "../../support/registry-images.ts";
import { answerError, startProxy } from "../../support/registry-proxy.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

const AMD64 = "linux/amd64" as Platform;
const ARM64 = "linux/arm64" as Platform;

let place: Place;
let store: ImageStore;
const open = async (host: string): Promise<ImageStore> =>
  openImageStore(place.world, parseRegistryTarget(`${host}/team`), {
    dockerConfig: await createDockerConfig(place.world),
    retries: 0,
  });
beforeAll(async () => {
  place = await openPlace();
  store = await open(place.host);
});
afterAll(() => place.close());

describe("the image store on an OCI registry", () => {
  it("finds the tags that exist, below its prefix", async () => {
    const manifest = await pushImage(place.registry, "team/found", {}, "src-1");
    expect(await store.find("found", ["src-1", "pr7-src-1"])).toEqual(new Map([["src-1", manifest]]));
    expect((await store.find("nothing", ["src-1"])).size).toBe(0);
    expect(await store.listTags("found")).toEqual(["src-1"]);
    expect(store.uriOf("found", manifest.digest)).toBe(`${place.host}/team/found@${manifest.digest}`);
    expect(store.referenceOf("found", "src-1")).toBe(`${place.host}/team/found:src-1`);
    await store.ensureRepository("found", { runtime: "container", movingTags: [], create: true });
    await store.prepareLogin();
  });

  it("looks two hundred images up at once, sixteen at a time", async () => {
    let most = 0;
    let now = 0;
    const proxy = await startProxy({
      upstream: place.host,
      handle({ response, forward }) {
        now += 1;
        most = Math.max(most, now);
        response.on("close", () => {
          now -= 1;
        });
        setTimeout(forward, 5);
      },
    });
    const busy = await open(proxy.host);
    const names = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? "found" : `none-${index}`));
    const found = await Promise.all(names.map((name) => busy.find(name, ["src-1"])));
    expect(found.filter((map) => map.size === 1)).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(16);
    await proxy.stop();
  });

  it("tells labels, size and missing platforms of an index and of a single image", async () => {
    const shared = freshLayer(5_000);
    const labels = { "io.ml-image-build.fingerprint": "f", same: "" };
    const amd64 = await pushImage(place.registry, "team/multi", {
      labels: { ...labels, arch: "a" },
      layers: [shared],
    });
    const own = freshLayer(1_000);
    const arm64 = await pushImage(place.registry, "team/multi", {
      labels: { ...labels, arch: "b" },
      layers: [shared, own],
      architecture: "arm64",
    });
    const index = await pushIndex(place.registry, "team/multi", [
      { manifest: amd64, architecture: "amd64" },
      { manifest: arm64, architecture: "arm64", variant: "v8" },
    ]);
    expect(await store.labels("multi", index, [AMD64, ARM64])).toEqual({
      labels: new Map(Object.entries(labels)),
      layers: [expect.objectContaining({ bytes: expect.any(Number) })],
      missingPlatforms: [],
      sizeBytes: shared.length + own.length,
    });
    expect(await store.labels("multi", index, ["linux/arm/v7" as Platform])).toEqual({
      labels: new Map(),
      layers: [],
      missingPlatforms: ["linux/arm/v7"],
      sizeBytes: 0,
    });
    const single = await store.labels("multi", arm64, [AMD64, ARM64]);
    expect([single.missingPlatforms, single.labels.get("arch")]).toEqual([[AMD64], "b"]);
  });

  it("tags byte for byte, moves tags, and copies with all parts", async () => {
    const one = await pushImage(place.registry, "team/tagged");
    const two = await pushImage(place.registry, "team/tagged");
    for (const manifest of [one, one, two]) await store.tag("tagged", manifest, "latest");
    expect((await store.find("tagged", ["latest"])).get("latest")).toEqual(two);
    const index = await pushIndex(place.registry, "team/tagged", [{ manifest: one, architecture: "amd64" }]);
    for (let round = 0; round < 2; round++) await store.copy("tagged", "copied", index, "src-1");
    expect((await store.find("copied", ["src-1"])).get("src-1")).toEqual(index);
    expect((await store.labels("copied", index, [AMD64])).missingPlatforms).toEqual([]);
  });

  it("takes an immutable tag for done only with the same digest", async () => {
    const one = await pushImage(place.registry, "team/fixed", {}, "v1");
    const two = await pushImage(place.registry, "team/fixed");
    const proxy = await startProxy({
      upstream: place.host,
      handle({ method, url, response, forward }) {
        if (method !== "PUT" || !url.includes("/manifests/v")) return forward();
        answerError(
          response,
          412,
          "PRECONDITION",
          "'team/fixed:v1' configured as immutable, cannot be updated",
        );
      },
    });
    const fixed = await open(proxy.host);
    await fixed.tag("fixed", one, "v1");
    await fixed.copy("fixed", "fixed", one, "v1");
    await expect(fixed.tag("fixed", two, "v1")).rejects.toMatchObject({ kind: "immutable" });
    await proxy.stop();
  });
});

describe("external bases", () => {
  it("resolve to the platforms' digests, once in a run", async () => {
    const amd64 = await pushImage(place.registry, "base/python", { onbuild: ["COPY . /app"] });
    const arm64 = await pushImage(place.registry, "base/python", { architecture: "arm64" });
    const parts = [
      { manifest: arm64, architecture: "arm64", variant: "v8" },
      { manifest: amd64, architecture: "amd64" },
    ];
    const index = await pushIndex(place.registry, "base/python", parts, "3.11");
    const single = await pushImage(place.registry, "base/python", {}, "latest");
    const proxy = await startProxy({ upstream: place.host, handle: ({ forward }) => forward() });
    const bases = openBaseImages(place.world, { dockerConfig: undefined, retries: 0 });
    const reference = `${proxy.host}/base/python:3.11`;
    const resolved = await Promise.all([
      bases.resolve(reference, [AMD64]),
      bases.resolve(reference, [ARM64, AMD64]),
      bases.resolve(reference, "any"),
      bases.resolve(`${proxy.host}/base/python`, [ARM64, AMD64]),
      bases.resolve(`nowhere.invalid/x@${single.digest}`, [AMD64]),
      bases.resolve(reference, "any"),
    ]);
    expect(resolved.map((one) => one.kind === "resolved" && one.value)).toEqual([
      amd64.digest,
      `linux/amd64=${amd64.digest} linux/arm64=${arm64.digest}`,
      index.digest,
      single.digest,
      single.digest,
      index.digest,
    ]);
    expect(resolved.at(-1)).toMatchObject({
      digests: expect.arrayContaining([index.digest, amd64.digest, arm64.digest]),
    });
    expect(proxy.requests).toHaveLength(2);
    expect(await bases.settings(reference, AMD64)).toMatchObject({ kind: "known", onbuild: ["COPY . /app"] });
    expect(await bases.settings(reference, ARM64)).toMatchObject({ kind: "known", onbuild: [] });
    expect((await bases.settings(reference, "linux/s390x" as Platform)).kind).toBe("unknown");
    await proxy.stop();
  });

  it("that cannot be resolved come with the reason", async () => {
    const bases = openBaseImages(place.world, { dockerConfig: undefined, retries: 0 });
    const denying = await startProxy({
      upstream: place.host,
      handle: ({ response }) =>
        answerError(response, 403, "DENIED", "requested access to the resource is denied"),
    });
    const reasons = await Promise.all(
      [
        "Not A Reference",
        `${place.host}/base/none:1`,
        `${place.host}/base/python:3.11`,
        "localhost:9/base/python",
        `${denying.host}/base/python`,
      ].map((reference) => bases.resolve(reference, ["linux/s390x" as Platform])),
    );
    await denying.stop();
    expect(reasons.map((one) => (one.kind === "unresolved" ? one.reason : one.value))).toEqual([
      '"Not A Reference" is no image reference',
      `${place.host}/base/none has no 1`,
      `${place.host}/base/python:3.11 has no image for linux/s390x`,
      expect.stringMatching(/gave no answer/),
      expect.stringMatching(/was denied \(403 DENIED requested access/),
    ]);
  });
});
