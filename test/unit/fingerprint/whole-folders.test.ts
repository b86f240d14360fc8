/** Both ways to a context's digest agree: the index's own text, and file by file. On real git repositories. */
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ContextRead } from "../../../src/dockerfile/analysis.ts";
import { readContext } from "../../../src/fingerprint/context-inputs.ts";
import { findCheckout } from "../../../src/fingerprint/git.ts";
import { readTree } from "../../../src/fingerprint/tree.ts";
import { readWholeFolders } from "../../../src/fingerprint/whole-folders.ts";
import type { RepoPath } from "../../../src/model.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const world = openWorld(process.env, new AbortController().signal);

function read(source: string, exclude: readonly string[] = []): ContextRead {
  return {
    context: "",
    source,
    wildcard: false,
    exclude,
    parents: false,
    instruction: "COPY",
    line: 1,
    asWritten: source,
    allowMissing: false,
  };
}

async function digests(repository: GitRepository, context: string, sources: readonly string[]) {
  const tree = await readTree(world, repository.root, await findCheckout(world, repository.root));
  const reads = sources.map((source) => read(source));
  // An exclusion that matches nothing takes the slow way.
  const slowly = sources.map((source) => read(source, ["nothing-of-this-name"]));
  const place = { name: "", path: context as RepoPath, ignoreText: "" };
  const quick = await readContext(tree, place, reads);
  const slow = await readContext(tree, place, slowly);
  const isQuick = readWholeFolders(tree, context, "", reads) !== undefined;
  return { quick, slow, isQuick };
}

function emptyFolder({ root, write }: GitRepository, folder: string): void {
  write({ [folder]: undefined });
  mkdirSync(join(root, folder));
}

const files = {
  "app/src/deep/er/file": "d\n",
  "app/src/main.py": "main\n",
  "app/src/with space.txt": "x\n",
  "app/src/ünïcode/é.txt": "y\n",
  "app/src/😀.txt": "z\n",
  "app/src/a.b": "",
  "app/src/a/b": "1",
  "app/src-other": "o\n",
  "app/src0": "0\n",
  "app/single": "s\n",
  "other/src/main.py": "main\n",
};

describe("whole folders", () => {
  test.each([
    ["a folder", ["src"]],
    ["a folder and a file in it", ["src", "src/main.py"]],
    ["files", ["single", "src-other"]],
    ["the whole context", [""]],
  ])("%s", async (_, sources) => {
    using repository = createRepository(files);
    symlinkSync("main.py", join(repository.root, "app/src/link"));
    chmodSync(join(repository.root, "app/src/main.py"), 0o755);
    repository.commit({});
    const { quick, slow, isQuick } = await digests(repository, "app", sources);
    expect(isQuick).toBe(true);
    expect(quick.components).toEqual(slow.components);
    expect([...new Set(quick.paths)].sort()).toEqual([...slow.paths].sort());
    const sorted = (list: ReturnType<typeof quick.listFiles>) =>
      [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(quick.listFiles())).toEqual(sorted(slow.listFiles()));
  });

  test.each<[string, (repository: GitRepository) => void]>([
    ["a changed file", (r) => r.write({ "app/src/main.py": "changed\n" })],
    ["an untracked file", (r) => r.write({ "app/src/new": "" })],
    ["an untracked folder", (r) => r.write({ "app/src/new/file": "" })],
    ["a removed file", (r) => r.write({ "app/src/a/b": undefined })],
    [
      "a folder that became a link",
      (r) => {
        r.write({ "app/src/a": undefined });
        symlinkSync("..", join(r.root, "app/src/a"));
      },
    ],
    ["a hidden change", (r) => r.git("update-index", "--assume-unchanged", "app/src/main.py")],
    ["a sparse file", (r) => r.git("update-index", "--skip-worktree", "app/src/main.py")],
    ["an emptied folder", (r) => emptyFolder(r, "app/src/ünïcode")],
    ["an emptied folder of folders", (r) => emptyFolder(r, "app/src/deep")],
    ["converting attributes", (r) => void r.commit({ ".gitattributes": "*.py eol=crlf\n" })],
  ])("%s takes the slow way, which agrees on what is on the disk", async (_, change) => {
    using repository = createRepository(files);
    const before = await digests(repository, "app", ["src"]);
    change(repository);
    const { quick, slow, isQuick } = await digests(repository, "app", ["src"]);
    expect(isQuick).toBe(false);
    expect(quick.components).toEqual(slow.components);
    expect(before.isQuick).toBe(true);
  });

  test("a moved context has the same digest", async () => {
    using repository = createRepository({ "a/src/x": "1", "deep/er/b/src/x": "1" });
    const one = await digests(repository, "a", ["src"]);
    const two = await digests(repository, "deep/er/b", ["src"]);
    expect(one.quick.components).toEqual(two.quick.components);
  });

  test.each([
    ["*.md", "README.md", false],
    ["**/__pycache__", "a/b.py", true],
    ["src", "a", false],
    ["*", "a", false],
    ["a?c", "abc", false],
    ["[ab]c", "ac", false],
    ["!keep", "a", true],
    ["nothing/here", "a", true],
    ["*.md|README", "README", false],
    ["{a,b}.md", "c.md", false],
    ["^x", "a", false],
  ])("ignore pattern %s with a file %s: quick is %s", async (pattern, file, expected) => {
    using repository = createRepository({ [`app/src/${file}`]: "x" });
    const tree = await readTree(world, repository.root, await findCheckout(world, repository.root));
    expect(readWholeFolders(tree, "app", pattern, [read("src")]) !== undefined).toBe(expected);
  });

  test("a link that is a source leads into a folder that git ignores", async () => {
    using repository = createRepository({ ".gitignore": "build/\n", "app/keep": "1" });
    symlinkSync("build/out", join(repository.root, "app/link"));
    repository.commit({ "app/build/out/model.bin": "one" });
    const before = await digests(repository, "app", ["link"]);
    expect(before.quick.paths).toContain("app/build/out/model.bin");
    repository.write({ "app/build/out/model.bin": "two" });
    const after = await digests(repository, "app", ["link"]);
    expect(after.quick.components).not.toEqual(before.quick.components);
  });
});
