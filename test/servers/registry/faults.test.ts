import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anonymous } from "../../../src/registry/credentials.ts";
import { digestOf, type FoundManifest } from "../../../src/registry/manifest.ts";
import { type OciRegistry, openOciRegistry } from "../../../src/registry/oci.ts";
import { type Fault, type FaultyRegistry, startFaultyRegistry } from "../../support/registry-faults.ts";
import { freshLayer, pushImage } from "../../support/registry-images.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

let place: Place;
let faulty: FaultyRegistry;
let registry: OciRegistry;
let image: FoundManifest;
beforeAll(async () => {
  place = await openPlace();
  faulty = await startFaultyRegistry(place.host);
  image = await pushImage(place.registry, "app", { layers: [freshLayer(200_000)] }, "v1");
});
beforeEach(() => {
  registry = openOciRegistry(place.world, faulty.host, {
    credentials: anonymous,
    retries: 2,
    timeoutMs: 1_500,
  });
});
afterAll(async () => {
  await faulty.stop();
  await place.close();
});

const faults: readonly Fault[] = [
  { kind: "reset" },
  { kind: "truncate" },
  { kind: "corrupt" },
  { kind: "hang" },
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "status", status: 429, headers: { "retry-after": "1" } },
];

describe("a registry that fails for a moment", () => {
  it.each(faults)("is asked again after $kind $status", async (fault) => {
    faulty.fail("GET /v2/app/manifests/v1", fault, 2);
    expect(await registry.getManifest("app", "v1")).toEqual({ kind: "found", manifest: image });
  });

  it("is waited for as long as it asks", async () => {
    faulty.fail("manifests/v1", { kind: "status", status: 429, headers: { "retry-after": "2" } }, 1);
    const started = Date.now();
    await registry.headManifest("app", "v1");
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_990);
  });

  it("gets a manifest and a blob written again", async () => {
    faulty.fail("PUT /v2/app/manifests/v2", { kind: "reset" }, 1);
    await registry.putManifest("app", "v2", image);
    expect((await place.registry.headManifest("app", "v2"))?.digest).toBe(image.digest);

    const blob = freshLayer();
    faulty.fail("POST /v2/app/blobs/uploads/", { kind: "status", status: 502 }, 1);
    faulty.fail("PUT /v2/app/blobs/uploads/", { kind: "reset" }, 1);
    await registry.putBlob("app", blob);
    expect(await place.registry.getBlob("app", digestOf(blob), 9_000)).toEqual(blob);
  });

  it("gets a layer that broke off on the way copied from its start", async () => {
    const layer = image.bytes.toString().match(/tar\+gzip",\s+"digest": "(sha256:\w+)"/)?.[1] ?? "";
    // No mount, so that the layer is streamed: its source breaks off once, its target once: in one try or in two.
    faulty.noMount = true;
    faulty.fail(`GET /v2/app/blobs/${layer}`, { kind: "truncate" }, 1);
    faulty.fail(`digest=${encodeURIComponent(layer)}`, { kind: "reset" }, 1);
    await registry.copyContent("app", "copied", image);
    faulty.noMount = false;
    expect(
      faulty.requests.filter((line) => line === `GET /v2/app/blobs/${layer}`).length,
    ).toBeGreaterThanOrEqual(2);
    await place.registry.putManifest("copied", "v1", image);
    expect((await place.registry.headManifest("copied", "v1"))?.digest).toBe(image.digest);
  });
});

describe("a registry that keeps failing", () => {
  it("is unreachable after the retries", async () => {
    const before = faulty.requests.length;
    faulty.fail("GET /v2/lasting/manifests/v1", { kind: "status", status: 503 }, 9);
    await expect(registry.getManifest("lasting", "v1")).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(/lasting: reading failed with 503 UNAVAILABLE injected \(3 tries\)/),
    });
    expect(faulty.requests.length - before).toBe(3);
  });

  it("is not waited for when it asks for an hour", async () => {
    faulty.fail("manifests/hour", { kind: "status", status: 429, headers: { "retry-after": "3600" } }, 9);
    const started = Date.now();
    await expect(registry.getManifest("app", "hour")).rejects.toMatchObject({ kind: "unreachable" });
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it("is told apart from one that serves other bytes", async () => {
    faulty.fail(image.digest, { kind: "corrupt" }, 9);
    await expect(registry.getManifest("app", image.digest)).rejects.toMatchObject({
      kind: "unexpected",
      message: expect.stringContaining(`should have the digest ${image.digest}`),
    });
  });

  it("is not asked again when its name does not exist or nobody listens for good", async () => {
    const nowhere = openOciRegistry(place.world, "registry.invalid", { credentials: anonymous });
    const started = Date.now();
    await expect(nowhere.getManifest("app", "v1")).rejects.toMatchObject({ kind: "unreachable" });
    expect(Date.now() - started).toBeLessThan(15_000);
    const closed = openOciRegistry(place.world, "localhost:9", { credentials: anonymous, retries: 1 });
    await expect(closed.getManifest("app", "v1")).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });

  it("lets only the first of many lookups wait when it hangs", async () => {
    const hanging = openOciRegistry(place.world, faulty.host, {
      credentials: anonymous,
      retries: 1,
      timeoutMs: 500,
    });
    const before = faulty.requests.length;
    faulty.fail("manifests/hanging", { kind: "hang" }, 200);
    const started = Date.now();
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () => hanging.getManifest("app", "hanging")),
    );
    expect(results.every((one) => one.status === "rejected" && one.reason.kind === "unreachable")).toBe(true);
    expect(Date.now() - started).toBeLessThan(8_000);
    expect(faulty.requests.length - before).toBeLessThan(200);
  });

  it("does not make two hundred lookups wait one after the other", async () => {
    const tags = Array.from({ length: 200 }, () => "v1");
    const found = await Promise.all(tags.map((tag) => registry.headManifest("app", tag)));
    expect(found.every((head) => head?.digest === image.digest)).toBe(true);
  });
});
