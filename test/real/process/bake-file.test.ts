// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of bake files, and variables of a Dockerfile
/** The plan as a bake file builds the images that the action builds. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { runAction } from "../../support/action.ts";
import { createRepository } from "../../support/git-repository.ts";
import { monorepo } from "../../support/monorepo.ts";
import { readConfig, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");

test("docker buildx bake -f builds the plan; a run after it finds everything", async (context) => {
  const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
  context.skip(missing !== undefined, missing);
  using repository = createRepository({
    ...monorepo(machine.base),
    "functions/handler/Dockerfile":
      "ARG WHO\nFROM base\nCOPY handler.py /app/handler.py\nARG WHO\nRUN echo $WHO > /who\n",
  });
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-bake-"));
  const registry = `${machine.registry}/baked`;
  const run = (mode: string) =>
    runAction({
      root: repository.root,
      node: machine.node,
      inputs: { mode, registry },
      env: { RUNNER_TEMP: temporary },
    });
  const plan = await run("plan");
  expect(plan.exitCode, plan.log).toBe(0);
  const file = plan.outputs["bake-file"] ?? "";
  const bake = JSON.parse(readFileSync(file, "utf8")) as { target: Record<string, { tags: string[] }> };
  expect(Object.keys(bake.target).sort()).toEqual(["alone", "handler", "ml-base", "worker"]);
  expect(bake.target.alone?.tags).toHaveLength(2);
  const builder = String(machine.containerBuilder);
  execFileSync("docker", ["buildx", "bake", "--builder", builder, "--push", "-f", file], {
    cwd: repository.root,
    stdio: "pipe",
    env: { ...process.env, BUILDX_BAKE_ENTITLEMENTS_FS: "0" },
  });
  const { images } = JSON.parse(plan.outputs.plan ?? "") as {
    images: Record<string, { fingerprint: string }>;
  };
  for (const [name, { fingerprint }] of Object.entries(images)) {
    const tag = `src-${fingerprint.slice(0, 20)}`;
    expect(await readManifest(machine.registry, `baked/${name}`, tag), name).toBeDefined();
    const config = await readConfig(machine.registry, `baked/${name}`, tag);
    expect(config.config?.Labels?.["io.ml-image-build.fingerprint"]).toBe(fingerprint);
  }
  const after = await run("all");
  expect(after.images["ml-base"]?.status, after.log).toBe("reused");
  expect(after.images.alone?.status).toBe("reused");
});

test("what is a template in a bake file and text in a build stays so, read from one and written into one", async (context) => {
  const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
  context.skip(missing !== undefined, missing);
  using repository = createRepository({
    "docker-bake.hcl": `target "app" {
  dockerfile-inline = <<EOT
FROM scratch
ARG WHO
LABEL who="$\${WHO}" plain="$WHO"
COPY docker-bake.hcl /
EOT
  args = { WHO = "a$\${b}%%{c} $d" }
  labels = { own = "$\${y}" }
}
group "default" { targets = ["app"] }
`,
  });
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-bake-"));
  const run = (mode: string, name: string) =>
    runAction({
      root: repository.root,
      node: machine.node,
      inputs: { mode, registry: `${machine.registry}/${name}` },
      env: { RUNNER_TEMP: temporary },
    });
  const built = await run("all", "template-read");
  expect(built.exitCode, built.log).toBe(0);
  const tag = built.images.app?.tag ?? "";
  const labels = { who: "a${b}%{c} $d", plain: "a${b}%{c} $d", own: "${y}" };
  expect((await readConfig(machine.registry, "template-read/app", tag)).config?.Labels).toMatchObject(labels);
  const plan = await run("plan", "template-written");
  const file = plan.outputs["bake-file"] ?? "";
  const builder = String(machine.containerBuilder);
  execFileSync("docker", ["buildx", "bake", "--builder", builder, "--push", "-f", file], {
    cwd: repository.root,
    stdio: "pipe",
    env: { ...process.env, BUILDX_BAKE_ENTITLEMENTS_FS: "0" },
  });
  const baked = await readConfig(machine.registry, "template-written/app", tag);
  expect(baked.config?.Labels).toMatchObject(labels);
});
