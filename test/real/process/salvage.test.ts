/**
 * Builds that do not end: a step fails, the time limit strikes, the run is cancelled, the runner is lost. The
 * next run, on a builder with nothing in it, runs only what had not finished.
 */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags } from "../../support/registry-client.ts";
import { isWhole } from "../../support/whole.ts";

const machine = inject("machine");

describe.each(coldBuilders(machine))("finished layers are kept on the $driver driver", (builder) => {
  const { missing } = builder;
  let repository: GitRepository;

  const definition = { ".github/ml-images.yml": "images:\n  app:\n    context: .\n" };
  /** Two stages side by side; the last one ends as the test wants. */
  const dockerfile = (end: string): string => `ARG BASE=${machine.base}
FROM \${BASE} AS dependencies
COPY requirements.txt /
RUN head -c 3000000 /dev/urandom > /first && sleep 1.5
RUN head -c 2000000 /dev/urandom > /second && sleep 1.5
FROM \${BASE} AS models
RUN head -c 4000000 /dev/urandom > /model && sleep 1.5
FROM dependencies AS app
ENV MODEL=/model
RUN ${end}
COPY --from=models /model /model
`;
  const run = (prefix: string, options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...builder.env(), ...options.env },
      inputs: { registry: `${machine.registry}/${prefix}-${builder.driver}`, ...options.inputs },
    });
  const ran = ({ log }: ActionRun): string[] =>
    log
      .split("\n")
      .filter((line) => /^app │ ✓ \[[^\]]*\d+\/\d+\] (RUN|COPY|ADD)/.test(line) && !line.includes("CACHED"));
  /** The next run, somewhere else, after the mistake was mended. */
  const next = async (prefix: string, options: Partial<ActionOptions> = {}): Promise<ActionRun> => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("echo fixed > /end") });
    const fixed = await run(prefix, options);
    expect(fixed.exitCode, fixed.log).toBe(0);
    return fixed;
  };
  const expectOnlyTheRest = (fixed: ActionRun): void => {
    expect(ran(fixed).join("\n"), fixed.log).not.toMatch(/> \/(first|second|model)/);
    expect(ran(fixed).join("\n")).toMatch(/echo fixed/);
  };

  beforeAll(() => {
    if (missing === undefined)
      repository = createRepository({ ...definition, "requirements.txt": "torch\n" });
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    if (missing === undefined) await builder.remove();
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });
  /** What the driver has no part in is shown on one of them. */
  const stepOn = (driver: string, name: string, body: () => Promise<void>): void => {
    if (builder.driver === driver) step(name, body);
  };

  step("a step that fails: the layers before it, of every stage", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 1; exit 3") });
    const failed = await run("failing");
    expect(failed.exitCode).toBe(1);
    expect(failed.images.app?.error, failed.log).toMatch(
      /exit code: 3.*\(\d finished steps \(.* s\) in the cache, the next run goes on from there\)/,
    );
    expect(failed.summary).toContain("finished steps");
    expect(failed.log).not.toContain("::warning");
    const tags = await listTags(machine.registry, `failing-${builder.driver}/ml-image-cache`);
    expect(tags).toEqual([expect.stringMatching(/^trusted-app-linux-amd64-[0-9a-f]{8}-partial$/)]);
    expectOnlyTheRest(await next("failing"));
  });

  stepOn("docker", "a second failure after the first keeps what both finished", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("exit 4") });
    await run("twice");
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 2.5 && echo later > /later\nRUN exit 5") });
    const second = await run("twice");
    expect(ran(second).join("\n")).not.toMatch(/> \/(first|second|model)/);
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 2.5 && echo later > /later\nRUN echo fixed") });
    const fixed = await run("twice");
    expect(fixed.exitCode, fixed.log).toBe(0);
    expect(ran(fixed).join("\n"), fixed.log).not.toMatch(/> \/(first|second|model|later)/);
  });

  step("cancelled with SIGINT, killed soon after: the post step saves", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 281") });
    const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-cancelled-"));
    const cancelled = await run("cancelled", {
      env: { RUNNER_TEMP: temporary },
      onLine: onceAll(["> /second", "> /model"], (child) => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGKILL"), 2_500).unref();
      }),
    });
    expect(cancelled.exitCode === 130 || cancelled.exitCode === null, cancelled.log).toBe(true);
    const post = await runPost(cancelled, temporary);
    expect(post.log).toMatch(/app │ \d finished steps? .* in the cache: the next run goes on from there/);
    const fixed = await next("cancelled");
    // The engine's own builder may lose a layer on which a stopped step stood; it runs again, and no other.
    const saved = Number(/app │ (\d) finished steps? .* in the cache/.exec(post.log)?.[1]);
    if (saved < 4) expect(builder.driver).toBe("docker");
    const again = ran(fixed).filter((line) => /> \/(first|second|model)/.test(line));
    expect(again.length, fixed.log).toBeLessThanOrEqual(4 - saved);
    expect(ran(fixed).join("\n")).toMatch(/echo fixed/);
  });

  // A moment later than the one before, and quicker on the engine's own builder.
  const stepOnce = builder.driver === "docker" || isWhole ? step : () => {};
  stepOnce("killed without a word: the post step saves", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 282") });
    const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-killed-"));
    const killed = await run("killed", {
      env: { RUNNER_TEMP: temporary },
      onLine: onceAll(["> /second", "> /model"], (child) => setTimeout(() => child.kill("SIGKILL"), 500)),
    });
    expect(killed.exitCode).toBe(null);
    const post = await runPost(killed, temporary);
    expect(post.exitCode, post.log).toBe(0);
    expectOnlyTheRest(await next("killed"));
  });

  step("a lost runner: checkpoints were written while the build went on", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 283") });
    const lost = await run("lost", {
      inputs: { "checkpoint-minutes": "0.02" },
      onLine: onceAll(["> /second", "> /model"], (child) =>
        setTimeout(() => {
          child.kill("SIGKILL");
          void builder.remove();
        }, 4_000),
      ),
    });
    expect(lost.exitCode).toBe(null);
    expect(lost.log).toMatch(/app │ checkpoint: \d finished steps .* in the cache/);
    expectOnlyTheRest(await next("lost"));
  });

  stepOn("docker-container", "a pull request's unfinished layers are its own", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("exit 6") });
    await run("private", { event: pullRequest(9) });
    const tags = await listTags(machine.registry, `private-${builder.driver}/ml-image-cache`);
    expect(tags).toEqual([expect.stringMatching(/^pr9-app-.*-partial$/)]);
    const fixed = await next("private");
    expect(ran(fixed).join("\n")).toMatch(/> \/first/);
  });

  stepOn("docker-container", "the time limit strikes: what was finished is kept", async () => {
    await builder.renew();
    repository.commit({ Dockerfile: dockerfile("sleep 284") });
    const limit = "\n    timeout-minutes: 0.3\n";
    repository.commit({
      ".github/ml-images.yml": `${definition[".github/ml-images.yml"].trimEnd()}${limit}`,
    });
    const limited = await run("limited");
    repository.commit(definition);
    expect(limited.exitCode).toBe(1);
    expect(limited.images.app?.error, limited.log).toMatch(/time limit of 0\.3 minutes.*in the cache/);
    expectOnlyTheRest(await next("limited"));
  });

  async function runPost(main: ActionRun, temporary: string): Promise<ActionRun> {
    const state = Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value]);
    return runAction({
      root: repository.root,
      node: machine.node,
      entry: "post/index.js",
      env: { ...builder.env(), RUNNER_TEMP: temporary, ...Object.fromEntries(state) },
    });
  }
});

/** Calls once, when a finished step's line has come for each of `texts`. */
function onceAll(
  texts: readonly string[],
  act: (child: ChildProcess) => void,
): (line: string, child: ChildProcess) => void {
  const waiting = new Set(texts);
  return (line, child) => {
    if (waiting.size === 0 || !line.includes("✓")) return;
    for (const text of texts) if (line.includes(text)) waiting.delete(text);
    if (waiting.size === 0) act(child);
  };
}
