/** Which part of a run's comment is a job's own. Pure. */
import { createHash } from "node:crypto";
import { inputVariable } from "../inputs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Jobs of a matrix have one name: their images tell them apart. */
export function partKey({ GITHUB_JOB = "" }: Environment, images: readonly string[]): string {
  return `${GITHUB_JOB}-${hashOf([...images].sort().join("\n"))}`;
}

/** Of a job that does not know its images yet. */
export function problemsKey(env: Environment): string {
  return `${env.GITHUB_JOB ?? ""}-problems-${hashOf(env[inputVariable("images")] ?? "")}`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
