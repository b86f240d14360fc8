/** No finding where there is nothing to find: every Dockerfile of this repository, and what is true of it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rulesOf } from "../unit/findings/subject.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dockerfiles = ["examples", "test"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter(
      (path) => /(^|\/)(Dockerfile[^/]*|[^/]+\.dockerfile)$/i.test(path) && !path.endsWith(".dockerignore"),
    )
    .map((path) => `${folder}/${path}`)
    .filter((path) => statSync(join(root, path)).isFile()),
);

/** Both take torch from PyPI on a base without CUDA. */
const known: Readonly<Record<string, readonly string[]>> = {
  "examples/vision-api/Dockerfile": ["cuda-wheels:13"],
  "examples/audio-workers/base/Dockerfile": ["cuda-wheels:10"],
};

test("there are Dockerfiles to look at", () => {
  expect(dockerfiles.length).toBeGreaterThan(10);
});

test.each(dockerfiles)("%s has no finding that is not true", (path) => {
  const folder = dirname(join(root, path));
  const beside = readdirSync(folder, { withFileTypes: true });
  const files = Object.fromEntries(
    beside
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  expect(rulesOf(readFileSync(join(root, path), "utf8"), { files, name: path })).toEqual(known[path] ?? []);
});
