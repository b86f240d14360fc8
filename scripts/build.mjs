// @ts-check
/**
 * src/ → lib/ (tsc) → dist/ (ncc). The AWS SDK is imported dynamically and so becomes a chunk of its own,
 * which loads only when a registry is ECR. With `--check`, builds elsewhere and compares every byte with dist/.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { precompileSchema } from "./precompile-schema.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");
// Beside the old bundle until it is whole: a process that runs the bundle meanwhile must find one.
const scratch = mkdtempSync(join(root, "lib-"));
const target = join(scratch, "dist");
const run = (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
  execFileSync(join(root, "node_modules/.bin", name), args, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });

/** Every file with its bytes. @param {string} directory @returns {Map<string, Buffer>} */
function readAll(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(directory.length + 1), readFileSync(path)];
    }),
  );
}

try {
  // Always lib/: ncc writes module paths into the bundle.
  run("tsc", "-p", ".");
  await precompileSchema(join(root, "lib"));
  run("ncc", "build", "lib/main.js", "-o", target, "--license", "licenses.txt");
  run("ncc", "build", "lib/post.js", "-o", join(target, "post"));
  if (isCheck) compare();
  else {
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(target, join(root, "dist"));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function compare() {
  const built = readAll(target);
  const committed = readAll(join(root, "dist"));
  const differing = [...new Set([...built.keys(), ...committed.keys()])].filter((name) => {
    const [a, b] = [built.get(name), committed.get(name)];
    return a === undefined || b === undefined || !a.equals(b);
  });
  if (differing.length > 0) {
    console.error(
      `dist/ is not what src/ builds to (${differing.join(", ")}): run \`npm run build\` and commit dist/`,
    );
    process.exitCode = 1;
  }
}
