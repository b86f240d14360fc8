/** Builders made and removed, cancellation, the post step, credentials: nothing is left behind. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { pullRequest, runAction } from "../../support/action.ts";
import { createRepository } from "../../support/git-repository.ts";
import { readManifest } from "../../support/registry-client.ts";
import { startFaultyRegistry } from "../../support/registry-faults.ts";

const machine = inject("machine");
const missingEngine = machine.engine === "ready" ? undefined : machine.engine.missing;
const missingContainer =
  typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
const host = machine.registry;

const builders = (): string =>
  execFileSync("docker", ["buildx", "ls", "--format", "{{.Name}}"], { encoding: "utf8" });
const simple = (steps = "RUN echo built > /built"): Record<string, string> => ({
  ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
  Dockerfile: `FROM ${machine.base}\nCOPY Dockerfile /Dockerfile\n${steps}\n`,
});

/** A docker configuration whose current builder is a docker-container one on a network of its own. */
function configWithIsolatedBuilder(): { readonly env: Record<string, string>; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-docker-config-"));
  const env = { DOCKER_CONFIG: directory };
  const docker = (...args: string[]): void =>
    void execFileSync("docker", args, { env: { ...process.env, ...env }, stdio: "pipe" });
  const name = `isolated-${process.pid}`;
  docker("buildx", "create", "--name", name, "--driver", "docker-container", "--use");
  return { env, remove: () => docker("buildx", "rm", "--force", name) };
}

describe("a builder of our own", () => {
  test("is made when the current one cannot reach the registry, and removed", async (context) => {
    context.skip(missingContainer !== undefined, missingContainer);
    using repository = createRepository(simple());
    const config = configWithIsolatedBuilder();
    try {
      const run = await runAction({
        root: repository.root,
        node: machine.node,
        inputs: { registry: `${host}/own-builder` },
        env: config.env,
      });
      expect(run.exitCode, run.log).toBe(0);
      expect(run.log).toMatch(
        /Created the buildx builder ml-image-build-4711-\w+ \(driver docker-container\): .*cannot reach/,
      );
      expect(run.images.app?.status).toBe("built");
      expect(run.state.builder).toMatch(/^ml-image-build-4711-/);
      // Beside whatever comes next.
      const left = (): string =>
        execFileSync("docker", ["buildx", "ls", "--format", "{{.Name}}"], {
          encoding: "utf8",
          env: { ...process.env, ...config.env },
        }) + execFileSync("docker", ["ps", "-a", "--format", "{{.Names}}"], { encoding: "utf8" });
      const { builder = "" } = run.state;
      await expect.poll(left, { timeout: 60_000, interval: 300 }).not.toContain(builder);
    } finally {
      config.remove();
    }
  });

  test("is not needed where nothing is built", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(simple());
    const inputs = { registry: `${host}/no-builder` };
    await runAction({ root: repository.root, node: machine.node, inputs });
    // An engine that does not answer: looking up and tagging need none.
    const again = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { ...inputs, tags: "released" },
      env: { DOCKER_HOST: "tcp://127.0.0.1:1" },
    });
    expect(again.exitCode, again.log).toBe(0);
    expect(again.images.app?.status).toBe("reused");
    expect((await readManifest(host, "no-builder/app", "released"))?.digest).toBe(again.images.app?.digest);
  });
});

describe("cancellation", () => {
  test.for([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s ends the build and reports; the post step saves layers and leaves no process, builder or credential behind", async ([
    signal,
    code,
  ], context) => {
    context.skip(missingContainer !== undefined, missingContainer);
    using repository = createRepository(simple("RUN sleep 61.7"));
    const config = configWithIsolatedBuilder();
    const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-cancel-"));
    try {
      const started = Date.now();
      const run = await runAction({
        root: repository.root,
        node: machine.node,
        inputs: { registry: `${host}/cancelled-${code}` },
        env: { ...config.env, RUNNER_TEMP: temporary },
        onLine(line, child) {
          if (line.includes("COPY Dockerfile /Dockerfile")) setTimeout(() => child.kill(signal), 300);
        },
      });
      expect(run.exitCode, run.log).toBe(code);
      expect(Date.now() - started).toBeLessThan(40_000);
      expect(run.images.app?.error).toMatch(/cancelled in .*RUN sleep 61.7/);
      expect(run.summary).toContain("1 failed");
      expect(run.images.app?.error).toMatch(/1 finished step .* to be saved by the post step/);
      const post = await runAction({
        root: repository.root,
        node: machine.node,
        entry: "post/index.js",
        env: {
          ...config.env,
          RUNNER_TEMP: temporary,
          ...Object.fromEntries(Object.entries(run.state).map(([name, value]) => [`STATE_${name}`, value])),
        },
      });
      expect(post.log).toMatch(/app │ 1 finished step .* in the cache/);
      expect(builders()).not.toContain(run.state.builder ?? "none");
      expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toMatch(
        /sleep 61\.7|buildx build .*own-builder/,
      );
      expect(readdirSync(temporary).filter((name) => name.startsWith("ml-image-build-"))).toEqual([]);
    } finally {
      config.remove();
    }
  });

  test("while builders are looked for, it is told as a cancellation, and docker is not called broken", async () => {
    using repository = createRepository(simple());
    const programs = mkdtempSync(join(tmpdir(), "ml-image-build-programs-"));
    const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-early-"));
    // The runner's signal comes at the worst moment: when a question to docker is open.
    writeFileSync(join(programs, "docker"), "#!/bin/sh\nkill -TERM $PPID\nexec sleep 63.1\n", {
      mode: 0o755,
    });
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/cancelled-early` },
      env: { RUNNER_TEMP: temporary, PATH: `${programs}:${process.env.PATH}` },
    });
    expect(run.exitCode, run.log).toBe(143);
    expect(run.log).toMatch(/::error(?: .*)?::(?:cancelled; it was interrupted at: |app: cancelled)/);
    expect(run.log).not.toContain("::error::docker buildx does not work");
    expect(readdirSync(temporary).filter((name) => name.startsWith("ml-image-build-"))).toEqual([]);
  });

  test("after SIGKILL the post step removes builder, credentials and scratch space", async (context) => {
    context.skip(missingContainer !== undefined, missingContainer);
    using repository = createRepository(simple("RUN sleep 62.3"));
    const config = configWithIsolatedBuilder();
    const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-killed-"));
    const env = { ...config.env, RUNNER_TEMP: temporary };
    try {
      const run = await runAction({
        root: repository.root,
        node: machine.node,
        inputs: { registry: `${host}/killed` },
        env,
        onLine(line, child) {
          if (line.includes("COPY Dockerfile /Dockerfile")) child.kill("SIGKILL");
        },
      });
      expect(run.exitCode).toBe(null);
      expect(existsSync(run.state["docker-config"] ?? "")).toBe(true);
      const state = Object.fromEntries(
        Object.entries(run.state).map(([name, value]) => [`STATE_${name}`, value]),
      );
      const post = await runAction({
        root: repository.root,
        node: machine.node,
        entry: "post/index.js",
        env: { ...env, ...state },
      });
      expect(post.exitCode, post.log).toBe(0);
      expect(existsSync(run.state["docker-config"] ?? "")).toBe(false);
      expect(existsSync(run.state.scratch ?? "")).toBe(false);
      expect(
        execFileSync("docker", ["ps", "-a", "--format", "{{.Names}}"], { encoding: "utf8" }),
      ).not.toContain(run.state.builder ?? "none");
    } finally {
      config.remove();
    }
  });

  test("the post step removes nothing but our own", async () => {
    const precious = mkdtempSync(join(tmpdir(), "precious-"));
    writeFileSync(join(precious, "file"), "x");
    const post = await runAction({
      root: precious,
      node: machine.node,
      entry: "post/index.js",
      env: { STATE_scratch: precious },
    });
    expect(post.exitCode).toBe(0);
    expect(existsSync(join(precious, "file"))).toBe(true);
  });
});

describe("time limits and failures", () => {
  test("an image's own time limit ends its build with a clear word", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(simple("RUN sleep 200"));
    repository.write({
      ".github/ml-images.yml": "images:\n  app:\n    context: .\n    timeout-minutes: 0.05\n",
    });
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/slow` },
    });
    expect(run.exitCode).toBe(1);
    expect(run.images.app?.error, run.log).toMatch(/time limit of 0.05 minutes in .*RUN sleep 200/);
  });

  test("a registry that does not answer is one clear error before anything is built", async () => {
    using repository = createRepository(simple());
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: "localhost:1/x" },
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error::.*localhost:1/);
    expect(run.log).not.toMatch(/│ building|\n\s+at .*\(/);
  });

  test("a secret that is not there fails before the build; a fork's build runs without secrets", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository({
      ".github/ml-images.yml": `images:
  first:
    context: .
    target: plain
  app:
    context: .
    secrets: ["id=hf_token,env=HF_TOKEN", "id=key,src=.key"]
`,
      Dockerfile: `FROM ${machine.base} AS plain\nRUN echo plain\nFROM plain\nRUN --mount=type=secret,id=hf_token test ! -s /run/secrets/hf_token || cp /run/secrets/hf_token /leaked\n`,
    });
    const inputs = { registry: `${host}/secrets` };
    const without = await runAction({ root: repository.root, node: machine.node, inputs });
    expect(without.exitCode).toBe(1);
    // All at once, before any image is built.
    expect(without.log).toMatch(
      /::error.*ml-images\.yml: images\.app: secrets: expected the variable HF_TOKEN/,
    );
    expect(without.log).toMatch(/::error.*expected the file \.key for the secret key/);
    expect(without.log).not.toContain("building");
    expect(without.outputs).toEqual({});
    const env = { HF_TOKEN: "s3cret-value" };
    writeFileSync(`${repository.root}/.key`, "k");
    const withSecret = await runAction({ root: repository.root, node: machine.node, inputs, env });
    expect(withSecret.exitCode, withSecret.log).toBe(0);
    expect(withSecret.log).not.toContain("s3cret-value");
    const fork = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/secrets-fork` },
      env,
      event: pullRequest(5, true),
    });
    expect(fork.exitCode, fork.log).toBe(0);
  });

  test("one build under several names, and a copy to a repository that lacks it", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(simple());
    const names = (list: string): string => `images:\n  app:\n    context: .\n    repositories: [${list}]\n`;
    repository.write({ ".github/ml-images.yml": names("api, dashboard") });
    const inputs = { registry: `${host}/names` };
    const first = await runAction({ root: repository.root, node: machine.node, inputs });
    expect(first.exitCode, first.log).toBe(0);
    const { tag = "", digest } = first.images.app ?? {};
    for (const name of ["api", "dashboard"])
      expect((await readManifest(host, `names/${name}`, tag))?.digest).toBe(digest);
    repository.write({ ".github/ml-images.yml": names("api, dashboard, admin") });
    const second = await runAction({ root: repository.root, node: machine.node, inputs });
    expect(second.images.app?.status, second.log).toBe("reused");
    expect((await readManifest(host, "names/admin", tag))?.digest).toBe(digest);
  });

  test("without a push, an image that only another repository has is named where it is", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(simple());
    const inputs = { registry: `${host}/elsewhere` };
    const first = await runAction({ root: repository.root, node: machine.node, inputs });
    expect(first.exitCode, first.log).toBe(0);
    repository.write({
      ".github/ml-images.yml": "images:\n  app:\n    context: .\n  twin:\n    context: .\n",
    });
    const run = (push: string, event = pullRequest(7)) =>
      runAction({ root: repository.root, node: machine.node, inputs: { ...inputs, push }, event });
    const { tag = "" } = first.images.app ?? {};
    expect((await run("false")).images.twin).toMatchObject({
      status: "reused",
      uri: first.images.app?.uri,
      repository: "elsewhere/app",
      tag,
    });
    // With a push it is copied; the one that was there already keeps its tag.
    const pushed = await run("true");
    expect(pushed.images.app?.tag, pushed.log).toBe(tag);
    expect(pushed.images.twin).toMatchObject({ repository: "elsewhere/twin", tag: `pr7-${tag}` });
    expect(await readManifest(host, "elsewhere/twin", `pr7-${tag}`)).toBeDefined();
  });

  test("an image of which a part is gone from the registry is built again", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(simple());
    const registry = await startFaultyRegistry(host);
    try {
      const run = () =>
        runAction({
          root: repository.root,
          node: machine.node,
          inputs: { registry: `${registry.host}/broken` },
        });
      expect((await run()).images.app?.status).toBe("built");
      registry.fail("GET /v2/broken/app/blobs/", { kind: "status", status: 404 }, 1);
      const again = await run();
      expect(again.images.app, again.log).toMatchObject({
        status: "built",
        reasons: [expect.stringMatching(/^app:src-.* is not whole in the registry$/)],
      });
    } finally {
      await registry.stop();
    }
  });

  test("a base whose tag moves while the run lasts is taken as it was planned", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    const moving = async (change: string): Promise<void> => {
      const url = `http://${host}/v2/busybox/manifests`;
      const accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";
      const found = await fetch(`${url}/1`, { headers: { accept } });
      const type = found.headers.get("content-type") ?? "";
      const body = JSON.stringify({ ...((await found.json()) as object), annotations: { change } });
      const put = await fetch(`${url}/moving`, { method: "PUT", headers: { "content-type": type }, body });
      expect(put.status).toBe(201);
    };
    await moving("first");
    using repository = createRepository({
      ".github/ml-images.yml":
        'images:\n  slow:\n    context: slow\n  app:\n    context: app\n    contexts: { slow: "image:slow" }\n',
      "slow/Dockerfile": `FROM ${machine.base}\nRUN sleep 2\n`,
      "app/Dockerfile": `FROM slow AS built\nFROM ${host}/busybox:moving\nCOPY --from=built /bin/busybox /copy\n`,
    });
    let moved: Promise<void> | undefined;
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/moving` },
      onLine(line) {
        if (line.startsWith("slow │ building")) moved = moving("second");
      },
    });
    await moved;
    expect(moved).toBeDefined();
    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).not.toContain("moved while this ran");
    const again = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/moving` },
    });
    expect(again.images.app, again.log).toMatchObject({
      status: "built",
      reasons: [expect.stringContaining("busybox:moving moved from")],
    });
  });

  test("a Dockerfile's output cannot give commands to the runner", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository(
      simple(
        [
          "RUN echo '::set-output name=images::{}' && echo '::error::forged' && echo '##[error]forged'",
          // The runner ends a line at a carriage return, takes U+0085 for white space, and `##[` anywhere.
          "RUN printf '99%%\\r::error::forged\\n\\302\\205::error::forged\\nsee ##[error]forged\\n'",
        ].join("\n"),
      ),
    );
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/commands` },
    });
    expect(run.exitCode, run.log).toBe(0);
    const printed = run.log.split("\n").filter((line) => !line.includes("RUN "));
    expect(printed.join("\n")).toContain("forged");
    for (const line of printed.flatMap((one) => one.split("\r"))) {
      expect(line).not.toMatch(/^[\s\u0085]*::(error::forged|set-output)|##\[error\]/);
    }
  });

  test("push: false builds without a registry, base and child", async (context) => {
    context.skip(missingEngine !== undefined, missingEngine);
    using repository = createRepository({
      "base/Dockerfile": `FROM ${machine.base}\nRUN echo base > /base\n`,
      "app/Dockerfile": "FROM base\nRUN grep base /base\n",
    });
    mkdirSync(join(repository.root, "empty"));
    const run = await runAction({ root: repository.root, node: machine.node });
    expect(run.exitCode, run.log).toBe(0);
    expect(JSON.parse(run.outputs.built ?? "")).toEqual(["base", "app"]);
    expect(run.images.app?.uri).toBeUndefined();
  });
});
