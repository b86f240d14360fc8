import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureBuildkitImage } from "../../../scripts/environment/index.mjs";
import { createDockerConfig, type DockerConfig } from "../../../src/registry/docker-config.ts";
import type { ImageStore } from "../../../src/registry/image-store.ts";
import { openImageStore } from "../../../src/registry/store.ts";
import { parseRegistryTarget } from "../../../src/registry/target.ts";
import { type NamedEcr, startEcrByName, whyNoHostName } from "../../support/ecr-fixture.ts";
import { openPlace, openTestWorld, type Place } from "../../support/registry-world.ts";

const run = promisify(execFile);
const obstacle = (await whyNoHostName()) ?? (await whyNoEngine());

async function whyNoEngine(): Promise<string | undefined> {
  try {
    await run("docker", ["info"], { timeout: 20_000 });
    await run("docker", ["buildx", "version"], { timeout: 20_000 });
    return undefined;
  } catch {
    return "no docker engine with buildx answers";
  }
}

describe.skipIf(obstacle !== undefined)(
  `pushing to ECR's own name${obstacle ? ` (${obstacle})` : ""}`,
  () => {
    let place: Place;
    let ecr: NamedEcr;
    let dockerConfig: DockerConfig;
    let store: ImageStore;

    beforeAll(async () => {
      place = await openPlace();
      ecr = await startEcrByName({ registryHost: place.host });
      for (const [name, value] of Object.entries(ecr.env)) vi.stubEnv(name, value);
      dockerConfig = await createDockerConfig(
        openTestWorld(place.directory, { DOCKER_CONFIG: join(place.directory, "docker") }),
      );
      store = await openImageStore(place.world, parseRegistryTarget(`${ecr.host}/ml`), { dockerConfig });
      await mkdir(join(place.directory, "context"));
      await writeFile(
        join(place.directory, "context", "Dockerfile"),
        'FROM scratch\nLABEL a="1"\nCOPY Dockerfile /\n',
      );
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      await ecr.stop();
      await place.close();
    });

    const docker = (...args: string[]) =>
      run("docker", args, { env: { ...process.env, ...dockerConfig.env }, timeout: 180_000 });
    const build = (builder: string, tag: string, ...more: string[]) => {
      const options = ["--push", "--provenance=false", "--tag", store.referenceOf("app", tag), ...more];
      return docker("buildx", "build", "--builder", builder, ...options, join(place.directory, "context"));
    };

    it("works with the engine's builder after prepareLogin, and only then", async () => {
      await store.ensureRepository("app", { runtime: "lambda", movingTags: [], create: true });
      await expect(build("default", "src-1")).rejects.toMatchObject({
        stderr: expect.stringMatching(/401|403|unauthorized|authoriz/i),
      });
      await store.prepareLogin();
      await build("default", "src-1");
      await docker("image", "rm", store.referenceOf("app", "src-1"));

      const found = (await store.find("app", ["src-1", "src-2"])).get("src-1");
      expect(found?.mediaType).toMatch(/manifest\.v[12]\+json$/);
      expect(ecr.state.repositories.get("ml/app")?.mutability).toBe("IMMUTABLE_WITH_EXCLUSION");
      const saved = JSON.parse(await readFile(join(dockerConfig.directory, "config.json"), "utf8"));
      expect(Object.keys(saved.auths)).toEqual([ecr.host]);
    });

    it("works with a docker-container builder that was given the CA", async ({ skip }) => {
      const image = await ensureBuildkitImage({ registry: place.host });
      if ("skipped" in image) return skip(image.skipped);
      const config = join(place.directory, "buildkitd.toml");
      await writeFile(config, ecr.buildkitdConfig);
      const name = `ml-image-build-ecr-${process.pid}`;
      const options = ["--driver-opt", "network=host", "--driver-opt", `image=${image.image}`];
      await docker(
        "buildx",
        "create",
        "--name",
        name,
        ...options,
        "--buildkitd-config",
        config,
        "--bootstrap",
      );
      try {
        await store.prepareLogin();
        await build(name, "src-3");
      } finally {
        await docker("buildx", "rm", "--force", name);
      }
      expect((await store.find("app", ["src-3"])).size).toBe(1);
      // BuildKit looks at a tag before it writes it, so the same digest passes; another one does not.
      await build("default", "fixed");
      await build("default", "fixed");
      await expect(build("default", "fixed", "--label", "b=2")).rejects.toMatchObject({
        stderr: expect.stringContaining("immutable"),
      });
      await docker("image", "rm", store.referenceOf("app", "fixed"));
    });

    it("answers a Node process that was given the CA", async () => {
      const script = `fetch("https://${ecr.host}/v2/").then(({ status }) => console.log(status))`;
      const { stdout } = await run(process.execPath, ["-e", script], { env: { ...process.env, ...ecr.env } });
      expect(stdout).toBe("401\n");
    });

    it("leaves the names of this machine as they were", async () => {
      expect(await readFile("/etc/hosts", "utf8")).toContain(ecr.host);
      await ecr.stop();
      expect(await readFile("/etc/hosts", "utf8")).not.toContain(ecr.host);
    });
  },
);
