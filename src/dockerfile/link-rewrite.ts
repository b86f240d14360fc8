/** A Dockerfile with `--link` where the check at the end of what is below allows it. Pure. */
import type { AnalyzeOptions } from "./analysis.ts";
import { detectFrontend } from "./frontend.ts";
import { LINK_CHECK, writeLinkCheck } from "./link-check.ts";
import { listLayers, type StageLayers } from "./link-layers.ts";
import { chooseTail, type LinkTail, pathsToLookUp, type SourceKind } from "./link-tail.ts";
import { parseDockerfile } from "./parse.ts";

export interface LinkedDockerfile {
  /** `undefined`: nothing can be linked. */
  readonly text: string | undefined;
  /** A line of `text` → the line of the Dockerfile that it stands for. */
  readonly lineOf: (line: number) => number;
  /** `line 7: COPY . /app`. */
  readonly linked: readonly string[];
  /** The same with the reason. */
  readonly refused: readonly string[];
}

/** Paths of the main context that `linkCopies` will ask about. */
export function linkLookups(text: string, options: AnalyzeOptions): readonly string[] {
  return [...new Set([...listLayers(text, options).values()].flat().flatMap(pathsToLookUp))];
}

/** Never throws. */
export function linkCopies(
  text: string,
  options: AnalyzeOptions,
  kindOf: (path: string) => SourceKind,
): LinkedDockerfile {
  const because = findObstacle(text, options);
  if (because !== undefined) return nothing([because]);
  const checks: { readonly line: number; readonly check: string }[] = [];
  const lines = text.split("\n");
  const linked: string[] = [];
  const refused: string[] = [];
  for (const platforms of listLayers(text, options).values()) {
    const [layers, ...others] = platforms;
    if (layers === undefined) continue;
    const tail = chooseTail(layers, kindOf);
    for (const one of tail.refused) refused.push(`${describe(one.command)}: ${one.because}`);
    const additions = tail.linked.filter(({ command }) => !isLinked(command.copy));
    const first = tail.linked[0];
    if (additions.length === 0 || first === undefined) continue;
    if (others.some((other) => !isSameTail(tail, chooseTail(other, kindOf)))) {
      refused.push(...additions.map(({ command }) => `${describe(command)}: its platforms differ`));
      continue;
    }
    for (const { command } of additions) {
      const line = lines[command.line - 1] ?? "";
      lines[command.line - 1] = line.replace(/^([ \t]*(?:COPY|ADD))(?=[ \t])/i, "$1 --link");
      linked.push(describe(command));
    }
    const isEmptyBelow = layers.isOnScratch && layers.commands.length === tail.linked.length;
    if (isEmptyBelow) continue;
    const check = writeLinkCheck(additions.map(({ condition }) => condition));
    checks.push({ line: firstAfterBarrier(layers, first.command.line), check });
  }
  if (linked.length === 0) return nothing(refused);
  checks.sort((a, b) => b.line - a.line);
  for (const { line, check } of checks) lines.splice(line - 1, 0, check);
  const rewritten = lines.join("\n");
  if (!isAsMeant(text, rewritten, linked.length, checks.length)) {
    return nothing(["the Dockerfile is written in a way that is left alone"]);
  }
  // The n-th check from the top stands n-1 lines lower than the line that it was put before.
  const inserted = checks.map(({ line }) => line).sort((a, b) => a - b);
  const lineOf = (line: number): number =>
    line - inserted.filter((original, index) => original + index < line).length;
  return { text: rewritten, lineOf, linked, refused };
}

function nothing(refused: readonly string[]): LinkedDockerfile {
  return { text: undefined, lineOf: (line) => line, linked: [], refused };
}

function findObstacle(text: string, options: AnalyzeOptions): string | undefined {
  const frontend = options.args.get("BUILDKIT_SYNTAX") ?? detectFrontend(text);
  const isNewEnough =
    frontend === undefined ||
    /^(?:(?:index\.)?docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::(?:latest|master|1|1\.(?:[4-9]|[1-9]\d)(?:\.\d+)?)(?:-labs)?)?(?:@.*)?$/.test(
      frontend,
    );
  if (!isNewEnough) return `the frontend ${frontend} may not know --link`;
  return parseDockerfile(text).escapeToken === "\\" ? undefined : "an escape character of its own";
}

/** The check comes before any ARG of the tail: a build arg that changes would run it again. */
function firstAfterBarrier({ stage, commands }: StageLayers, tailStart: number): number {
  const barrier = commands.findLast(({ line }) => line < tailStart)?.line ?? stage.from.line;
  return stage.commands.find(({ instruction }) => instruction.line > barrier)?.instruction.line ?? tailStart;
}

function isLinked(copy: StageLayers["commands"][number]["copy"]): boolean {
  return copy !== undefined && !("because" in copy) && copy.isLinked;
}

function isSameTail(one: LinkTail, other: LinkTail): boolean {
  const key = (tail: LinkTail): string =>
    JSON.stringify(tail.linked.map(({ command, condition }) => [command.line, condition]));
  return key(one) === key(other);
}

function describe({ line, shown }: StageLayers["commands"][number]): string {
  return `line ${line}: \`${shown.slice(0, 80)}\``;
}

/** The same instructions, but for the flag and the checks. */
function isAsMeant(before: string, after: string, linked: number, checks: number): boolean {
  const [old, now] = [parseDockerfile(before), parseDockerfile(after)];
  if (now.problems.length > 0 || now.instructions.length !== old.instructions.length + checks) return false;
  let added = 0;
  let index = 0;
  for (const { keyword, flags, args, heredocs } of now.instructions) {
    const original = old.instructions[index];
    const isCheck = keyword === "run" && JSON.stringify(args).includes(LINK_CHECK);
    const isOriginal =
      original !== undefined &&
      original.keyword === keyword &&
      JSON.stringify([original.args, original.heredocs]) === JSON.stringify([args, heredocs]);
    if (!isOriginal && isCheck) continue;
    if (!isOriginal || original === undefined) return false;
    if (flags.length === original.flags.length + 1 && flags[0] === "--link") added++;
    else if (JSON.stringify(flags) !== JSON.stringify(original.flags)) return false;
    index++;
  }
  return added === linked && index === old.instructions.length;
}
