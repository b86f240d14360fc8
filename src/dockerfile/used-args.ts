import type { AnalyzeOptions } from "./analysis.ts";
import type { GlobalArgs } from "./global-args.ts";
import type { StageNode } from "./stage-graph.ts";

/**
 * Names of build args that can change the result: declared in a reachable stage (a RUN sees them all, and each
 * is written to the image's history), asked for by its FROM, or by the default of one that is. Proxy args
 * (`HTTP_PROXY` and its kind) reach RUN without being declared, but BuildKit keeps them out of cache keys
 * and images, so they count only when declared.
 */
export function findUsedArgs(
  reachable: ReadonlySet<StageNode>,
  globals: GlobalArgs,
  options: AnalyzeOptions,
): ReadonlySet<string> {
  const used = new Set<string>();
  const open: string[] = [...options.args.keys()].filter(isBuildSetting);
  for (const name of globals.uses.keys()) if (isBuildSetting(name)) open.push(name);
  for (const node of reachable) {
    open.push(...node.usedNames);
    for (const { command } of node.commands) {
      if (command.kind === "arg") open.push(...command.pairs.map(({ name }) => name));
    }
  }
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    open.push(...(globals.uses.get(name) ?? []));
  }
  return used;
}

/** Args that the frontend itself obeys, declared or not. */
function isBuildSetting(name: string): boolean {
  return name.startsWith("BUILDKIT_") || name === "SOURCE_DATE_EPOCH";
}
