/** Bake files read by the real buildx. */
import { describe, expect, it } from "vitest";
import { buildx, load, messageOf, namesOf, specOf, useTemporaryRepositories } from "./load.ts";

useTemporaryRepositories();

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
      'input images: expected the name of an image, found "othr"; docker-bake.hcl: base, default',
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

  it.each([
    "https://github.com/org/repo.git",
    "git@github.com:org/repo.git",
  ])("are not fetched: %s", async (file) => {
    expect(await messageOf(load({}, { imagesFiles: [file] }))).toBe(
      `input images-file: expected files of this repository, found "${file}"; check the remote repository out and name the file in it`,
    );
  });
});
