/** Cache mounts of several platforms and several images: kept apart where BuildKit keeps them apart, and one where it has one. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { installStep, type PackageIndex, startPackageIndex } from "../../support/package-index.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";
import { createCacheEntries } from "../../support/results-cache.ts";
import { type ResultsService, startResultsService } from "../../support/results-service.ts";

const machine = inject("machine");
const builder = coldBuilders(machine).find(({ driver }) => driver === "docker-container");
const missing = builder === undefined ? "there is no such builder" : builder.missing;

describe.each(["registry", "gha"] as const)("cache mounts kept in %s", (place) => {
  const prefix = `apart-${place}`;
  const entries = createCacheEntries();
  let results: ResultsService;
  let index: PackageIndex | undefined;
  let repository: GitRepository;

  /** On a builder with nothing in it. */
  const run = async (inputs: Readonly<Record<string, string>>): Promise<ActionRun> => {
    await builder?.renew();
    const ended = await runAction({
      root: repository.root,
      node: machine.node,
      env: { ...builder?.env(), ...results.env([{ ref: "refs/heads/main", write: true }]) },
      inputs: {
        "cache-mounts": place,
        cache: "none",
        rebuild: "true",
        ...(place === "registry" ? { registry: `${machine.registry}/${prefix}` } : {}),
        ...inputs,
      },
    });
    expect(ended.exitCode, ended.log).toBe(0);
    expect(ended.log).not.toMatch(/::warning::[^\n]*cache mounts/);
    return ended;
  };
  /** What is saved, by name, with something that changes with the content. */
  const readSaved = async (): Promise<Readonly<Record<string, unknown>>> => {
    if (place === "gha") {
      const names = entries.list().flatMap((line) => /(trusted-\S*-mounts)#/.exec(line)?.[1] ?? []);
      const times = (name: string): number => names.filter((one) => one === name).length;
      return Object.fromEntries(names.map((name) => [name, times(name)]));
    }
    const repositoryName = `${prefix}/ml-image-cache`;
    const tags = (await listTags(machine.registry, repositoryName)).filter((tag) => tag.endsWith("-mounts"));
    const digests = tags.map(async (tag) => [
      tag,
      (await readManifest(machine.registry, repositoryName, tag))?.digest,
    ]);
    return Object.fromEntries(await Promise.all(digests));
  };

  beforeAll(async () => {
    index = await startPackageIndex(300_000);
    if (missing !== undefined || index === undefined) return;
    results = await startResultsService({ CacheService: entries.service });
    const { url } = index;
    // The steps run on this machine's own platform, whatever the image's is.
    const stage = `FROM --platform=$BUILDPLATFORM ${machine.base} AS tools\nARG TARGETARCH\nCOPY $TARGETARCH.txt /list\n`;
    const end = "FROM scratch\nCOPY --from=tools /site /site\n";
    const shared = "target=/cache,id=shared,sharing=locked";
    // The name makes another step of it: the same step is run once, whoever asks for it.
    const image = (name: string, flags: string): string =>
      `FROM ${machine.base}\nENV NAME=${name}\nCOPY list /\n${installStep(url, "/list", flags)}\n`;
    repository = createRepository({
      ".github/ml-images.yml": [
        "images:",
        "  many: { context: many, platforms: [linux/amd64, linux/arm64] }",
        "  one: { context: one }",
        "  two: { context: two }",
        "  owned: { context: owned }",
        "",
      ].join("\n"),
      "many/Dockerfile": `${stage}${installStep(url, "/list", shared)}\n${end}`,
      "many/amd64.txt": "a\n",
      "many/arm64.txt": "b\n",
      "one/Dockerfile": image("one", shared),
      "one/list": "p\n",
      "two/Dockerfile": image("two", shared),
      "two/list": "p\n",
      "owned/Dockerfile": image("owned", "target=/cache,id=shared,sharing=locked,uid=1000"),
      "owned/list": "p\n",
    });
  }, 120_000);
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await builder?.remove();
    await results?.stop();
    await index?.stop();
  });
  const step = (name: string, body: (index: PackageIndex) => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      if (index === undefined) return context.skip("this machine has no address but loopback");
      await body(index);
    });

  step("two platforms never overwrite each other's, though the mount has one id", async ({ take }) => {
    const only = (platform: string) => run({ images: "many", platforms: platform });
    await only("linux/amd64");
    const first = await readSaved();
    expect(Object.keys(first)).toEqual([expect.stringMatching(/^trusted-many-linux-amd64-/)]);
    await only("linux/arm64");
    expect(take()).toEqual(["a", "b"]);
    const both = await readSaved();
    expect(both).toMatchObject(first);
    expect(Object.keys(both)).toHaveLength(2);
    await only("linux/amd64");
    expect(take()).toEqual([]);
    expect(await readSaved()).toEqual(both);
  });

  // What does not depend on the place is shown in one.
  if (place === "gha") return;

  step(
    "images with the same mount share it on a builder, another owner's is another mount",
    async ({ take }) => {
      await run({ images: "one,two,owned" });
      // BuildKit's name of a mount is its id, with uid, gid and mode where they are given.
      expect(take()).toEqual(["p", "p"]);
      // Each image's are saved by themselves: what builds without the first finds its own.
      await run({ images: "two,owned" });
      expect(take()).toEqual([]);
      const names = Object.keys(await readSaved()).filter((name) => !name.startsWith("trusted-many-"));
      expect(names.map((name) => name.split("-")[1]).sort()).toEqual(["one", "owned", "two"]);
    },
  );
});
