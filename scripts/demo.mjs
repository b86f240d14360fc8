// @ts-check
/**
 * `npm run demo`: the whole product in two minutes, on a fresh clone with nothing installed: the committed
 * bundle builds `examples/demo` four times against a real engine and a real registry on this machine.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEngine, pushBaseImage, startRegistry } from "./environment/index.mjs";

const project = fileURLToPath(new URL("..", import.meta.url));
const work = join(project, ".demo");
const repository = join(work, "repository");
const say = (/** @type {string} */ line = "") => console.log(line);

/** @type {{ title: string, change?: [path: string, text: string] }[]} */
const scenes = [
  { title: "1. Cold: nothing is in the registry, everything is built; equal content once" },
  {
    title: "2. Unchanged: everything is reused",
    change: ["docs/notes.md", "# Notes\nChanged, and no image reads it.\n"],
  },
  {
    title: "3. A handler edit: one image is built",
    change: [
      "functions/handler/handler.py",
      'def handler(event, context):\n    return {"chords": ["D", "A", "Bm", "G"]}\n',
    ],
  },
  {
    title: "4. A base edit: the base and what is built on it",
    change: ["docker/ml-base/requirements.txt", "torch==2.8.0\n"],
  },
];

/** A clone needs git, a downloaded archive does not; without it the action reads the disk. */
const hasGit = spawnSync("git", ["--version"], { stdio: "ignore" }).status === 0;
/** @param {...string} args */
const git = (...args) =>
  hasGit && execFileSync("git", ["-C", repository, ...args], { stdio: ["ignore", "ignore", "inherit"] });

/** Runs the bundle as GitHub's runner would. @param {Record<string, string>} extra @returns {Promise<number | null>} */
async function runAction(extra) {
  const output = join(work, "output");
  const summary = join(work, "summary.md");
  for (const path of [output, summary, join(work, "state")]) writeFileSync(path, "");
  const child = spawn(process.execPath, [join(project, "dist/index.js")], {
    cwd: repository,
    env: {
      ...process.env,
      GITHUB_EVENT_NAME: "push",
      GITHUB_REF: "refs/heads/main",
      GITHUB_WORKSPACE: repository,
      GITHUB_OUTPUT: output,
      GITHUB_STATE: join(work, "state"),
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: join(work, "temp"),
      ...extra,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rest = "";
  child.stdout.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) showLine(line);
  });
  return new Promise((resolve) => child.on("close", resolve));
}

let isFolded = false;
/** A terminal folds nothing: the plan is shown, a build's long log is not. @param {string} line */
function showLine(line) {
  if (line.startsWith("::group::")) {
    const title = line.slice("::group::".length);
    isFolded = title !== "Plan";
    if (!isFolded) say(`  ${title}`);
  } else if (line.startsWith("::endgroup::")) isFolded = false;
  else if (!isFolded) say(`  ${line.replace(/^::(error|warning|debug)[^:]*::/, "$1: ")}`);
}

async function main() {
  const started = Date.now();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "registry"), { recursive: true });
  cpSync(join(project, "examples/demo"), repository, { recursive: true });
  const log = (/** @type {string} */ line) => say(`[set-up] ${line}`);
  await ensureEngine({ log });
  const registry = await startRegistry({ directory: join(work, "registry"), log });
  try {
    await pushBaseImage({ registry: registry.host, name: "busybox:1.36", log });
    git("init", "--quiet", "--initial-branch=main");
    const ready = Date.now();
    for (const { title, change } of scenes) {
      say(`\n━━ ${title}`);
      if (change !== undefined) {
        say(`  (changed: ${change[0]})`);
        writeFileSync(join(repository, change[0]), change[1]);
      }
      git("add", "--all");
      git(
        "-c",
        "user.name=Demo",
        "-c",
        "user.email=demo@example.com",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        title,
      );
      const code = await runAction({
        BASE_IMAGE: `${registry.host}/busybox:1.36`,
        INPUT_REGISTRY: `${registry.host}/demo`,
      });
      if (code !== 0) throw new Error(`the action ended with exit code ${code}`);
    }
    say("\n━━ The last run's job summary, as GitHub would render it\n");
    say(readFileSync(join(work, "summary.md"), "utf8"));
    say(
      `Set-up ${((ready - started) / 1000).toFixed(0)} s, four runs ${((Date.now() - ready) / 1000).toFixed(0)} s.`,
    );
  } finally {
    await registry.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(`\nThe demo cannot go on: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
