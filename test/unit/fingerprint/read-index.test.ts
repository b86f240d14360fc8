/** Our reading of git's index, against what git itself prints of it. On real git repositories. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCheckout, readIndex } from "../../../src/fingerprint/git.ts";
import type { GitIndex } from "../../../src/fingerprint/git-index.ts";
import { readIndexFile, readIndexText } from "../../../src/fingerprint/read-index.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const world = openWorld(process.env, new AbortController().signal);
const asked = ["ls-files", "-z", "--stage", "-v"];

function fileOf(root: string): Buffer {
  return readFileSync(join(root, ".git/index"));
}

function toldByGit(root: string): Buffer {
  return execFileSync("git", ["-C", root, ...asked]);
}

/** All that an index says, entry by entry. */
function tell(index: GitIndex | undefined) {
  if (index === undefined) return undefined;
  const irregular = new Set(index.irregularEntries());
  return {
    entries: Array.from({ length: index.count }, (_, entry) => {
      const path = index.path(entry);
      const line = Buffer.alloc(index.printedLength(entry));
      const printed = line.toString("latin1", 0, index.print(entry, 0, line, 0));
      return { path, mode: index.mode(entry), id: index.id(entry), printed, is: irregular.has(entry) };
    }),
    folders: index.folders(),
  };
}

function expectSame(root: string): void {
  const own = tell(readIndexFile(fileOf(root)));
  expect(own).toBeDefined();
  expect(own).toEqual(tell(readIndexText(toldByGit(root))));
}

const files = {
  "app/main.py": "main\n",
  "app/a.b": "",
  "app/a/b": "1",
  "app/a0": "2",
  "ünï/é.txt": "y\n",
  "with space/😀": "z\n",
  root: "r",
};

describe("git's index, read as a file", () => {
  test.each<[string, (repository: GitRepository) => void]>([
    ["plain", () => {}],
    [
      "executables and links",
      (r) => {
        chmodSync(join(r.root, "app/main.py"), 0o755);
        symlinkSync("main.py", join(r.root, "app/link"));
        r.commit({});
      },
    ],
    ["assume-unchanged", (r) => r.git("update-index", "--assume-unchanged", "app/main.py")],
    ["skip-worktree (version 3)", (r) => r.git("update-index", "--skip-worktree", "app/main.py")],
    ["a sparse checkout", (r) => r.git("sparse-checkout", "set", "ünï")],
    [
      "extensions: resolved conflicts, untracked cache, end of entries",
      (r) => {
        r.git("config", "index.threads", "2");
        r.git("update-index", "--untracked-cache", "--refresh");
      },
    ],
    [
      "a submodule's commit",
      (r) => {
        r.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
      },
    ],
    [
      "names that are no UTF-8",
      (r) => {
        writeFileSync(Buffer.concat([Buffer.from(`${r.root}/x`), Buffer.from([0xff, 0xfe])]), "x");
        r.commit({});
      },
    ],
    [
      "no checksum",
      (r) => {
        r.git("config", "index.skipHash", "true");
        r.commit({ "app/new": "n" });
      },
    ],
    [
      "paths longer than the entry's field for lengths",
      (r) => {
        const id = r.git("hash-object", "-w", "root").trim();
        const path = `${`${"d".repeat(200)}/`.repeat(21)}f`;
        r.git("update-index", "--add", "--cacheinfo", `100644,${id},${path}`);
      },
    ],
    ["all removed", (r) => r.git("rm", "-q", "-r", ".")],
  ])("%s", (_, prepare) => {
    using repository = createRepository(files);
    prepare(repository);
    expectSame(repository.root);
  });

  test("a conflict", () => {
    using repository = createRepository(files);
    repository.git("checkout", "-q", "-b", "other");
    repository.commit({ "app/main.py": "theirs\n" });
    repository.git("checkout", "-q", "main");
    repository.commit({ "app/main.py": "ours\n" });
    expect(() => repository.git("merge", "other")).toThrow();
    expectSame(repository.root);
  });

  test("what is yet to be added counts as irregular, which git does not print", () => {
    using repository = createRepository(files);
    repository.write({ "app/new": "new" });
    repository.git("add", "--intent-to-add", "app/new");
    const index = readIndexFile(fileOf(repository.root));
    expect(index?.irregularEntries()).toEqual([index?.find("app/new")]);
  });

  test.each<[string, (repository: GitRepository) => void]>([
    ["compressed paths (version 4)", (r) => r.git("update-index", "--index-version", "4")],
    ["a split index", (r) => r.git("update-index", "--split-index")],
    [
      "a sparse index",
      (r) => {
        r.git("config", "index.sparse", "true");
        r.git("sparse-checkout", "set", "--cone", "--sparse-index", "ünï");
      },
    ],
    ["no index", (r) => rmSync(join(r.root, ".git/index"))],
  ])("%s is left to git", async (_, prepare) => {
    using repository = createRepository(files);
    prepare(repository);
    const checkout = await findCheckout(world, repository.root);
    const index = checkout === undefined ? undefined : await readIndex(world, checkout);
    expect(tell(index)).toEqual(tell(readIndexText(toldByGit(repository.root))));
    expect(
      await world.files
        .readBytes(join(repository.root, ".git/index"))
        .then((bytes) => bytes && readIndexFile(bytes)),
    ).toBeUndefined();
  });

  test("SHA-256, a linked working tree and a folder of the checkout", async () => {
    const root = mkdtempSync(join(tmpdir(), "ml-image-build-sha256-"));
    using repository = createRepository(files);
    try {
      execFileSync("git", ["init", "-q", "--object-format=sha256", root]);
      mkdirSync(join(root, "app"));
      writeFileSync(join(root, "app/x"), "x");
      execFileSync("git", ["-C", root, "add", "-A"]);
      const linked = join(root, "linked");
      repository.git("worktree", "add", "-q", "--detach", linked);
      repository.commit({ "only/here": "1" });
      for (const [directory, top] of [
        [root, root],
        [join(root, "app"), root],
        [linked, linked],
        [join(repository.root, "app"), repository.root],
      ] as const) {
        const checkout = await findCheckout(world, directory);
        expect(checkout?.root).toBe(top);
        expect(checkout?.objectFormat).toBe(top === root ? "sha256" : "sha1");
        const index = checkout === undefined ? undefined : await readIndex(world, checkout);
        expect(tell(index), directory).toEqual(tell(readIndexText(toldByGit(top))));
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test("an index that is cut is nothing or whole, and one with a changed byte is read to an end", () => {
    using repository = createRepository(files);
    const bytes = fileOf(repository.root);
    const whole = tell(readIndexFile(bytes));
    for (let length = 0; length < bytes.length; length += 1) {
      // Cut right behind the entries, all of them are there.
      const cut = tell(readIndexFile(bytes.subarray(0, length)));
      if (cut !== undefined) expect(cut).toEqual(whole);
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Buffer.from(bytes);
        broken[at] = (broken[at] ?? 0) ^ change;
        // It ends, and reads nothing beyond its bytes.
        tell(readIndexFile(broken));
      }),
      { numRuns: 300 },
    );
  });

  test("generated trees, found and cut as git has them", () => {
    const part = fc.constantFrom("a", "a.b", "a0", "a-", "b", "é", "z z", "A");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    using repository = createRepository({ first: "1" });
    const id = repository.git("rev-parse", "HEAD:first").trim();
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 20 }), path, (paths, folder) => {
        const tracked = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
        repository.git("read-tree", "--empty");
        repository.git(
          "update-index",
          "--add",
          ...tracked.flatMap((one) => ["--cacheinfo", `100644,${id},${one}`]),
        );
        expectSame(repository.root);
        const index = readIndexFile(fileOf(repository.root));
        const [from, to] = index?.below(folder) ?? [0, 0];
        const found = Array.from({ length: to - from }, (_, entry) => index?.path(from + entry));
        expect(found.sort()).toEqual(tracked.filter((one) => one.startsWith(`${folder}/`)).sort());
        for (const one of tracked) expect(index?.path(index.find(one) ?? -1)).toBe(one);
        expect(index?.find(`${folder}/nothing`)).toBeUndefined();
        for (const text of ["a.b", "é", "0", "/a"]) {
          expect(index?.includes(text, from, to)).toBe(found.some((one) => one?.includes(text)));
        }
      }),
      { numRuns: 60 },
    );
  });
});
