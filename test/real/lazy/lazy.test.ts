/** `lazy: true` on builders that the action makes itself: what an edit moves, and that the image is the eager one. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { flattenImage } from "../../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { missing, runLazily } from "./lazy-run.ts";

const machine = inject("machine");
const prefix = `lazy-${process.pid}-${Date.now().toString(36)}`;

const dockerfile = (copy: string): string => `FROM ${machine.base}
RUN mkdir -p /data/dir && : ${prefix} && head -c 60000000 /dev/urandom > /data/big && echo small > /data/small && \\
    echo gone > /data/gone && echo a > /data/dir/a && ln -s dir /data/link && ln /data/small /data/hard && sleep 8
${copy}
RUN cat /data/small && rm /data/gone && mv /data/dir/a /data/dir/b && chmod 700 /data/hard && \\
    echo more >> /data/small && echo c > /data/link/c && rm -r /data/dir && mkdir /data/dir && echo d > /data/dir/d
`;

let repository: GitRepository;
let counter: ByteCounter;

beforeAll(async () => {
  if (missing !== undefined) return;
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n  own: { context: own }\n",
    "one/Dockerfile": dockerfile("COPY handler.py /app/handler.py"),
    "one/handler.py": "1\n",
    "own/Dockerfile": "FROM scratch\nCOPY stargz.index.json /\n",
    "own/stargz.index.json": "of the user's\n",
  });
  counter = await countBytes(machine.registry);
});
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await counter?.stop();
});

const run = (inputs: Readonly<Record<string, string>>) => runLazily(repository, inputs);

async function files(digest: string | undefined): Promise<readonly string[]> {
  const entries = await flattenImage(machine.registry, `${prefix}/one`, digest ?? "");
  return [...entries].map(([path, entry]) => `${path} ${entry}`);
}

test("an edit reads what it needs of a cached layer, and makes the image an eager build makes", async (context) => {
  context.skip(missing !== undefined, missing);
  const inputs = { registry: `${counter.host}/${prefix}`, lazy: "true" };
  const cold = await run(inputs);
  expect(cold.images.one?.status, cold.log).toBe("built");
  expect(cold.log).toContain("Created the buildx builder");
  expect(cold.log, "what has finished is compressed while the build goes on").toMatch(
    /one: layers \(linux\/\w+ 0 \d\) were made in eStargz beside the build/,
  );
  expect(cold.images.own?.status, cold.log).toBe("built");
  expect(cold.log).toMatch(/own: its layers cannot be written in eStargz \(.*\); written plainly/);
  repository.commit({ "one/handler.py": "2\n" });
  counter.take();
  const edit = await run(inputs);
  expect(edit.images.one?.status, edit.log).toBe("built");
  expect(edit.log).toMatch(/RUN mkdir .* · CACHED/);
  const moved = counter.take();
  expect(moved.up + moved.down, edit.log).toBeLessThan(20_000_000);
  const lazily = await files(edit.images.one?.digest);

  // The same cache, read by a builder that pulls; the step names this run, so that it is nowhere but in the cache.
  const eager = await run({
    registry: `${counter.host}/${prefix}`,
    rebuild: "true",
  });
  expect(eager.images.one?.status, eager.log).toBe("built");
  expect(eager.log).toMatch(/RUN mkdir .* · CACHED/);
  expect(lazily.length).toBeGreaterThan(10);
  expect(lazily).toEqual(await files(eager.images.one?.digest));
});
