import { describe, expect, test } from "vitest";
import { type BuildRequest, buildArguments } from "../../../src/build/arguments.ts";
import type { Fingerprint, ImageName, ImageSpec, Platform, RepoPath } from "../../../src/model.ts";

const spec: ImageSpec = {
  name: "app" as ImageName,
  context: { kind: "local", path: "services/app" as RepoPath },
  dockerfile: { kind: "file", path: "services/app/Dockerfile" as RepoPath },
  target: undefined,
  args: new Map(),
  contexts: new Map(),
  secrets: [],
  platforms: ["linux/amd64" as Platform],
  runtime: "container",
  repositories: ["app"],
  tags: [],
  parameter: undefined,
  timeoutMinutes: undefined,
  buildFlags: [],
  link: "off",
  budget: {},
  definedAt: "images",
};

const request: BuildRequest = {
  spec,
  fingerprint: "f" as Fingerprint,
  root: "/repo",
  builder: { name: "b", driver: "docker-container" },
  destination: { kind: "registry", references: ["r.io/app:src-f"] },
  metadataFile: "/m.json",
  parentContexts: new Map(),
  labels: new Map(),
  extraArgs: new Map(),
  pins: new Map(),
  noCache: false,
  withSecrets: true,
  inlineDockerfile: undefined,
  cacheFrom: [],
  cacheTo: [],
};

const argvOf = (change: Partial<BuildRequest>, ofSpec: Partial<ImageSpec> = {}): string[] =>
  buildArguments({ ...request, ...change, spec: { ...spec, ...ofSpec } });

/** Every value of a flag. */
const valuesOf = (argv: readonly string[], flag: string): string[] =>
  argv.flatMap((one, index) => (one === flag ? [argv[index + 1] ?? ""] : []));

describe("buildArguments", () => {
  test("the context comes last, the Dockerfile is named", () => {
    const argv = argvOf({});
    expect(argv.at(-1)).toBe("/repo/services/app");
    expect(valuesOf(argv, "--file")).toEqual(["/repo/services/app/Dockerfile"]);
  });

  test("several names are one quoted field", () => {
    const argv = argvOf({ destination: { kind: "registry", references: ["r.io/a:1", "r.io/b:1"] } });
    expect(valuesOf(argv, "--output")[0]).toMatch(/^type=image,"name=r.io\/a:1,r.io\/b:1",push=true,/);
  });

  test("the engine's own builder does not store what it pushes", () => {
    const output = valuesOf(argvOf({ builder: { name: "default", driver: "docker" } }), "--output")[0];
    expect(output).toMatch(/store=false,unpack=false$/);
    expect(valuesOf(argvOf({}), "--output")[0]).not.toMatch(/store=/);
  });

  test.each([
    ["lambda", "--provenance=false"],
    ["container", "--provenance=mode=min"],
  ] as const)("%s: %s and no bill of materials", (runtime, flag) => {
    const argv = argvOf({}, { runtime });
    expect(argv).toContain(flag);
    expect(argv).toContain("--sbom=false");
  });

  test("hostile values stay one argument", () => {
    const hostile = "a b\"c';$(id)`x`\n--push";
    const argv = argvOf({}, { args: new Map([["X", hostile]]), target: "--output=type=local,dest=/" });
    expect(valuesOf(argv, "--build-arg")).toEqual([`X=${hostile}`]);
    expect(valuesOf(argv, "--target")).toEqual(["--output=type=local,dest=/"]);
  });

  test("an arg without a value is left to the environment", () => {
    expect(valuesOf(argvOf({}, { args: new Map([["TOKEN", undefined]]) }), "--build-arg")).toEqual(["TOKEN"]);
  });

  test("parents take the place of their contexts, others stand beside", () => {
    const argv = argvOf(
      {
        parentContexts: new Map([
          ["base", "docker-image://r.io/b@sha256:1"],
          ["ml-base", "docker-image://r.io/c@sha256:2"],
        ]),
      },
      {
        contexts: new Map([
          ["base", { kind: "image", image: "b" as ImageName }],
          ["shared", { kind: "local", path: "shared" as RepoPath }],
          ["up", { kind: "reference", reference: "python:3.11" }],
        ]),
      },
    );
    expect(valuesOf(argv, "--build-context")).toEqual([
      "base=docker-image://r.io/b@sha256:1",
      "shared=/repo/shared",
      "up=docker-image://python:3.11",
      "ml-base=docker-image://r.io/c@sha256:2",
    ]);
  });

  test("secrets go by variable or file, never by value; a fork's build gets none", () => {
    const secrets = [
      { id: "hf", source: { kind: "env", variable: "HF_TOKEN" } },
      { id: "pip", source: { kind: "file", path: "pip.conf" } },
    ] as const;
    expect(valuesOf(argvOf({}, { secrets }), "--secret")).toEqual([
      "type=env,id=hf,env=HF_TOKEN",
      "type=file,id=pip,src=/repo/pip.conf",
    ]);
    expect(valuesOf(argvOf({ withSecrets: false }, { secrets }), "--secret")).toEqual([]);
    const buildFlags = ["--label=a=b", "--ssh=default"];
    expect(argvOf({}, { buildFlags })).toEqual(expect.arrayContaining(buildFlags));
    const ofFork = argvOf({ withSecrets: false }, { buildFlags });
    expect([ofFork.includes("--label=a=b"), ofFork.includes("--ssh=default")]).toEqual([true, false]);
  });

  test("without a push: a layout for children, nothing for others", () => {
    expect(valuesOf(argvOf({ destination: { kind: "oci-layout", directory: "/x" } }), "--output")).toEqual([
      "type=oci,dest=/x,tar=false",
    ]);
    expect(valuesOf(argvOf({ destination: { kind: "nowhere" } }), "--output")).toEqual(["type=cacheonly"]);
    expect(valuesOf(argvOf({ destination: { kind: "builder" } }), "--output")).toEqual([
      "type=image,push=false,oci-mediatypes=true,compression=estargz,compression-level=4,force-compression=true",
    ]);
  });
});
