/**
 * A code edit on a runner with nothing on it, whole process against whole process: `lazy: false` and `lazy: true`, each
 * with the making of its builder. `npx vitest run --config vitest.bench.config.ts bench/lazy.bench.ts`;
 * `BENCH_CASES` (`floor,layer,real,stages`) chooses, `BENCH_MEGABYTES` (1000) is the size of the random layer. `real` and
 * `stages` install packages with pip on a base made by debootstrap, as root: about eight and six minutes, and 10 GB of
 * disk. `BENCH_KEEP=FOLDER` keeps the registry, and the last logs: `-t cold` first, and `-t edit` as often as wanted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { pushBaseImage, pushPythonBase, startRegistry } from "../scripts/environment/index.mjs";
import { type ByteCounter, countBytes } from "../test/support/byte-counter.ts";
import { createRepository, type GitRepository } from "../test/support/git-repository.ts";
import { measureBare } from "./lazy-bare.ts";
import { cases } from "./lazy-cases.ts";
import { rowOf } from "./lazy-rows.ts";
import { measure, type Sample, type Variant, variants } from "./lazy-run.ts";

const machine = inject("machine");
const kept = process.env.BENCH_KEEP;
const links = [
  { where: "loopback", link: undefined },
  { where: "50 MB/s, 10 ms", link: { bytesPerSecond: 50e6, delayMs: 10 } },
];
/** No layer of another run is found, unless wanted. */
const nonce = kept === undefined ? `${process.pid}-${Date.now().toString(36)}` : "kept";

const rows: string[] = [];
const directory = kept ?? mkdtempSync(join(tmpdir(), "ml-image-build-bench-"));
let registry: { readonly host: string; stop(): Promise<void> };
let relay: ByteCounter;

beforeAll(async () => {
  const log = (line: string): void => console.log(line);
  registry = await startRegistry({ directory, log });
  relay = await countBytes(registry.host);
  await pushBaseImage({ registry: registry.host, name: "busybox:1", log });
  if (cases.some(({ python }) => python))
    await pushPythonBase({ registry: registry.host, name: "python:3.11", log });
});

afterAll(async () => {
  await relay.stop();
  await registry.stop();
  if (kept === undefined) rmSync(directory, { recursive: true, force: true });
  console.log(
    [
      `\n### docker-container, a new builder each time, load ${loadavg()[0]?.toFixed(1)}`,
      "| | plain | lazy | | goal |",
      "|---|--:|--:|--:|---|",
      ...rows,
      "",
    ].join("\n"),
  );
});

describe.each(cases)("$name", ({ name, title, python, dockerfile, edits, coldGoal }) => {
  const repositories = new Map<Variant, GitRepository>();
  const compare = async (files: Readonly<Record<string, string>>): Promise<readonly Sample[]> => {
    const samples: Sample[] = [];
    for (const variant of variants) {
      const repository = repositories.get(variant);
      if (repository === undefined) throw new Error(`${name}: no repository`);
      repository.commit(files);
      const prefix = `bench-lazy-${name}-${variant}`;
      const sample = await measure({ machine, relay, variant, root: repository.root, prefix });
      const { log, ...figures } = sample;
      if (kept !== undefined) writeFileSync(join(kept, `${name}-${variant}.log`), log);
      console.log(variant, JSON.stringify(figures));
      samples.push(sample);
    }
    return samples;
  };

  beforeAll(() => {
    const base = `${registry.host}/${python ? "python:3.11" : "busybox:1"}`;
    const files = {
      ".github/ml-images.yml": "images:\n  app: { context: app }\n",
      "app/Dockerfile": dockerfile(base, nonce),
    };
    for (const variant of variants) repositories.set(variant, createRepository(files));
  });
  afterAll(() => {
    for (const repository of repositories.values()) repository[Symbol.dispose]();
  });

  test("cold", async () => {
    relay.limit(undefined);
    const samples = await compare({ "app/handler.py": `VERSION = "${nonce}, cold"\n` });
    rows.push(rowOf(`${title}: cold build`, samples, coldGoal));
    const root = repositories.get("plain")?.root ?? "";
    const bare = await measureBare({ machine, relay, root, prefix: `bench-lazy-${name}-bare` });
    const { log: _, ...figures } = bare;
    console.log("bare", JSON.stringify(figures));
    const lazy = samples[variants.indexOf("lazy")];
    if (lazy !== undefined)
      rows.push(rowOf(`${title}: cold build, plain by \`docker buildx build\``, [bare, lazy], coldGoal));
  });

  const all = edits.flatMap((edit) => links.map((link) => ({ ...edit, ...link, edit: edit.title })));
  test.each(all)("$edit, $where", async ({ edit, where, link, handler, goal }) => {
    relay.limit(link);
    // Never the same text again: it would be reused instead of built.
    const samples = await compare({ "app/handler.py": `${handler}VERSION = "${Date.now()}, ${where}"\n` });
    for (const { log } of samples) if (name !== "floor" && !log.includes("CACHED")) throw new Error(log);
    const log = samples[variants.indexOf("lazy")]?.log ?? "";
    if (name !== "floor" && !/: built in .*, reading layers on demand/.test(log))
      throw new Error(`this was no lazy build:\n${log}`);
    rows.push(rowOf(`${title}: ${edit}, ${where}`, samples, goal));
  });
});
