/**
 * Whole process against whole process: the action, and a plain `docker buildx build --cache-from/--cache-to
 * --push`, each on a builder with nothing in it. `npm run bench`; `BENCH_MEGABYTES` (1000) is the size of the
 * dependency layer, `BENCH_LINK` (for instance `50,10`) limits the way to the registry to MB/s and adds
 * milliseconds, `BENCH_DRIVER` takes one of the two drivers, `BENCH_ROWS=edit` only the first three rows.
 */
import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import { promisify } from "node:util";
import { inject, test } from "vitest";
import { type ActionRun, runAction } from "../test/support/action.ts";
import { type ByteCounter, countBytes } from "../test/support/byte-counter.ts";
import { type ColdBuilder, coldBuilders } from "../test/support/cold-builder.ts";
import { createRepository, type GitRepository } from "../test/support/git-repository.ts";
import { installStep, startPackageIndex } from "../test/support/package-index.ts";

const machine = inject("machine");
const megabytes = Number(process.env.BENCH_MEGABYTES ?? 1000);
const [rate, delay] = (process.env.BENCH_LINK ?? "").split(",").map(Number);
const link = rate ? { bytesPerSecond: rate * 1e6, delayMs: delay ?? 0 } : undefined;

interface Sample {
  readonly seconds: number;
  readonly upMb: number;
  readonly downMb: number;
}

const only = process.env.BENCH_DRIVER;
const builders = coldBuilders(machine).filter(({ driver }) => only === undefined || driver === only);

test.each(builders)("$driver", async (builder) => {
  if (builder.missing !== undefined) return console.log(`${builder.driver}: skipped, ${builder.missing}`);
  const relay = await countBytes(machine.registry, link);
  const rows: string[] = [];
  const place = { builder, relay, prefix: `bench-${builder.driver}` };
  const heavy = `RUN head -c ${megabytes}000000 /dev/urandom > /dependencies`;
  const dockerfile = (copy: string): string =>
    `FROM ${machine.base}\n${heavy}\n${copy} handler.py /app/handler.py\n`;
  using plain = createRepository({ Dockerfile: dockerfile("COPY"), "handler.py": "1\n" });
  using ours = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    Dockerfile: dockerfile("COPY --link"),
    "handler.py": "1\n",
  });
  using auto = createRepository({
    ".github/ml-images.yml": "images:\n  auto:\n    context: .\n    link: auto\n",
    Dockerfile: dockerfile("COPY"),
    "handler.py": "1\n",
  });
  try {
    await cold(place, async () => bare(place, plain, "app"));
    await cold(place, async () => action(place, ours));
    await cold(place, async () => action(place, auto));
    rows.push(
      compare(
        "unchanged",
        await cold(place, async () => bare(place, plain, "app")),
        await cold(place, async () => action(place, ours)),
      ),
    );
    for (const repository of [plain, ours, auto]) repository.commit({ "handler.py": "2\n" });
    const edit = await cold(place, async () => bare(place, plain, "app"));
    const linked = await cold(place, async () => action(place, ours));
    rows.push(compare("code edit, `COPY --link` against plain `COPY`", edit, linked));
    const proven = await cold(place, async () => action(place, auto));
    rows.push(compare("code edit, `link: auto` against plain `COPY`", edit, proven));
    if (process.env.BENCH_ROWS !== "edit") {
      rows.push(await failedThenFixed(place, plain, ours));
      rows.push(await dependencyEdit(place, plain, ours));
    }
    const where = link === undefined ? "loopback" : `${rate} MB/s, ${delay} ms`;
    console.log(
      [
        `\n### ${builder.driver}, ${megabytes} MB dependency layer, ${where}, load ${loadavg()[0]?.toFixed(1)}`,
        "| | plain buildx | ml-image-build | |",
        "|---|--:|--:|--:|",
        ...rows,
        "",
      ].join("\n"),
    );
  } finally {
    await builder.remove();
    await relay.stop();
  }
});

interface Place {
  readonly builder: ColdBuilder;
  readonly relay: ByteCounter;
  readonly prefix: string;
}

/** On a new builder; making it is not counted. */
async function cold(
  { builder, relay }: Place,
  run: () => Promise<void> | Promise<ActionRun>,
): Promise<Sample> {
  await builder.renew();
  relay.take();
  const started = performance.now();
  await run();
  const seconds = (performance.now() - started) / 1000;
  const { up, down } = relay.take();
  return { seconds, upMb: up / 1e6, downMb: down / 1e6 };
}

async function bare(
  { builder, relay, prefix }: Place,
  repository: GitRepository,
  name: string,
): Promise<void> {
  const cache = `type=registry,ref=${relay.host}/${prefix}-bare/cache:${name}`;
  const argv = ["buildx", "build", "--progress=quiet", "--cache-from", cache];
  argv.push("--cache-to", `${cache},mode=max,image-manifest=true,oci-mediatypes=true`);
  argv.push("--push", "--tag", `${relay.host}/${prefix}-bare/${name}:1`, repository.root);
  try {
    // Not the synchronous form: the relay lives in this process.
    await promisify(execFile)("docker", argv, { env: { ...process.env, ...builder.env() } });
  } catch (error) {
    if (!String(error).includes("exit code: 3")) throw error;
  }
}

async function action({ builder, relay, prefix }: Place, repository: GitRepository): Promise<ActionRun> {
  return runAction({
    root: repository.root,
    node: machine.node,
    env: builder.env(),
    inputs: { registry: `${relay.host}/${prefix}` },
    timeoutMs: 1_000_000,
  });
}

/** Twenty seconds of finished steps, then a mistake; the next build, somewhere else, with the mistake mended. */
async function failedThenFixed(place: Place, plain: GitRepository, ours: GitRepository): Promise<string> {
  const finished = 20;
  const file = (end: string): string =>
    `FROM ${machine.base}\nRUN sleep ${finished / 2} && head -c 100000000 /dev/urandom > /a\nRUN sleep ${finished / 2} && head -c 100000000 /dev/urandom > /b\nRUN ${end}\n`;
  for (const repository of [plain, ours]) repository.commit({ Dockerfile: file("exit 3") });
  await cold(place, async () => bare(place, plain, "failing"));
  await cold(place, async () => action(place, ours));
  for (const repository of [plain, ours]) repository.commit({ Dockerfile: file("echo fixed > /end") });
  const theirs = await cold(place, async () => bare(place, plain, "failing"));
  const mine = await cold(place, async () => action(place, ours));
  const saved = (theirs.seconds - mine.seconds) / finished;
  return `${compare("failed, then fixed", theirs, mine)} ${Math.round(saved * 100)} % of the finished ${finished} s saved |`;
}

/** Twenty packages from an index of 10 MB/s, then one more; the next build somewhere else. */
async function dependencyEdit(place: Place, plain: GitRepository, ours: GitRepository): Promise<string> {
  const size = megabytes * 50_000;
  const index = await startPackageIndex(size, 10);
  if (index === undefined)
    return "| dependency edit with persisted mounts | – | – | no address but loopback |";
  try {
    const list = (count: number): string => Array.from({ length: count }, (_, at) => `p${at}\n`).join("");
    const Dockerfile = `FROM ${machine.base}\nCOPY requirements.txt /\n${installStep(index.url, "/requirements.txt", "target=/cache,id=pip")}\n`;
    for (const repository of [plain, ours]) repository.commit({ Dockerfile, "requirements.txt": list(20) });
    await cold(place, async () => bare(place, plain, "mounts"));
    await cold(place, async () => action(place, ours));
    for (const repository of [plain, ours]) repository.commit({ "requirements.txt": list(21) });
    index.take();
    const theirs = await cold(place, async () => bare(place, plain, "mounts"));
    const theirMb = (index.take().length * size) / 1e6;
    const mine = await cold(place, async () => action(place, ours));
    const mineMb = (index.take().length * size) / 1e6;
    return `${compare("dependency edit with persisted mounts", theirs, mine)} ${theirMb} MB against ${mineMb} MB from an index of 10 MB/s |`;
  } finally {
    await index.stop();
  }
}

function compare(what: string, theirs: Sample, mine: Sample): string {
  const cell = ({ seconds, upMb, downMb }: Sample): string =>
    `${seconds.toFixed(2)} s (↑${upMb.toFixed(0)} ↓${downMb.toFixed(0)} MB)`;
  return `| ${what} | ${cell(theirs)} | ${cell(mine)} | ${(theirs.seconds / mine.seconds).toFixed(1)}× |`;
}
