/** Differences that the generated cases found, each reduced and by its name; BuildKit is asked again every time. */
import { writeFile } from "node:fs/promises";
import { expect, inject, test } from "vitest";
import type { BuildCase, CaseEntry, GitState } from "./build-case.ts";
import { buildCase, describeResult } from "./buildkit-result.ts";
import { placeCase } from "./place-case.ts";
import { planCase } from "./plan-case.ts";

const machine = inject("machine");
const builder = machine.containerBuilder;
const missing = typeof builder === "string" ? undefined : builder.missing;

function file(path: string, content: string, state: GitState = "tracked"): CaseEntry {
  return { path, kind: "file", content, state };
}

/** `dockerfile` without its `FROM scratch`. */
function caseOf(dockerfile: string, ...entries: CaseEntry[]): BuildCase {
  const own = file("ctx/Dockerfile", `FROM scratch\n${dockerfile}\n`);
  return {
    entries: [own, ...entries],
    context: "ctx",
    dockerfile: "ctx/Dockerfile",
    args: {},
    contexts: {},
    target: undefined,
  };
}

function ignoreLink(target: string): CaseEntry {
  return { path: "ctx/.dockerignore", kind: "link", target, state: "tracked" };
}

/** The same with the Dockerfile in another folder. */
function outside({ entries, ...build }: BuildCase): BuildCase {
  const moved = entries.map((entry) =>
    entry.path === build.dockerfile ? { ...entry, path: "docker/Dockerfile" } : entry,
  );
  return { ...build, entries: moved, dockerfile: "docker/Dockerfile" };
}

const tracked = file("ctx/d/f", "f\n");

test.for<[string, BuildCase, BuildCase]>([
  [
    "a folder called .git beside tracked files, which git never lists",
    caseOf("COPY d /d/", tracked, file("ctx/d/.git/config", "one\n", "untracked")),
    caseOf("COPY d /d/", tracked, file("ctx/d/.git/config", "two\n", "untracked")),
  ],
  [
    "a file called .git beside tracked files",
    caseOf("COPY d/.g* /d/", tracked, file("ctx/d/.git", "one\n", "untracked")),
    caseOf("COPY d/.g* /d/", tracked, file("ctx/d/.git", "two\n", "untracked")),
  ],
  [
    "a link as a source that leads into an untracked folder",
    caseOf(
      "COPY link /d/",
      { path: "ctx/link", kind: "link", target: "new/sub", state: "tracked" },
      file("ctx/new/sub/f", "one\n", "untracked"),
    ),
    caseOf(
      "COPY link /d/",
      { path: "ctx/link", kind: "link", target: "new/sub", state: "tracked" },
      file("ctx/new/sub/f", "two\n", "untracked"),
    ),
  ],
  [
    "a folder that is left empty because its only tracked file is gone",
    caseOf("COPY d /d/", tracked, file("ctx/d/gone/f", "x", "deleted")),
    caseOf("COPY d /d/", tracked, file("ctx/d/lost/f", "x", "deleted")),
  ],
  [
    "an ignore file that is a link out of the context is none",
    caseOf("COPY . /d/", file("ctx/a", "one\n"), file("ignore", "a\n"), ignoreLink("../ignore")),
    caseOf("COPY . /d/", file("ctx/a", "two\n"), file("ignore", "a\n"), ignoreLink("../ignore")),
  ],
  [
    "an ignore file that is a link counts from the context's root",
    caseOf("COPY . /d/", tracked, file("ctx/sub/ignore", "f\n"), ignoreLink("/sub/ignore")),
    caseOf("COPY . /d/", tracked, file("ctx/sub/ignore", "**/f\n"), ignoreLink("/sub/ignore")),
  ],
  [
    "a folder called .dockerignore is an ordinary folder",
    caseOf("COPY . /d/", tracked, file("ctx/.dockerignore/x", "one\n")),
    caseOf("COPY . /d/", tracked, file("ctx/.dockerignore/x", "two\n")),
  ],
  [
    "a context without any tracked file",
    outside(caseOf("COPY . /d/", file("ctx/f", "one\n", "untracked"))),
    outside(caseOf("COPY . /d/", file("ctx/f", "two\n", "untracked"))),
  ],
])("%s", async ([, before, after], context) => {
  context.skip(missing !== undefined, missing);
  const [a, b] = [await ask(before), await ask(after)];
  expect(a.result).not.toBe(b.result);
  expect(a.fingerprint).not.toBe(b.fingerprint);
});

async function ask(build: BuildCase): Promise<{ readonly fingerprint: string; readonly result: string }> {
  await using placed = await placeCase(build);
  const planned = await planCase(placed.root);
  const result = await buildCase(placed.root, build, { builder: String(builder), noCache: true });
  if (planned.kind !== "planned" || result.kind !== "built")
    throw new Error(JSON.stringify([planned, result]));
  return { fingerprint: planned.fingerprint, result: describeResult(result.tree) };
}

test("what git tracks below a folder that is a link now is gone", async () => {
  const link: CaseEntry = { path: "ctx/d", kind: "link", target: "e", state: "turned" };
  await using placed = await placeCase(caseOf("COPY . /d/", link, file("ctx/e/before", "e\n")));
  const planned = await planCase(placed.root);
  expect(planned).toMatchObject({ inputs: ["ctx/Dockerfile", "ctx/d", "ctx/e/before"] });
});

test("a name that is no UTF-8 never counts as unchanged", async () => {
  await using placed = await placeCase(caseOf("COPY d /d/", tracked));
  await writeFile(Buffer.concat([Buffer.from(`${placed.root}/ctx/d/a`), Buffer.of(0xff)]), "one\n");
  const [first, second] = [await planCase(placed.root), await planCase(placed.root)];
  expect(first).not.toEqual(second);
});
