/** What documents repeat from elsewhere cannot drift: `scripts/docs.mjs` in a copy of this repository. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "ml-image-build-docs-"));
  for (const path of ["README.md", "action.yml", "docs", "examples", "package.json", "scripts/docs.mjs"])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(join(copy, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(copy, path), text.replace(from, to));
};
function run(...argv: readonly string[]): { status: number | null; stderr: string } {
  const options = { cwd: copy, encoding: "utf8", timeout: 60_000 } as const;
  const { status, stderr } = spawnSync(process.execPath, ["scripts/docs.mjs", ...argv], options);
  return { status, stderr };
}

describe("documents", () => {
  test("are what they repeat", () => expect(run("--check")).toEqual({ status: 0, stderr: "" }));

  test.each([
    ["a quoted file", "examples/quick-start.yml", "id-token: write", "id-token: none", "README.md"],
    [
      "a quoted part",
      "examples/minimal/.github/workflows/images.yml",
      "eu-west-1",
      "eu-north-1",
      "README.md",
    ],
    ["an example's description", "examples/minimal/README.md", "One Dockerfile", "One file", "README.md"],
    ["an input", "action.yml", "Names of the images", "The images' names", "README.md"],
    [
      "a file that docs/ quotes",
      "examples/build-and-deploy.yml",
      "chordscout",
      "chords",
      "docs/deploying.md",
    ],
  ])("%s that changes is seen, and written", (_, path, from, to, document) => {
    edit(path, from, to);
    expect(run("--check")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${document} is not`),
    });
    expect(run()).toEqual({ status: 0, stderr: "" });
    expect(run("--check").status).toBe(0);
    expect(readFileSync(join(copy, document), "utf8")).toContain(to);
  });

  test.each([
    [
      "<!-- file:examples/minimal/.github/workflows/images.yml#jobs -->",
      "<!-- file:nothing.yml -->",
      "no nothing.yml",
    ],
    ["images.yml#jobs -->", "images.yml#job -->", "images.yml#job"],
    ["<!-- begin:examples -->", "<!-- begin:example -->", "no table example"],
  ])("a marker of nothing is an error: %s → %s", (from, to, words) => {
    edit("README.md", from, to);
    expect(run("--check")).toMatchObject({ status: 1, stderr: expect.stringContaining(words) });
  });
});
