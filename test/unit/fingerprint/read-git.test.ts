/** When `.git` is a part of what a build reads, and what then counts of it. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RepoPath } from "../../../src/model.ts";
import type { World } from "../../../src/shell/world.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { appSpec, gatherImage, world } from "./gather-image.ts";

const withoutGit: World = {
  ...world,
  exec: async () => ({ exitCode: 127, ended: "not-found", stdout: Buffer.alloc(0), stderr: "" }),
};
const commit = (repository: GitRepository): void => void repository.commit({});
const sources = (...copies: string[]) => ["FROM scratch", ...copies, ""].join("\n");

async function changes(
  repository: GitRepository,
  change: (repository: GitRepository) => void,
  on = world,
  spec = appSpec(),
): Promise<boolean> {
  const before = await gatherImage(repository.root, spec, on);
  expect(before.inputs.unknowns).toEqual([]);
  expect((await gatherImage(repository.root, spec, on)).fingerprint).toBe(before.fingerprint);
  change(repository);
  return (await gatherImage(repository.root, spec, on)).fingerprint !== before.fingerprint;
}

describe("a commit", () => {
  test.each<[what: string, copy: string, ignore: string, isRead: boolean]>([
    ["all", "COPY . /src", "", true],
    ["all but an ignored .git", "COPY . /src", ".git", false],
    ["a part of .git that is taken back", "COPY . /src", ".git\n!.git/refs", true],
    ["all but an excluded .git", "COPY --exclude=.git . /src", "", false],
    ["all but excluded files of .git", "COPY --exclude=.git/objects . /src", "", true],
    ["a pattern that finds .git", "COPY .gi? /src", "", true],
    ["a pattern that does not", "COPY *.txt /src", "", false],
    ["a branch", "COPY .git/refs/heads/main /src", "", true],
    ["another folder", "COPY src /src", "", false],
    ["a link into .git", "COPY REV /REV", "", true],
    ["a link to a link into .git", "COPY src/CHAIN /REV", "", true],
    ["a link into an ignored .git", "COPY a.txt REV* /x/", ".git", false],
    ["another link's neighbour", "COPY a.txt /", "", false],
  ])("%s: %s", async (_, copy, ignore, isRead) => {
    using repository = createRepository({ "a.txt": "1", "src/a": "1", ".dockerignore": `${ignore}\n` });
    symlinkSync(".git/refs/heads/main", join(repository.root, "REV"));
    symlinkSync("../REV", join(repository.root, "src/CHAIN"));
    repository.commit({ Dockerfile: `# syntax=docker/dockerfile:1-labs\n${sources(copy)}` });
    expect(await changes(repository, commit)).toBe(isRead);
  });

  test("the context is .git itself", async () => {
    using repository = createRepository({ Dockerfile: sources("COPY --from=git HEAD /HEAD") });
    const git = { kind: "local", path: ".git" as RepoPath } as const;
    const spec = appSpec({ contexts: new Map([["git", git]]) });
    expect(await changes(repository, commit, world, spec)).toBe(true);
  });

  test.each([
    ["COPY . /src", true],
    ["COPY a.txt /src", false],
    ["COPY .git/refs /src", true],
  ])("without git to ask, %s: its files count as others do", async (copy, isRead) => {
    using repository = createRepository({ "a.txt": "1", Dockerfile: sources(copy) });
    expect(await changes(repository, commit, withoutGit)).toBe(isRead);
  });
});

test("another branch of the same commit is another HEAD", async () => {
  using repository = createRepository({ "a.txt": "1", Dockerfile: sources("COPY . /src") });
  repository.git("branch", "other");
  expect(await changes(repository, (r) => r.git("switch", "-q", "other"))).toBe(true);
});

test("an empty folder that is called .git is a folder", async () => {
  using repository = createRepository({ "a.txt": "1", Dockerfile: sources("COPY . /src") });
  repository.write({ ".git": undefined });
  expect(await changes(repository, (r) => mkdirSync(join(r.root, ".git")), withoutGit)).toBe(true);
});
