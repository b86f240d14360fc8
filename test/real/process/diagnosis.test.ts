/** Builds that fail: the cause, what helps, and where; and those that are tried again, by the bundle. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags } from "../../support/registry-client.ts";

const machine = inject("machine");

describe("a build that fails", () => {
  let repository: GitRepository;
  const build = (files: Readonly<Record<string, string>>, name: string): Promise<ActionRun> => {
    repository.commit({ ".github/ml-images.yml": "images:\n  app:\n    context: .\n", ...files });
    return runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/diagnosis-${name}` },
    });
  };
  beforeAll(() => {
    repository = createRepository({ "README.md": "diagnosis\n" });
  });
  afterAll(() => repository[Symbol.dispose]());

  test("names the package's line in the requirements beside the Dockerfile's", async () => {
    const run = await build(
      {
        "requirements.txt": "numpy\ntorch==9.9\n",
        Dockerfile: `FROM ${machine.base}
COPY requirements.txt /
RUN echo 'ERROR: No matching distribution found for torch==9.9' >&2; exit 1
`,
      },
      "requirement",
    );
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(
      /::error .*file=Dockerfile,line=3.*::app: ERROR: No matching distribution found for torch==9\.9: no such version/,
    );
    expect(run.log).toMatch(/::error .*file=requirements\.txt,line=2.*::app: torch/);
    expect(run.log).not.toContain("tried again");
    expect(run.summary).toMatch(
      /\| ❌ app \| <code>Dockerfile:3<\/code> \| <code>ERROR: No matching distribution found for torch==9\.9<\/code> \| no such version.*\(\[more\]\(https:/,
    );
    expect(await listTags(machine.registry, "diagnosis-requirement/app")).toEqual([]);
  });

  test("a line that was written in pieces, a Dockerfile with an odd name, a file that another stage lacks", async () => {
    using odd = createRepository({
      ".github/ml-images.yml":
        "images:\n  pieces: { context: my dir, dockerfile: Docker file }\n  lost: { context: lost }\n",
      "my dir/Docker file": `FROM ${machine.base}

RUN printf 'ERROR: No matching '; sleep 0.3; printf 'distribution found for '; sleep 0.3; echo torchx==9; exit 1
`,
      "lost/Dockerfile": `FROM ${machine.base} AS builder\nRUN true\nFROM ${machine.base}\nCOPY --from=builder /app/dist /srv\n`,
    });
    const run = await runAction({
      root: odd.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/diagnosis-odd`, retries: "0" },
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(
      /::error .*file=my dir\/Docker file,line=3.*::pieces: ERROR: No matching distribution found for torchx==9: no such version/,
    );
    expect(run.log).toMatch(
      /::error .*file=lost\/Dockerfile,line=4.*::lost: COPY --from=builder \/app\/dist .*the stage or image that --from names/,
    );
  });

  test("an unknown failure is told with its last words, and without a cause", async () => {
    const run = await build(
      { Dockerfile: `FROM ${machine.base}\nRUN echo 'error: the model has 3 heads, not 4'; exit 9\n` },
      "unknown",
    );
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error .*exit code: 9.*it said: error: the model has 3 heads, not 4/);
    expect(run.log).not.toContain("What helps");
  });

  test("what passes by itself is tried again, and what was finished is not", async () => {
    const run = await build(
      {
        Dockerfile: `FROM ${machine.base}
RUN echo first-${Date.now()} > /first
RUN --mount=type=cache,target=/seen,id=seen-${Date.now()} if [ -e /seen/once ]; then echo second; else touch /seen/once; echo 'E: Temporary failure resolving example'; exit 100; fi
`,
      },
      "again",
    );
    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).toMatch(/::warning.*app: .*Temporary failure resolving.*tried again in .* \(1 of 2\)/);
    expect(JSON.parse(run.outputs.built ?? "")).toEqual(["app"]);
  });

  test("retries: 0 tries once", async () => {
    repository.commit({
      Dockerfile: `FROM ${machine.base}\nRUN echo 'curl: (56) Recv failure: Connection reset by peer'; exit 56\n`,
    });
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/diagnosis-once`, retries: "0" },
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).not.toContain("tried again");
    expect(run.log).toMatch(/Connection reset by peer: a connection broke/);
  });

  test("an ignore pattern that does not compile is refused before anything is built", async () => {
    const run = await build(
      { Dockerfile: `FROM ${machine.base}\nCOPY . /app\n`, ".dockerignore": "*.log\na[\n" },
      "pattern",
    );
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error.*\.dockerignore: syntax error in pattern: a\[/);
    expect(run.outputs).toEqual({});
  });
});
