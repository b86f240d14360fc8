/** `ParentEdge.contextName`, as the graph gives it, replaces the reference in a real build. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { buildGraph } from "../../../src/images/graph.ts";
import { analyses, images, registry } from "../../unit/images/specs.ts";

const machine = inject("machine");
const missing = machine.engine === "ready" ? undefined : machine.engine.missing;
const specs = images(
  "  ml-base: { context: base, repositories: [ml-base, shared/base] }\n  app: { context: app }\n",
);
const parent = `${machine.registry}/context-names/parent:1`;
let directory = "";

describe.skipIf(missing !== undefined)(`a parent's context name (${missing ?? "real engine"})`, () => {
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "ml-image-build-context-"));
    writeFileSync(join(directory, "Parent"), `FROM ${machine.base}\nRUN echo the-parent > /who\n`);
    const file = join(directory, "Parent");
    execFileSync("docker", ["buildx", "build", "-q", "-f", file, "-t", parent, "--push", directory], {
      stdio: "pipe",
    });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    "ml-base",
    "ml-base:latest",
    "ml-base:1.2",
    "shared/base:3",
    "localhost:5000/team/ml-base",
    "localhost:5000/team/shared/base:V1",
  ])("replaces %s in FROM, COPY --from and mounts", (reference) => {
    expect(build(`FROM ${reference}\nRUN cat /who\n`)).toContain("the-parent");
    expect(build(`FROM ${machine.base}\nCOPY --from=${reference} /who /w\nRUN cat /w\n`)).toContain(
      "the-parent",
    );
    expect(build(`FROM ${machine.base}\nRUN --mount=from=${reference},target=/m cat /m/who\n`)).toContain(
      "the-parent",
    );
  });

  it("replaces a reference whose variable is empty, and legal only by the graph's build arg", () => {
    expect(build("ARG REGISTRY\nFROM $REGISTRY/ml-base:1\nRUN cat /who\n")).toContain("the-parent");
  });
});

/** Builds `app` from this Dockerfile with the context names and args that the graph gives. */
function build(dockerfile: string): string {
  const { graph, argsToSet } = buildGraph(specs, analyses(specs, { app: dockerfile }), registry);
  const flags: string[] = [];
  for (const [name, edges] of graph.parents) {
    for (const edge of edges) flags.push("--build-context", `${edge.contextName}=docker-image://${parent}`);
    for (const [variable, value] of argsToSet.get(name) ?? [])
      flags.push("--build-arg", `${variable}=${value}`);
  }
  const file = join(directory, "App");
  writeFileSync(file, dockerfile);
  const argv = ["buildx", "build", "--progress=plain", "--no-cache", "--output=type=cacheonly", ...flags];
  return spawnSync("docker", [...argv, "-f", file, directory], { encoding: "utf8" }).stderr;
}
