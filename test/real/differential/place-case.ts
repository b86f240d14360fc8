/** A case → a real repository on the disk, in the state that a build finds. */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readlink, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type BuildCase, type CaseEntry, DEFINITIONS, definitionsOf, GIT_IGNORE } from "./build-case.ts";

export interface PlacedCase extends AsyncDisposable {
  readonly root: string;
}

const run = promisify(execFile);

/** Commits what git shall know, then writes what is there now. */
export async function placeCase(build: BuildCase): Promise<PlacedCase> {
  const directory = await mkdtemp(join(tmpdir(), "ml-image-build-case-"));
  const root = join(directory, "repository");
  await mkdir(root);
  const all: readonly CaseEntry[] = [
    ...build.entries,
    { path: ".gitignore", kind: "file", content: GIT_IGNORE, state: "tracked" },
    { path: DEFINITIONS, kind: "file", content: definitionsOf(build), state: "tracked" },
  ];
  const before = all.flatMap(entryBefore);
  for (const entry of before) await writeEntry(root, entry);
  await git(directory, "-C", root, "init", "--quiet", "--template=", "--initial-branch=main");
  await git(directory, "-C", root, "add", "--all");
  await git(directory, "-C", root, "commit", "--quiet", "--no-gpg-sign", "-m", "before");
  const hidden = build.entries.flatMap(({ state, path }) => (state === "hidden" ? [path] : []));
  if (hidden.length > 0) await hide(directory, root, hidden);
  for (const { path } of before) {
    const now = all.find((entry) => entry.path === path);
    if (now === undefined || now.state !== "tracked") await rm(join(root, path), { recursive: true });
  }
  for (const entry of all) {
    if (entry.state === "deleted" || (entry.state === "tracked" && entry.kind !== "directory")) continue;
    if (entry.state === "turned" && entry.kind !== "directory")
      await rm(join(root, entry.path), { recursive: true, force: true });
    await writeEntry(root, entry);
  }
  // A fresh clone's files are older than its index; here too, so that git need not read them again.
  return { root, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** What git gets to know of an entry. */
function entryBefore(entry: CaseEntry): readonly CaseEntry[] {
  switch (entry.state) {
    case "tracked":
    case "deleted":
      return [entry];
    case "untracked":
      return [];
    case "changed":
    case "hidden":
      if (entry.kind === "file")
        return [{ ...entry, content: `${entry.content}, before`, executable: entry.executable !== true }];
      return entry.kind === "link" ? [{ ...entry, target: `${entry.target}-before` }] : [];
    case "turned":
      if (entry.kind === "directory") return [{ ...entry, kind: "file", content: "before" }];
      return [{ ...entry, path: `${entry.path}/before`, kind: "file", content: "before" }];
  }
}

async function hide(home: string, root: string, paths: readonly string[]): Promise<void> {
  const literal = paths.map((path) => `:(literal)${path}`);
  const { stdout } = await git(home, "-C", root, "ls-files", "-z", "--", ...literal);
  const tracked = stdout.split("\0").filter((path) => path !== "");
  if (tracked.length > 0) await git(home, "-C", root, "update-index", "--assume-unchanged", "--", ...tracked);
}

async function writeEntry(root: string, entry: CaseEntry): Promise<void> {
  const path = join(root, entry.path);
  await mkdir(entry.kind === "directory" ? path : dirname(path), { recursive: true });
  if (entry.kind === "file") {
    await writeFile(path, entry.content ?? "");
    await chmod(path, entry.executable === true ? 0o755 : 0o644);
  } else if (entry.kind === "link") {
    if ((await readlink(path).catch(() => undefined)) !== undefined) await unlink(path);
    await symlink(entry.target ?? "", path);
  }
}

export async function git(home: string, ...args: string[]): Promise<{ readonly stdout: string }> {
  const identity = { NAME: "Test", EMAIL: "test@example.com" };
  const people = ["AUTHOR", "COMMITTER"].flatMap((who) =>
    Object.entries(identity).map(([key, value]) => [`GIT_${who}_${key}`, value] as const),
  );
  return run("git", ["-c", "gc.auto=0", ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GIT_CONFIG_NOSYSTEM: "1",
      ...Object.fromEntries(people),
    },
  });
}
