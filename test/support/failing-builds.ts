/** Images that do not build, all in one run, and what has to be said about each of them. */
import { expect } from "vitest";
import { signatures } from "../../src/diagnosis/diagnose.ts";
import { type ActionRun, runAction } from "./action.ts";
import { createRepository } from "./git-repository.ts";

export interface FailingBuild {
  /** Of the image and of its folder. */
  readonly name: string;
  readonly dockerfile: string;
  /** Beside the Dockerfile. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of the images file, such as `repository: refused`. */
  readonly keys?: readonly string[];
  /** The signature that has to be found; `undefined`: nobody knows this failure. */
  readonly id: string | undefined;
  /** The inner line, which the annotation quotes. */
  readonly said: RegExp;
  /** Of the Dockerfile; `undefined` where no instruction is at fault. */
  readonly line: number | undefined;
  /** A second annotation, at the line that asks for the package. */
  readonly requirement?: { readonly file: string; readonly line: number };
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
}

export function readAnnotations(log: string): readonly Annotation[] {
  return log.split("\n").flatMap((text) => {
    const match = /^::(error|warning|notice) ?([^:]*)::(.*)$/.exec(text.trimEnd());
    if (match === null) return [];
    const [, level, given = "", message = ""] = match;
    const properties = new Map(given.split(",").map((one) => one.split("=", 2) as [string, string]));
    const line = properties.get("line");
    return [
      {
        level: level as Annotation["level"],
        file: properties.get("file"),
        line: line === undefined ? undefined : Number(line),
        message: message.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%"),
      },
    ];
  });
}

export interface FailingRun {
  /** `localhost:5000/prefix`. */
  readonly registry: string;
  readonly node: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Builds all of them in one run of the action, each tried once. */
export async function runFailingBuilds(
  builds: readonly FailingBuild[],
  { registry, node, inputs = {}, env = {}, timeoutMs = 500_000 }: FailingRun,
): Promise<ActionRun> {
  const images = builds.flatMap(({ name, keys = [] }) => [
    `  ${name}:`,
    ...[`context: ${name}`, ...keys].map((key) => `    ${key}`),
  ]);
  using repository = createRepository({
    ".github/ml-images.yml": `images:\n${images.join("\n")}\n`,
    ...Object.fromEntries(
      builds.flatMap(({ name, dockerfile, files = {} }) => [
        [`${name}/Dockerfile`, dockerfile],
        ...Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]),
      ]),
    ),
  });
  return await runAction({
    root: repository.root,
    node,
    inputs: { registry, retries: "0", checks: "false", ...inputs },
    env,
    timeoutMs,
  });
}

/** The right cause on the right line, in the words of the tool that failed. */
export function expectDiagnosis(run: ActionRun, build: FailingBuild): void {
  const { name, id, said, line, requirement } = build;
  const errors = readAnnotations(run.log).filter(
    ({ level, message }) => level === "error" && message.startsWith(`${name}: `),
  );
  const told = `${name}\n${run.log}`;
  expect(run.images[name]?.status, told).toBe("failed");
  const [first] = errors;
  expect(first?.message, told).toMatch(said);
  expect(first, told).toMatchObject({ file: `${name}/Dockerfile`, line });
  const signature = signatures.find((one) => one.id === id && first?.message.includes(`: ${one.cause}. `));
  if (id === undefined) expect(first?.message, told).not.toContain("What helps");
  else expect(signature, `not diagnosed as ${id}: ${first?.message}\n${told}`).toBeDefined();
  // Not the umbrella, which stands in every log.
  expect(first?.message).not.toMatch(/^\S+ (?:ERROR: )?failed to (?:solve|build): process/);
  if (requirement === undefined) return;
  const second = errors.find(({ file }) => file === `${name}/${requirement.file}`);
  expect(second, `no annotation in ${requirement.file}\n${told}`).toMatchObject({ line: requirement.line });
  expect(second?.message).toContain("What helps: ");
}
