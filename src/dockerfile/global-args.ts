import type { AnalyzeOptions, DockerfileProblem } from "./analysis.ts";
import { Environment, expandWord, known, type Value } from "./environment.ts";
import { parsePlatform, platformArgs } from "./platform.ts";
import type { StageList } from "./stages.ts";

export interface GlobalArgs {
  readonly environment: Environment;
  /** Names each global ARG's default asks for. */
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly DockerfileProblem[];
}

/** The ARGs that FROM lines see for one target platform: predefined ones, then those before the first FROM. */
export function readGlobalArgs(
  list: StageList,
  escapeToken: string,
  options: AnalyzeOptions,
  platform: string,
): GlobalArgs {
  const problems: DockerfileProblem[] = [];
  const environment = new Environment(false);
  const uses = new Map<string, Set<string>>();
  const target = parsePlatform(platform);
  const build = parsePlatform(options.buildPlatform ?? "linux/amd64");
  if (target === undefined) problems.push({ line: 0, message: `not a platform: ${platform}` });
  if (build === undefined) problems.push({ line: 0, message: `not a platform: ${options.buildPlatform}` });
  if (target !== undefined && build !== undefined) {
    const stage = options.target || list.stages.at(-1)?.name || "default";
    for (const [name, value] of platformArgs(target, build, stage)) {
      environment.set(name, predefined(name, value, options));
    }
  }
  for (const { command, instruction } of list.globalArgs) {
    for (const { name, value } of command.kind === "arg" ? command.pairs : []) {
      const given = options.args.get(name);
      if (given === undefined && value === undefined) continue;
      const expansion = expandWord(value ?? "", escapeToken, environment);
      const names = uses.get(name) ?? new Set<string>();
      uses.set(name, names);
      if (expansion.kind === "text") for (const used of expansion.names) names.add(used);
      if (given !== undefined) environment.set(name, known(given));
      else if (expansion.kind === "text")
        environment.set(name, { text: expansion.text, uncertain: expansion.uncertain });
      else problems.push({ line: instruction.line, message: expansion.message });
    }
  }
  return { environment, uses, problems };
}

/** Which machine builds is not known while planning; and plans made on different ones must agree. */
function predefined(name: string, value: string, { args, buildPlatform }: AnalyzeOptions): Value {
  const given = args.get(name);
  if (given !== undefined) return known(given);
  return { text: value, uncertain: buildPlatform === undefined && isOfBuilder(name) ? [name] : [] };
}

/** ARGs that tell of the machine that builds; it runs Linux in any case. */
export function isOfBuilder(name: string): boolean {
  return name === "BUILDPLATFORM" || name === "BUILDARCH" || name === "BUILDVARIANT";
}
