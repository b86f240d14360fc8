/** A trend outlives a build record that could not be read. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository } from "../../support/git-repository.ts";
import { readManifest } from "../../support/registry-client.ts";
import { answerError, startProxy } from "../../support/registry-proxy.ts";

const machine = inject("machine");
const missing = machine.engine === "ready" ? undefined : machine.engine.missing;

test("a record that comes back is read after the build; one that is gone ends the trend with a warning", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `history-${randomBytes(4).toString("hex")}`;
  const path = `${prefix}/app`;
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-history-"));
  let refuses: "never" | "until the push" | "always" = "never";
  let record = "";
  const registry = await startProxy({
    upstream: machine.registry,
    handle({ method, url, response, forward }) {
      if (method === "PUT" && url.startsWith(`/v2/${path}/manifests/`) && refuses === "until the push")
        refuses = "never";
      const isRefused = method === "GET" && refuses !== "never" && url.endsWith(`/blobs/${record}`);
      if (isRefused) answerError(response, 404, "BLOB_UNKNOWN", "blob unknown to registry");
      else forward();
    },
  });
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    Dockerfile: `FROM ${machine.base}\nCOPY version /${prefix}\n`,
    version: "0",
  });
  let version = 0;
  const build = async (how: typeof refuses): Promise<ActionRun & { readonly trend: number }> => {
    const last = await readManifest(machine.registry, path, "record-last");
    record = last?.json.layers?.[0]?.digest ?? "";
    refuses = how;
    repository.commit({ version: String(++version) });
    const inputs = { registry: `${registry.host}/${prefix}`, cache: "none", checks: "false" };
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      env: { RUNNER_TEMP: temporary },
      inputs,
    });
    expect(run.exitCode, run.log).toBe(0);
    const { images } = JSON.parse(readFileSync(run.outputs.report ?? "", "utf8"));
    return { ...run, trend: images.app.history?.length ?? 0 };
  };
  try {
    await build("never");
    expect((await build("never")).trend).toBe(1);
    const blind = await build("until the push");
    expect([blind.trend, blind.log.includes("::warning")]).toEqual([0, false]);
    expect((await build("never")).trend).toBe(3);
    expect((await build("always")).log).toMatch(
      /::warning::app: its trend begins anew: .*record-last.* is gone/,
    );
    expect((await build("never")).trend).toBe(1);
  } finally {
    await registry.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
});
