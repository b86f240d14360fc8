/** A base that several images have is uploaded once, although it comes from a registry that BuildKit cannot mount from. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const { engine, containerBuilder } = machine;
const engineMissing = engine === "ready" ? undefined : engine.missing;

describe.each([
  { driver: "docker", missing: engineMissing, builder: "default" },
  {
    driver: "docker-container",
    missing: typeof containerBuilder === "string" ? engineMissing : containerBuilder.missing,
    builder: typeof containerBuilder === "string" ? containerBuilder : "",
  },
])("bases on the $driver driver", ({ driver, missing, builder }) => {
  let repository: GitRepository;
  let counter: ByteCounter;
  const prefix = `shared-bases-${driver}`;

  beforeAll(async () => {
    if (missing !== undefined) return;
    counter = await countBytes(machine.registry);
    // Another name than the target has: BuildKit mounts among repositories of one host name, whatever the port.
    const upstream = `${machine.registry.replace("localhost", "127.0.0.1")}/${prefix}-upstream`;
    using base = createRepository({
      ".github/ml-images.yml": "images:\n  base:\n    context: .\n    tags: [latest]\n",
      Dockerfile: `FROM ${machine.base}\nRUN head -c 8000000 /dev/urandom > /large\n`,
    });
    const made = await run({ registry: upstream }, base.root);
    expect(made.exitCode, made.log).toBe(0);
    const names = ["a", "b", "c"];
    repository = createRepository(
      Object.fromEntries([
        [
          ".github/ml-images.yml",
          `images:\n${names.map((name) => `  ${name}:\n    context: ${name}\n`).join("")}`,
        ],
        ...names.flatMap((name) => [
          [`${name}/Dockerfile`, `FROM ${upstream}/base\nCOPY name /name\n`],
          [`${name}/name`, `${name}\n`],
        ]),
      ]),
    );
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await counter?.stop();
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });
  const run = (inputs: Record<string, string>, root = repository.root): Promise<ActionRun> =>
    runAction({
      root,
      node: machine.node,
      env: { BUILDX_BUILDER: builder },
      inputs: { registry: `${counter.host}/${prefix}`, cache: "none", "max-parallel": "1", ...inputs },
    });

  step("three new repositories get its layer with one upload", async () => {
    const first = await run({ images: "a,b" });
    expect(first.exitCode, first.log).toBe(0);
    const { up } = counter.take();
    expect(up).toBeGreaterThan(8_000_000);
    expect(up).toBeLessThan(12_000_000);
    // Those that are only reused know it too.
    const third = await run({});
    expect(third.images.a?.status, third.log).toBe("reused");
    expect(third.images.c?.status, third.log).toBe("built");
    expect(counter.take().up).toBeLessThan(2_000_000);
  });
});
