/** Images that their runtime could not run: told after the push and before every reuse, and no tag moves to them. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");
const host = machine.registry;
const drivers = [
  { driver: "docker", missing: machine.engine === "ready" ? undefined : machine.engine.missing, env: {} },
  {
    driver: "docker-container",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
    env: typeof machine.containerBuilder === "string" ? { BUILDX_BUILDER: machine.containerBuilder } : {},
  },
];

describe.each(drivers)("on the $driver driver", ({ driver, missing, env }) => {
  const act = (
    { root }: GitRepository,
    registry: string,
    inputs: Readonly<Record<string, string>> = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<ActionRun> =>
    runAction({
      root,
      node: machine.node,
      env: { ...env, RUNNER_DEBUG: "1", ...more },
      inputs: { registry: `${host}/${registry}`, ...inputs },
    });

  test("nothing to start: a warning, as the template may name it", async (context) => {
    context.skip(missing !== undefined, missing);
    using repository = createRepository({
      ".github/ml-images.yml":
        "images:\n  app: { context: app, runtime: lambda, parameter: AppUri, tags: [stable] }\n",
      "app/Dockerfile": "FROM scratch\nCOPY handler /handler\n",
      "app/handler": "one\n",
    });
    const built = await act(repository, `guard-command-${driver}`);
    expect(built.exitCode, built.log).toBe(0);
    expect(built.log).toMatch(/::warning::app: it has neither ENTRYPOINT nor CMD/);
    const stable = await readManifest(host, `guard-command-${driver}/app`, "stable");
    expect(stable?.digest).toBe(built.images.app?.digest);
  });

  test("a layer is counted once in its life", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = `guard-count-${driver}`;
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: { context: app, runtime: lambda }\n",
      "app/Dockerfile": `FROM ${machine.base}\nCOPY handler /handler\n`,
      "app/handler": "one\n",
    });
    const first = await act(repository, registry);
    expect(first.exitCode, first.log).toBe(0);
    expect(first.log).toContain("app: 2 layers counted");
    repository.commit({ "app/handler": "two\n" });
    const second = await act(repository, registry);
    expect(second.exitCode, second.log).toBe(0);
    expect(second.log).toContain("app: 1 layers counted");
  });

  // One driver is enough: no builder unpacks the layer.
  if (driver !== "docker") return;
  test("more than 10 GiB uncompressed, in a gzip of many members whose trailer tells 64 MiB", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = `guard-size-${driver}`;
    await pushLargeBase(`${registry}-base`);
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: { context: app, runtime: lambda, tags: [stable] }\n",
      // Nothing is unpacked for this: the base's layer is only named.
      "app/Dockerfile": `FROM ${host}/${registry}-base:1\nCMD ["/handler"]\n`,
    });
    const run = await act(repository, registry);
    expect(run.exitCode, run.log).toBe(1);
    expect(run.log).toMatch(/cannot run on Lambda.*its layers have 10\.06 GiB uncompressed/);
    expect(run.images.app?.status).toBe("failed");
    expect(await listTags(host, `${registry}/app`)).toEqual([expect.stringMatching(/^src-/)]);
    // It is there under its content's tag, and is not taken for good by the next run.
    const again = await act(repository, registry);
    expect(again.exitCode, again.log).toBe(1);
    expect(again.log).toMatch(/cannot run on Lambda.*uncompressed/);
    expect(again.images.app?.status).toBe("failed");
    expect(await listTags(host, `${registry}/app`)).toHaveLength(1);
  });
});

/** 161 times 64 MiB of zeros: 10 MB in the registry. */
async function pushLargeBase(path: string): Promise<void> {
  const member = gzipSync(Buffer.alloc(64 * 1024 ** 2));
  const layer = Buffer.concat(Array.from({ length: 161 }, () => member));
  const config = Buffer.from(
    JSON.stringify({
      os: "linux",
      architecture: "amd64",
      config: {},
      rootfs: { type: "layers", diff_ids: [`sha256:${"2".repeat(64)}`] },
      history: [{ created_by: "zeros" }],
    }),
  );
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest: await pushBlob(path, config),
        size: config.length,
      },
      layers: [
        {
          mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
          digest: await pushBlob(path, layer),
          size: layer.length,
        },
      ],
    }),
  );
  const response = await fetch(`http://${host}/v2/${path}/manifests/1`, {
    method: "PUT",
    headers: { "content-type": mediaType },
    body: manifest,
  });
  expect(response.status).toBe(201);
}

async function pushBlob(path: string, bytes: Buffer): Promise<string> {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const begun = await fetch(`http://${host}/v2/${path}/blobs/uploads/`, { method: "POST" });
  const url = new URL(begun.headers.get("location") ?? "", `http://${host}`);
  url.searchParams.set("digest", digest);
  const put = await fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(bytes),
  });
  expect(put.status).toBe(201);
  return digest;
}
