/**
 * Examples cannot rot: each one is planned by the bundle, as `mode: plan` with `push: false` on a machine without
 * engine and registry, and the plan is held against the example's own `plan.expected.json`. Only a compose file needs
 * more: buildx, which reads it.
 * `WRITE_PLANS=1` writes these files anew; their diff is then what is reviewed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runAction } from "../support/action.ts";
import { copyExample, examples, exampleNames as names } from "../support/examples.ts";

interface Plan {
  readonly images: Readonly<Record<string, PlannedImage>>;
  readonly legs: readonly { readonly images: readonly string[] }[];
}
interface PlannedImage {
  readonly action: string;
  readonly fingerprint: string;
  readonly inputs: readonly string[];
  readonly bases: Readonly<Record<string, string | null>>;
  readonly parents: readonly string[];
  readonly platforms: readonly string[];
  readonly repository: string;
}

/** What an example's reader can check by hand: nothing that depends on the day or on the network. */
function normalize({ images, legs }: Plan): unknown {
  return {
    images: Object.fromEntries(
      Object.entries(images).map(([name, { repository, platforms, parents, bases, inputs }]) => [
        name,
        { repository, platforms, parents, bases: Object.keys(bases), inputs },
      ]),
    ),
    legs: legs.map((leg) => leg.images),
  };
}

/** RUNNER_TEMP, and a PATH with git and, for compose files, docker. */
const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-examples-"));
function addProgram(program: string): boolean {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => existsSync(path));
  if (found !== undefined) symlinkSync(found, join(temporary, program));
  return found !== undefined;
}
addProgram("git");
const needsBuildx = (name: string): boolean => existsSync(join(examples, name, "compose.yaml"));
const hasDocker = addProgram("docker");
const hasBuildx = hasDocker && spawnSync("docker", ["buildx", "version"], { timeout: 20_000 }).status === 0;
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

async function planExample(name: string): Promise<Plan> {
  using repository = copyExample(name);
  const run = await runAction({
    root: repository.root,
    inputs: { mode: "plan", push: "false" },
    // Args without a value take the environment's: here, none.
    env: { PATH: temporary, RUNNER_TEMP: temporary, BASE_IMAGE: undefined },
    timeoutMs: 60_000,
  });
  expect(run.exitCode, run.log).toBe(0);
  return JSON.parse(readFileSync(run.outputs["plan-file"] ?? "", "utf8")) as Plan;
}

test("there is one of each system", () =>
  expect(names).toEqual([
    "audio-workers",
    "chord-detector",
    "demo",
    "lambda-monorepo",
    "minimal",
    "transcription-api",
    "vision-api",
  ]));

describe.each(names)("examples/%s", (name) => {
  const expected = join(examples, name, "plan.expected.json");

  test("plans as its plan.expected.json says", async (context) => {
    context.skip(needsBuildx(name) && !hasBuildx, "a compose file is read by buildx, which is not here");
    const plan = await planExample(name);
    for (const image of Object.values(plan.images)) {
      expect(image.action, "nothing is known to be there without a registry").toBe("build");
      expect(image.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    }
    const found = normalize(plan);
    if (process.env.WRITE_PLANS === "1") writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(expected), `${expected} is missing: WRITE_PLANS=1 writes it`).toBe(true);
    expect(found).toEqual(JSON.parse(readFileSync(expected, "utf8")));
  });
});

/** CloudFormation's own tags (`!Ref`) are left as plain values. */
const readTemplate = (path: string): { readonly Parameters: Readonly<Record<string, unknown>> } =>
  parse(readFileSync(path, "utf8"), { logLevel: "silent" });

describe.each(
  names.filter((name) => existsSync(join(examples, name, "template.yaml"))),
)("examples/%s/template.yaml", (name) => {
  test("has a parameter for each image that names one, and no other image's", () => {
    const definition = parse(readFileSync(join(examples, name, ".github/ml-images.yml"), "utf8"));
    const images = Object.values(definition.images) as readonly { readonly parameter?: string }[];
    const named = images.flatMap(({ parameter }) => parameter ?? []);
    const { Parameters } = readTemplate(join(examples, name, "template.yaml"));
    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(Parameters).filter((parameter) => parameter.endsWith("ImageUri"))).toEqual(named);
  });
});
