/** Layer caches in the registry, on builders that begin with nothing: what is read, written, moved, and never mixed. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";
import { isWhole } from "../../support/whole.ts";

const machine = inject("machine");

/** Random bytes: a layer that nobody has, and that a rebuild makes anew with another digest. */
const heavy = (path: string, megabytes = 20): string =>
  `RUN head -c ${megabytes}000000 /dev/urandom > ${path} && sleep 2.2`;

describe.each(coldBuilders(machine))("layer caches on the $driver driver", (builder) => {
  const { missing } = builder;
  const prefix = `caches-${builder.driver}`;
  const cacheRepository = `${prefix}/ml-image-cache`;
  let repository: GitRepository;
  let counter: ByteCounter;
  let cold: ActionRun;

  const files = {
    ".github/ml-images.yml": `images:
  single:
    context: single
  multi:
    context: multi
`,
    "single/Dockerfile": `FROM ${machine.base}
${heavy("/dependencies")}
COPY handler.py /app/handler.py
`,
    "single/handler.py": "one\n",
    "multi/Dockerfile": `FROM ${machine.base} AS dependencies
COPY requirements.txt /
${heavy("/kept")}
${heavy("/left-behind")}
FROM ${machine.base}
${heavy("/own", 10)}
COPY --from=dependencies /kept /kept
COPY --link handler.py /app/handler.py
`,
    "multi/requirements.txt": "torch\n",
    "multi/handler.py": "one\n",
  };
  const run = (options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder.env(), ...options.env },
      inputs: { registry: `${counter.host}/${prefix}`, "max-parallel": "1", ...options.inputs },
    });
  const linesOf = ({ log }: ActionRun, image: string): string[] =>
    log.split("\n").filter((line) => line.startsWith(`${image} │`));
  const ranSteps = (one: ActionRun, image: string): string[] =>
    linesOf(one, image).filter(
      (line) => /✓ \[[^\]]*\d+\/\d+\] (RUN|COPY|ADD)/.test(line) && !line.includes("CACHED"),
    );

  beforeAll(async () => {
    if (missing !== undefined) return;
    repository = createRepository(files);
    counter = await countBytes(machine.registry);
    await builder.renew();
    cold = await run();
  });
  afterAll(async () => {
    if (missing !== undefined) return;
    repository?.[Symbol.dispose]();
    await builder.remove();
    await counter?.stop();
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });

  step(
    "a cold build writes one cache for each image and platform, as an image manifest with OCI types",
    async () => {
      expect(cold.exitCode, cold.log).toBe(0);
      expect(cold.log).not.toContain("::warning");
      const tags = await listTags(machine.registry, cacheRepository);
      expect([...tags].sort()).toEqual([
        expect.stringMatching(/^trusted-multi-linux-amd64-[0-9a-f]{8}$/),
        expect.stringMatching(/^trusted-single-linux-amd64-[0-9a-f]{8}$/),
      ]);
      const manifest = await readManifest(machine.registry, cacheRepository, tags[0] ?? "");
      expect(manifest?.mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
    },
  );

  step("a layer that the image has is not uploaded a second time for the cache", async () => {
    // 20 + 20 + 10 + 20 MB of layers, each once; the copy of /kept is a layer of its own.
    const { up } = counter.take();
    expect(up).toBeGreaterThan(85_000_000);
    expect(up).toBeLessThan(105_000_000);
  });

  step("on a cold builder everything is CACHED, also the stages behind", async () => {
    await builder.renew();
    counter.take();
    const again = await run({ inputs: { rebuild: "true" } });
    expect(again.exitCode, again.log).toBe(0);
    expect(ranSteps(again, "single")).toEqual([]);
    expect(ranSteps(again, "multi")).toEqual([]);
    expect(again.images.single?.digest).toBeDefined();
    // Nothing new, so nothing is written.
    expect(counter.take().up).toBeLessThan(1_000_000);
    expect(again.log).not.toContain("layer cache");
  });

  step("a code edit with COPY --link moves no layer, and writes no cache", async () => {
    await builder.renew();
    repository.commit({ "multi/handler.py": "two\n" });
    counter.take();
    const edited = await run();
    expect(edited.images.multi?.status, edited.log).toBe("built");
    expect(ranSteps(edited, "multi").join()).toMatch(/COPY --link handler.py/);
    expect(ranSteps(edited, "multi")).toHaveLength(1);
    const { up, down } = counter.take();
    expect(up).toBeLessThan(1_000_000);
    expect(down).toBeLessThan(1_000_000);
    expect(edited.log).not.toContain("layer cache");
  });

  step(
    "a change in a stage behind runs that stage's rest only; its new layers are what is uploaded",
    async () => {
      await builder.renew();
      repository.commit({
        "multi/Dockerfile": files["multi/Dockerfile"].replace("> /left-behind", "> /left-behind-2"),
      });
      counter.take();
      const changed = await run();
      expect(changed.images.multi?.status, changed.log).toBe("built");
      expect(ranSteps(changed, "multi").join()).toMatch(/left-behind-2/);
      expect(ranSteps(changed, "multi").join()).not.toMatch(/> \/kept|> \/own/);
      // The stage's own new layer, and the copy of /kept, whose layer a new run may write with other times.
      expect(counter.take().up).toBeLessThan(45_000_000);
    },
  );

  step("a pull request reads what trusted runs wrote, and writes under its own name", async () => {
    await builder.renew();
    const before = await readTags();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({
      "single/Dockerfile": `${files["single/Dockerfile"]}${heavy("/of-the-pull-request", 1)}\n`,
    });
    const asked = await run({ event: pullRequest(7) });
    expect(asked.exitCode, asked.log).toBe(0);
    expect(ranSteps(asked, "single").join()).not.toMatch(/> \/dependencies/);
    const after = await readTags();
    const added = [...after.keys()].filter((tag) => !before.has(tag));
    expect(added).toEqual([expect.stringMatching(/^pr7-single-linux-amd64-/)]);
    for (const [tag, digest] of before) expect(after.get(tag)).toBe(digest);
  });

  step("poisoning: nothing that a pull request's run wrote is read by a trusted run", async () => {
    // The merge: the same content as the pull request built, under the same names.
    await builder.renew();
    const merged = await run();
    expect(merged.images.single?.status, merged.log).toBe("built");
    expect(ranSteps(merged, "single").join()).toMatch(/> \/of-the-pull-request/);
    expect(merged.log).not.toMatch(/pr7-/);
    repository.git("checkout", "--quiet", "main");
  });

  /** What the driver has no part in. */
  const stepOnce = builder.driver === "docker-container" || isWhole ? step : () => {};

  stepOnce("a cache that cannot be written is a warning with its cause, and the build is good", async () => {
    await builder.renew();
    repository.commit({ "single/Dockerfile": `FROM ${machine.base}\n${heavy("/other", 1)}\n` });
    // A name that is longer than the registry takes: it answers 500, as if it were down.
    const refused = await run({
      inputs: { "cache-repository": `c/${"x".repeat(250)}`, images: "single" },
    });
    expect(refused.exitCode, refused.log).toBe(0);
    expect(refused.images.single?.status).toBe("built");
    expect(refused.log).toMatch(
      /::warning::layer caches are left out while the cache repository c\/x+ is down: .*\b500\b/,
    );
  });

  stepOnce("cache: none neither reads nor writes", async () => {
    repository.commit({ "single/Dockerfile": `FROM ${machine.base}\n${heavy("/third", 1)}\n` });
    const before = await readTags();
    const none = await run({ inputs: { cache: "none", images: "single" } });
    expect(none.exitCode, none.log).toBe(0);
    expect(await readTags()).toEqual(before);
  });

  step("two platforms have a cache each, and both serve", async () => {
    await builder.renew();
    using both = createRepository({
      ".github/ml-images.yml":
        "images:\n  both:\n    context: .\n    platforms: [linux/amd64, linux/arm64]\n",
      Dockerfile:
        "FROM scratch AS files\nCOPY data /data\nFROM scratch\nCOPY --from=files /data /data\nCOPY code /code\n",
      data: "data\n",
      code: "1\n",
    });
    const inputs = { registry: `${counter.host}/${prefix}-platforms` };
    const first = await run({ root: both.root, inputs });
    expect(first.exitCode, first.log).toBe(0);
    const tags = await listTags(machine.registry, `${prefix}-platforms/ml-image-cache`);
    expect([...tags].sort()).toEqual([
      expect.stringMatching(/^trusted-both-linux-amd64-[0-9a-f]{8}$/),
      expect.stringMatching(/^trusted-both-linux-arm64-[0-9a-f]{8}$/),
    ]);
    await builder.renew();
    const again = await run({ root: both.root, inputs: { ...inputs, rebuild: "true" } });
    expect(again.exitCode, again.log).toBe(0);
    expect(ranSteps(again, "both")).toEqual([]);
  });

  step("a cache that serves nothing is noticed", async () => {
    await builder.renew();
    repository.commit({ "single/Dockerfile": `FROM ${machine.base}\nRUN echo another > /first\n` });
    const missed = await run({ inputs: { images: "single" } });
    expect(missed.log).toMatch(/single │ a layer cache is there, and not one step came from it/);
  });

  async function readTags(): Promise<ReadonlyMap<string, string | undefined>> {
    const tags = await listTags(machine.registry, cacheRepository);
    return new Map(
      await Promise.all(
        tags.map(
          async (tag) => [tag, (await readManifest(machine.registry, cacheRepository, tag))?.digest] as const,
        ),
      ),
    );
  }
});
