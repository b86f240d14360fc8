/**
 * What a team lives through, on both kinds of builder: the bundle as a process, a real repository, a real
 * engine, a real registry.
 */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  type ActionOptions,
  type ActionRun,
  pullRequest,
  pushToMain,
  runAction,
} from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { monorepo } from "../../support/monorepo.ts";
import { listTags, readConfig, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");
const drivers = [
  { driver: "docker", missing: machine.engine === "ready" ? undefined : machine.engine.missing, env: {} },
  {
    driver: "docker-container",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
    env: typeof machine.containerBuilder === "string" ? { BUILDX_BUILDER: machine.containerBuilder } : {},
  },
];

describe.each(drivers)("on the $driver driver", ({ driver, missing, env }) => {
  const prefix = `sequence-${driver}`;
  const host = machine.registry;
  let repository: GitRepository;
  let cold: ActionRun;

  const run = (options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      env: { ...env, ...options.env },
      inputs: { registry: `${host}/${prefix}`, ...options.inputs },
    });
  const statuses = ({ images }: ActionRun): Record<string, string> =>
    Object.fromEntries(Object.entries(images).map(([name, image]) => [name, image.status]));
  const allReused = {
    "ml-base": "reused",
    handler: "reused",
    worker: "reused",
    alone: "reused",
    twin: "reused",
  };

  beforeAll(async () => {
    if (missing !== undefined) return;
    repository = createRepository(monorepo(machine.base));
    cold = await run();
  });
  afterAll(() => repository?.[Symbol.dispose]());
  // Skipped with the reason where the driver cannot be had.
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });

  step("cold: every image is built and pushed, equal content once", async () => {
    expect(cold.log).toContain(`(driver ${driver})`);
    expect(cold.exitCode, cold.log).toBe(0);
    expect(Object.values(statuses(cold))).toEqual(Array(5).fill("built"));
    expect(cold.images.twin?.reasons).toEqual(["same content as alone"]);
    expect(cold.images.twin?.digest).toBe(cold.images.alone?.digest);
    for (const [name, image] of Object.entries(cold.images)) {
      expect(image.uri).toBe(`${host}/${prefix}/${name}@${image.digest}`);
      expect((await readManifest(host, `${prefix}/${name}`, image.tag))?.digest).toBe(image.digest);
      const config = await readConfig(host, `${prefix}/${name}`, image.tag);
      expect(config.config?.Labels?.["io.ml-image-build.fingerprint"]).toBe(image.fingerprint);
      expect(image.tag).toBe(`src-${image.fingerprint.slice(0, 20)}`);
    }
    expect(cold.outputs["parameter-overrides"]).toBe(`HandlerImageUri=${cold.images.handler?.uri}`);
    expect(cold.outputs["any-built"]).toBe("true");
    expect(JSON.parse(cold.outputs.built ?? "")).toHaveLength(5);
    expect(cold.outputs.results).not.toContain(host);
    expect(cold.summary).toContain("5 built");
  });

  step("lambda gets one image manifest with gzip layers", async () => {
    const manifest = await readManifest(host, `${prefix}/handler`, cold.images.handler?.tag ?? "");
    expect(manifest?.mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
    for (const layer of manifest?.json.layers ?? []) expect(layer.mediaType).toMatch(/gzip$/);
  });

  step("a tag of the images file points to the image", async () => {
    expect((await readManifest(host, `${prefix}/worker`, "latest"))?.digest).toBe(cold.images.worker?.digest);
  });

  step("unchanged: everything is reused, digests stay", async () => {
    const again = await run();
    expect(again.exitCode, again.log).toBe(0);
    expect(statuses(again)).toEqual(allReused);
    for (const [name, image] of Object.entries(again.images)) {
      expect(image.digest).toBe(cold.images[name]?.digest);
      expect(image.uri).toBe(cold.images[name]?.uri);
    }
    expect(again.outputs["any-built"]).toBe("false");
  });

  step("a file that no image reads, a comment, a touched file: everything is reused", async () => {
    repository.commit({
      "docs/notes.md": "Changed.\n",
      "functions/handler/README.md": "Changed.\n",
      "functions/handler/Dockerfile": "# A comment.\nFROM base\nCOPY handler.py /app/handler.py\n",
    });
    const again = await run();
    expect(statuses(again), again.log).toEqual(allReused);
  });

  step("handler edit: one is built", async () => {
    repository.commit({ "functions/handler/handler.py": "print('two')\n" });
    const edited = await run();
    expect(statuses(edited), edited.log).toEqual({ ...allReused, handler: "built" });
    expect(edited.images.handler?.reasons).toEqual(["handler.py changed"]);
    expect(edited.images["ml-base"]?.digest).toBe(cold.images["ml-base"]?.digest);
  });

  step("base edit: the base and its children are built", async () => {
    repository.commit({ "docker/ml-base/versions.txt": "torch==2.1.2\n" });
    const edited = await run();
    expect(statuses(edited), edited.log).toEqual({
      ...allReused,
      "ml-base": "built",
      handler: "built",
      worker: "built",
    });
    expect(edited.images["ml-base"]?.reasons).toEqual(["versions.txt changed"]);
    expect(edited.images.worker?.reasons).toEqual(["base ml-base is built because versions.txt changed"]);
    expect(edited.summary).toContain("versions.txt changed");
    expect((await readManifest(host, `${prefix}/worker`, "latest"))?.digest).toBe(
      edited.images.worker?.digest,
    );
  });

  step("new image: only that one", async () => {
    const definitions = monorepo(machine.base)[".github/ml-images.yml"];
    repository.commit({
      ".github/ml-images.yml": `${definitions}  fresh:\n    context: fresh\n`,
      "fresh/Dockerfile": `FROM ${machine.base}\nRUN echo fresh > /fresh\n`,
    });
    const added = await run();
    expect(statuses(added), added.log).toEqual({ ...allReused, fresh: "built" });
  });

  step("force-pushed history: content decides, not commits", async () => {
    repository.git("checkout", "--quiet", "--orphan", "rewritten");
    repository.git("commit", "--quiet", "-m", "everything at once");
    repository.git("branch", "-M", "rewritten", "main");
    const forced = await run({
      event: {
        ...pushToMain,
        payload: { repository: { default_branch: "main" }, forced: true, before: "b".repeat(40) },
      },
    });
    expect(statuses(forced), forced.log).toEqual({ ...allReused, fresh: "reused" });
  });

  step("shallow clone in another directory: the same fingerprints", async () => {
    using shallow = repository.clone("--depth", "1");
    const again = await run({ root: shallow.root });
    expect(statuses(again), again.log).toEqual({ ...allReused, fresh: "reused" });
  });

  step("rebuild by name: that image and what is built on it", async () => {
    const rebuilt = await run({
      inputs: { rebuild: "ml-base" },
      event: { ...pushToMain, name: "workflow_dispatch" },
    });
    expect(rebuilt.exitCode, rebuilt.log).toBe(0);
    expect(statuses(rebuilt)).toEqual({
      ...allReused,
      "ml-base": "built",
      handler: "built",
      worker: "built",
      fresh: "reused",
    });
    const after = await run();
    expect(after.images.worker?.digest).toBe(rebuilt.images.worker?.digest);
    expect(statuses(after)).toEqual({ ...allReused, fresh: "reused" });
  });

  step("pull request: reads trusted images, writes only under its own prefix", async () => {
    repository.commit({ "alone/data": "from a pull request\n" });
    const before = await listTags(host, `${prefix}/alone`);
    const proposed = await run({ event: pullRequest(12) });
    expect(statuses(proposed), proposed.log).toEqual({ ...allReused, alone: "built", fresh: "reused" });
    const written = (await listTags(host, `${prefix}/alone`)).filter((tag) => !before.includes(tag));
    expect(written.filter((tag) => !tag.startsWith("pr12-"))).toEqual([]);
    expect(written.filter((tag) => !tag.includes("record"))).toEqual([
      `pr12-src-${proposed.images.alone?.fingerprint.slice(0, 20)}`,
    ]);
    const again = await run({ event: pullRequest(12) });
    expect(statuses(again)).toEqual({ ...allReused, fresh: "reused" });
  });

  step("a trusted run does not take a pull request's image unless told to", async () => {
    const trusted = await run();
    expect(statuses(trusted), trusted.log).toEqual({ ...allReused, alone: "built", fresh: "reused" });
  });

  step("with trust-pull-requests a merge does not build again", async () => {
    repository.commit({ "twin/data": "proposed and merged\n" });
    const proposed = await run({ event: pullRequest(13) });
    const merged = await run({ inputs: { "trust-pull-requests": "true" } });
    expect(statuses(merged), merged.log).toEqual({ ...allReused, fresh: "reused" });
    expect(merged.images.twin?.digest).toBe(proposed.images.twin?.digest);
    expect((await readManifest(host, `${prefix}/twin`, merged.images.twin?.tag ?? ""))?.digest).toBe(
      proposed.images.twin?.digest,
    );
  });

  step("fork's pull request: builds and reports, pushes nothing", async () => {
    repository.commit({ "docker/ml-base/versions.txt": "from a fork\n" });
    const before = await listTags(host, `${prefix}/ml-base`);
    const forked = await run({ event: pullRequest(14, true) });
    expect(forked.exitCode, forked.log).toBe(0);
    expect(statuses(forked)).toEqual({
      ...allReused,
      "ml-base": "built",
      handler: "built",
      worker: "built",
      fresh: "reused",
    });
    expect(forked.images.handler?.uri).toBeUndefined();
    expect(await listTags(host, `${prefix}/ml-base`)).toEqual(before);
    expect(forked.summary).toContain("a fork&#39;s pull request".replace("&#39;", "'"));
  });

  step("a failing base blocks its children and nothing else", async () => {
    repository.commit({
      "docker/ml-base/Dockerfile": `FROM ${machine.base}\nCOPY versions.txt /versions.txt\nRUN echo broken >&2 && exit 3\n`,
      "alone/data": "still built\n",
    });
    const failed = await run();
    expect(failed.exitCode).toBe(1);
    expect(statuses(failed)).toEqual({
      "ml-base": "failed",
      handler: "blocked",
      worker: "blocked",
      alone: "built",
      twin: "reused",
      fresh: "reused",
    });
    expect(JSON.parse(failed.outputs.failed ?? "")).toEqual(["ml-base", "handler", "worker"]);
    expect(failed.log).toMatch(/::error .*file=docker\/ml-base\/Dockerfile,line=3/);
    expect(failed.images["ml-base"]?.error).toContain("exit code: 3");
  });
});
