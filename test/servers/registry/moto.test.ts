import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDockerConfig, type DockerConfig } from "../../../src/registry/docker-config.ts";
import type { ImageStore } from "../../../src/registry/image-store.ts";
import { digestOf, OCI_MANIFEST } from "../../../src/registry/manifest.ts";
import { openImageStore } from "../../../src/registry/store.ts";
import type { World } from "../../../src/shell/world.ts";
import { startMoto } from "../../support/ecr-moto.ts";
import { openTestWorld } from "../../support/registry-world.ts";

const moto = await startMoto();
const reason = moto.kind === "absent" ? ` (${moto.reason})` : "";

// A second opinion on the wire format: the real SDK's requests must be read by a server that is not ours.
describe.skipIf(moto.kind === "absent")(`the ECR calls against moto${reason}`, () => {
  let directory: string;
  let world: World;
  let dockerConfig: DockerConfig;
  let store: ImageStore;
  const layer = digestOf(Buffer.from("layer"));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: layer, size: 5 },
      layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: layer, size: 5 }],
    }),
  );
  const manifest = { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST };

  beforeAll(async () => {
    if (moto.kind === "absent") return;
    directory = await mkdtemp(join(tmpdir(), "ml-image-build-moto-"));
    vi.stubEnv("AWS_ENDPOINT_URL_ECR", moto.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "testing");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "testing");
    world = openTestWorld(directory);
    dockerConfig = await createDockerConfig(world);
    const ecr = { kind: "private", account: "123456789012", region: "eu-west-1" } as const;
    // Nobody listens there: moto has no registry, so that only the AWS interface is used.
    store = await openImageStore(
      world,
      { host: "localhost:9", prefix: "ml/", ecr },
      { dockerConfig, retries: 0 },
    );
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    if (moto.kind === "running") await moto.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("create a repository, put an image and find it again", async () => {
    expect((await store.find("app", ["src-1"])).size).toBe(0);
    await store.ensureRepository("app", { runtime: "lambda", movingTags: ["stable"], create: true });
    await store.ensureRepository("cache", {
      runtime: "container",
      purpose: "cache",
      movingTags: [],
      create: true,
    });
    expect((await store.find("app", ["src-1"])).size).toBe(0);
    await store.tag("app", manifest, "src-1");
    await store.tag("app", manifest, "src-1");
    expect(await store.find("app", ["src-1", "src-2"])).toEqual(new Map([["src-1", manifest]]));
  });

  it("get a token that is not asked for again, although it ended in 2015", async () => {
    await store.prepareLogin();
    await store.prepareLogin();
  });
});
