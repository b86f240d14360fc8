/** Bad input: one clear error that names the place, exit code 1, nothing built, nothing pushed, no output. */
import { describe, expect, inject, test } from "vitest";
import { runAction } from "../../support/action.ts";
import { createRepository } from "../../support/git-repository.ts";
import { listTags } from "../../support/registry-client.ts";

const machine = inject("machine");
const good = "images:\n  app:\n    context: .\n";
const file = ".github/ml-images.yml";

interface Case {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** All of them must stand in the one error. */
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  { title: "an unknown mode", inputs: { mode: "bild" }, says: [/input mode/, /"bild"/] },
  {
    title: "a misspelt flag",
    inputs: { "create-repositories": "yes" },
    says: [/create-repositories/, /"yes"/],
  },
  {
    title: "a port that none is",
    inputs: { registry: "localhost:99999" },
    says: [/registry: expected HOST/],
  },
  {
    title: "a registry with a scheme and a query",
    inputs: { registry: "https://x.io/a?b=c" },
    says: [/registry/],
  },
  { title: "push without a registry", inputs: { push: "true", registry: "" }, says: [/push/, /registry/] },
  {
    title: "an images file that is not there",
    inputs: { "images-file": "images.yaml" },
    says: [/images\.yaml/],
  },
  { title: "an unknown image", inputs: { images: "ap" }, says: [/"?ap"?/, /app/] },
  { title: "an unknown image to rebuild", inputs: { rebuild: "ap" }, says: [/ap/, /app/] },
  { title: "no YAML", files: { [file]: "images: [\n" }, says: [/ml-images\.yml:\d+/] },
  { title: "a tab", files: { [file]: "images:\n\tapp: {}\n" }, says: [/ml-images\.yml:2/] },
  { title: "an empty images file", files: { [file]: "" }, says: [/ml-images\.yml/, /images/] },
  { title: "images as a list", files: { [file]: "images:\n  - app\n" }, says: [/ml-images\.yml:2/, /list/] },
  {
    title: "an unknown key",
    files: { [file]: "images:\n  app:\n    contxt: .\n" },
    says: [/contxt/, /context/],
  },
  { title: "no context", files: { [file]: "images:\n  app:\n    target: x\n" }, says: [/app/, /context/] },
  {
    title: "a context outside of the repository",
    files: { [file]: "images:\n  app:\n    context: ../x\n" },
    says: [/\.\.\/x/],
  },
  {
    title: "an absolute context",
    files: { [file]: "images:\n  app:\n    context: /srv\n" },
    says: [/\/srv/],
  },
  {
    title: "a bad platform",
    files: { [file]: `${good}    platforms: [amd64]\n` },
    says: [/platforms/, /amd64/],
  },
  {
    title: "lambda on two platforms",
    files: { [file]: `${good}    runtime: lambda\n    platforms: [linux/amd64, linux/arm64]\n` },
    says: [/lambda/, /platform/],
  },
  {
    title: "a bad parameter name",
    files: { [file]: `${good}    parameter: Handler-Image\n` },
    says: [/parameter/, /Handler-Image/],
  },
  { title: "a bad tag", files: { [file]: `${good}    tags: ["a b"]\n` }, says: [/tags/, /a b/] },
  {
    title: "a parent that does not exist",
    files: { [file]: `${good}    contexts: { base: "image:ml-bse" }\n  ml-base:\n    context: .\n` },
    says: [/ml-bse/, /ml-base/],
  },
  {
    title: "a cycle",
    files: {
      [file]:
        "images:\n  a:\n    context: a\n    contexts: { x: image:b }\n  b:\n    context: b\n    contexts: { x: image:a }\n",
      "a/Dockerfile": "FROM x\n",
      "b/Dockerfile": "FROM x\n",
    },
    says: [/a → b → a|b → a → b/],
  },
  { title: "two images of one name", files: { [file]: `${good}  app:\n    context: x\n` }, says: [/app/] },
  {
    title: "a time limit of nothing",
    files: { [file]: `${good}    timeout-minutes: 0\n` },
    says: [/timeout-minutes/],
  },
  {
    title: "a bad secret",
    files: { [file]: `${good}    secrets: [HF_TOKEN]\n` },
    says: [/secrets/, /HF_TOKEN/],
  },
  {
    title: "no Dockerfile",
    files: { Dockerfile: undefined as unknown as string },
    says: [/Dockerfile/, /no such file/],
  },
  {
    title: "a folder where the Dockerfile should be",
    files: { [file]: `${good}    dockerfile: folder\n`, "folder/x": "x" },
    says: [/images\.app: expected a Dockerfile at folder, found a folder/],
  },
  {
    title: "an unknown instruction",
    files: { Dockerfile: "FROM scratch\nCOPPY a b\n" },
    says: [/Dockerfile:2/, /COPPY/i],
  },
  {
    title: "an unknown target",
    files: { [file]: `${good}    target: runtme\n`, Dockerfile: "FROM scratch AS runtime\n" },
    says: [/Dockerfile: expected the stage "runtme", the image's target; found runtime/],
  },
  { title: "an empty Dockerfile", files: { Dockerfile: "# nothing\n" }, says: [/Dockerfile/] },
  {
    title: "a template",
    files: { Dockerfile: "FROM {{ base }}\n{% if x %}\nRUN y\n{% endif %}\n" },
    says: [/Dockerfile:\d+/, /template/i],
  },
  { title: "an unknown builder", env: { BUILDX_BUILDER: "nobody" }, says: [/BUILDX_BUILDER/, /nobody/] },
];

describe("bad input", () => {
  test.each(cases)("$title", async ({ title, files, inputs, env, says }) => {
    using repository = createRepository({
      [file]: good,
      Dockerfile: "FROM scratch\nCOPY Dockerfile /\n",
      ...files,
    });
    const prefix = `broken-${title
      .toLowerCase()
      .replace(/[^a-z]+/g, "-")
      .replace(/-$/, "")}`;
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/${prefix}`, ...inputs },
      env: env ?? {},
    });
    expect(run.exitCode, run.log).toBe(1);
    const errors = run.log.split("\n").filter((line) => line.startsWith("::error"));
    expect(errors, run.log).toHaveLength(1);
    for (const pattern of says) expect(errors[0]).toMatch(pattern);
    // A clear word, never a stack.
    expect(run.log).not.toMatch(/\n\s+at .*\(|internal error/);
    expect(await listTags(machine.registry, `${prefix}/app`)).toEqual([]);
  });

  test("all mistakes of a file at once", async () => {
    using repository = createRepository({
      [file]: "images:\n  app:\n    contxt: .\n    platforms: amd64\n  Bad Name:\n    context: .\n",
    });
    const run = await runAction({ root: repository.root, node: machine.node });
    expect(run.log.split("\n").filter((line) => line.startsWith("::error")).length).toBeGreaterThanOrEqual(3);
  });
});
