/**
 * One thing changed in a repository: our fingerprint changes if, and only if, BuildKit's result does. Each side of
 * a mutation is a repository of its own, built without cache and compared by names, kinds, modes, links and bytes.
 *
 * `ML_IMAGE_BUILD_DIFFERENTIAL_CASES=1000 npx vitest run --project real test/real/differential/mutation` is the
 * long run; `ML_IMAGE_BUILD_DIFFERENTIAL_SEED` is the first seed.
 *
 * The fingerprint may change where the result does not ("needless"), and then an image is built again that comes
 * out the same:
 *
 * - Dockerfile line, base: another instruction or base whose result is the same tree. Which it is nobody knows
 *   without building; and a tree does not show ENV, LABEL or WORKDIR, which do change the image.
 * - arg: another text that names the same files.
 * - link: another way to the same file.
 * - ignore line: what is taken out was overwritten, or lay in a folder that a wildcard matches and empties.
 * - byte, mode, name, gone, new, kind: of a file that another source of the same instruction overwrites, whose mode
 *   `--chmod` replaces, or whose folder gives only its contents.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { type BuildCase, withText } from "./build-case.ts";
import { buildCase, describeResult } from "./buildkit-result.ts";
import { caseCount, firstSeed } from "./case-count.ts";
import { placeCase } from "./place-case.ts";
import { planCase } from "./plan-case.ts";
import { runMutations } from "./run-mutations.ts";
import { pushTriggerBase } from "./trigger-base.ts";

const machine = inject("machine");
const builder = machine.containerBuilder;
const missing = typeof builder === "string" ? undefined : builder.missing;

let onbuild = "";
beforeAll(async () => {
  if (missing === undefined) onbuild = await pushTriggerBase(String(builder), machine.registry, machine.base);
});

test("the fingerprint changes if, and only if, the result does", { timeout: 7_200_000 }, async (context) => {
  context.skip(missing !== undefined, missing);
  const frontend = { base: machine.base, onbuild, knowsParents: true, survivesBadPatterns: true };
  const range = { first: firstSeed() + 1_000_000, count: caseCount(120) };
  const { tally, stale, needless } = await runMutations(frontend, String(builder), range);
  console.log("mutations:", JSON.stringify(tally));
  expect(stale.slice(0, 5).join("\n\n")).toBe("");
  const ofFiles = needless.filter(({ kind }) => !/line|base|arg|link/.test(kind));
  expect(ofFiles.length, ofFiles.map(({ text }) => text).join("\n\n")).toBeLessThanOrEqual(
    2 + tally.mutations * 0.03,
  );
});

/** Pushes another image to the tag. */
function moveBase(reference: string, text: string): void {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-base-"));
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY f /base/f\n");
  writeFileSync(join(directory, "f"), text);
  const argv = [
    "buildx",
    "build",
    "--builder",
    String(builder),
    "--provenance=false",
    "--push",
    "-t",
    reference,
  ];
  execFileSync("docker", [...argv, directory], { stdio: "pipe" });
  rmSync(directory, { recursive: true, force: true });
}

test("a base's tag that moves changes both, one that is pushed again changes neither", async (context) => {
  context.skip(missing !== undefined, missing);
  const reference = `${machine.registry}/moving:1`;
  const empty: BuildCase = {
    entries: [],
    context: "ctx",
    dockerfile: "ctx/Dockerfile",
    args: {},
    contexts: {},
    target: undefined,
  };
  const build = withText(empty, "ctx/Dockerfile", `FROM ${reference}\n`);
  const ask = async (): Promise<{ fingerprint: string | undefined; result: string }> => {
    await using placed = await placeCase(build);
    const planned = await planCase(placed.root);
    const result = await buildCase(placed.root, build, { builder: String(builder), noCache: true });
    return {
      fingerprint: planned.kind === "planned" ? planned.fingerprint : undefined,
      result: result.kind === "built" ? describeResult(result.tree) : result.message,
    };
  };
  moveBase(reference, "one\n");
  const first = await ask();
  expect(await ask()).toEqual(first);
  moveBase(reference, "two\n");
  const moved = await ask();
  expect(moved.result).not.toBe(first.result);
  expect(moved.fingerprint).not.toBe(first.fingerprint);
});
