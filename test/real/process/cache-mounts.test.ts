/** Cache mounts in the cache repository, on builders that begin with nothing. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { installStep, type PackageIndex, startPackageIndex } from "../../support/package-index.ts";
import { listTags, type RegistryManifest, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");

describe.each(coldBuilders(machine))("cache mounts on the $driver driver", (builder) => {
  const { missing } = builder;
  const prefix = `mounts-${builder.driver}`;
  const cacheRepository = `${prefix}/ml-image-cache`;
  let repository: GitRepository;
  let counter: ByteCounter;
  let index: PackageIndex | undefined;
  let cold: ActionRun;

  const dockerfile = (url: string): string => `ARG BASE=${machine.base}
FROM \${BASE}
COPY requirements.txt /
${installStep(url, "/requirements.txt", "target=/cache,id=pip-$TARGETARCH,sharing=locked").replace("RUN", "ARG TARGETARCH\nRUN")}
COPY packages.txt /
USER 1000
RUN sleep 2.2
USER 0
${installStep(url, "/packages.txt", "target=/cache,uid=1000,gid=1000,mode=0700")}
COPY code /code
`;
  const run = (options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder.env(), ...options.env },
      inputs: { registry: `${counter.host}/${prefix}`, images: "app", ...options.inputs },
    });
  const readMounts = async (): Promise<ReadonlyMap<string, string | undefined>> => {
    const tags = (await listTags(machine.registry, cacheRepository)).filter((tag) => tag.endsWith("-mounts"));
    const digests = tags.map(
      async (tag) => [tag, (await readManifest(machine.registry, cacheRepository, tag))?.digest] as const,
    );
    return new Map(await Promise.all(digests));
  };

  beforeAll(async () => {
    if (missing !== undefined) return;
    index = await startPackageIndex(2_000_000);
    if (index === undefined) return;
    repository = createRepository({
      ".github/ml-images.yml": "images:\n  app:\n    context: app\n  other:\n    context: other\n",
      "app/Dockerfile": dockerfile(index.url),
      "app/requirements.txt": "a\nb\n",
      "app/packages.txt": "n1\n",
      "app/code": "1\n",
      "other/Dockerfile": `FROM ${machine.base}\nCOPY list /\n${installStep(index.url, "/list", "target=/cache,id=pip-amd64")}\n`,
      "other/list": "o\n",
    });
    counter = await countBytes(machine.registry);
    await builder.renew();
    cold = await run();
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await builder.remove();
    await counter?.stop();
    await index?.stop();
  });
  const step = (name: string, body: (index: PackageIndex) => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      if (index === undefined) return context.skip("this machine has no address but loopback");
      await body(index);
    });

  step("a cold build downloads everything, and leaves its mounts under one tag", async ({ take }) => {
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.log).not.toContain("::warning");
    expect(take()).toEqual(["a", "b", "n1"]);
    expect([...(await readMounts()).keys()]).toEqual([
      expect.stringMatching(/^trusted-app-linux-amd64-[0-9a-f]{8}-mounts$/),
    ]);
    expect(cold.log).toMatch(/app │ cache mounts for linux\/amd64 saved as .*: pip-amd64 \(.*\), \/cache \(/);
  });

  step("a code edit neither restores nor saves them", async ({ take }) => {
    await builder.renew();
    repository.commit({ "app/code": "2\n" });
    const before = await readMounts();
    const edited = await run();
    expect(edited.images.app?.status, edited.log).toBe("built");
    expect(edited.log).not.toMatch(/cache mounts for/);
    expect(take()).toEqual([]);
    expect(await readMounts()).toEqual(before);
  });

  step("a dependency edit downloads only what is new, also for a mount with an owner", async ({ take }) => {
    await builder.renew();
    repository.commit({ "app/requirements.txt": "a\nb\nc\n" });
    const before = await readMounts();
    const edited = await run();
    expect(edited.exitCode, edited.log).toBe(0);
    expect(edited.log).toMatch(/app │ cache mounts for linux\/amd64 restored from trusted-app-/);
    expect(edited.log).not.toContain("::warning");
    // The second step runs again, as the layers below it are others; its packages come from its mount.
    expect(take()).toEqual(["c"]);
    const after = await readMounts();
    expect(after).not.toEqual(before);
    // Of three packages and a fourth for the other owner, one is uploaded.
    expect(edited.log).toMatch(/saved as trusted-app-.* MB\), of which 2 MB are new/);
    const [tag] = after.keys();
    const layers = await Promise.all(
      [before, after].map(async (mounts) =>
        layersOf(await readManifest(machine.registry, cacheRepository, mounts.get(tag ?? "") ?? "")),
      ),
    );
    expect(layers[1]?.slice(0, layers[0]?.length)).toEqual(layers[0]);
  });

  step(
    "on the same builder nothing is restored over what is there, nor saved when it did not change",
    async ({ take }) => {
      repository.commit({ "app/requirements.txt": "b\nc\n" });
      const before = await readMounts();
      const again = await run();
      expect(again.exitCode, again.log).toBe(0);
      expect(take()).toEqual([]);
      expect(again.log).not.toMatch(/cache mounts for/);
      expect([...(await readMounts()).keys()]).toEqual([...before.keys()]);
    },
  );

  // What does not depend on the builder is shown on one.
  if (builder.driver === "docker") return;

  step("another image has a tag of its own, although its mount has the same id", async ({ take }) => {
    await builder.renew();
    const before = await readMounts();
    const other = await run({ inputs: { images: "other" } });
    expect(other.exitCode, other.log).toBe(0);
    expect(take()).toEqual(["o"]);
    const after = await readMounts();
    for (const [tag, digest] of before) expect(after.get(tag)).toBe(digest);
    expect([...after.keys()].filter((tag) => !before.has(tag))).toEqual([
      expect.stringMatching(/^trusted-other-linux-amd64-/),
    ]);
  });

  step("a pull request reads the trusted ones and writes its own", async ({ take }) => {
    await builder.renew();
    const before = await readMounts();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({ "app/requirements.txt": "b\nc\nd\n" });
    const asked = await run({ event: pullRequest(7) });
    expect(asked.exitCode, asked.log).toBe(0);
    expect(take()).toEqual(["d"]);
    const after = await readMounts();
    for (const [tag, digest] of before) expect(after.get(tag)).toBe(digest);
    expect([...after.keys()].filter((tag) => !before.has(tag))).toEqual([expect.stringMatching(/^pr7-app-/)]);
  });

  step("poisoning: a trusted run gets nothing that a pull request downloaded", async ({ take }) => {
    await builder.renew();
    const merged = await run();
    expect(merged.images.app?.status, merged.log).toBe("built");
    expect(take()).toEqual(["d"]);
    expect(merged.log).not.toMatch(/pr7-/);
    repository.git("checkout", "--quiet", "main");
  });

  step("past the bound the oldest files are left out, and that is told", async () => {
    repository.commit({ "app/requirements.txt": "a\nb\nc\ne\n" });
    const bounded = await run({ inputs: { "cache-mount-mb": "5" } });
    expect(bounded.exitCode, bounded.log).toBe(0);
    expect(bounded.log).toMatch(
      /app │ the cache mount pip-amd64 is larger than 5 MB: its \d+ oldest files \(\d+ MB\) were left out/,
    );
  });

  step("where files were taken away, the rest is saved whole", async ({ take, url }) => {
    await builder.renew();
    repository.commit({
      "app/Dockerfile": dockerfile(url).replace("; done", "; done; rm -f $c/e"),
      "app/requirements.txt": "a\nb\nc\ne\ng\n",
    });
    const edited = await run();
    expect(edited.exitCode, edited.log).toBe(0);
    expect(take()).toContain("g");
    expect(edited.log).toMatch(/saved as trusted-app-/);
    expect(edited.log).not.toContain("MB are new");
    repository.commit({ "app/Dockerfile": dockerfile(url) });
  });

  step("mounts that cannot be saved are a warning, and the build is good", async () => {
    repository.commit({ "app/requirements.txt": "a\nf\n" });
    const refused = await run({ inputs: { cache: "none", "cache-repository": `c/${"x".repeat(250)}` } });
    expect(refused.exitCode, refused.log).toBe(0);
    expect(refused.log).toMatch(/::warning::app: its cache mounts were not saved: .+/);
  });

  step("cache-mounts: none neither reads nor writes, and the image's fingerprint is the same", async () => {
    const before = await readMounts();
    const none = await run({ inputs: { "cache-mounts": "none", rebuild: "true" } });
    const some = await run({ inputs: { mode: "plan" } });
    expect(none.exitCode, none.log).toBe(0);
    expect(none.log).not.toMatch(/cache mounts/);
    expect(await readMounts()).toEqual(before);
    const plan = JSON.parse(some.outputs.plan ?? "{}") as { images?: { app?: { fingerprint?: string } } };
    expect(plan.images?.app?.fingerprint, some.log).toBe(none.images.app?.fingerprint);
  });
});

function layersOf(manifest: RegistryManifest | undefined): readonly string[] {
  return manifest?.json.layers?.map(({ digest }) => digest) ?? [];
}
