import { cleanBelowRoot, cleanPath } from "./clean-path.ts";
import { type ReadPlace, wholeContext } from "./copy-reads.ts";
import { expandWord } from "./environment.ts";
import { contextOf, describeUncertain } from "./evaluate-copy.ts";
import type { Findings } from "./findings.ts";
import { type Mount, parseMount } from "./mount.ts";
import type { GraphCommand, StageNode } from "./stage-graph.ts";
import type { StageState } from "./stage-state.ts";

/** Finds what the mounts of a RUN read, and which caches and secrets it uses. */
export function evaluateRun(
  mounts: readonly string[],
  { sources, line }: GraphCommand,
  state: StageState,
  escapeToken: string,
  findings: Findings,
): void {
  mounts.forEach((text, index) => {
    const uncertain = new Set<string>();
    const { mount, problems } = parseMount(text, (word) => {
      const expanded = expandWord(word, escapeToken, state.environment);
      for (const name of expanded.uncertain) uncertain.add(name);
      return expanded.kind === "text" ? expanded.text : { error: expanded.message };
    });
    if (uncertain.size === 0) for (const problem of problems) findings.problem(line, problem);
    const source = sources[index];
    const from = source === undefined || mount.from === "" ? undefined : source;
    const place = mountPlace(mount, from, line, uncertain.size > 0);
    if (uncertain.size > 0) {
      if (place !== undefined) findings.read(wholeContext(place, text));
      findings.notices.add(
        describeUncertain(line, `RUN --mount=${text}`, [...uncertain], place !== undefined),
      );
    } else if (place !== undefined) {
      const path = cleanBelowRoot(mount.source);
      const read = wholeContext(place, mount.source);
      findings.read({ ...read, source: path, allowMissing: path === "" });
    }
    if (mount.type === "cache") findings.cacheMount(cacheMount(mount, state, line));
    if (mount.type === "secret") findings.secretIds.add(secretId(mount));
  });
}

/** Which context a mount reads, if any. An unclear mount may be of any type. */
function mountPlace(
  mount: Mount,
  from: StageNode | undefined,
  line: number,
  isUnclear: boolean,
): ReadPlace | undefined {
  const mayRead = isUnclear || mount.type === "bind" || (mount.type === "cache" && from !== undefined);
  const context = from === undefined ? "" : contextOf(from);
  return mayRead && context !== undefined ? { context, instruction: "RUN", line } : undefined;
}

function cacheMount(mount: Mount, state: StageState, line: number) {
  const directory = state.workingDirectory;
  const isAbsolute = cleanPath(mount.target).startsWith("/");
  const target =
    isAbsolute || directory === undefined ? mount.target : cleanPath(`/${directory}/${mount.target}`);
  return {
    id: mount.id === "" ? cleanPath(mount.target) : mount.id,
    target,
    sharing: mount.sharing,
    uid: mount.uid,
    gid: mount.gid,
    mode: mount.mode,
    from: mount.from === "" ? undefined : mount.from,
    source: mount.source === "" ? undefined : mount.source,
    line,
  };
}

function secretId(mount: Mount): string {
  const id = mount.source || mount.id;
  return id === "" ? (cleanPath(mount.target).split("/").at(-1) ?? "") : id;
}
