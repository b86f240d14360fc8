import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parseImagesFile } from "../../../src/images/images-file.ts";
import { brokenFiles } from "./broken-files.ts";
import { brokenValues } from "./broken-values.ts";

const parse = (text: string) => parseImagesFile(text, "ml-images.yml");

function messageOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "no error";
}

describe("a broken images file", () => {
  it.each([...brokenFiles, ...brokenValues])("$name", ({ text, message }) => {
    expect(messageOf(text)).toBe(message);
  });

  it("tells all its problems at once, in the order of the file", () => {
    const text = `
defaults:
  runtimee: lambda
images:
  A: { context: a }
  b:
    context: /x
    platforms: [x]
    secrets: [q]
    contexts: { z: "image:A", y: "image:q" }
  c: {}
`;
    expect(messageOf(text).split("\n")).toEqual([
      'ml-images.yml:3:3 defaults.runtimee: unknown key; did you mean "runtime"?',
      'ml-images.yml:5:3 images.A: expected the name of an image: lower-case letters and digits, with single . _ or - between them, found "A"',
      'ml-images.yml:7:14 images.b.context: expected a path relative to the repository root, found the absolute path "/x"',
      'ml-images.yml:8:17 images.b.platforms[0]: expected a platform such as linux/amd64 or linux/arm64, found "x"',
      'ml-images.yml:9:15 images.b.secrets[0]: expected a secret such as id=hf_token,env=HF_TOKEN, found "q": "q" has no "="',
      'ml-images.yml:10:34 images.b.contexts.y: expected the name of an image of this file, found "q"; the images of this file are A, b, c',
      'ml-images.yml:11:3 images.c: expected the key "context", found an empty map',
    ]);
  });
});

describe("an images file", () => {
  it("needs only names and contexts", () => {
    expect(parse("images:\n  app:\n    context: .\n")).toEqual([
      {
        name: "app",
        context: { kind: "local", path: "" },
        dockerfile: { kind: "file", path: "Dockerfile" },
        target: undefined,
        args: new Map(),
        contexts: new Map(),
        secrets: [],
        platforms: ["linux/amd64"],
        runtime: "container",
        repositories: ["app"],
        tags: [],
        parameter: undefined,
        timeoutMinutes: undefined,
        link: "off",
        budget: { sizeMb: undefined, seconds: undefined },
        buildFlags: [],
        definedAt: "ml-images.yml: images.app",
      },
    ]);
  });

  it("takes every key of the contract", () => {
    const [base, detector] = parse(`
defaults:
  platforms: [linux/amd64]
images:
  ml-base:
    context: docker/ml-base
  chord-detector:
    context: backend/functions/chord-detector-ml
    dockerfile: Dockerfile
    target: runtime
    args: { PYTHON_VERSION: "3.11" }
    contexts: { base: "image:ml-base", lib: libs/shared/, py: docker-image://python:3.11, g: https://example.com/x.git }
    secrets: ["id=hf_token,env=HF_TOKEN", "type=file,id=key,src=key.txt"]
    runtime: lambda
    repositories: [chordscout-chord-detector, team/detector]
    parameter: ChordDetectorImageUri
    timeout-minutes: 120
    tags: ["latest"]
    link: auto
    budget: { size-mb: 7000, seconds: 900 }
`);
    expect(base?.name).toBe("ml-base");
    expect(detector).toEqual({
      name: "chord-detector",
      context: { kind: "local", path: "backend/functions/chord-detector-ml" },
      dockerfile: { kind: "file", path: "backend/functions/chord-detector-ml/Dockerfile" },
      target: "runtime",
      args: new Map([["PYTHON_VERSION", "3.11"]]),
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "ml-base" }],
        ["lib", { kind: "local", path: "libs/shared" }],
        ["py", { kind: "reference", reference: "python:3.11" }],
        ["g", { kind: "remote", url: "https://example.com/x.git" }],
      ]),
      secrets: [
        { id: "hf_token", source: { kind: "env", variable: "HF_TOKEN" } },
        { id: "key", source: { kind: "file", path: "key.txt" } },
      ],
      platforms: ["linux/amd64"],
      runtime: "lambda",
      repositories: ["chordscout-chord-detector", "team/detector"],
      tags: ["latest"],
      parameter: "ChordDetectorImageUri",
      timeoutMinutes: 120,
      link: "auto",
      budget: { sizeMb: 7000, seconds: 900 },
      buildFlags: [],
      definedAt: "ml-images.yml: images.chord-detector",
    });
  });

  it("merges the maps of defaults key by key, and replaces lists and single values", () => {
    const [app] = parse(`
defaults:
  args: { TORCH: 2.7.1, CUDA: false }
  tags: [latest, stable]
  runtime: lambda
  timeout-minutes: 60
  budget: { size-mb: 100, seconds: 10 }
images:
  app:
    context: .
    args: { TORCH: 2.8.0 }
    tags: [edge]
    runtime: container
    budget: { seconds: 20 }
`);
    expect(app?.args).toEqual(
      new Map([
        ["TORCH", "2.8.0"],
        ["CUDA", "false"],
      ]),
    );
    expect(app).toMatchObject({
      tags: ["edge"],
      runtime: "container",
      timeoutMinutes: 60,
      budget: { sizeMb: 100, seconds: 20 },
    });
  });

  it("keeps versions as they are written, although YAML calls them numbers", () => {
    const [app] = parse(`
x-versions: &versions
  args: { PYTHON: 3.10, DEBUG: True, PORT: 0o17, NAME: on, FROM_ENVIRONMENT: }
images:
  app:
    <<: *versions
    context: .
`);
    expect(app?.args).toEqual(
      new Map([
        ["PYTHON", "3.10"],
        ["DEBUG", "True"],
        ["PORT", "0o17"],
        ["NAME", "on"],
        ["FROM_ENVIRONMENT", undefined],
      ]),
    );
  });

  it("places a problem of merged keys where they are written", () => {
    const text = "x-a: &a\n  platforms: [linux/x64]\nimages:\n  app:\n    <<: *a\n    context: .\n";
    expect(messageOf(text)).toMatch(/^ml-images\.yml:2:15 images\.app\.platforms\[0\]: /);
  });

  it("gives a default base to every image but the base itself", () => {
    const [base, app] = parse(`
defaults: { contexts: { base: "image:ml-base" } }
images:
  ml-base: { context: base }
  app: { context: app }
`);
    expect(base?.contexts.size).toBe(0);
    expect(app?.contexts.get("base")).toEqual({ kind: "image", image: "ml-base" });
  });

  it("lets variants and equal builds share a repository", () => {
    const variants = parse(`
images:
  cpu: { context: ., target: cpu, repositories: [app], tags: [cpu] }
  gpu: { context: ., target: gpu, repositories: [app], tags: [gpu] }
  api: { context: api, repositories: [service] }
  dashboard: { context: api, repositories: [service] }
`);
    expect(variants.map((spec) => spec.repositories)).toEqual([["app"], ["app"], ["service"], ["service"]]);
  });

  it("takes paths however they are spelled", () => {
    const [app] = parse(
      "images:\n  app:\n    context: ./a/../docker//app/\n    dockerfile: ../Dockerfile.app\n",
    );
    expect(app).toMatchObject({
      context: { kind: "local", path: "docker/app" },
      dockerfile: { kind: "file", path: "docker/Dockerfile.app" },
    });
  });

  it("takes a git context, with the Dockerfile inside it", () => {
    const [app] = parse(
      "images:\n  app:\n    context: https://github.com/a/b.git#main\n    dockerfile: x/Dockerfile\n",
    );
    expect(app).toMatchObject({
      context: { kind: "remote", url: "https://github.com/a/b.git#main" },
      dockerfile: { kind: "remote", path: "x/Dockerfile" },
    });
  });
});
