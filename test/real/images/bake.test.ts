/** Bake and compose files read by the real buildx. It needs no engine, so it is skipped only without buildx. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { type Definitions, type LoadOptions, loadImages } from "../../../src/images/find.ts";
import type { RegistryTarget } from "../../../src/model.ts";
import { openWorld } from "../../../src/shell/open-world.ts";

const buildx = buildxVersion();
const world = openWorld(process.env, new AbortController().signal);
const registry: RegistryTarget = { host: "localhost:5000", prefix: "team/", ecr: undefined };
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ml-image-build-bake-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Loads a repository of these files. */
async function load(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
): Promise<Definitions> {
  const root = mkdtempSync(join(directory, "repo-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return loadImages(world, {
    root,
    repositoryFiles: Object.keys(files),
    imagesFiles: [],
    images: [],
    registry,
    platforms: [],
    ...options,
  });
}

async function messageOf(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.then(
    () => "no error",
    (thrown: unknown) => thrown,
  );
  return error instanceof UserError ? error.message : `not a UserError: ${String(error)}`;
}

const namesOf = ({ specs }: Definitions) => specs.map((spec) => spec.name).sort();
const specOf = ({ specs }: Definitions, name: string) => specs.find((spec) => spec.name === name);

describe.skipIf(buildx === undefined)(`bake files (${buildx ?? "docker buildx is missing"})`, () => {
  it("are read together, with their override files", async () => {
    const loaded = await load({
      "docker-bake.hcl": 'group "default" { targets = ["app"] }\ntarget "app" { context = "app" }\n',
      "docker-bake.override.hcl": 'target "app" { dockerfile = "Dockerfile.ci" }\n',
      "versions.hcl": "",
    });
    expect(loaded.source).toBe("docker-bake.hcl, docker-bake.override.hcl");
    expect(specOf(loaded, "app")).toMatchObject({
      context: { kind: "local", path: "app" },
      dockerfile: { kind: "file", path: "app/Dockerfile.ci" },
      definedAt: "docker-bake.hcl, docker-bake.override.hcl: app",
    });
  });

  it("may need each other's variables", async () => {
    const files = {
      "ci/versions.hcl": 'variable "RELEASE" { default = "1.0.7" }\n',
      "ci/images.hcl": `target "base" { tags = ["runpod/base:$\{RELEASE}"] }\n`,
    };
    const loaded = await load(files, { imagesFiles: ["ci/versions.hcl", "ci/images.hcl"] });
    expect(specOf(loaded, "base")).toMatchObject({ repositories: ["runpod/base"], tags: ["1.0.7"] });
    const message = await messageOf(load(files, { imagesFiles: ["ci/images.hcl"] }));
    expect(message).toMatch(/^ci\/images\.hcl: docker buildx bake cannot read this:\n/);
    expect(message).toContain('There is no variable named "RELEASE"');
    expect(message).toContain("If another file defines RELEASE, name both in the input images-file");
    expect(message).not.toMatch(/^#\d/m);
  });

  it("give every target where there is no default, and no groups", async () => {
    const loaded = await load({
      "docker-bake.hcl": `
group "all" { targets = ["base", "app"] }
target "base" { context = "base" }
target "app" {
  name = "app-\${replace(version, ".", "-")}"
  matrix = { version = ["3.10", "3.11"] }
  context = "app"
  args = { PYTHON = version, UNSET = null }
  contexts = { base = "target:base" }
  tags = ["org/app:\${version}"]
}
target "_shared" { context = "x" }
`,
    });
    expect(namesOf(loaded)).toEqual(["app-3-10", "app-3-11", "base"]);
    expect(specOf(loaded, "app-3-10")).toMatchObject({
      args: new Map([["PYTHON", "3.10"]]),
      contexts: new Map([["base", { kind: "image", image: "base" }]]),
      repositories: ["org/app"],
      tags: ["3.10"],
    });
  });

  it("give default and what it is built from, and others when they are asked for", async () => {
    const files = {
      "docker-bake.hcl": `
target "default" { contexts = { base = "target:base" } }
target "base" { context = "base" }
target "other" { context = "other" }
`,
    };
    expect(namesOf(await load(files))).toEqual(["base", "default"]);
    expect(namesOf(await load(files, { images: ["other"] }))).toEqual(["base", "default", "other"]);
    expect(await messageOf(load(files, { images: ["othr"] }))).toBe(
      'input images: expected the name of an image, found "othr"; docker-bake.hcl has base, default',
    );
  });

  it("tell what is not used", async () => {
    const loaded = await load({
      "docker-bake.hcl": `
target "default" {
  output = ["type=registry"]
  cache-from = ["type=gha"]
  cache-to = ["type=gha"]
  pull = true
  tags = ["docker.io/org/app:1", "localhost:5000/team/app:2"]
}
`,
    });
    expect(loaded.notices).toEqual([
      "docker-bake.hcl: not used: cache-from, cache-to, output, pull (of default); where images and caches go is decided by this action's inputs",
      "docker-bake.hcl: not used: tags at other registries than the input registry (docker.io/org/app:1); images go to the input registry only",
    ]);
    expect(specOf(loaded, "default")).toMatchObject({ repositories: ["app"], tags: ["2"] });
  });

  it("keep inline Dockerfiles, flags and contexts of all kinds", async () => {
    const loaded = await load({
      "docker-bake.json": JSON.stringify({
        target: {
          default: {
            context: "..",
            "dockerfile-inline": "FROM scratch\n",
            contexts: {
              a: "docker-image://alpine:3",
              b: "../other",
              c: "lib",
              d: "https://example.com/x.git",
            },
            secret: ["id=tok,env=TOK", "type=file,id=key,src=./key"],
            labels: { a: "b c" },
            network: "host",
            "shm-size": "1g",
            ulimits: ["nofile=1024:1024"],
            "extra-hosts": { db: "10.0.0.1" },
            "no-cache-filter": ["deps"],
            entitlements: ["network.host"],
            platforms: ["linux/amd64", "linux/arm64"],
          },
        },
      }),
      key: "secret",
    });
    expect(specOf(loaded, "default")).toMatchObject({
      context: { kind: "outside", path: ".." },
      dockerfile: { kind: "inline", text: "FROM scratch\n" },
      contexts: new Map<string, unknown>([
        ["a", { kind: "reference", reference: "alpine:3" }],
        ["b", { kind: "outside", path: "../other" }],
        ["c", { kind: "local", path: "lib" }],
        ["d", { kind: "remote", url: "https://example.com/x.git" }],
      ]),
      secrets: [
        { id: "tok", source: { kind: "env", variable: "TOK" } },
        { id: "key", source: { kind: "file", path: "./key" } },
      ],
      platforms: ["linux/amd64", "linux/arm64"],
      buildFlags: [
        "--add-host=db:10.0.0.1",
        "--allow=network.host",
        "--label=a=b c",
        "--network=host",
        "--no-cache-filter=deps",
        "--shm-size=1g",
        "--ulimit=nofile=1024:1024",
      ],
    });
  });

  it("are refused with buildx's own words", async () => {
    const message = await messageOf(load({ "docker-bake.hcl": 'target "app" {\n  context = \n}\n' }));
    expect(message).toMatch(/^docker-bake\.hcl: docker buildx bake cannot read this:\ndocker-bake\.hcl:2/);
    expect(message).toContain("Invalid expression");
    expect(message).not.toMatch(/^ +at /m);
  });

  it("are refused when two targets overwrite each other", async () => {
    const message = await messageOf(
      load({
        "docker-bake.hcl":
          'target "cpu" {\n  context = "cpu"\n  tags = ["org/app:1"]\n}\ntarget "gpu" {\n  context = "gpu"\n  tags = ["org/app:1"]\n}\n',
      }),
    );
    expect(message).toBe(
      'docker-bake.hcl: gpu: the repository "org/app" belongs to the target "cpu" too, and both would move its tag "1"; give each image tags or a repository of its own',
    );
  });

  it("need the files of secrets where they name some", async () => {
    const message = await messageOf(
      load({ "docker-bake.hcl": 'target "default" { secret = ["type=file,id=key,src=nowhere"] }\n' }),
    );
    expect(message).toContain("failed to stat nowhere");
    expect(message).toContain("also where images are only planned");
  });

  it("need an SSH agent where they ask for one", async () => {
    const before = process.env.SSH_AUTH_SOCK;
    delete process.env.SSH_AUTH_SOCK;
    try {
      const message = await messageOf(
        load({ "docker-bake.hcl": 'target "default" { ssh = ["default"] }\n' }),
      );
      expect(message).toContain("start one before this action");
    } finally {
      if (before !== undefined) process.env.SSH_AUTH_SOCK = before;
    }
  });

  it.each(["https://github.com/org/repo.git", "git@github.com:org/repo.git"])(
    "are not fetched: %s",
    async (file) => {
      expect(await messageOf(load({}, { imagesFiles: [file] }))).toBe(
        `input images-file: expected files of this repository, found "${file}"; check the remote repository out and name the file in it`,
      );
    },
  );
});

describe.skipIf(buildx === undefined)(`compose files (${buildx ?? "docker buildx is missing"})`, () => {
  const services = `
services:
  api:
    image: shop/api
    build:
      context: ./api
      target: runtime
      args: ["TORCH=2.7.1"]
      additional_contexts: { base: "service:base", lib: ../lib }
      secrets: [token]
  base:
    build: { context: base, dockerfile: Dockerfile.base }
  database:
    image: postgres:16
secrets:
  token: { environment: API_TOKEN }
`;

  it("give the services that are built", async () => {
    const loaded = await load({ "compose.yaml": services });
    expect(namesOf(loaded)).toEqual(["api", "base"]);
    expect(specOf(loaded, "api")).toMatchObject({
      context: { kind: "local", path: "api" },
      target: "runtime",
      args: new Map([["TORCH", "2.7.1"]]),
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "base" }],
        ["lib", { kind: "outside", path: "../lib" }],
      ]),
      secrets: [{ id: "token", source: { kind: "env", variable: "API_TOKEN" } }],
      repositories: ["shop/api"],
      tags: [],
      definedAt: "compose.yaml: api",
    });
    expect(specOf(loaded, "base")).toMatchObject({
      dockerfile: { kind: "file", path: "base/Dockerfile.base" },
      repositories: ["base"],
    });
  });

  it("start from their own folder", async () => {
    const loaded = await load(
      { "deploy/compose.prod.yaml": services },
      { imagesFiles: ["deploy/compose.prod.yaml"] },
    );
    expect(specOf(loaded, "api")).toMatchObject({
      context: { kind: "local", path: "deploy/api" },
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "base" }],
        ["lib", { kind: "local", path: "lib" }],
      ]),
    });
  });

  it("let two services be one image", async () => {
    const build = "{ context: . }\n    image: shop/app:1\n";
    const loaded = await load({
      "compose.yaml": `services:\n  api:\n    build: ${build}  dashboard:\n    build: ${build}`,
    });
    expect(loaded.specs.map((spec) => spec.repositories)).toEqual([["shop/app"], ["shop/app"]]);
  });

  it("are passed over when they build nothing, unless they are named", async () => {
    const files = {
      "compose.yaml": "services:\n  db:\n    image: postgres:16\n",
      "api/Dockerfile": "FROM scratch\n",
    };
    const loaded = await load(files);
    expect(namesOf(loaded)).toEqual(["api"]);
    expect(loaded.notices).toContain("compose.yaml: builds nothing, so it is passed over");
    expect(await messageOf(load(files, { imagesFiles: ["compose.yaml"] }))).toBe(
      "compose.yaml: expected at least one target or service to build, found none",
    );
  });
});

function buildxVersion(): string | undefined {
  try {
    return execFileSync("docker", ["buildx", "version"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
}
