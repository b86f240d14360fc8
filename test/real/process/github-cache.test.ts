/** Layer caches in GitHub's cache service: BuildKit's own `gha` backend against a stand-in of the service. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { enlargeRecord } from "../../support/enlarge-record.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { type CacheEntries, createCacheEntries } from "../../support/results-cache.ts";
import { type ResultsService, startResultsService, type TokenScope } from "../../support/results-service.ts";
import { isWhole } from "../../support/whole.ts";

const machine = inject("machine");
const onMain: readonly TokenScope[] = [{ ref: "refs/heads/main", write: true }];
const onPullRequest: readonly TokenScope[] = [
  { ref: "refs/pull/7/merge", write: true },
  { ref: "refs/heads/main", write: false },
];

describe.each(coldBuilders(machine))("GitHub's cache on the $driver driver", (builder) => {
  const { missing } = builder;
  let repository: GitRepository;
  let results: ResultsService;
  let entries: CacheEntries;
  let cold: ActionRun;

  const heavy = (path: string): string => `RUN head -c 3000000 /dev/urandom > ${path} && sleep 2.2`;
  const files = {
    ".github/ml-images.yml": "images:\n  one:\n    context: one\n  two:\n    context: two\n",
    "one/Dockerfile": `FROM ${machine.base}\n${heavy("/one")}\nCOPY code /code\n`,
    "one/code": "1\n",
    "two/Dockerfile": `FROM ${machine.base} AS behind\n${heavy("/two")}\n${heavy("/behind")}\nFROM ${machine.base}\nCOPY --from=behind /two /two\nCOPY code /code\n`,
    "two/code": "1\n",
  };
  /** Nothing is pushed, as for a fork's pull request: the cache is all that there is. */
  const run = (
    scopes: readonly TokenScope[] | undefined,
    options: Partial<ActionOptions> = {},
  ): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder.env(), ...(scopes === undefined ? {} : results.env(scopes)), ...options.env },
      inputs: { "max-parallel": "1", ...options.inputs },
    });
  const ran = ({ log }: ActionRun): string =>
    log
      .split("\n")
      .filter((line) => /│ ✓ \[[^\]]*\d+\/\d+\] (RUN|COPY|ADD)/.test(line) && !line.includes("CACHED"))
      .join("\n");

  beforeAll(async () => {
    if (missing !== undefined) return;
    entries = createCacheEntries();
    results = await startResultsService({ CacheService: entries.service });
    repository = createRepository(files);
    await builder.renew();
    cold = await run(onMain);
  });
  afterAll(async () => {
    if (missing !== undefined) return;
    repository?.[Symbol.dispose]();
    await builder.remove();
    await results?.stop();
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });

  step("a cold build leaves an index for each image, under the run's ref", async () => {
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.log).not.toContain("::warning");
    const indexes = entries.list().filter((line) => line.includes(" index-"));
    expect(indexes).toHaveLength(2);
    expect(indexes.join()).toMatch(/refs\/heads\/main index-trusted-one-linux-amd64-[0-9a-f]{8}-1-/);
    expect(indexes.join()).toMatch(/refs\/heads\/main index-trusted-two-linux-amd64-[0-9a-f]{8}-1-/);
  });

  step("on a cold builder everything is CACHED, and nothing is uploaded", async () => {
    await builder.renew();
    const before = results.blobs.uploaded;
    const again = await run(onMain);
    expect(again.exitCode, again.log).toBe(0);
    expect(ran(again)).toBe("");
    expect(results.blobs.uploaded).toBe(before);
  });

  /** What the driver has no part in. */
  const stepOnce = builder.driver === "docker-container" || isWhole ? step : () => {};

  stepOnce("a pull request reads the default branch's and writes its own", async () => {
    await builder.renew();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({ "one/Dockerfile": `${files["one/Dockerfile"]}${heavy("/of-the-pull-request")}\n` });
    const asked = await run(onPullRequest, { event: pullRequest(7) });
    expect(asked.exitCode, asked.log).toBe(0);
    expect(ran(asked)).toMatch(/of-the-pull-request/);
    expect(ran(asked)).not.toMatch(/> \/(one|two|behind)/);
    expect(entries.list().filter((line) => line.startsWith("refs/pull/7/merge index-pr7-one-"))).toHaveLength(
      1,
    );
  });

  stepOnce("poisoning: a trusted run reads nothing of it", async () => {
    await builder.renew();
    const merged = await run(onMain);
    expect(ran(merged)).toMatch(/of-the-pull-request/);
    repository.git("checkout", "--quiet", "main");
  });

  step("a failed build's finished layers are there for the next run", async () => {
    await builder.renew();
    repository.commit({ "one/Dockerfile": `FROM ${machine.base}\n${heavy("/slow")}\nRUN exit 3\n` });
    const failed = await run(onMain, { inputs: { images: "one" } });
    expect(failed.images.one?.error, failed.log).toMatch(/in the cache/);
    await builder.renew();
    repository.commit({ "one/Dockerfile": `FROM ${machine.base}\n${heavy("/slow")}\nRUN echo fixed\n` });
    const fixed = await run(onMain, { inputs: { images: "one" } });
    expect(ran(fixed), fixed.log).not.toMatch(/slow/);
    expect(fixed.exitCode).toBe(0);
  });

  // What does not depend on the builder is shown on one.
  if (builder.driver === "docker") return;

  step("a token that may only read is a warning with its cause", async () => {
    repository.commit({ "one/Dockerfile": `FROM ${machine.base}\n${heavy("/read-only")}\n` });
    const refused = await run([{ ref: "refs/heads/main", write: false }], { inputs: { images: "one" } });
    expect(refused.exitCode, refused.log).toBe(0);
    expect(refused.log).toMatch(/::warning::one: its layer cache .* was not written: .*may only read/);
  });

  step("an image beyond the limits has no cache there, and is told why", async () => {
    const registry = `${machine.registry}/gha-${builder.driver}`;
    repository.commit({ "one/Dockerfile": `FROM ${machine.base}\n${heavy("/large")}\n` });
    const inputs = { registry, images: "one", cache: "none" };
    const pushed = await run(undefined, { inputs });
    expect(pushed.exitCode, pushed.log).toBe(0);
    await enlargeRecord(machine.registry, `gha-${builder.driver}/one`, 11e9);
    const before = entries.list();
    repository.commit({ "one/Dockerfile": `FROM ${machine.base}\n${heavy("/larger")}\n` });
    const refused = await run(onMain, { inputs: { ...inputs, push: "false", cache: "gha" } });
    expect(refused.exitCode, refused.log).toBe(0);
    expect(refused.log).toMatch(
      /::warning::one: no layer cache: it has 11\.0 GB \(its last build\), and GitHub's cache has 10 GB/,
    );
    expect(entries.list()).toEqual(before);
  });

  step("without a token cache: gha says so, and builds", async () => {
    repository.commit({ "one/code": "2\n" });
    const none = await run(undefined, { inputs: { cache: "gha", images: "one" } });
    expect(none.exitCode, none.log).toBe(0);
    expect(none.log).toMatch(
      /::warning::No layer caches: GitHub's cache is not there: .*ACTIONS_RUNTIME_TOKEN/,
    );
  });
});
