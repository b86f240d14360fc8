// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of bake files
import { describe, expect, it } from "vitest";
import { type BakeTarget, parseBakeList, parseBakePrint } from "../../../src/images/bake-print.ts";
import { readBakeTarget } from "../../../src/images/bake-target.ts";
import { registry } from "./specs.ts";

function target(raw: object): BakeTarget {
  const [first] = parseBakePrint(JSON.stringify({ target: { "App-1_0": raw } })) ?? [];
  if (first === undefined) throw new Error("no target");
  return first;
}

const read = (raw: object, folder = "") =>
  readBakeTarget(target(raw), { root: "/srv/repo", folder, file: "docker-bake.hcl" }, registry);

describe("a bake target", () => {
  it("becomes an image", () => {
    expect(read({ context: ".", dockerfile: "Dockerfile" })).toEqual({
      problems: [],
      ignoredTags: [],
      spec: {
        name: "App-1_0",
        context: { kind: "local", path: "" },
        dockerfile: { kind: "file", path: "Dockerfile" },
        target: undefined,
        args: new Map(),
        contexts: new Map(),
        secrets: [],
        platforms: ["linux/amd64"],
        runtime: "container",
        repositories: ["app-1_0"],
        tags: [],
        parameter: undefined,
        timeoutMinutes: undefined,
        link: "off",
        budget: {},
        buildFlags: [],
        definedAt: "docker-bake.hcl: App-1_0",
      },
    });
  });

  it("keeps every option that buildx build has", () => {
    const { spec, problems } = read({
      context: "api",
      dockerfile: "../docker/Dockerfile.api",
      target: "runtime",
      args: { TORCH: "2.7.1", EMPTY: "", UNSET: null },
      contexts: {
        base: "target:ml-base",
        python: "docker-image://python:3.11",
        lib: "libs/shared",
        up: "../elsewhere",
        git: "https://example.com/x.git",
      },
      labels: { b: "2 3", a: "1", none: null },
      annotations: ["index:k=v"],
      secret: ["id=tok,env=TOK", { id: "key", src: "./key.txt" }, { id: "q", env: "Q" }],
      ssh: ["default", { id: "git", paths: ["/a", "/b"] }, { id: "x" }],
      network: "host",
      "shm-size": "2g",
      ulimits: ["nofile=1024:1024"],
      "extra-hosts": { db: "10.0.0.1,10.0.0.2" },
      "no-cache": true,
      "no-cache-filter": ["deps"],
      entitlements: ["network.host"],
      platforms: ["linux/arm64/v8", "linux/amd64"],
    });
    expect(problems).toEqual([]);
    expect(spec).toMatchObject({
      dockerfile: { kind: "file", path: "docker/Dockerfile.api" },
      target: "runtime",
      args: new Map([
        ["TORCH", "2.7.1"],
        ["EMPTY", ""],
      ]),
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "ml-base" }],
        ["python", { kind: "reference", reference: "python:3.11" }],
        ["lib", { kind: "local", path: "libs/shared" }],
        ["up", { kind: "outside", path: "../elsewhere" }],
        ["git", { kind: "remote", url: "https://example.com/x.git" }],
      ]),
      secrets: [
        { id: "tok", source: { kind: "env", variable: "TOK" } },
        { id: "key", source: { kind: "file", path: "./key.txt" } },
        { id: "q", source: { kind: "env", variable: "Q" } },
      ],
      platforms: ["linux/arm64", "linux/amd64"],
      buildFlags: [
        "--add-host=db:10.0.0.1",
        "--add-host=db:10.0.0.2",
        "--allow=network.host",
        "--annotation=index:k=v",
        "--label=a=1",
        "--label=b=2 3",
        "--network=host",
        "--no-cache",
        "--no-cache-filter=deps",
        "--shm-size=2g",
        "--ssh=default",
        "--ssh=git=/a,/b",
        "--ssh=x",
        "--ulimit=nofile=1024:1024",
      ],
    });
  });

  it("names what it cannot keep, and nothing that buildx adds by itself", () => {
    expect(
      target({
        output: [{ type: "registry" }],
        "cache-from": [{ type: "gha" }],
        "cache-to": [],
        attest: [{ type: "sbom" }],
        pull: true,
        call: "check",
        "something-new": "x",
        description: "words",
      }).leftOut,
    ).toEqual(["output", "cache-from", "attest", "pull", "call", "something-new"]);
    expect(target({ output: [{ type: "cacheonly" }], pull: false, call: "build" }).leftOut).toEqual([]);
  });

  it.each<[string, object, object]>([
    [
      "inline",
      { "dockerfile-inline": "FROM scratch\n" },
      { dockerfile: { kind: "inline", text: "FROM scratch\n" } },
    ],
    [
      "in a remote context",
      { context: "https://example.com/x.git", dockerfile: "a/Dockerfile" },
      {
        context: { kind: "remote", url: "https://example.com/x.git" },
        dockerfile: { kind: "remote", path: "a/Dockerfile" },
      },
    ],
    [
      "in a context outside of the repository",
      { context: "../other", dockerfile: "Dockerfile" },
      {
        context: { kind: "outside", path: "../other" },
        dockerfile: { kind: "remote", path: "../other/Dockerfile" },
      },
    ],
    [
      "in the repository, under a context that holds it",
      { context: "..", dockerfile: "repo/api/Dockerfile" },
      { context: { kind: "outside", path: ".." }, dockerfile: { kind: "file", path: "api/Dockerfile" } },
    ],
    [
      "at an absolute path of the repository",
      { context: "/srv/repo/api", dockerfile: "/srv/repo/docker/Dockerfile" },
      { context: { kind: "local", path: "api" }, dockerfile: { kind: "file", path: "docker/Dockerfile" } },
    ],
  ])("finds a Dockerfile %s", (_, raw, spec) => {
    expect(read(raw).spec).toMatchObject(spec);
  });

  it("starts from the compose file's folder", () => {
    const { spec } = read(
      { context: "api", contexts: { lib: "../lib" }, secret: [{ id: "k", src: "./k" }] },
      "deploy",
    );
    expect(spec).toMatchObject({
      context: { kind: "local", path: "deploy/api" },
      dockerfile: { kind: "file", path: "deploy/api/Dockerfile" },
      contexts: new Map([["lib", { kind: "local", path: "lib" }]]),
      secrets: [{ id: "k", source: { kind: "file", path: "deploy/k" } }],
    });
  });
});

describe("the tags of a target", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ["none", [], ["app-1_0"], [], []],
    ["without host", ["team/api:1.0"], ["team/api"], ["1.0"], []],
    ["without tag", ["api"], ["api"], [], []],
    ["at the registry", ["localhost:5000/team/api:1"], ["api"], ["1"], []],
    ["at the registry, elsewhere", ["localhost:5000/api:1"], ["app-1_0"], [], ["localhost:5000/api:1"]],
    ["at another registry", ["ghcr.io/org/api:1"], ["app-1_0"], [], ["ghcr.io/org/api:1"]],
    [
      "several",
      ["api:1.0", "api:latest", "dashboard:1.0", "docker.io/org/api:2"],
      ["api", "dashboard"],
      ["1.0", "latest"],
      ["docker.io/org/api:2"],
    ],
    ["with a digest", [`api@sha256:${"0".repeat(64)}`], ["api"], [], []],
  ])("%s", (_, tags, repositories, moving, ignored) => {
    const { spec, ignoredTags, problems } = read({ tags });
    expect([spec.repositories, spec.tags, ignoredTags, problems]).toEqual([
      repositories,
      moving,
      ignored,
      [],
    ]);
  });
});

it.each<[string, object, string]>([
  [
    "a tag that lost its variable",
    { tags: ["/api:1"] },
    'docker-bake.hcl: App-1_0: expected a tag such as team/app:1.0, found "/api:1"',
  ],
  [
    "a tag with capitals",
    { tags: ["Api:1"] },
    'docker-bake.hcl: App-1_0: expected a tag such as team/app:1.0, found "Api:1"',
  ],
  [
    "a tag that is ours",
    { tags: ["api:src-01"] },
    'docker-bake.hcl: App-1_0: expected a tag such as api:1.0 (src-… is set by this tool itself), found "api:src-01"',
  ],
  [
    "the builder's own platform",
    { platforms: ["local"] },
    'docker-bake.hcl: App-1_0: expected a platform such as linux/amd64 or linux/arm64, found "local"',
  ],
  [
    "a target as main context",
    { context: "target:base" },
    'docker-bake.hcl: App-1_0: expected a directory or a URL as context, found "target:base"; move it to "contexts"',
  ],
  [
    "a secret without id",
    { secret: [{ env: "A" }] },
    'docker-bake.hcl: App-1_0: a secret cannot be used: it has no "id"',
  ],
])("refuses %s", (_, raw, problem) => {
  expect(read(raw).problems).toEqual([problem]);
});

describe("what buildx prints", () => {
  it("is refused when it is something else", () => {
    for (const text of ["", "[]", "{}", '{"target": []}', "null"])
      expect(parseBakePrint(text)).toBeUndefined();
    for (const text of ["", "{}", "null"]) expect(parseBakeList(text)).toBeUndefined();
  });

  it.each([
    ["a template, as buildx doubles it since 0.23", "$${A} $$${B} %%{if} $C 5%", "${A} $${B} %{if} $C 5%"],
    ["a template of an older buildx", "${A} $${B}", "${A} $${B}"],
    ["nothing of that", "$$ %% $A", "$$ %% $A"],
  ])("means the text itself: %s", (_, printed, meant) => {
    const { dockerfileInline, args, labels, annotations, extraHosts } = target({
      "dockerfile-inline": printed,
      args: { A: printed, EMPTY: "" },
      labels: { a: printed },
      annotations: [printed],
      "extra-hosts": { a: printed },
    });
    expect(dockerfileInline).toBe(meant);
    expect(args).toEqual(
      new Map([
        ["A", meant],
        ["EMPTY", ""],
      ]),
    );
    expect([labels.get("a"), annotations[0], extraHosts.get("a")]).toEqual([meant, meant, meant]);
  });

  it("lists targets without groups", () => {
    expect(
      parseBakeList('[{"name":"all","group":true},{"name":"a"},{"name":"b","description":"x"}]'),
    ).toEqual(["a", "b"]);
  });
});
