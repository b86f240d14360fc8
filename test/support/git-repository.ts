/** Real git repositories for tests: made, changed, committed, rewritten, cloned. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface GitRepository extends Disposable {
  readonly root: string;
  /** Writes files (path → text; `undefined` removes) without committing. */
  write(files: Readonly<Record<string, string | undefined>>): void;
  /** Writes, adds everything and commits; returns the commit's id. */
  commit(files: Readonly<Record<string, string | undefined>>, message?: string): string;
  chmod(path: string, mode: number): void;
  git(...args: string[]): string;
  /** A clone in a directory of its own; `--depth 1` needs the `file://` form, which this takes. */
  clone(...options: string[]): GitRepository;
}

/** `folder` is the name of the checkout's own folder, which some images are called after. */
export function createRepository(
  files: Readonly<Record<string, string | undefined>> = {},
  folder = "",
): GitRepository {
  const parent = mkdtempSync(join(tmpdir(), "ml-image-build-repo-"));
  const root = join(parent, folder);
  mkdirSync(root, { recursive: true });
  runGit(root, "init", "--quiet", "--initial-branch=main");
  const remove = { [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }) };
  const repository = { ...openRepository(root), ...remove };
  if (Object.keys(files).length > 0) repository.commit(files, "first");
  return repository;
}

function openRepository(root: string): GitRepository {
  for (const [key, value] of [
    ["user.name", "Test"],
    ["user.email", "test@example.com"],
    ["gc.auto", "0"],
    ["commit.gpgsign", "false"],
  ] as const) {
    runGit(root, "config", key, value);
  }
  const write = (changes: Readonly<Record<string, string | undefined>>): void => {
    for (const [path, text] of Object.entries(changes)) {
      const full = join(root, path);
      if (text === undefined) rmSync(full, { recursive: true, force: true });
      else {
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
      }
    }
  };
  return {
    root,
    write,
    commit(changes, message = "change") {
      write(changes);
      runGit(root, "add", "--all");
      runGit(root, "commit", "--quiet", "--allow-empty", "-m", message);
      return runGit(root, "rev-parse", "HEAD").trim();
    },
    chmod: (path, mode) => chmodSync(join(root, path), mode),
    git: (...args) => runGit(root, ...args),
    clone(...options) {
      const target = mkdtempSync(join(tmpdir(), "ml-image-build-clone-"));
      runGit(target, "clone", "--quiet", ...options, `file://${root}`, ".");
      return openRepository(target);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function runGit(directory: string, ...args: string[]): string {
  return execFileSync("git", ["-C", directory, ...args], {
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
    maxBuffer: 1 << 28,
  });
}
