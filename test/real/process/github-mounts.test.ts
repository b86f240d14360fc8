/** Cache mounts in GitHub's cache: the real @actions/cache against a stand-in of the service, on builders that begin with nothing. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { installStep, type PackageIndex, startPackageIndex } from "../../support/package-index.ts";
import { type CacheEntries, createCacheEntries } from "../../support/results-cache.ts";
import { type ResultsService, startResultsService, type TokenScope } from "../../support/results-service.ts";

const machine = inject("machine");
const onMain: readonly TokenScope[] = [{ ref: "refs/heads/main", write: true }];
const onPullRequest: readonly TokenScope[] = [
  { ref: "refs/pull/7/merge", write: true },
  { ref: "refs/heads/main", write: false },
];

describe.each(coldBuilders(machine))("cache mounts in GitHub's cache on the $driver driver", (builder) => {
  const { missing } = builder;
  let repository: GitRepository;
  let results: ResultsService;
  let entries: CacheEntries;
  let index: PackageIndex | undefined;
  let cold: ActionRun;

  /** No registry, and no layer caches, which would hide what the mounts do. */
  const run = (
    scopes: readonly TokenScope[] | undefined,
    options: Partial<ActionOptions> = {},
  ): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder.env(), ...(scopes === undefined ? {} : results.env(scopes)), ...options.env },
      inputs: { cache: "none", ...options.inputs },
    });
  const listed = (kind: string): readonly string[] =>
    entries.list().filter((line) => line.split(" ")[1]?.startsWith(kind));

  beforeAll(async () => {
    if (missing !== undefined) return;
    index = await startPackageIndex(500_000);
    if (index === undefined) return;
    entries = createCacheEntries();
    results = await startResultsService({ CacheService: entries.service });
    const pip = installStep(index.url, "/requirements.txt", "target=/cache,id=pip,sharing=locked");
    const own = installStep(index.url, "/packages.txt", "target=/cache,uid=1000,gid=1000,mode=0700");
    repository = createRepository({
      ".github/ml-images.yml": "images:\n  app:\n    context: app\n",
      "app/Dockerfile": `FROM ${machine.base}\nCOPY requirements.txt /\n${pip}\nCOPY packages.txt /\n${own}\nCOPY code /\n`,
      "app/code": "1\n",
      "app/requirements.txt": "a\nb\n",
      "app/packages.txt": "n1\n",
    });
    await builder.renew();
    cold = await run(onMain);
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await builder.remove();
    await results?.stop();
    await index?.stop();
  });
  const step = (name: string, body: (index: PackageIndex) => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      if (index === undefined) return context.skip("this machine has no address but loopback");
      await body(index);
    });

  step("auto without a registry: a cold build leaves its mounts under the run's ref", async ({ take }) => {
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.log).not.toContain("::warning");
    expect(take()).toEqual(["a", "b", "n1"]);
    expect(cold.log).toMatch(
      /app │ cache mounts for linux\/amd64 saved as GitHub's cache \(trusted-app-linux-amd64-[0-9a-f]{8}-mounts\) in .*: pip \(.*\), \/cache \(/,
    );
    expect(listed("trusted-app-linux-amd64-")).toHaveLength(1);
    expect(listed("ml-image-build-mount-sha256-")).toHaveLength(2);
    expect(entries.list().every((line) => line.startsWith("refs/heads/main "))).toBe(true);
  });

  step(
    "on a cold builder only what is new is downloaded, also for a mount with an owner",
    async ({ take }) => {
      await builder.renew();
      repository.commit({ "app/requirements.txt": "a\nb\nc\n" });
      const { uploaded } = results.blobs;
      const edited = await run(onMain);
      expect(edited.exitCode, edited.log).toBe(0);
      expect(edited.log).not.toContain("::warning");
      expect(edited.log).toMatch(
        /app │ cache mounts for linux\/amd64 restored from GitHub's cache \(trusted-app-/,
      );
      expect(take()).toEqual(["c"]);
      expect(listed("trusted-app-linux-amd64-")).toHaveLength(2);
      // Of four packages one is sent, as a layer above those that are there.
      expect(edited.log).toMatch(/saved as GitHub's cache .* MB\), of which 1 MB are new/);
      expect(results.blobs.uploaded - uploaded).toBeLessThan(600_000);
    },
  );

  step("what did not change is not saved again", async ({ take }) => {
    await builder.renew();
    repository.commit({ "app/requirements.txt": "b\nc\n" });
    const [before, uploaded] = [listed("ml-image-build-mount-"), results.blobs.uploaded];
    const again = await run(onMain);
    expect(again.exitCode, again.log).toBe(0);
    expect(take()).toEqual([]);
    expect(again.log).toMatch(/restored from/);
    expect(again.log).not.toMatch(/saved as/);
    expect(listed("ml-image-build-mount-")).toEqual(before);
    // Only the note, which says what the steps read now.
    expect(results.blobs.uploaded - uploaded).toBeLessThan(10_000);
  });

  // What does not depend on the builder is shown on one.
  if (builder.driver === "docker") return;

  step("a pull request reads the default branch's and writes under its own ref only", async ({ take }) => {
    await builder.renew();
    const before = entries.list();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({ "app/requirements.txt": "b\nc\nd\n" });
    const asked = await run(onPullRequest, { event: pullRequest(7) });
    expect(asked.exitCode, asked.log).toBe(0);
    expect(take()).toEqual(["d"]);
    const added = entries.list().slice(before.length);
    expect(added).toContainEqual(expect.stringMatching(/^refs\/pull\/7\/merge pr7-app-linux-amd64-/));
    expect(added.every((line) => line.startsWith("refs/pull/7/merge "))).toBe(true);
  });

  step("poisoning: a trusted run gets nothing that a pull request downloaded", async ({ take }) => {
    await builder.renew();
    const merged = await run(onMain);
    expect(merged.exitCode, merged.log).toBe(0);
    expect(take()).toEqual(["d"]);
    expect(merged.log).not.toMatch(/pr7-/);
    repository.git("checkout", "--quiet", "main");
  });

  step("poisoning: nor when the pull request's entries lie under the same ref", async ({ take }) => {
    await builder.renew();
    repository.commit({ "app/requirements.txt": "b\ne\n" });
    // As with `pull_request_target`, whose token is the default branch's.
    const asked = await run(onMain, { event: pullRequest(8) });
    expect(asked.log).toMatch(/saved as GitHub's cache \(pr8-app-/);
    take();
    await builder.renew();
    const merged = await run(onMain);
    expect(take(), merged.log).toEqual(["e"]);
  });

  step("what is damaged is not restored, and told", async ({ take }) => {
    await builder.renew();
    repository.commit({ "app/requirements.txt": "b\nf\n" });
    results.blobs.damage(500_000);
    const damaged = await run(onMain);
    expect(damaged.exitCode, damaged.log).toBe(0);
    expect(damaged.log).toMatch(
      /::warning::app: its cache mounts were not restored: a part of them is damaged/,
    );
    expect(take()).toEqual(["b", "f", "n1"]);
  });

  step("a mount past cache-mount-mb is cut to it, and that is told", async () => {
    repository.commit({ "app/requirements.txt": "b\nf\ng\n" });
    const bounded = await run(onMain, { inputs: { "cache-mounts": "gha", "cache-mount-mb": "1" } });
    expect(bounded.exitCode, bounded.log).toBe(0);
    expect(bounded.log).toMatch(
      /app │ the cache mount pip is larger than 1 MB: its \d+ oldest files \(\d+ MB\) were left out/,
    );
  });

  step("a token that may only read, and a service that is gone, are warnings with their cause", async () => {
    repository.commit({ "app/requirements.txt": "h\n" });
    const refused = await run([{ ref: "refs/heads/main", write: false }]);
    expect(refused.exitCode, refused.log).toBe(0);
    expect(refused.log).toMatch(
      /::warning::app: its cache mounts were not saved: cache write denied: token has no writable scopes/,
    );
    repository.commit({ "app/requirements.txt": "i\n" });
    const gone = await run(onMain, { env: { ACTIONS_RESULTS_URL: "http://127.0.0.1:9/" } });
    expect(gone.exitCode, gone.log).toBe(0);
    expect(gone.log).toMatch(/::warning::app: its cache mounts were not restored: .*ECONNREFUSED/);
  });

  step("beside layers in GitHub's cache, a code edit restores no mounts", async ({ take }) => {
    const inputs = { cache: "gha" };
    await builder.renew();
    repository.commit({ "app/requirements.txt": "j\n" });
    const first = await run(onMain, { inputs });
    expect(first.log).toMatch(/cache mounts for linux\/amd64 restored from/);
    take();
    await builder.renew();
    repository.commit({ "app/code": "2\n" });
    const edited = await run(onMain, { inputs });
    expect(edited.exitCode, edited.log).toBe(0);
    expect(edited.log).toMatch(/the steps with cache mounts did not change, so GitHub's cache \(.*\) is not/);
    expect(edited.log).not.toMatch(/cache mounts for linux/);
    expect(take()).toEqual([]);
  });

  step(
    "cache-mounts: gha where there is none is said plainly; auto says it too, without a warning",
    async () => {
      const asked = await run(undefined, { inputs: { "cache-mounts": "gha", rebuild: "true" } });
      expect(asked.exitCode, asked.log).toBe(0);
      expect(asked.log).toMatch(/::warning::Cache mounts are not kept: GitHub's cache is not there: /);
      const auto = await run(undefined, { inputs: { rebuild: "true" } });
      expect(auto.log).toMatch(
        /^Cache mounts are not kept: there is no registry, and this run has no GitHub cache$/m,
      );
    },
  );
});
