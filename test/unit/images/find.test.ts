/** The look-up on a real disk; bake and compose files are in test/real/images, because they need buildx. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { type Definitions, type LoadOptions, loadImages } from "../../../src/images/find.ts";
import { parsePlatform } from "../../../src/images/platforms.ts";
import { openWorld } from "../../../src/shell/open-world.ts";

const world = openWorld(process.env, new AbortController().signal);
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ml-image-build-find-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function load(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
  on = world,
): Promise<Definitions> {
  const root = join(mkdtempSync(join(directory, "x-")), "my-shop");
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return loadImages(on, {
    root,
    repositoryFiles: async () => Object.keys(files).sort(),
    imagesFiles: [],
    images: [],
    rebuild: [],
    registry: undefined,
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

const imagesFile = "images:\n  ml-base: { context: base }\n  app: { context: app }\n";
const lambda = "images:\n  fn: { context: ., runtime: lambda }\n";
const platforms = ["linux/amd64", "linux/arm64"].flatMap((text) => parsePlatform(text) ?? []);

describe("loadImages", () => {
  it("takes .github/ml-images.yml before anything else", async () => {
    const loaded = await load({
      ".github/ml-images.yml": imagesFile,
      "docker-bake.hcl": "not looked at",
      "compose.yaml": "not looked at",
      Dockerfile: "FROM scratch\n",
    });
    expect(loaded.source).toBe(".github/ml-images.yml");
    expect(loaded.specs.map((spec) => spec.name)).toEqual(["ml-base", "app"]);
    expect(loaded.notices).toEqual([]);
  });

  it("takes the named file instead, YAML or JSON", async () => {
    const files = {
      ".github/ml-images.yml": "broken: [",
      "ci/images.yaml": imagesFile,
      "ci/images.json": '{ "images": { "one": { "context": "." } } }',
    };
    expect((await load(files, { imagesFiles: ["./ci/images.yaml"] })).source).toBe("ci/images.yaml");
    expect((await load(files, { imagesFiles: ["ci/images.json"] })).specs.map((spec) => spec.name)).toEqual([
      "one",
    ]);
  });

  it("replaces the platforms of all images", async () => {
    const loaded = await load({ ".github/ml-images.yml": imagesFile }, { platforms });
    expect(loaded.specs.map((spec) => spec.platforms)).toEqual([platforms, platforms]);
  });

  it.each<[string, Partial<LoadOptions>, string]>([
    [
      "a file that is not there",
      { imagesFiles: ["ci/image.yml"] },
      'input images-file: there is no file "ci/image.yml" in the repository; did you mean "ci/images.yml"?',
    ],
    ["a folder", { imagesFiles: ["ci"] }, 'input images-file: expected a file, found the folder "ci"'],
    [
      "a file outside",
      { imagesFiles: ["../images.yml"] },
      'input images-file: expected a path inside the repository, found "../images.yml"',
    ],
    [
      "two images files",
      { imagesFiles: ["ci/images.yml", "ci/lambda.yml"] },
      "input images-file: expected one images file, or bake and compose files; found ci/images.yml, ci/lambda.yml",
    ],
    [
      "an images file and a bake file",
      { imagesFiles: ["ci/images.yml", "bake.hcl"] },
      "input images-file: expected one images file, or bake and compose files; found ci/images.yml, bake.hcl",
    ],
    [
      "unknown images",
      { imagesFiles: ["ci/images.yml"], images: ["app", "mlbase", "web-server"] },
      'input images: expected the name of an image, found "mlbase"; did you mean "ml-base"?\n' +
        'input images: expected the name of an image, found "web-server"; ci/images.yml: ml-base, app',
    ],
    [
      "two platforms for AWS Lambda",
      { imagesFiles: ["ci/lambda.yml"], platforms },
      'input platforms: expected one platform, because ci/lambda.yml: images.fn has "runtime: lambda" (AWS Lambda takes no multi-platform image), found linux/amd64, linux/arm64',
    ],
  ])("refuses %s", async (_, options, message) => {
    const files = { "ci/images.yml": imagesFile, "ci/lambda.yml": lambda, "bake.hcl": "" };
    expect(await messageOf(load(files, options))).toBe(message);
  });

  it("takes every Dockerfile where nothing is defined, in the context that has what it copies", async () => {
    const loaded = await load({
      Dockerfile: "FROM scratch\nCOPY . .\n",
      "services/api/Dockerfile": "FROM scratch\nCOPY main.py .\n",
      "services/api/main.py": "",
      "services/worker/Dockerfile.gpu": "FROM scratch\nCOPY services/worker/*.py shared /app/\n",
      "services/worker/main.py": "",
      "shared/x.py": "",
      "services/web/Dockerfile": "FROM scratch\nCOPY generated.js .\n",
      "services/web/Dockerfile.j2": "",
      "vendor/lib/Dockerfile": "FROM scratch\n",
    });
    expect(loaded.source).toBe("the Dockerfiles found in the repository");
    expect(
      loaded.specs.map(({ name, context, dockerfile, repositories, definedAt }) => [
        name,
        context.kind === "local" ? context.path : context.kind,
        dockerfile.kind === "file" ? dockerfile.path : dockerfile.kind,
        ...repositories,
        definedAt,
      ]),
    ).toEqual([
      ["my-shop", "", "Dockerfile", "my-shop", "Dockerfile"],
      ["api", "services/api", "services/api/Dockerfile", "api", "services/api/Dockerfile"],
      ["web", "services/web", "services/web/Dockerfile", "web", "services/web/Dockerfile"],
      ["worker-gpu", "", "services/worker/Dockerfile.gpu", "worker-gpu", "services/worker/Dockerfile.gpu"],
    ]);
    expect(loaded.notices).toEqual([
      "my-shop: Dockerfile in the context .",
      "api: services/api/Dockerfile in the context services/api",
      "web: services/web/Dockerfile in the context services/web (no folder above it has generated.js)",
      "worker-gpu: services/worker/Dockerfile.gpu in the context .",
      "not taken for images, because of their folders: vendor/lib/Dockerfile",
    ]);
  });

  describe("a compose file that buildx cannot read", () => {
    const stderr = "ERROR: env file /x/.env not found: stat /x/.env: no such file or directory\n";
    const refusing = {
      ...world,
      exec: async () => ({ exitCode: 1, ended: "exit", stdout: Buffer.alloc(0), stderr }) as const,
    };
    const compose = "services:\n  db: { image: postgres:16, env_file: .env }\n";

    it("is passed over where it builds nothing", async () => {
      const loaded = await load(
        { "docker-compose.yml": compose, Dockerfile: "FROM scratch\n" },
        {},
        refusing,
      );
      expect(loaded.specs.map(({ name }) => name)).toEqual(["my-shop"]);
      expect(loaded.notices.join()).toMatch(
        /^docker-compose\.yml: builds nothing and cannot be read.*env file/,
      );
    });

    it.each([
      ["compose.yaml", `${compose}  app:\n    build: .\n`],
      ["compose.yaml", `${compose}  app: {build: {context: .}}\n`],
      ["compose.yaml", `include: [other.yaml]\n${compose}`],
      ["compose.yaml", `${compose}  app:\n    extends: { file: other.yaml, service: app }\n`],
      ["docker-bake.hcl", 'target "default" {}\n'],
    ])("%s is a mistake where it may build: %j", async (file, text) => {
      const loading = load({ [file]: text, Dockerfile: "FROM scratch\n" }, {}, refusing);
      expect(await messageOf(loading)).toContain("env file /x/.env not found");
    });

    it("is a mistake where it is named", async () => {
      const files = { "compose.yaml": compose, Dockerfile: "FROM scratch\n" };
      expect(await messageOf(load(files, { imagesFiles: ["compose.yaml"] }, refusing))).toContain("env file");
    });
  });

  it("says what to do where there is nothing to build", async () => {
    expect(await messageOf(load({ "README.md": "", "test/fixtures/Dockerfile": "FROM scratch\n" }))).toBe(
      "no image definitions: the repository has no .github/ml-images.yml, no bake or compose file that builds something, and no Dockerfile; " +
        "not taken for images, because of their folders: test/fixtures/Dockerfile; " +
        "add .github/ml-images.yml, name a file in the input images-file, or check the repository out before this action",
    );
  });
});
