/** What the chosen builder cannot do. Pure. */
import type { BuilderChoice, ListedBuilder } from "../build/builder.ts";
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import type { ImageName, PlannedImage, Platform } from "../model.ts";
import { isSamePlatform, splitPlatform } from "../registry/platforms.ts";
import type { Problem } from "./problem.ts";

export interface BuilderWishes {
  readonly choice: BuilderChoice;
  readonly builders: readonly ListedBuilder[];
  /** Of the engine behind the `docker` driver; `undefined`: not asked. */
  readonly engineStore: "containerd" | "graph-driver" | undefined;
  /** Kind of the layer caches that are to be written; `none`: none. */
  readonly cache: "registry" | "gha" | "none";
  readonly parts: ReadonlyMap<ImageName, Platform>;
}

/** A platform that the builder does not name is a warning: files alone can be copied for any. */
export function findBuilderProblems(
  images: readonly PlannedImage[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  { choice, builders, engineStore, cache, parts }: BuilderWishes,
): readonly Problem[] {
  if (choice.kind === "impossible") return [{ level: "error", message: choice.because }];
  if (choice.kind === "create") return [];
  const problems: Problem[] = [];
  if (choice.driver === "docker" && engineStore === "graph-driver" && cache !== "none") {
    problems.push({
      level: "error",
      message: `the builder ${choice.name} (driver docker) cannot export layer caches: its engine has no containerd image store; prepare a builder with docker/setup-buildx-action, or set the input cache to none`,
    });
  }
  const known = builders.find(({ name }) => name === choice.name)?.platforms ?? [];
  if (known.length === 0) return problems;
  const has = known.map((platform) => splitPlatform(platform.replace(/\*$/, "") as Platform));
  for (const { spec } of images) {
    if (!needsToRun(analyses.get(spec.name))) continue;
    const part = parts.get(spec.name);
    for (const platform of part === undefined ? spec.platforms : [part]) {
      if (has.some((one) => isSamePlatform(one, splitPlatform(platform)))) continue;
      problems.push({
        level: "warning",
        message: `${spec.name}: expected a builder for ${platform}, found that ${choice.name} runs ${known.join(", ")}: a RUN fails there with "exec format error"; build on a runner of that platform (mode: plan with runners), or emulate it (docker/setup-qemu-action)`,
      });
    }
  }
  return problems;
}

/** What is copied into a base of another platform runs nowhere; nor does a stage of the builder's own platform there. */
function needsToRun(analysis: Pick<DockerfileAnalysis, "canonicalText"> | undefined): boolean {
  const elsewhere = new Set<string>();
  let isElsewhere = false;
  for (const line of analysis?.canonicalText.split("\n") ?? []) {
    if (/^RUN\b/i.test(line) && !isElsewhere) return true;
    const [, flags, words] = /^FROM (\[.*?\]) text (\[.*\])$/.exec(line) ?? [];
    if (flags === undefined || words === undefined) continue;
    const [base = "", , name] = JSON.parse(words) as string[];
    const platform = (JSON.parse(flags) as string[]).find((flag) => flag.startsWith("--platform="));
    isElsewhere = platform === undefined ? elsewhere.has(base) : !/TARGET/.test(platform);
    if (name === undefined) continue;
    if (isElsewhere) elsewhere.add(name.toLowerCase());
    else elsewhere.delete(name.toLowerCase());
  }
  return false;
}
