// @ts-check
/**
 * `node bench/plan.mjs`: a whole `mode: plan` process for 100 images over 100,000 files, as a ratio to
 * `node -e 0` plus `git ls-files -s` in the same run; and half the size, to see that it grows linearly. The last figure is
 * what git takes alone to tell which files are not as they were committed, its two questions beside each other.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNode24 } from "../scripts/environment/index.mjs";

const bundle = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const node = await ensureNode24({});
const RUNS = 7;

/** @param {number} images @param {number} files */
function makeRepository(images, files) {
  const root = mkdtempSync(join(tmpdir(), "ml-image-build-bench-"));
  const perImage = files / images;
  let definitions = "images:\n";
  for (let image = 0; image < images; image += 1) {
    const folder = join(root, `services/s${image}`);
    definitions += `  s${image}:\n    context: services/s${image}\n`;
    for (let part = 0; part < 10; part += 1) {
      mkdirSync(join(folder, `src/p${part}`), { recursive: true });
      for (let file = 0; file < perImage / 10; file += 1)
        writeFileSync(join(folder, `src/p${part}/f${file}.py`), `${image} ${part} ${file}\n`);
    }
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY src /src\n");
    writeFileSync(join(folder, ".dockerignore"), "**/*.md\n**/__pycache__\n");
  }
  mkdirSync(join(root, ".github"));
  writeFileSync(join(root, ".github/ml-images.yml"), definitions);
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync("git", ["-C", root, "-c", "user.name=b", "-c", "user.email=b@example.com", ...args], {
      stdio: "ignore",
    });
  git("init", "-q");
  // A background clean-up would still write while the repository is removed.
  git("config", "gc.auto", "0");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  git("status");
  return root;
}

/** Median seconds of a whole process, and the largest memory in MiB where GNU time tells. @param {string} program @param {string[]} args @param {string} cwd @param {Record<string, string>} env */
function measure(program, args, cwd, env = {}) {
  const seconds = [];
  let memory = 0;
  for (let run = 0; run <= RUNS; run += 1) {
    const started = process.hrtime.bigint();
    const result = spawnSync("/usr/bin/env", [program, ...args], {
      cwd,
      env: { ...process.env, ...env },
      maxBuffer: 1 << 28,
    });
    const took = Number(process.hrtime.bigint() - started) / 1e9;
    if (result.status !== 0) throw new Error(`${program}: ${result.stdout}${result.stderr}`);
    if (run > 0) seconds.push(took);
    const told = /maxrss=(\d+)/.exec(String(result.stderr));
    if (told !== null) memory = Math.max(memory, Number(told[1]) / 1024);
  }
  return { seconds: seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0, memory };
}

for (const [images, files] of [
  [50, 50_000],
  [100, 100_000],
]) {
  const root = makeRepository(images ?? 0, files ?? 0);
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-bench-temp-"));
  const report = join(temporary, "report.mjs");
  writeFileSync(
    report,
    "process.on('exit', () => console.error('maxrss=' + process.resourceUsage().maxRSS));\n",
  );
  const env = {
    GITHUB_WORKSPACE: root,
    RUNNER_TEMP: temporary,
    GITHUB_OUTPUT: join(temporary, "output"),
    INPUT_MODE: "plan",
    INPUT_PUSH: "false",
  };
  writeFileSync(env.GITHUB_OUTPUT, "");
  const empty = measure(node, ["-e", "0"], root);
  const git = measure("git", ["ls-files", "-s"], root);
  const disk = measure(
    "sh",
    ["-c", "git diff-files --name-only & git ls-files --others --directory & wait"],
    root,
  );
  const plan = measure(node, ["--import", report, bundle], root, env);
  const planned = (readFileSync(env.GITHUB_OUTPUT, "utf8").match(/plan-file<</g) ?? []).length;
  console.log(
    `${images} images, ${files} files: node -e 0 ${empty.seconds.toFixed(3)} s, git ls-files -s ${git.seconds.toFixed(3)} s, ` +
      `mode: plan ${plan.seconds.toFixed(3)} s = ${(plan.seconds / (empty.seconds + git.seconds)).toFixed(2)} × their sum, ` +
      `${plan.memory.toFixed(0)} MiB (${planned} plans); git diff-files beside git ls-files --others ${disk.seconds.toFixed(3)} s`,
  );
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  rmSync(temporary, { recursive: true, force: true });
}
