/** Build contexts that are images of a registry (`docker-image://…`). */
import { describe, expect, test } from "vitest";
import { readBaseFacts } from "../../../src/analyze-images.ts";
import { gatherInputs } from "../../../src/fingerprint/gather.ts";
import type { RepositoryTree } from "../../../src/fingerprint/tree.ts";
import { buildGraph } from "../../../src/images/graph.ts";
import type { InputComponent, Platform } from "../../../src/model.ts";
import type { BaseImages } from "../../../src/registry/bases.ts";
import type { World } from "../../../src/shell/world.ts";
import { analyses, images, registry } from "../images/specs.ts";

const world = { env: {}, platform: { arch: "x64" } } as World;
const tree = Promise.resolve({ untrackedFolders: [], irregular: [] } as unknown as RepositoryTree);
/** Says what it was asked for, instead of a digest; has ONBUILD and ENV for amd64 alone. */
const bases = {
  resolve: (reference: string, platforms: readonly Platform[] | "any") =>
    Promise.resolve({
      kind: "resolved",
      value: `${reference} ${platforms === "any" ? "" : platforms.join(",")}`,
      digests: [],
    }),
  settings: (_: string, platform: Platform) =>
    Promise.resolve(
      platform === "linux/amd64"
        ? { kind: "known", onbuild: ["COPY . /x"], environment: new Map([["A", "1"]]), workingDirectory: "/" }
        : { kind: "unknown", reason: "no image for it" },
    ),
} as unknown as BaseImages;
const options = { root: "/r", tree, bases, baseImages: "track", basesMustResolve: true, nonce: "n" } as const;

/** What counts of `app` beside its Dockerfile's text; its main context is left out, as nothing reads files here. */
async function componentsOf(
  contexts: string,
  dockerfile: string,
  others = "",
): Promise<readonly InputComponent[]> {
  const specs = images(
    `${others}  app: { context: app, platforms: [linux/arm64], contexts: ${contexts} }\n`,
  ).map((spec) => ({
    ...spec,
    context: { kind: "remote", url: "https://host/x.git" } as const,
    dockerfile: { kind: "inline", text: "" } as const,
  }));
  const analysed = analyses(specs, { app: dockerfile });
  const { graph, argsToSet } = buildGraph(specs, analysed, registry);
  const requests = graph.order.flatMap((name) => {
    const spec = specs.find((one) => one.name === name);
    const analysis = analysed.get(name);
    const parents = graph.parents.get(name) ?? [];
    return spec === undefined || analysis === undefined
      ? []
      : [{ spec, analysis, parents, argsToSet: argsToSet.get(name) ?? new Map<string, string>() }];
  });
  const gathered = await gatherInputs(world, requests, options);
  const all = [...gathered].find(([name]) => name === "app")?.[1].inputs.components ?? [];
  return all.filter(({ kind, name }) => ["base", "parent"].includes(kind) || name.startsWith("context "));
}

const copies = "FROM scratch\nCOPY --from=first /x /1\nCOPY --from=second /x /2\n";

describe("contexts that are images", () => {
  test("count by their names", async () => {
    const one = await componentsOf("{ first: docker-image://r/x:1, second: docker-image://r/y:1 }", copies);
    const other = await componentsOf("{ first: docker-image://r/y:1, second: docker-image://r/x:1 }", copies);
    expect(one).toContainEqual({ kind: "option", name: "context first", value: "r/x:1" });
    expect(other).toContainEqual({ kind: "option", name: "context first", value: "r/y:1" });
    expect(one.filter(({ kind }) => kind === "base")).toEqual(other.filter(({ kind }) => kind === "base"));
  });

  test.each([
    ["FROM --platform=$BUILDPLATFORM tool\n"],
    ["FROM tool\n"],
    ["FROM scratch\nCOPY --from=r/mp:1 /x /x\nCOPY --from=tool /x /x\n"],
  ])("count with all that is behind them: %j", async (dockerfile) => {
    const found = await componentsOf("{ tool: docker-image://r/mp:1 }", dockerfile);
    expect(found.filter(({ kind }) => kind === "base")).toEqual([
      { kind: "base", name: "r/mp:1", value: "r/mp:1 " },
    ]);
  });

  test("count as parents where they name an image of the run", async () => {
    const base = "  ml-base: { context: base }\n";
    const found = await componentsOf("{ tool: docker-image://ml-base:1 }", "FROM tool\n", base);
    expect(found).toEqual([{ kind: "parent", name: "tool", value: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  test("bring the triggers of the builder's platform, but not its environment", async () => {
    const specs = images(
      "  app: { context: app, platforms: [linux/arm64], contexts: { tool: docker-image://r/mp:1 } }\n",
    );
    const analysed = analyses(specs, { app: "FROM --platform=$BUILDPLATFORM tool\n" });
    const { graph } = buildGraph(specs, analysed, registry);
    const [facts] = (await readBaseFacts(bases, specs, analysed, graph)).values();
    expect(facts?.onbuild.get("tool")).toEqual(["COPY . /x"]);
    expect(facts?.baseEnvironment.size).toBe(0);
  });
});
