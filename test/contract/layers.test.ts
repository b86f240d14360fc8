/** The rooms of `docs/architecture.md`, held by a test: who may import whom, and who may have effects. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const textOf = (file: string): string => readFileSync(join(src, file), "utf8");

interface Import {
  readonly from: string;
  /** A file of src/, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = files.flatMap((file) =>
  [...textOf(file).matchAll(/(?:^import\s+(type\s+)?(?:[^;]*?\s+from\s+)?|\bimport\()"([^"]+)"/gms)].map(
    (match) => {
      const [, typeOnly, target = ""] = match;
      const to = target.startsWith(".") ? relative(src, join(src, dirname(file), target)) : target;
      return { from: file, to, typeOnly: typeOnly !== undefined };
    },
  ),
);
const roomOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "");

describe("layers", () => {
  test.each([
    ["node:child_process", ["shell/exec.ts"]],
    ["node:fs", ["shell/buildx-program.ts", "shell/files.ts"]],
    ["node:fs/promises", ["shell/files.ts"]],
    ["@aws-sdk/client-ecr", ["registry/ecr-client.ts"]],
    ["@aws-sdk/client-ecr-public", ["registry/ecr-client.ts"]],
    ["@aws-sdk/client-cloudformation", ["deploy/aws-clients.ts"]],
    ["@aws-sdk/client-lambda", ["deploy/aws-clients.ts"]],
    ["@aws-sdk/client-ecs", ["deploy/aws-clients.ts"]],
    ["ajv", ["images/validate-images-file.ts"]],
  ])("%s is used at its door only", (name, users) => {
    const found = new Set(
      imports.filter(({ to, typeOnly }) => to === name && !typeOnly).map(({ from }) => from),
    );
    expect([...found].sort()).toEqual(users);
  });

  test("@actions/cache has one user, which takes only parts that pack nothing", () => {
    const found = imports.filter(({ to }) => to.includes("@actions/cache"));
    expect(found.map(({ from, to }) => `${from}: ${to.replace(/^.*@actions\/cache\//, "")}`)).toEqual([
      "shell/github-cache.ts: lib/internal/cacheHttpClient.js",
      "shell/github-cache.ts: lib/internal/config.js",
      "shell/github-cache.ts: lib/internal/shared/cacheTwirpClient.js",
    ]);
  });

  test("@actions/core has one user, which takes only parts that load nothing else", () => {
    const found = imports.filter(({ to }) => to.includes("@actions/core"));
    expect([...new Set(found.map(({ from }) => from))]).toEqual(["shell/actions.ts"]);
    expect(found.map(({ to }) => to.replace(/^.*@actions\/core\//, ""))).toEqual([
      "lib/command.js",
      "lib/file-command.js",
      "lib/summary.js",
    ]);
  });

  test("HTTP and process.env have one door each", () => {
    const asking = files.filter((file) => /\bfetch\(|"node:https?"/.test(textOf(file)));
    expect(asking).toEqual(["shell/http.ts"]);
    const readers = files.filter((file) => /\bprocess\.env\b/.test(textOf(file)) && roomOf(file) !== "shell");
    expect(readers).toEqual(["main.ts", "post.ts", "start.ts"]);
  });

  test("shell/ is opened only by the entries; others take a World", () => {
    const users = imports.filter(
      ({ from, to, typeOnly }) => to.startsWith("shell/") && roomOf(from) !== "shell" && !typeOnly,
    );
    expect([...new Set(users.map(({ from }) => from))].sort()).toEqual(["main.ts", "post.ts", "start.ts"]);
  });

  test.each(["dockerfile", "plan"])("%s/ is pure", (room) => {
    const impure = imports.filter(
      ({ from, to }) =>
        roomOf(from) === room &&
        (to.startsWith("shell/") || (to.startsWith("node:") && to !== "node:crypto") || to.startsWith("@")),
    );
    expect(impure).toEqual([]);
  });

  test("report/ has effects where it publishes only", () => {
    const users = imports.filter(({ from, to }) => roomOf(from) === "report" && to.startsWith("shell/"));
    expect([...new Set(users.map(({ from }) => from))].sort()).toEqual([
      "report/hand-over.ts",
      "report/publish-plan.ts",
      "report/publish-problems.ts",
      "report/publish.ts",
    ]);
  });

  test("images/ knows neither git nor registries' networks", () => {
    const wrong = imports.filter(
      ({ from, to }) => roomOf(from) === "images" && /^(fingerprint|registry\/(oci|ecr|store))/.test(to),
    );
    expect(wrong).toEqual([]);
  });

  test("model.ts has no functions", () => {
    expect(textOf("model.ts")).not.toMatch(/\bfunction\b|=>\s*\{/);
  });

  test("no import cycles", () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) {
      if (!typeOnly && to.endsWith(".ts")) edges.set(from, [...(edges.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error(`cycle: ${[...path, file].join(" → ")}`);
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });
});

describe("files", () => {
  test.each(files)("%s is small and of good manners", (file) => {
    const text = textOf(file);
    expect(text.split("\n").length, "lines").toBeLessThanOrEqual(251);
    expect(text).not.toMatch(/\bprocess\.exit\(|@ts-ignore|@ts-expect-error|: any\b|\bas any\b|^\s*enum /m);
    expect(file).not.toMatch(/(^|\/)(utils?|helpers?|common|types|misc)\.ts$/);
  });

  test.each(["main.ts", "start.ts", "post.ts"])("%s stays an entry: at most 45 lines", (file) => {
    expect(textOf(file).split("\n").length).toBeLessThanOrEqual(45);
  });
});
