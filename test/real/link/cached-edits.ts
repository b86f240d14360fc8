/** `link: auto` on builders that begin with nothing: what a code edit moves, and what failures leave. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { type ColdBuilder, coldBuilders } from "../../support/cold-builder.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const heavy = (path: string): string => `RUN head -c 20000000 /dev/urandom > ${path} && sleep 2.2`;

/** Defines the tests of one driver. */
export function testCachedEdits(driver: ColdBuilder["driver"]): void {
  const builder = coldBuilders(machine).find((one) => one.driver === driver);
  if (builder === undefined) throw new Error(`there is no driver ${driver}`);
  const { missing } = builder;
  let repository: GitRepository;
  let counter: ByteCounter;
  const run = (images: string): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      env: builder.env(),
      inputs: { registry: `${counter.host}/link-cache-${builder.driver}`, images },
    });

  beforeAll(async () => {
    if (missing !== undefined) return;
    repository = createRepository({
      ".github/ml-images.yml": `defaults: { link: auto }
images:
  proven: { context: proven }
  refused: { context: refused }
  failing: { context: failing }
`,
      "proven/Dockerfile": `FROM ${machine.base}\n${heavy("/d")}\nCOPY handler.py /app/handler.py\n`,
      "proven/handler.py": "1\n",
      "refused/Dockerfile": `FROM ${machine.base}\n${heavy("/d")} && mkdir /real && ln -s /real /app\nCOPY handler.py /app/\n`,
      "refused/handler.py": "1\n",
      "failing/Dockerfile": `FROM ${machine.base} AS first
${heavy("/d")}
COPY handler.py /app/handler.py
FROM ${machine.base}
COPY --from=first /app /app
RUN exit 3
`,
      "failing/handler.py": "1\n",
    });
    counter = await countBytes(machine.registry);
    await builder.renew();
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

  step("a code edit on a cold builder pulls no layer, and the check is cached", async () => {
    const first = await run("proven");
    expect(first.exitCode, first.log).toBe(0);
    await builder.renew();
    repository.commit({ "proven/handler.py": "2\n" });
    counter.take();
    const edit = await run("proven");
    expect(edit.images.proven?.status, edit.log).toBe("built");
    expect(edit.log).toMatch(/RUN \["\/bin\/sh".*link check.* · CACHED/);
    expect(edit.log).toMatch(/COPY --link handler\.py/);
    const { up, down } = counter.take();
    expect(up + down).toBeLessThan(1_000_000);
  });

  step("what the refused build ran is in the cache of the plain one", async () => {
    const first = await run("refused");
    expect(first.images.refused?.status, first.log).toBe("built");
    expect(first.log).toContain("/app is a symbolic link; built again with plain COPY");
    await builder.renew();
    repository.commit({ "refused/handler.py": "2\n" });
    const edit = await run("refused");
    expect(edit.images.refused?.status, edit.log).toBe("built");
    expect(edit.log).toMatch(/RUN head .* · CACHED/);
    expect(edit.log).not.toMatch(/✓ .*RUN head (?!.*CACHED)/);
  });

  step("a failure is shown at its line of the user's file, and its finished steps are kept", async () => {
    const first = await run("failing");
    expect(first.images.failing?.status, first.log).toBe("failed");
    expect(first.log).toMatch(/::error [^\n]*file=failing\/Dockerfile[^\n]*line=6/);
    expect(first.log).toContain("in the cache, the next run goes on from there");
    await builder.renew();
    repository.commit({
      "failing/Dockerfile": `FROM ${machine.base} AS first
${heavy("/d")}
COPY handler.py /app/handler.py
FROM ${machine.base}
COPY --from=first /app /app
RUN echo fixed > /end
`,
    });
    const second = await run("failing");
    expect(second.images.failing?.status, second.log).toBe("built");
    expect(second.log).toMatch(/RUN head .* · CACHED/);
  });
}
