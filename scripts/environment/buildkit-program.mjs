// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.mjs";
import { findProgram, runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { step } from "./progress.mjs";

/** About two months old: the module proxy does not serve everything that a newer one needs. */
export const buildkitVersion = "v0.32.2";

const programs = ["buildkitd", "buildctl"];
const packages = programs.map((program) => `github.com/moby/buildkit/cmd/${program}`);

// `go install` refuses modules with `exclude` directives; a module of our own that needs BuildKit does not.
const goMod = "module tools\n";
const toolsGo = `//go:build tools\n\npackage tools\n\nimport (\n${packages.map((path) => `\t_ "${path}"\n`).join("")})\n`;

/** @param {string} directory */
async function compile(directory) {
  writeFileSync(join(directory, "go.mod"), goMod);
  writeFileSync(join(directory, "tools.go"), toolsGo);
  const options = { cwd: directory, env: { CGO_ENABLED: "0", GOFLAGS: "-mod=mod" } };
  await runCommand(["go", "get", ...packages.map((path) => `${path}@${buildkitVersion}`)], {
    ...options,
    timeoutSeconds: 300,
  });
  const flags = `-s -w -X github.com/moby/buildkit/version.Version=${buildkitVersion}`;
  mkdirSync(join(directory, "bin"));
  await runCommand(["go", "build", "-trimpath", "-ldflags", flags, "-o", "bin/", ...packages], {
    ...options,
    timeoutSeconds: 900,
  });
}

/**
 * BuildKit's daemon and client for Linux and this machine's processor, compiled once from Go modules; takes minutes.
 * @param {import('./progress.mjs').Log} log
 * @returns {Promise<string | { skipped: string }>} their directory
 */
export async function ensureBuildkitPrograms(log) {
  const target = join(cacheDirectory(), `buildkit-${buildkitVersion}`);
  if (existsSync(target)) return target;
  if (process.platform !== "linux") return { skipped: "BuildKit is only compiled on Linux" };
  if (findProgram("go") === undefined) return { skipped: "Go is not installed, BuildKit cannot be compiled" };

  return withLock(`buildkit-${buildkitVersion}`, 1500, async () => {
    if (existsSync(target)) return target;
    const temporary = mkdtempSync(`${target}.`);
    try {
      await step(log, `compiling BuildKit ${buildkitVersion} from Go modules (about two minutes)`, () =>
        compile(temporary),
      );
      renameSync(join(temporary, "bin"), target);
      return target;
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
