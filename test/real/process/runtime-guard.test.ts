/** `runtime: lambda`, by the bundle: an image that Lambda would refuse fails after its push, and no tag moves to it. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { anonymous } from "../../../src/registry/credentials.ts";
import { openOciRegistry } from "../../../src/registry/oci.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { readManifest } from "../../support/registry-client.ts";
import { pushImage } from "../../support/registry-images.ts";

const machine = inject("machine");
const noContainer =
  typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
const base = `${machine.registry}/guard/zeros:1`;

describe.each([
  { driver: "docker", missing: undefined },
  { driver: "docker-container", missing: noContainer },
])("on the $driver driver", ({ driver, missing }) => {
  let repository: GitRepository;
  const prefix = `guard-${driver}`;
  const build = (): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/${prefix}`, cache: "none" },
      env: driver === "docker" ? {} : { BUILDX_BUILDER: String(machine.containerBuilder) },
    });
  const tagged = async (): Promise<string | undefined> =>
    (await readManifest(machine.registry, `${prefix}/fn`, "latest"))?.digest;

  beforeAll(async () => {
    const world = openWorld({}, new AbortController().signal);
    const registry = openOciRegistry(world, machine.registry, { credentials: anonymous });
    // 10.5 GiB of zeros in 11 MB: gzip takes members one after another.
    const mebibyte = gzipSync(Buffer.alloc(2 ** 20), { level: 9 });
    const layer = Buffer.concat(Array.from({ length: 10_752 }, () => mebibyte));
    await pushImage(registry, "guard/zeros", { layers: [layer] }, "1");
    repository = createRepository({
      ".github/ml-images.yml":
        "images:\n  fn:\n    context: .\n    runtime: lambda\n    tags: [latest]\n  child:\n    context: child\n    contexts: { base: image:fn }\n",
      Dockerfile: `FROM ${machine.base}\nCOPY Dockerfile /\nENTRYPOINT ["/lambda-entrypoint.sh"]\nCMD ["handler.handler"]\n`,
      "child/Dockerfile": "FROM base\nCOPY Dockerfile /child\n",
    });
  }, 120_000);
  afterAll(() => repository?.[Symbol.dispose]());

  test("one that fits is tagged; one past 10 GiB is not, and fails again the next time", async (context) => {
    context.skip(missing !== undefined, missing);
    const good = await build();
    expect(good.exitCode, good.log).toBe(0);
    expect(good.log).not.toMatch(/runtime: lambda: /);
    const before = await tagged();
    expect(before).toBe(good.images.fn?.digest);

    repository.commit({ Dockerfile: `FROM ${base}\nENTRYPOINT ["/lambda-entrypoint.sh"]\n` });
    const large = await build();
    expect(large.exitCode).toBe(1);
    expect(large.images.fn?.status, large.log).toBe("failed");
    expect(large.images.fn?.error).toMatch(
      /runtime: lambda: unpacked it has at least 10\.\d GiB|runtime: lambda: unpacked it has 10\.\d GiB/,
    );
    expect(large.log).toMatch(/::warning::fn: runtime: lambda: it has no CMD with the handler/);
    expect(large.images.child?.status).toBe("blocked");
    expect(await tagged()).toBe(before);
    // The same for both: whole layers are counted again, which takes its time.
    if (driver === "docker-container") return;
    // It is in the registry under its content's tag all the same, and is not taken for good.
    const again = await build();
    expect(again.exitCode).toBe(1);
    expect(again.images.fn?.error, again.log).toMatch(/runtime: lambda: unpacked it has/);
    expect(await tagged()).toBe(before);
  });
});
