/** action.yml ⇔ code ⇔ README ⇔ schema: one public face. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { inputNames, parseInputs } from "../../src/inputs.ts";
import { outputNames } from "../../src/report/outputs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const action = parse(readFileSync(`${root}action.yml`, "utf8"));

describe("action.yml", () => {
  test("names the inputs that the code reads, in the same order", () => {
    expect(Object.keys(action.inputs)).toEqual([...inputNames]);
  });

  test("names the outputs that the code writes, in the same order", () => {
    expect(Object.keys(action.outputs)).toEqual([...outputNames]);
  });

  test("its defaults are the code's", () => {
    const withDefaults = parseInputs((name) => action.inputs[name].default ?? "");
    expect(withDefaults).toEqual(parseInputs(() => ""));
  });

  test("its entries exist and run on Node 24", () => {
    expect(action.runs.using).toBe("node24");
    for (const entry of [action.runs.main, action.runs.post])
      expect(existsSync(`${root}${entry}`)).toBe(true);
  });
});

test("README's tables and quotes are what action.yml and the files say", () => {
  execFileSync(process.execPath, [`${root}scripts/docs.mjs`, "--check"], { stdio: "pipe" });
});

test("dist/ is, byte for byte, what src/ builds to", () => {
  execFileSync(process.execPath, [`${root}scripts/build.mjs`, "--check"], { stdio: "pipe" });
});

test("the AWS SDK is no part of what every run loads", () => {
  const chunks = readdirSync(`${root}dist`).filter((file) => file.endsWith(".js"));
  const holding = (text: string): readonly string[] =>
    chunks.filter((file) => readFileSync(`${root}dist/${file}`, "utf8").includes(text));
  const always = holding("function parseInputs(");
  expect(always).toHaveLength(1);
  for (const command of ["BatchGetImageCommand", "DescribeStacksCommand"]) {
    const chunk = holding(command);
    expect(chunk.length).toBeGreaterThan(0);
    expect(chunk).not.toContain(always[0]);
    expect(chunk).not.toContain("index.js");
  }
});

test("no path of a developer's machine and no registry's host in what is committed", () => {
  const files = execFileSync("git", ["-C", root, "ls-files", "-z"], { encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  const lock = files.filter((file) => file === "package-lock.json");
  for (const file of lock) expect(readFileSync(`${root}${file}`, "utf8")).not.toMatch(/"resolved": "http/);
});
