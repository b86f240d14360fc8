/** `no-cache` makes all layers anew. What cache mounts hold is kept where BuildKit lets it be, and never lost. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { installStep, type PackageIndex, startPackageIndex } from "../../support/package-index.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");
const builder = coldBuilders(machine).find(({ driver }) => driver === "docker-container");
const missing = builder === undefined ? "there is no such builder" : builder.missing;
const noCache = { rebuild: "true", "no-cache": "true" };

describe("no-cache", () => {
  let index: PackageIndex | undefined;
  let repository: GitRepository;
  let config: string | undefined;
  let dockerfile: string;

  const run = (options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder?.env(), ...options.env },
      inputs: { registry: `${machine.registry}/no-cache-mounts`, ...options.inputs },
    });
  const readSaved = async (): Promise<string | undefined> => {
    const path = "no-cache-mounts/ml-image-cache";
    const tag = (await listTags(machine.registry, path)).find((one) => one.endsWith("-mounts"));
    return (await readManifest(machine.registry, path, tag ?? ""))?.digest;
  };
  const docker = (...args: string[]): void =>
    void execFileSync("docker", args, {
      env: { ...process.env, DOCKER_CONFIG: config },
      stdio: "pipe",
    });

  beforeAll(async () => {
    index = await startPackageIndex(300_000);
    if (missing !== undefined || index === undefined) return;
    dockerfile = `FROM ${machine.base}\nCOPY list /\n${installStep(index.url, "/list", "target=/cache,id=pip,sharing=locked")}\nRUN sleep 2.1\n`;
    repository = createRepository({
      ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
      Dockerfile: dockerfile,
      list: "a\nb\n",
    });
    await builder?.renew();
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await builder?.remove();
    await index?.stop();
    if (config === undefined) return;
    docker("buildx", "rm", "--force", "isolated");
    rmSync(config, { recursive: true, force: true });
  });
  const step = (name: string, body: (index: PackageIndex) => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      if (index === undefined) return context.skip("this machine has no address but loopback");
      await body(index);
    });

  step("on a builder of this run all steps run, with the mounts that were saved", async ({ take }) => {
    const cold = await run();
    expect(cold.exitCode, cold.log).toBe(0);
    expect(take()).toEqual(["a", "b"]);
    // One that cannot reach the registry: the action makes its own.
    config = mkdtempSync(join(tmpdir(), "ml-image-build-docker-config-"));
    docker("buildx", "create", "--name", "isolated", "--driver", "docker-container", "--use");
    const image = execFileSync(
      "docker",
      ["inspect", "--format", "{{.Config.Image}}", `buildx_buildkit_${machine.containerBuilder}0`],
      { encoding: "utf8" },
    ).trim();
    const own = await run({
      env: { BUILDX_BUILDER: undefined, DOCKER_CONFIG: config },
      inputs: { ...noCache, "buildkit-image": image },
    });
    expect(own.exitCode, own.log).toBe(0);
    expect(own.log).toMatch(/Created the buildx builder/);
    expect(own.log).toMatch(/app │ ✓ [^\n]*COPY list/);
    expect(own.log).not.toMatch(/CACHED/);
    expect(own.log).toMatch(/app │ cache mounts for linux\/amd64 restored from/);
    expect(take()).toEqual([]);
  });

  step(
    "on a builder of the user's BuildKit empties them: said, and saved anew when it succeeded",
    async ({ take }) => {
      const emptied = await run({ inputs: noCache });
      expect(emptied.exitCode, emptied.log).toBe(0);
      expect(emptied.log).toMatch(/app │ no-cache: this builder begins with empty cache mounts/);
      expect(take()).toEqual(["a", "b"]);
      expect(emptied.log).toMatch(/app │ cache mounts for linux\/amd64 saved as trusted-app-/);
    },
  );

  step("a build that fails half-way does not replace what was saved", async ({ take }) => {
    const before = await readSaved();
    repository.commit({ list: "a\n", Dockerfile: `${dockerfile}RUN exit 3\n` });
    const failed = await run({ inputs: noCache });
    expect(failed.exitCode).toBe(1);
    expect(failed.log).toMatch(
      /app │ its cache mounts are not saved: it failed, and had begun without those/,
    );
    expect(take()).toEqual(["a"]);
    expect(await readSaved()).toBe(before);
    await builder?.renew();
    repository.commit({ list: "a\nb\nc\n", Dockerfile: dockerfile });
    const fixed = await run();
    expect(fixed.exitCode, fixed.log).toBe(0);
    expect(take()).toEqual(["c"]);
  });
});
