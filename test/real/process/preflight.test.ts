/** What is certain to fail is told before the first build, all at once; what cannot be told fails nothing. By the bundle. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { anonymous } from "../../../src/registry/credentials.ts";
import { openOciRegistry } from "../../../src/registry/oci.ts";
import { exec } from "../../../src/shell/exec.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags } from "../../support/registry-client.ts";
import { pushImage, pushIndex } from "../../support/registry-images.ts";
import { answerError, type RegistryProxy, startProxy } from "../../support/registry-proxy.ts";

const machine = inject("machine");

test("mistakes of all images are told at once, each with its place, and nothing is built", async () => {
  const registry = openOciRegistry(openWorld({}, new AbortController().signal, exec), machine.registry, {
    credentials: anonymous,
  });
  const part = await pushImage(registry, "preflight/single");
  await pushIndex(registry, "preflight/single", [{ manifest: part, architecture: "arm64" }], "1");
  using repository = createRepository({
    ".github/ml-images.yml": `images:
  good: {context: good}
  near: {context: near}
  above: {context: above}
  around: {context: around}
  ignored: {context: ignored}
  untracked: {context: untracked}
  base: {context: base}
  platform: {context: platform}
  secret: {context: good, secrets: ["id=token,env=NOT_GIVEN_AT_ALL"], tags: [x]}
`,
    "good/Dockerfile": `FROM ${machine.base}\nRUN true\n`,
    "near/Dockerfile": `FROM ${machine.base}\nCOPY requirement.txt /\n`,
    "near/requirements.txt": "numpy\n",
    "above/Dockerfile": `FROM ${machine.base}\nCOPY ../shared /shared\n`,
    "around/Dockerfile": `FROM ${machine.base}\nCOPY lib/../gone.txt /\n`,
    "shared/a.py": "a\n",
    "ignored/Dockerfile": `FROM ${machine.base}\n\nCOPY data/labels.csv /\n`,
    "ignored/.dockerignore": "# large\n*.md\ndata\n",
    "ignored/data/labels.csv": "a\n",
    "untracked/Dockerfile": `FROM ${machine.base}\nCOPY dist/model.whl /\n`,
    "untracked/.gitignore": "# built\ndist/\n",
    "base/Dockerfile": `FROM ${machine.registry}/preflight/single:9\nRUN true\n`,
    "platform/Dockerfile": `FROM ${machine.registry}/preflight/single:1\nRUN true\n`,
  });
  const run = await runAction({
    root: repository.root,
    node: machine.node,
    inputs: { registry: `${machine.registry}/preflight-mistakes` },
    env: typeof machine.containerBuilder === "string" ? { BUILDX_BUILDER: machine.containerBuilder } : {},
  });
  expect(run.exitCode, run.log).toBe(1);
  const says = [
    'near/Dockerfile:2: COPY requirement.txt: expected it in the context (near), found nothing: it is missing; did you mean "requirements.txt"?',
    "ignored/Dockerfile:3: COPY data/labels.csv: expected it in the context (ignored), found nothing: it is ignored by ignored/.dockerignore:3: data; add the line !data/labels.csv below",
    "untracked/Dockerfile:2: COPY dist/model.whl: expected it in the context (untracked), found nothing: git does not track it (untracked/.gitignore:2: dist/)",
    "above/Dockerfile:2: COPY ../shared: expected it in the context (above), found nothing: a build reads nothing above its context",
    "around/Dockerfile:2: COPY lib/../gone.txt: expected it in the context (around), found nothing: it is missing",
    "expected the variable NOT_GIVEN_AT_ALL for the secret token, found none",
    `base/Dockerfile: expected the base image ${machine.registry}/preflight/single:9, found that`,
    "has no image for linux/amd64; it has linux/arm64",
  ];
  for (const text of says) expect(run.log).toContain(text);
  // Each on its line, where it has one.
  expect(run.log).toContain("::error file=near/Dockerfile,line=2::near/Dockerfile:2: COPY requirement.txt");
  expect(run.log).toContain("::error file=above/Dockerfile,line=2::above/Dockerfile:2: COPY ../shared");
  expect(run.log).toContain("::error file=base/Dockerfile::base/Dockerfile: expected the base image");
  expect(run.log).toContain(
    "::error file=.github/ml-images.yml::.github/ml-images.yml: images.secret: secrets:",
  );
  expect(run.log).not.toContain("│ building");
  expect(await listTags(machine.registry, "preflight-mistakes/good")).toEqual([]);
});

test("findings are notices and BuildKit's checks warnings on the Dockerfile's lines, and rows of the summary; a reused run has none", async () => {
  using repository = createRepository({
    ".github/ml-images.yml":
      "images:\n  app: {context: ., args: {GIT_SHA: abc}}\n  child: {context: child}\n",
    "child/Dockerfile": "FROM app\nENV OLD form\n",
    Dockerfile: `FROM ${machine.base}
ARG GIT_SHA
ENV OLD form
RUN --mount=type=cache,target=/root/.cache/pip pip() { true; }; pip install --no-cache-dir numpy
`,
  });
  const run = (more: Readonly<Record<string, string>> = {}): Promise<ActionRun> => {
    const inputs = { registry: `${machine.registry}/preflight-advice`, ...more };
    return runAction({ root: repository.root, node: machine.node, inputs });
  };
  const built = await run();
  expect(built.exitCode, built.log).toBe(0);
  expect(built.log).toMatch(
    /::notice .*file=Dockerfile,line=2.*::app: GIT_SHA is another one in each commit/,
  );
  expect(built.log).toMatch(/::notice .*file=Dockerfile,line=4.*::app: the cache mount stays empty/);
  expect(built.log).toMatch(/::warning .*file=Dockerfile,line=3.*::LegacyKeyValueFormat: /);
  // Its base is not there when it is checked, and no public registry is asked for it.
  expect(built.log).toMatch(/::warning .*file=child\/Dockerfile,line=2.*::LegacyKeyValueFormat: /);
  expect(built.summary).toMatch(/2 findings[\s\S]*cache-mount-defeated/);
  const reused = await run();
  expect(reused.exitCode, reused.log).toBe(0);
  expect(reused.log + reused.summary).not.toMatch(/::notice|findings|LegacyKeyValueFormat/);
  const unchecked = await run({ checks: "false", rebuild: "true" });
  expect(unchecked.exitCode, unchecked.log).toBe(0);
  expect(unchecked.log).toContain("::notice ");
  expect(unchecked.log).not.toContain("LegacyKeyValueFormat");
});

describe("what the registry allows", () => {
  let proxy: RegistryProxy;
  let repository: GitRepository;
  /** Status of the answer to a begun upload, by repository. */
  const refused = new Map<string, number>();
  const run = (registry: string): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${proxy.host}/${registry}` },
    });

  beforeAll(async () => {
    proxy = await startProxy({
      upstream: machine.registry,
      handle({ method, url, response, forward }) {
        const path = /^\/v2\/(.+)\/blobs\/uploads\/$/.exec(url)?.[1] ?? "";
        const status = refused.get(path);
        if (method !== "POST" || status === undefined) return forward();
        return answerError(response, status, "DENIED", "not for you");
      },
    });
    repository = createRepository({
      ".github/ml-images.yml": "images:\n  one: {context: one}\n  two: {context: two}\n",
      "one/Dockerfile": `FROM ${machine.base}\nRUN true\n`,
      "two/Dockerfile": `FROM ${machine.base}\nRUN echo two > /two\n`,
    });
  });
  afterAll(async () => {
    repository[Symbol.dispose]();
    await proxy.stop();
  });

  test("a push that will be denied is told for each repository before anything is built", async () => {
    refused.set("preflight-denied/one", 403).set("preflight-denied/two", 401);
    const { exitCode, log } = await run("preflight-denied");
    expect(exitCode).toBe(1);
    for (const name of ["one", "two"]) {
      expect(log).toMatch(new RegExp(`::error ?::.*/preflight-denied/${name}: writing was denied`));
    }
    expect(log).not.toContain("│ building");
  });

  test("a cache that will be denied is a warning, and nothing is written there", async () => {
    refused.set("preflight-cache/ml-image-cache", 403);
    const { exitCode, log } = await run("preflight-cache");
    expect(exitCode, log).toBe(0);
    expect(log).toMatch(/::warning ?::layer caches are not written in this run: .*ml-image-cache/);
    expect(proxy.requests).not.toContainEqual(expect.stringMatching(/PUT .*preflight-cache\/ml-image-cache/));
  });

  test("an answer that tells nothing is a warning; probes leave nothing; a reused run asks nothing", async () => {
    refused.clear();
    const name = "preflight-odd";
    refused.set(`${name}/one`, 418);
    proxy.requests.length = 0;
    const odd = await run(name);
    // The build's own push meets the same answer: that is for the builder to tell.
    expect(odd.log).toMatch(/::warning ?::not checked: .*418/);
    expect(odd.log).toContain("one │ building");
    refused.clear();
    const whole = await run(name);
    expect(whole.exitCode, whole.log).toBe(0);
    expect(proxy.requests).toContainEqual(
      expect.stringMatching(/^DELETE \/v2\/preflight-odd\/two\/blobs\/uploads\/./),
    );
    proxy.requests.length = 0;
    const reused = await run(name);
    expect(reused.exitCode, reused.log).toBe(0);
    expect(proxy.requests.filter((one) => one.includes("/blobs/uploads/"))).toEqual([]);
  });
});
