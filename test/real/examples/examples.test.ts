/**
 * Every example is built for real, whole Dockerfiles in their real order, on bases whose pip and apt install nothing
 * (test/slow installs): first push, an edit that is no input, an edit of code, an edit of what others stand on.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { copyExample, exampleNames, pushToolStandIns, replaceBases } from "../../support/examples.ts";
import type { GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const builder = typeof machine.containerBuilder === "string" ? machine.containerBuilder : "";
const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
const base = `${machine.registry}/examples/tools:1`;

interface Scenario {
  readonly example: string;
  readonly images: readonly string[];
  /** Path of a file → the images that its edit builds; all others are reused. */
  readonly edits: Readonly<Record<string, readonly string[]>>;
  /** Where an image has a file of the repository. */
  readonly contents: readonly { readonly image: string; readonly path: string; readonly source: string }[];
  readonly parameters?: Readonly<Record<string, string>>;
}

const scenarios: readonly Scenario[] = [
  {
    example: "minimal",
    images: ["minimal"],
    edits: { "README.md": [], "app.py": ["minimal"] },
    contents: [{ image: "minimal", path: "/app/app.py", source: "app.py" }],
  },
  {
    example: "chord-detector",
    images: ["chord-detector"],
    edits: {
      "template.yaml": [],
      "backend/functions/chord-detector-ml/handler.py": ["chord-detector"],
    },
    contents: [
      {
        image: "chord-detector",
        path: "/var/task/handler.py",
        source: "backend/functions/chord-detector-ml/handler.py",
      },
    ],
    parameters: { ChordDetectorImageUri: "chord-detector" },
  },
  {
    example: "vision-api",
    images: ["api", "dashboard", "frontend"],
    edits: {
      "README.md": [],
      "app/api.py": ["api", "dashboard"],
      "frontend/src/main.js": ["frontend"],
    },
    contents: [
      { image: "api", path: "/app/api.py", source: "app/api.py" },
      { image: "dashboard", path: "/app/dashboard.py", source: "app/dashboard.py" },
      { image: "frontend", path: "/usr/share/nginx/html/main.js", source: "frontend/src/main.js" },
    ],
  },
  {
    example: "audio-workers",
    images: ["audio-base", "separator", "analyser", "audio-api"],
    edits: {
      "README.md": [],
      "separator/worker.py": ["separator"],
      "base/constraints.txt": ["audio-base", "separator", "analyser"],
    },
    contents: [
      { image: "separator", path: "/app/worker.py", source: "separator/worker.py" },
      { image: "analyser", path: "/opt/constraints.txt", source: "base/constraints.txt" },
      { image: "audio-api", path: "/app/Api.dll", source: "api/Program.cs" },
    ],
  },
  {
    example: "transcription-api",
    images: ["transcription-api"],
    edits: { "README.md": [], "app/main.py": ["transcription-api"] },
    contents: [{ image: "transcription-api", path: "/app/app/main.py", source: "app/main.py" }],
  },
  {
    example: "lambda-monorepo",
    images: ["lambda-base", "ml-base", "ingest", "embed", "classify"],
    edits: {
      "template.yaml": [],
      "libs/events/events.py": ["ingest", "embed"],
      "bases/ml/requirements.txt": ["ml-base", "embed", "classify"],
    },
    contents: [
      { image: "embed", path: "/var/task/events.py", source: "libs/events/events.py" },
      { image: "classify", path: "/var/task/handler.py", source: "functions/classify/handler.py" },
    ],
    parameters: { IngestImageUri: "ingest", EmbedImageUri: "embed", ClassifyImageUri: "classify" },
  },
];

test("every example has its scenario; the demo has `npm run demo`", () => {
  expect([...scenarios.map(({ example }) => example), "demo"].sort()).toEqual(exampleNames);
});

beforeAll(() => {
  if (missing === undefined) pushToolStandIns({ builder, base: machine.base, name: base });
});

const withStatus = ({ images }: ActionRun, status: string): readonly string[] =>
  Object.keys(images).filter((name) => images[name]?.status === status);

/** A file of a pushed image: copied out of it by a build, so that the engine need not pull the image. */
function readFromImage(uri: string, path: string): string {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-content-"));
  try {
    const argv = ["buildx", "build", "--builder", builder, `--output=type=local,dest=${directory}`, "-"];
    const input = `FROM scratch\nCOPY --from=${uri} ${path} /file\n`;
    execFileSync("docker", argv, { input, stdio: ["pipe", "pipe", "pipe"], timeout: 120_000 });
    return readFileSync(join(directory, "file"), "utf8");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe.each(scenarios)("examples/$example", ({ example, images, edits, contents, parameters }) => {
  let repository: GitRepository;
  let last: ActionRun;

  const run = (): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      env: { BUILDX_BUILDER: builder },
      inputs: { registry: `${machine.registry}/examples-${example}` },
    });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });
  const expectContents = (built: readonly string[]): void => {
    for (const { image, path, source } of contents.filter((one) => built.includes(one.image)))
      expect(readFromImage(last.images[image]?.uri ?? "", path), `${path} of ${image}`).toBe(
        readFileSync(join(repository.root, source), "utf8"),
      );
  };

  beforeAll(() => {
    if (missing !== undefined) return;
    repository = copyExample(example);
    replaceBases(repository, base);
  });
  afterAll(() => repository?.[Symbol.dispose]());

  step("first push: everything is built, and is what the repository has", async () => {
    last = await run();
    expect(last.exitCode, last.log).toBe(0);
    expect(withStatus(last, "built")).toEqual(images);
    expectContents(images);
    const lines = Object.entries(parameters ?? {}).map(
      ([name, image]) => `${name}=${last.images[image]?.uri}`,
    );
    expect(last.outputs["parameter-overrides"]).toBe(lines.join("\n"));
  });

  for (const [path, built] of Object.entries(edits))
    step(`an edit of ${path} builds ${built.length === 0 ? "nothing" : built.join(", ")}`, async () => {
      const text = readFileSync(join(repository.root, path), "utf8");
      repository.commit({ [path]: `${text}${path.endsWith(".js") ? "//" : "#"} edited\n` });
      const before = last;
      last = await run();
      expect(last.exitCode, last.log).toBe(0);
      expect(withStatus(last, "built")).toEqual(built);
      const others = images.filter((name) => !built.includes(name));
      expect(withStatus(last, "reused")).toEqual(others);
      for (const name of others) expect(last.images[name]?.digest).toBe(before.images[name]?.digest);
      expectContents(built);
    });
});
