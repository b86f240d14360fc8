/** Layers that would come out differently, were they read on demand: found, told, and built plainly. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ActionRun } from "../../support/action.ts";
import { flattenImage, readLayers } from "../../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { pushTars } from "../../support/push-tars.ts";
import { writeTar } from "../../support/write-tar.ts";
import { foreignBases } from "./corpus/foreign-bases.ts";
import { missing, runLazily } from "./lazy-run.ts";

const machine = inject("machine");
const prefix = `lazy-differences-${process.pid}-${Date.now().toString(36)}`;
const { registry } = machine;
const heavy = `RUN : ${prefix}; echo one > /one; sleep 2.2`;
const edit = "COPY handler.py /handler.py\nRUN cat /handler.py > /seen";
const baseOf = (name: string): string => `${registry}/${prefix}/base-${name}:1`;

let repository: GitRepository;
const told = new Map<string, string>();

const run = (): Promise<ActionRun> =>
  runLazily(repository, { registry: `${registry}/${prefix}`, lazy: "true", "max-parallel": "4" });

function built(result: ActionRun): ActionRun {
  for (const [name, { status }] of Object.entries(result.images))
    expect(status, `${name}: ${result.log}`).not.toBe("failed");
  return result;
}

const isOnDemand = ({ log }: ActionRun, name: string): boolean =>
  new RegExp(`${name}: built in [^\\n]*, reading layers on demand`).test(log);

beforeAll(async () => {
  if (missing !== undefined) return;
  const files: Record<string, string> = {};
  const names: string[] = [];
  const add = (name: string, dockerfile: string): void => {
    names.push(name);
    files[`${name}/Dockerfile`] = `${dockerfile}\n${edit}\n`;
    files[`${name}/handler.py`] = "1\n";
  };
  const [repositoryOfBase = "", tag = ""] = machine.base.split("/")[1]?.split(":") ?? [];
  const lower = await readLayers(registry, repositoryOfBase, tag);
  for (const { name, tar, because } of foreignBases) {
    await pushTars(registry, `${prefix}/base-${name}:1`, [...lower, writeTar(tar)]);
    told.set(name, because ?? "");
    add(name, `FROM ${baseOf(name)}\n${heavy}`);
  }
  add("whole", `FROM ${machine.base} AS st\n${heavy}\nFROM ${machine.base}\n${heavy}`);
  files["whole/Dockerfile"] += "COPY --from=st / /copy\n";
  add("parent", `FROM ${machine.base}\n${heavy}`);
  add("child", `FROM parent\n${heavy}\nRUN mkdir -p /d && touch -d @0 /d/later && rm -r /d`);
  repository = createRepository({
    ".github/ml-images.yml": `images:\n${names.map((name) => `  ${name}: { context: ${name} }\n`).join("")}`,
    ...files,
  });
});
afterAll(() => repository?.[Symbol.dispose]());

function commit(change: string): void {
  const names = [...told.keys(), "whole", "parent", "child"];
  repository.commit(Object.fromEntries(names.map((name) => [`${name}/handler.py`, `${change}\n`])));
}

test("what is found in a cache is told, and an edit is built plainly then", {
  timeout: 300_000,
}, async (context) => {
  context.skip(missing !== undefined, missing);
  const cold = built(await run());
  commit("2");
  const second = built(await run());
  for (const [name, because] of told) {
    if (because === "") expect(isOnDemand(second, name), second.log).toBe(true);
    else {
      expect(cold.log).toContain(
        `${name} │ lazy: its layers are not read on demand, as one would differ: ${because}`,
      );
      expect(second.log).toContain(
        `${name} │ lazy: not here: read on demand, a cached layer would differ: ${because}`,
      );
      expect(isOnDemand(second, name), second.log).toBe(false);
    }
    expect(second.log).toMatch(new RegExp(`${name} │.*RUN : ${prefix}.*CACHED`));
  }
  // The root of a stage has no time of its own in any layer.
  expect(second.log).toContain("whole │ lazy: what was built may be other than by a plain build (/copy has");
  const files = await flattenImage(registry, `${prefix}/whole`, second.images.whole?.digest ?? "");
  expect(files.get("/copy")).toMatch(/ now /);
  expect(isOnDemand(second, "child"), second.log).toBe(true);
});

test("a parent's new layer is looked at, whoever reads it", { timeout: 300_000 }, async (context) => {
  context.skip(missing !== undefined, missing);
  repository.commit({
    "parent/handler.py": "3\n",
    "parent/Dockerfile": `FROM ${machine.base}\n${heavy}\n${edit}\nRUN : > /nought; touch -d @0 /nought\n`,
  });
  const next = built(await run());
  expect(next.log).toContain("child │ lazy: built plainly: /nought has a modification time of 0");
  expect(isOnDemand(next, "child")).toBe(false);
});
