/** Corners of a checkout where what a build reads is not where, or not what, git's index says: every change counts. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");

interface Planned {
  readonly fingerprint: string;
  readonly inputs: readonly string[];
  readonly reasons: readonly string[];
}

async function planApp(root: string, env: Record<string, string> = {}): Promise<Planned> {
  return (await planImages(root, env)).app as Planned;
}

async function planImages(
  root: string,
  env: Record<string, string> = {},
): Promise<Readonly<Record<string, Planned>>> {
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-plan-"));
  const run = await runAction({
    root,
    node: machine.node,
    inputs: { mode: "plan", push: "false" },
    env: { RUNNER_TEMP: temporary, ...env },
  });
  expect(run.exitCode, run.log).toBe(0);
  const plan = JSON.parse(readFileSync(run.outputs["plan-file"] ?? "", "utf8")) as {
    images: Record<string, Planned>;
  };
  return plan.images;
}

const all = "FROM scratch\nCOPY . /app/\n";
const app = {
  ".github/ml-images.yml": "images:\n  app:\n    context: app\n",
  "app/Dockerfile": all,
  "app/main.py": "one\ntwo\n",
};
const elsewhere = (context: string) => ({
  ".github/ml-images.yml": `images:\n  app:\n    context: ${context}\n    dockerfile: ${context.replace(/[^/]+/g, "..")}/Dockerfile\n`,
  Dockerfile: all,
});

/** The same file as git writes it under other settings: its bytes change, its id does not. */
function checkOutAgain({ root, git }: GitRepository): void {
  rmSync(join(root, "app/main.py"));
  git("checkout", "--quiet", "app/main.py");
}

interface Corner {
  readonly files: Readonly<Record<string, string>>;
  prepare?(repository: GitRepository): void;
  change(repository: GitRepository): void;
}

const corners: Readonly<Record<string, Corner>> = {
  "a context without any tracked file": {
    files: elsewhere("out"),
    prepare: (r) => r.write({ "out/model.bin": "1" }),
    change: (r) => r.write({ "out/model.bin": "2" }),
  },
  "a named context without any tracked file": {
    files: {
      ...app,
      ".github/ml-images.yml": "images:\n  app:\n    context: app\n    contexts: { generated: out }\n",
      "app/Dockerfile": "FROM scratch\nCOPY --from=generated . /app/\n",
    },
    prepare: (r) => r.write({ "out/model.bin": "1" }),
    change: (r) => r.write({ "out/model.bin": "2" }),
  },
  "a submodule as context": {
    files: elsewhere("sub"),
    prepare(r) {
      using inner = createRepository({ "main.py": "one" });
      r.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root, "sub");
      r.commit({});
    },
    change: (r) => r.write({ "sub/main.py": "two" }),
  },
  "a context that is a symbolic link": {
    files: { ...elsewhere("link"), "real/main.py": "one" },
    prepare: (r) => symlinkSync("real", join(r.root, "link")),
    change: (r) => void r.commit({ "real/main.py": "two" }),
  },
  "a context below a symbolic link": {
    files: { ...elsewhere("link/deep"), "real/deep/main.py": "one" },
    prepare: (r) => symlinkSync("real", join(r.root, "link")),
    change: (r) => void r.commit({ "real/deep/main.py": "two" }),
  },
  "an executable bit where git does not look at it": {
    files: app,
    prepare: (r) => r.git("config", "core.fileMode", "false"),
    change: (r) => chmodSync(join(r.root, "app/main.py"), 0o755),
  },
  "a link that became a file where git does not look at it": {
    files: app,
    prepare(r) {
      symlinkSync("main.py", join(r.root, "app/link"));
      r.commit({});
      r.git("config", "core.symlinks", "false");
    },
    change(r) {
      rmSync(join(r.root, "app/link"));
      r.write({ "app/link": "main.py" });
      r.git("add", "--all");
    },
  },
  "an untracked file whose name differs in case only": {
    files: app,
    prepare(r) {
      r.git("config", "core.ignoreCase", "true");
      r.write({ "app/Main.py": "one" });
    },
    change: (r) => r.write({ "app/Main.py": "two" }),
  },
  "a folder that its removed files leave empty": {
    files: { ...app, "app/data/one.txt": "1" },
    prepare: (r) => r.write({ "app/data": undefined }),
    change: (r) => mkdirSync(join(r.root, "app/data")),
  },
  "line ends by core.autocrlf=yes": {
    files: app,
    change(r) {
      r.git("config", "core.autocrlf", "yes");
      checkOutAgain(r);
    },
  },
  "line ends that `text=auto` hides": {
    files: { ...app, ".gitattributes": "* text=auto\n" },
    change(r) {
      r.write({ "app/main.py": "one\r\ntwo\r\n" });
      // Stored with LF all the same: the index does not change.
      r.git("add", "--renormalize", "app/main.py");
      r.git("add", "--all");
    },
  },
  "line ends that `eol=lf` hides": {
    files: { ...app, ".gitattributes": "*.py text eol=lf\n" },
    change(r) {
      r.write({ "app/main.py": "one\r\ntwo\r\n" });
      r.git("add", "--all");
    },
  },
  "line ends by attributes that are not tracked": {
    files: app,
    change(r) {
      r.write({ ".gitattributes": "*.py eol=crlf\n" });
      checkOutAgain(r);
    },
  },
  "line ends by the repository's own attributes": {
    files: app,
    change(r) {
      r.write({ ".git/info/attributes": "*.py eol=crlf\n" });
      checkOutAgain(r);
    },
  },
};

describe("what git's index does not tell", () => {
  test.each(Object.entries(corners))("%s", async (_, { files, prepare, change }) => {
    using repository = createRepository(files);
    prepare?.(repository);
    const before = await planApp(repository.root);
    expect((await planApp(repository.root)).fingerprint).toBe(before.fingerprint);
    change(repository);
    expect((await planApp(repository.root)).fingerprint).not.toBe(before.fingerprint);
  });

  test("line ends by the attributes of the repository that a linked working tree belongs to", async () => {
    using repository = createRepository(app);
    const tree = mkdtempSync(join(tmpdir(), "ml-image-build-tree-"));
    repository.git("worktree", "add", "--quiet", "--force", tree);
    const before = await planApp(tree);
    writeFileSync(join(repository.root, ".git/info/attributes"), "*.py eol=crlf\n");
    rmSync(join(tree, "app/main.py"));
    execFileSync("git", ["-C", tree, "checkout", "--quiet", "app/main.py"]);
    expect((await planApp(tree)).fingerprint).not.toBe(before.fingerprint);
    rmSync(tree, { recursive: true });
  });

  test("a link to the same files is the same context, and its files are named where they lie", async () => {
    using repository = createRepository({ ...elsewhere("link"), "real/main.py": "one" });
    symlinkSync("real", join(repository.root, "link"));
    expect((await planApp(repository.root)).inputs).toEqual(["Dockerfile", "real/main.py"]);
  });

  test("a context that leads out of the repository is never known to be unchanged", async () => {
    const outside = mkdtempSync(join(tmpdir(), "ml-image-build-outside-"));
    using repository = createRepository(elsewhere("link"));
    symlinkSync(outside, join(repository.root, "link"));
    const before = await planApp(repository.root);
    expect(before.reasons.join()).toContain("outside of the repository");
    expect((await planApp(repository.root)).fingerprint).not.toBe(before.fingerprint);
  });

  test("an ignore file that is a link out of its folder takes nothing out: BuildKit does not follow it", async () => {
    using repository = createRepository({ ...app, "shared/ignore": "main.py\n", "app/inside": "main.py\n" });
    symlinkSync("../shared/ignore", join(repository.root, "app/.dockerignore"));
    const before = await planApp(repository.root);
    // What the outer file names stays in.
    expect(before.inputs).toContain("app/main.py");
    repository.write({ "app/main.py": "changed\n" });
    expect((await planApp(repository.root)).fingerprint).not.toBe(before.fingerprint);
    rmSync(join(repository.root, "app/.dockerignore"));
    symlinkSync("inside", join(repository.root, "app/.dockerignore"));
    const inside = await planApp(repository.root);
    expect(inside.inputs).not.toContain("app/main.py");
    expect((await planApp(repository.root)).fingerprint).toBe(inside.fingerprint);
  });

  test("a Dockerfile that is a link is built from where it leads, also out of its folder, where BuildKit would not find it", async () => {
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: {context: app}\n  below: {context: below}\n",
      "real/Dockerfile": all,
      "app/main.py": "one",
      "below/docker/file": all,
    });
    symlinkSync("../real/Dockerfile", join(repository.root, "app/Dockerfile"));
    symlinkSync("docker/file", join(repository.root, "below/Dockerfile"));
    repository.commit({});
    const planned = async (): Promise<Readonly<Record<"app" | "below", Planned>>> =>
      (await planImages(repository.root)) as Readonly<Record<"app" | "below", Planned>>;
    const before = await planned();
    expect(before.app.inputs).toContain("real/Dockerfile");
    expect(before.below.inputs).toEqual(["below/Dockerfile", "below/docker/file"]);
    const inputs = { registry: `${machine.registry}/linked-dockerfiles` };
    const run = await runAction({ root: repository.root, node: machine.node, inputs });
    expect(run.exitCode, run.log).toBe(0);
    expect(run.images).toMatchObject({ app: { status: "built" }, below: { status: "built" } });
    repository.write({ "real/Dockerfile": "FROM scratch\nCOPY . /other/\n" });
    const after = await planned();
    expect(after.app.fingerprint).not.toBe(before.app.fingerprint);
    expect(after.below.fingerprint).toBe(before.below.fingerprint);
  });

  test("SOURCE_DATE_EPOCH of the environment, which buildx hands on, counts where the Dockerfile names it", async () => {
    using repository = createRepository(app);
    const epochs = async (): Promise<readonly string[]> => {
      const plans = ["1700000001", "1700000002"].map((SOURCE_DATE_EPOCH) =>
        planApp(repository.root, { SOURCE_DATE_EPOCH }),
      );
      return (await Promise.all(plans)).map(({ fingerprint }) => fingerprint);
    };
    const [one, same] = await epochs();
    expect(same).toBe(one);
    repository.write({ "app/Dockerfile": "FROM scratch\nARG SOURCE_DATE_EPOCH\nCOPY . /app/\n" });
    const [first, second] = await epochs();
    expect(second).not.toBe(first);
  });

  test("bytes of a Dockerfile that are no UTF-8 count, each for itself", async () => {
    using repository = createRepository(app);
    const planned = async (byte: number): Promise<string> => {
      const text = Buffer.from("FROM scratch\nLABEL name=ü?\nCOPY main.py /app/\n");
      text[text.indexOf("?")] = byte;
      writeFileSync(join(repository.root, "app/Dockerfile"), text);
      return (await planApp(repository.root)).fingerprint;
    };
    const prints = [await planned(0xe8), await planned(0xe9), await planned(0xff)];
    expect(new Set(prints).size).toBe(3);
    expect(await planned(0xe8)).toBe(prints[0]);
  });

  test("variables of another git do not lead to another repository", async () => {
    using repository = createRepository(app);
    using other = createRepository({ "app/main.py": "other" });
    const { fingerprint } = await planApp(repository.root);
    const env = { GIT_DIR: join(other.root, ".git"), GIT_WORK_TREE: other.root };
    expect((await planApp(repository.root, env)).fingerprint).toBe(fingerprint);
  });
});
