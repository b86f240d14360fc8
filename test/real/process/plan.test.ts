/** `mode: plan` as a process: no engine, no registry, hundreds of images, and what counts as an input. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");

/** A PATH with git and nothing of docker. */
function pathWithoutDocker(): string {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-path-"));
  for (const program of ["git"]) symlinkSync(`/usr/bin/${program}`, join(directory, program));
  return directory;
}

interface PlanOutput {
  readonly version: number;
  readonly images: Readonly<
    Record<
      string,
      {
        action: string;
        fingerprint: string;
        reasons: string[];
        inputs?: string[];
        parents: string[];
        bases: Record<string, string | null>;
      }
    >
  >;
  readonly legs: readonly { images: string[] }[];
}

async function plan(
  repository: GitRepository,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
) {
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-plan-"));
  const run = await runAction({
    root: repository.root,
    node: machine.node,
    inputs: { mode: "plan", push: "false", ...inputs },
    env: { PATH: pathWithoutDocker(), RUNNER_TEMP: temporary, ...env },
  });
  const file = run.outputs["plan-file"];
  const whole = file === undefined ? undefined : (JSON.parse(readFileSync(file, "utf8")) as PlanOutput);
  return { run, whole, fingerprint: (name: string): string | undefined => whole?.images[name]?.fingerprint };
}

const one = {
  ".github/ml-images.yml": "images:\n  app:\n    context: app\n",
  "app/Dockerfile": "FROM scratch\nCOPY main.py lib/ /app/\n",
  "app/main.py": "print(1)\n",
  "app/lib/tool.py": "tool\n",
  "app/notes.txt": "not copied\n",
};

describe("mode: plan", () => {
  test("needs neither engine nor registry, and tells what the build reads", async () => {
    using repository = createRepository(one);
    const { run, whole } = await plan(repository);
    expect(run.exitCode, run.log).toBe(0);
    expect(whole?.images.app).toMatchObject({
      action: "build",
      inputs: ["app/Dockerfile", "app/lib/tool.py", "app/main.py"],
      parents: [],
      bases: {},
    });
    expect(whole?.legs).toEqual([
      {
        name: "app-linux-amd64",
        images: ["app"],
        platform: "linux/amd64",
        runner: "ubuntu-24.04",
        expectedSeconds: 300,
      },
    ]);
    const output = JSON.parse(run.outputs.plan ?? "") as PlanOutput;
    expect(output.images.app?.inputs).toBeUndefined();
    expect(run.summary).toContain("## Plan");
  });

  test.each<[string, (repository: GitRepository) => void, boolean]>([
    ["a byte of a copied file", (r) => r.write({ "app/main.py": "print(2)\n" }), true],
    ["the same, committed", (r) => void r.commit({ "app/main.py": "print(2)\n" }), true],
    ["a new file in a copied folder, untracked", (r) => r.write({ "app/lib/new.py": "x" }), true],
    [
      "a new file in a copied folder, ignored by git",
      (r) => r.write({ ".gitignore": "*.whl\n", "app/lib/x.whl": "x" }),
      true,
    ],
    ["a file made executable", (r) => r.chmod("app/main.py", 0o755), true],
    ["a copied file removed", (r) => r.write({ "app/lib/tool.py": undefined }), true],
    [
      "a file becomes a link",
      (r) => {
        r.write({ "app/main.py": undefined });
        symlinkSync("notes.txt", join(r.root, "app/main.py"));
      },
      true,
    ],
    ["an empty folder in a copied folder", (r) => void mkdirSync(join(r.root, "app/lib/empty")), true],
    [
      "a file that is hidden from git's status",
      (r) => {
        r.git("update-index", "--assume-unchanged", "app/main.py");
        r.write({ "app/main.py": "print(3)\n" });
      },
      true,
    ],
    ["an ignore file that takes a file out", (r) => r.write({ "app/.dockerignore": "lib/tool.py\n" }), true],
    [
      "another instruction",
      (r) => r.write({ "app/Dockerfile": "FROM scratch\nCOPY main.py lib/ /opt/\n" }),
      true,
    ],
    [
      "the first file of a copied folder's folder, ignored",
      (r) => {
        r.write({ "app/.dockerignore": "**/*.md\n", "app/lib/docs/a.md": "x" });
      },
      true,
    ],
    ["a file that is not copied", (r) => r.write({ "app/notes.txt": "changed\n" }), false],
    ["an untracked file that is not copied", (r) => r.write({ "app/other.bin": "x" }), false],
    [
      "a comment in the Dockerfile",
      (r) => r.write({ "app/Dockerfile": "# why\nFROM scratch\n\nCOPY main.py lib/ /app/\n" }),
      false,
    ],
    ["an ignore file that takes nothing out", (r) => r.write({ "app/.dockerignore": "*.md\n" }), false],
    ["a touched file", (r) => utimesSync(join(r.root, "app/main.py"), new Date(0), new Date(0)), false],
    ["the same content, committed again", (r) => void r.commit({}, "empty"), false],
  ])("%s", async (_, change, changes) => {
    using repository = createRepository(one);
    const before = (await plan(repository)).fingerprint("app");
    change(repository);
    const { run, fingerprint } = await plan(repository);
    expect(run.exitCode, run.log).toBe(0);
    expect(fingerprint("app") !== before).toBe(changes);
  });

  test("LFS: what is on the disk counts; a pointer is an error that names the file", async () => {
    using repository = createRepository({
      ...one,
      ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
      "app/Dockerfile": "FROM scratch\nCOPY model.bin /\n",
    });
    repository.git("config", "filter.lfs.clean", "echo version https://git-lfs.github.com/spec/v1");
    repository.git("config", "filter.lfs.smudge", "cat");
    repository.commit({ "app/model.bin": "real model\n" });
    const real = await plan(repository);
    expect(real.run.exitCode, real.run.log).toBe(0);
    repository.write({ "app/model.bin": "another model\n" });
    expect((await plan(repository)).fingerprint("app")).not.toBe(real.fingerprint("app"));
    using clone = repository.clone();
    const { run } = await plan(clone);
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(
      /::error(?: .*)?::app\/model\.bin: expected the file's content, found a pointer of Git LFS.*lfs: true/,
    );
  });

  test("outside of git the disk is read, with the same fingerprint", async () => {
    using repository = createRepository(one);
    const tracked = (await plan(repository)).fingerprint("app");
    repository.write({ ".git": undefined });
    expect((await plan(repository)).fingerprint("app")).toBe(tracked);
  });

  test("a submodule's files count as they are on the disk", async () => {
    using library = createRepository({ "tool.py": "one\n" });
    using repository = createRepository({ ...one, "app/Dockerfile": "FROM scratch\nCOPY vendor /v/\n" });
    repository.git(
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      library.root,
      "app/vendor",
    );
    repository.commit({});
    const before = await plan(repository);
    expect(before.whole?.images.app?.inputs, before.run.log).toContain("app/vendor/tool.py");
    repository.write({ "app/vendor/tool.py": "two\n" });
    expect((await plan(repository)).fingerprint("app")).not.toBe(before.fingerprint("app"));
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    repository.write({ "app/vendor/weights": pointer });
    expect((await plan(repository)).run.log).toMatch(/::error.*::app\/vendor\/weights: expected .* pointer/);
    using clone = repository.clone();
    const { run } = await plan(clone);
    expect(run.log).toContain("::warning::app: the submodule app/vendor is not checked out");
    clone.commit({ "app/Dockerfile": "FROM scratch\nCOPY model.pt /\n", "app/model.pt": pointer });
    expect((await plan(clone)).run.log).toMatch(/::error.*::app\/model\.pt: expected .* pointer/);
  });

  test("args: one that is used counts, one that nobody uses does not, one from the environment does", async () => {
    const definitions = (args: string): string => `images:\n  app:\n    context: .\n    args: ${args}\n`;
    using repository = createRepository({
      ".github/ml-images.yml": definitions('{ TORCH: "2.1.0" }'),
      Dockerfile: "FROM scratch\nARG TORCH\nARG FROM_ENV\nRUN install $TORCH\n",
    });
    const before = (await plan(repository)).fingerprint("app");
    repository.write({ ".github/ml-images.yml": definitions('{ TORCH: "2.1.0", UNUSED: "1" }') });
    expect((await plan(repository)).fingerprint("app")).toBe(before);
    repository.write({ ".github/ml-images.yml": definitions('{ TORCH: "2.1.2" }') });
    expect((await plan(repository)).fingerprint("app")).not.toBe(before);
    repository.write({ ".github/ml-images.yml": definitions("{ FROM_ENV: }") });
    const unset = (await plan(repository)).fingerprint("app");
    expect((await plan(repository, {}, { FROM_ENV: "x" })).fingerprint("app")).not.toBe(unset);
  });

  test("what cannot be known is never the same twice, and says why", async () => {
    using repository = createRepository({
      ...one,
      "app/Dockerfile": "FROM scratch\nADD https://example.com/model.bin /model.bin\n",
    });
    const first = await plan(repository);
    const second = await plan(repository);
    expect(first.fingerprint("app")).not.toBe(second.fingerprint("app"));
    expect(first.whole?.images.app?.reasons.join()).toContain("https://example.com/model.bin");
  });

  test("ONBUILD of a base in the repository reads the child's context", async () => {
    using repository = createRepository({
      "base/Dockerfile": "FROM scratch\nONBUILD COPY app.py /app.py\n",
      "child/Dockerfile": "FROM base\n",
      "child/app.py": "1\n",
      "child/other.py": "1\n",
      ".github/ml-images.yml": "images:\n  base: { context: base }\n  child: { context: child }\n",
    });
    const before = await plan(repository);
    expect(before.whole?.images.child?.inputs, before.run.log).toEqual(["child/Dockerfile", "child/app.py"]);
    repository.write({ "child/app.py": "2\n" });
    expect((await plan(repository)).fingerprint("child")).not.toBe(before.fingerprint("child"));
  });

  test("200 images are planned in one process", async () => {
    const files: Record<string, string> = {};
    let definitions = "images:\n";
    for (let index = 0; index < 200; index += 1) {
      const base = index % 20 === 0 ? "FROM scratch" : `FROM image-${index - (index % 20)}`;
      definitions += `  image-${index}:\n    context: services/${index}\n`;
      files[`services/${index}/Dockerfile`] = `${base}\nCOPY src /src\n`;
      for (let file = 0; file < 10; file += 1)
        files[`services/${index}/src/${file}.py`] = `${index} ${file}\n`;
    }
    using repository = createRepository({ ...files, ".github/ml-images.yml": definitions });
    const { run, whole } = await plan(repository);
    expect(run.exitCode, run.log.slice(0, 2000)).toBe(0);
    expect(Object.keys(whole?.images ?? {})).toHaveLength(200);
    expect(new Set(Object.values(whole?.images ?? {}).map(({ fingerprint }) => fingerprint)).size).toBe(200);
    expect(whole?.images["image-7"]?.parents).toEqual(["image-0"]);
    expect(whole?.legs).toHaveLength(10);
  });

  test("outputs stay below GitHub's limit: the file has everything", async () => {
    let definitions = "images:\n";
    for (let index = 0; index < 3000; index += 1) {
      definitions += `  image-with-a-rather-long-name-${index}:\n    context: .\n    args: { N: ${index} }\n`;
    }
    using repository = createRepository({
      ".github/ml-images.yml": definitions,
      Dockerfile: "FROM scratch\nARG N\nRUN echo $N\n",
    });
    const { run, whole } = await plan(repository);
    expect(run.exitCode, run.log.slice(0, 2000)).toBe(0);
    const characters = Object.values(run.outputs).reduce((sum, value) => sum + value.length, 0);
    expect(characters * 2).toBeLessThan(900 * 1024);
    expect(run.log).toContain("larger than GitHub takes");
    expect(Object.keys(whole?.images ?? {})).toHaveLength(3000);
  });
});

describe("definitions without an images file", () => {
  const statuses = ({ log }: ActionRun): string => log;

  test("every Dockerfile is an image, its context inferred, parents found by name", async () => {
    using repository = createRepository({
      "docker/ml-base/Dockerfile": "FROM scratch\nCOPY requirements.txt /\n",
      "docker/ml-base/requirements.txt": "torch\n",
      "services/api/Dockerfile": "FROM ml-base\nCOPY services/api/main.py shared/ /app/\n",
      "services/api/main.py": "x\n",
      "shared/tool.py": "y\n",
    });
    const { run, whole } = await plan(repository);
    expect(run.exitCode, statuses(run)).toBe(0);
    expect(whole?.images.api?.parents).toEqual(["ml-base"]);
    expect(whole?.images.api?.inputs).toEqual([
      "services/api/Dockerfile",
      "services/api/main.py",
      "shared/tool.py",
    ]);
  });
});
