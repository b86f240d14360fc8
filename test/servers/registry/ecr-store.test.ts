import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Platform } from "../../../src/model.ts";
import { createDockerConfig, type DockerConfig } from "../../../src/registry/docker-config.ts";
import type { FoundManifest, ImageStore, RepositoryOptions } from "../../../src/registry/image-store.ts";
import { openImageStore } from "../../../src/registry/store.ts";
import { type Ecr, startEcr } from "../../support/ecr-fixture.ts";
import { addRepository } from "../../support/ecr-state.ts";
import { pushImage } from "../../support/registry-images.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

const AMD64 = "linux/amd64" as Platform;
const image: RepositoryOptions = { runtime: "container", movingTags: [], create: true };

let place: Place;
let ecr: Ecr;
let dockerConfig: DockerConfig;
let store: ImageStore;
let counter = 0;

beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());
beforeEach(async () => {
  ecr = await startEcr({ registryHost: place.host });
  // The SDK reads its environment itself.
  for (const [name, value] of Object.entries(ecr.env)) vi.stubEnv(name, value);
  dockerConfig = await createDockerConfig(place.world);
  store = await openImageStore(place.world, ecr.target, { dockerConfig, retries: 1 });
  return async () => {
    vi.unstubAllEnvs();
    await dockerConfig.remove();
    await ecr.stop();
  };
});

const actions = (): string[] => ecr.state.calls.map(({ action }) => action);

/** A repository that exists at ECR, with an image in it. */
async function repositoryWithImage(settings = {}): Promise<{ name: string; manifest: FoundManifest }> {
  const name = `ecr/app-${++counter}`;
  addRepository(ecr.state, name, settings);
  return { name, manifest: await pushImage(place.registry, name, { labels: { a: "1" } }, "src-1") };
}

describe("lookups in ECR", () => {
  it("ask once for a hundred tags, and take ImageNotFound for absent", async () => {
    const { name, manifest } = await repositoryWithImage();
    const absent = Array.from({ length: 149 }, (_, index) => `none-${index}`);
    expect(await store.find(name, ["src-1", ...absent])).toEqual(new Map([["src-1", manifest]]));
    expect(actions()).toEqual(["ecr:BatchGetImage", "ecr:BatchGetImage"]);
    expect(ecr.state.calls[0]?.input).toMatchObject({ registryId: "123456789012", repositoryName: name });
  });

  it("find nothing in a repository that does not exist", async () => {
    expect((await store.find("ecr/none", ["src-1"])).size).toBe(0);
    expect(await store.listTags("ecr/none")).toEqual([]);
  });

  it("read labels through the registry, logged in with ECR's token", async () => {
    const { name, manifest } = await repositoryWithImage();
    const facts = await store.labels(name, manifest, [AMD64, "linux/arm64" as Platform]);
    expect([...facts.labels]).toEqual([["a", "1"]]);
    expect(facts.missingPlatforms).toEqual(["linux/arm64"]);
    expect(facts.sizeBytes).toBeGreaterThan(1_000);
  });

  it("without the right name the IAM action", async () => {
    const { name, manifest } = await repositoryWithImage();
    ecr.state.denied.add("ecr:BatchGetImage").add("ecr:GetDownloadUrlForLayer");
    ecr.state.callerAccount = "999999999999";
    await expect(store.find(name, ["src-1"])).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(
        /AWS denies ecr:BatchGetImage; allow it on arn:aws:ecr:eu-west-1:123456789012:repository\/ecr\/app.*belong to account 999999999999/,
      ),
    });
    await expect(store.labels(name, manifest, [AMD64])).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(/403 DENIED.*; allow ecr:BatchGetImage, ecr:GetDownloadUrlForLayer/),
    });
  });

  it("without credentials are denied, with the remedy", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, undefined);
    vi.stubEnv("HOME", place.directory);
    await expect(store.find("ecr/app", ["src-1"])).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(/no AWS credentials.*configure-aws-credentials.*id-token: write/),
    });
  });

  it("are tried again when ECR is overloaded, and end as unreachable", async () => {
    const { name } = await repositoryWithImage();
    ecr.state.failures.push({ action: "ecr:BatchGetImage", status: 500, type: "ServerException" });
    expect((await store.find(name, ["src-1"])).size).toBe(1);
    await ecr.stop();
    await expect(store.find(name, ["src-1"])).rejects.toMatchObject({ kind: "unreachable" });
  });
});

describe("tags in ECR", () => {
  it("are given byte for byte, and again without harm", async () => {
    const { name, manifest } = await repositoryWithImage();
    await store.tag(name, manifest, "latest");
    await store.tag(name, manifest, "latest");
    expect(await place.registry.getManifest(name, "latest")).toEqual({ kind: "found", manifest });
  });

  it("that are immutable stay, and the same digest under them is fine", async () => {
    const { name, manifest } = await repositoryWithImage({ mutability: "IMMUTABLE" });
    const other = await pushImage(place.registry, name);
    await store.tag(name, manifest, "src-1");
    await expect(store.tag(name, other, "src-1")).rejects.toMatchObject({
      kind: "immutable",
      message: expect.stringContaining(manifest.digest),
    });
  });

  it("go to another repository of the registry with the whole image", async () => {
    const { name, manifest } = await repositoryWithImage();
    addRepository(ecr.state, "ecr/other", { mutability: "IMMUTABLE" });
    for (const blobMounting of [false, true]) {
      ecr.state.blobMounting = blobMounting;
      await store.copy(name, "ecr/other", manifest, "src-1");
    }
    expect(await place.registry.getManifest("ecr/other", "src-1")).toEqual({ kind: "found", manifest });
    await expect(store.copy(name, "ecr/missing", manifest, "src-1")).rejects.toMatchObject({
      kind: "missing-repository",
    });
  });
});

describe("repositories in ECR", () => {
  it("are created with scan, exclusions and a lifecycle, once for all callers", async () => {
    const name = `ecr/new-${++counter}`;
    await Promise.all(
      [1, 2, 3].map(() => store.ensureRepository(name, { ...image, movingTags: ["stable"] })),
    );
    expect(ecr.state.repositories.get(name)).toMatchObject({
      mutability: "IMMUTABLE_WITH_EXCLUSION",
      filters: ["src-*", "pr*", "record-*", "latest", "stable"],
      scanOnPush: true,
      lifecycle: expect.stringContaining("pr*-src-*"),
    });
    expect(actions()).toEqual(["ecr:BatchGetImage", "ecr:CreateRepository", "ecr:PutLifecyclePolicy"]);
  });

  it("stay as they are when they exist", async () => {
    const { name } = await repositoryWithImage();
    await store.ensureRepository(name, image);
    expect(actions()).toEqual(["ecr:BatchGetImage"]);
  });

  it("are mutable where exclusions are not known, and for caches", async () => {
    ecr.state.knowsExclusion = false;
    await store.ensureRepository(`ecr/old-${counter}`, image);
    await store.ensureRepository(`ecr/cache-${counter}`, { ...image, purpose: "cache" });
    expect(ecr.state.repositories.get(`ecr/old-${counter}`)).toMatchObject({ mutability: "MUTABLE" });
    expect(ecr.state.repositories.get(`ecr/cache-${counter}`)).toMatchObject({
      mutability: "MUTABLE",
      lifecycle: expect.stringContaining("untagged"),
    });
  });

  it("may be created by somebody else in between", async () => {
    const name = `ecr/race-${counter}`;
    const other = await openImageStore(place.world, ecr.target, { dockerConfig });
    await Promise.all(
      [store, other].map((one) => one.ensureRepository(name, { ...image, runtime: "lambda" })),
    );
    expect(JSON.parse(ecr.state.repositories.get(name)?.policy ?? "{}").Statement).toHaveLength(1);
  });

  it("let Lambda pull, and keep what their policy says", async () => {
    const team = { Sid: "Team", Effect: "Allow", Principal: { AWS: "*" }, Action: "ecr:ListImages" };
    const { name } = await repositoryWithImage({
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [team] }),
    });
    await store.ensureRepository(name, { ...image, runtime: "lambda" });
    const { Statement } = JSON.parse(ecr.state.repositories.get(name)?.policy ?? "{}");
    expect(Statement).toEqual([
      team,
      expect.objectContaining({ Principal: { Service: "lambda.amazonaws.com" } }),
    ]);
  });

  it("do not fail a run that may not change their policy", async () => {
    const { name } = await repositoryWithImage();
    ecr.state.denied.add("ecr:GetRepositoryPolicy").add("ecr:PutLifecyclePolicy");
    await store.ensureRepository(name, { ...image, runtime: "lambda" });
    await store.ensureRepository(`${name}-new`, { ...image, runtime: "lambda" });
    expect(ecr.state.repositories.has(`${name}-new`)).toBe(true);
  });

  it("that are missing and may not be created are told, with what to do", async () => {
    await expect(store.ensureRepository("ecr/none", { ...image, create: false })).rejects.toMatchObject({
      kind: "missing-repository",
      message: expect.stringMatching(
        /account 123456789012 in eu-west-1 has no repository ecr\/none.*create-repositories/,
      ),
    });
    ecr.state.denied.add("ecr:CreateRepository");
    await expect(store.ensureRepository("ecr/none", image)).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringContaining("AWS denies ecr:CreateRepository"),
    });
  });
});

describe("the login to ECR", () => {
  const saved = async (): Promise<string> => {
    const config = JSON.parse(await readFile(join(dockerConfig.directory, "config.json"), "utf8"));
    return Buffer.from(config.auths[ecr.host].auth, "base64").toString();
  };

  it("is made once by all callers and kept while it lives", async () => {
    await Promise.all([1, 2, 3, 4].map(() => store.prepareLogin()));
    await store.prepareLogin();
    expect(actions()).toEqual(["ecr:GetAuthorizationToken"]);
    expect(await saved()).toBe(`AWS:${[...ecr.state.tokens.keys()].at(-1)}`);
  });

  it("is made anew when the token has run out", async () => {
    ecr.state.tokenSeconds = 1;
    await store.prepareLogin();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    ecr.state.tokenSeconds = 3600;
    await store.prepareLogin();
    expect(actions()).toHaveLength(2);
    expect(await saved()).toBe(`AWS:${[...ecr.state.tokens.keys()].at(-1)}`);
  });

  it("does not ask for ever where the expiry is told as 2015", async () => {
    ecr.state.toldExpiry = new Date("2015-01-01T00:00:00Z");
    await store.prepareLogin();
    await store.prepareLogin();
    expect(actions()).toHaveLength(1);
  });

  it("is renewed by a lookup whose token ECR takes for expired", async () => {
    const { name, manifest } = await repositoryWithImage();
    await store.labels(name, manifest, [AMD64]);
    for (const password of ecr.state.tokens.keys()) ecr.state.tokens.set(password, 1);
    expect((await store.labels(name, manifest, [AMD64])).labels.get("a")).toBe("1");
    expect(actions()).toEqual(["ecr:GetAuthorizationToken", "ecr:GetAuthorizationToken"]);
  });

  it("names the account mismatch when ECR refuses it", async () => {
    ecr.state.denied.add("ecr:GetAuthorizationToken");
    await expect(store.prepareLogin()).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringMatching(/AWS denies ecr:GetAuthorizationToken; allow it on "\*"/),
    });
  });
});

describe("ECR Public", () => {
  const target = () => ({ host: ecr.host, prefix: "alias/", ecr: { kind: "public" } }) as const;

  it("has repositories created below its alias, and logs in", async () => {
    const shared = await openImageStore(place.world, target(), { dockerConfig });
    await expect(shared.ensureRepository("app", { ...image, create: false })).rejects.toMatchObject({
      kind: "missing-repository",
    });
    await shared.ensureRepository("app", image);
    await shared.ensureRepository("app", image);
    await shared.prepareLogin();
    expect(actions()).toEqual([
      "ecr-public:DescribeRepositories",
      "ecr-public:DescribeRepositories",
      "ecr-public:CreateRepository",
      "ecr-public:GetAuthorizationToken",
    ]);
    expect(ecr.state.calls[2]?.input).toEqual({ repositoryName: "app" });
  });

  it("names the missing action", async () => {
    ecr.state.denied.add("ecr-public:GetAuthorizationToken").add("ecr-public:CreateRepository");
    const shared = await openImageStore(place.world, target(), { dockerConfig });
    await expect(shared.prepareLogin()).rejects.toThrow(/AWS denies ecr.*GetAuthorizationToken/);
    await expect(shared.ensureRepository("app", image)).rejects.toThrow(
      /AWS denies ecr-public:CreateRepository/,
    );
  });
});

describe("removing tags", () => {
  it("asks ECR, which takes the tag alone; what is gone already is fine", async () => {
    const { name } = await repositoryWithImage();
    await pushImage(place.registry, name, { labels: { pr: "7" } }, "pr7-src-1");
    const { removed, kept } = await store.deleteTags(name, ["pr7-src-1", "pr7-gone"], []);
    expect({ removed, kept }).toEqual({ removed: ["pr7-src-1", "pr7-gone"], kept: [] });
    expect(actions()).toEqual(["ecr:BatchDeleteImage"]);
    expect(await store.listTags(name)).toEqual(["src-1"]);
  });

  it("names the right that is missing", async () => {
    const { name } = await repositoryWithImage();
    ecr.state.denied.add("ecr:BatchDeleteImage");
    await expect(store.deleteTags(name, ["src-1"], [])).rejects.toThrow(/ecr:BatchDeleteImage/);
  });

  it("has nothing to do in a repository that does not exist", async () => {
    expect(await store.deleteTags("ecr/none", ["pr7-src-1"], [])).toEqual({ removed: [], kept: [] });
  });
});

describe("sharing layers between repositories", () => {
  it("is what the account's setting says", async () => {
    for (const blobMounting of [false, true]) {
      ecr.state.blobMounting = blobMounting;
      expect(await store.mountsBlobs()).toBe(blobMounting);
    }
    expect(actions()).toEqual(["ecr:GetAccountSetting", "ecr:GetAccountSetting"]);
  });

  it("is not known without the right to ask", async () => {
    ecr.state.denied.add("ecr:GetAccountSetting");
    await expect(store.mountsBlobs()).rejects.toThrow(/ecr:GetAccountSetting/);
  });
});
