/**
 * The schedule's own cost: n images that only wait, against the longest of them; and one image, whole process, against a bare
 * `docker buildx build --push` of the same. `npx vitest run --config vitest.bench.config.ts bench/engine.bench.ts`;
 * `BENCH_SECONDS` (20) is how long each image waits.
 */
import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import { promisify } from "node:util";
import { inject, test } from "vitest";
import { runAction } from "../test/support/action.ts";
import { createRepository, type GitRepository } from "../test/support/git-repository.ts";

const machine = inject("machine");
const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const SLEEPERS = 8;
const RUNS = 3;
const container = typeof machine.containerBuilder === "string" ? machine.containerBuilder : undefined;

let fresh = 0;
/** `n` images whose only step waits, and was never run before. */
function sleepers(n: number): GitRepository {
  fresh += 1;
  const names = Array.from({ length: n }, (_, index) => `s${index}`);
  return createRepository({
    ".github/ml-images.yml": `images:\n${names.map((name) => `  ${name}:\n    context: ${name}\n`).join("")}`,
    ...Object.fromEntries(
      names.map((name) => [
        `${name}/Dockerfile`,
        `FROM ${machine.base}\nRUN sleep ${seconds} && echo ${name}-${process.pid}-${fresh} > /done\n`,
      ]),
    ),
  });
}

async function action(n: number, env: Record<string, string>): Promise<number> {
  using repository = sleepers(n);
  const run = await runAction({
    root: repository.root,
    node: machine.node,
    timeoutMs: 600_000,
    inputs: { registry: `${machine.registry}/engine-${fresh}`, cache: "none", "max-parallel": String(n) },
    env,
  });
  if (run.exitCode !== 0) throw new Error(run.log);
  return run.seconds;
}

/** `n` of them at once, as `docker buildx build … &` in a shell. */
async function bare(n: number, builder: string): Promise<number> {
  using repository = sleepers(n);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: n }, (_, index) => {
      const name = `${machine.registry}/engine-bare-${fresh}/s${index}:1`;
      const output = `type=image,name=${name},push=true,oci-mediatypes=true`;
      return promisify(execFile)("docker", [
        ...["buildx", "build", "--builder", builder, "--provenance=false", "--output", output],
        `${repository.root}/s${index}`,
      ]);
    }),
  );
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
async function repeat(measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < RUNS; run += 1) all.push(await measure());
  return median(all);
}

test.each([
  { driver: "docker", builder: "default", env: {} },
  ...(container === undefined
    ? []
    : [{ driver: "docker-container", builder: container, env: { BUILDX_BUILDER: container } }]),
])("$driver", async ({ driver, builder, env }) => {
  const one = await repeat(() => bare(1, builder));
  const ours = await repeat(() => action(1, env));
  const manyBare = await repeat(() => bare(SLEEPERS, builder));
  const many = await repeat(() => action(SLEEPERS, env));
  console.log(
    [
      `\n### ${driver}, steps of ${seconds} s, medians of ${RUNS}, load ${loadavg()[0]?.toFixed(1)}`,
      `bare buildx, one image: ${one.toFixed(2)} s`,
      `action, one image: ${ours.toFixed(2)} s = bare + ${(ours - one).toFixed(2)} s (${((ours / one - 1) * 100).toFixed(1)} %)`,
      `bare buildx, ${SLEEPERS} at once: ${manyBare.toFixed(2)} s = ${(manyBare / one).toFixed(2)} × the longest`,
      `action, ${SLEEPERS} images: ${many.toFixed(2)} s = ${(many / one).toFixed(2)} × the longest`,
      "",
    ].join("\n"),
  );
});
