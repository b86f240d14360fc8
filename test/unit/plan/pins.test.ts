import { describe, expect, test } from "vitest";
import { analyzeDockerfile } from "../../../src/dockerfile/analyze.ts";
import type { ImageSpec, ParentEdge } from "../../../src/model.ts";
import { pinBases } from "../../../src/plan/pins.ts";

const digest = `sha256:${"a".repeat(64)}`;
const noContexts: ImageSpec["contexts"] = new Map();

function pins(text: string, base: string, contexts = noContexts, parents: readonly ParentEdge[] = []) {
  const analysis = analyzeDockerfile(text, {
    args: new Map(),
    platforms: ["linux/amd64"],
    contexts: new Set(contexts.keys()),
  });
  const spec = { contexts } as ImageSpec;
  return [...pinBases(spec, analysis, parents, { baseDigests: new Map([[base, [digest]]]) })];
}

describe("pinBases", () => {
  test.each([
    ["FROM python:3.11\n", "python:3.11"],
    ["FROM python:3.11 AS python\nFROM python\n", "python:3.11"],
    ["# syntax=docker/dockerfile:1\nFROM a\n", "a"],
    ["# syntax=docker/dockerfile:1.7-labs\nFROM a\n", "a"],
  ])("%j: at the planned digest", (text, base) => {
    expect(pins(text, base)).toEqual([[base, `docker-image://${base}@${digest}`]]);
  });

  test.each([
    ["a stage has the base's name", "FROM python AS python\nFROM python\n", "python"],
    ["also in full", "FROM docker.io/library/python:latest AS Python\n", "docker.io/library/python:latest"],
    ["the digest is written there", `FROM a@${digest}\n`, `a@${digest}`],
    ["the frontend is too old", "# syntax=docker/dockerfile:1.2\nFROM a\n", "a"],
    ["the frontend is another one", "# syntax=some/frontend\nFROM a\n", "a"],
  ])("%s: not", (_, text, base) => {
    expect(pins(text, base)).toEqual([]);
  });

  test("what a context of the image stands for: not", () => {
    const contexts: ImageSpec["contexts"] = new Map([["a", { kind: "remote", url: "https://host/x.git" }]]);
    expect(pins("FROM docker.io/library/a\n", "docker.io/library/a", contexts)).toEqual([]);
  });
});
