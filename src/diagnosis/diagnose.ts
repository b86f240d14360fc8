/** A failed build's log → what went wrong, and what helps. Pure. */

import { findBuiltPackage } from "./built-package.ts";
import { dockerfileSignatures } from "./dockerfile-signatures.ts";
import { machineSignatures, networkSignatures } from "./machine-signatures.ts";
import { pythonBuildSignatures } from "./python-build-signatures.ts";
import { pythonSignatures } from "./python-signatures.ts";
import { registrySignatures } from "./registry-signatures.ts";
import type { Diagnosis, Signature } from "./signature.ts";
import { systemSignatures } from "./system-signatures.ts";
import { toolSignatures } from "./tool-signatures.ts";
import { umbrellaSignatures } from "./umbrella-signatures.ts";

/** The most telling first. */
export const signatures: readonly Signature[] = [
  ...machineSignatures,
  ...pythonSignatures,
  ...pythonBuildSignatures,
  ...systemSignatures,
  ...registrySignatures,
  ...toolSignatures,
  ...dockerfileSignatures,
  ...umbrellaSignatures,
  ...networkSignatures,
];

/** Words of tools that went on all the same: pip tries again by itself (its last try counts), apt warns. */
const HARMLESS = /^(?:WARNING: Retrying \(Retry\(total=[1-9]|W: |npm warn |Ign:\d+ |\+ |WARN\b)/i;
/** A command that is shown, not what it said. */
const ECHO = /^(?:>>> |\d+ \| |-{6,}|> \[[^\]]*\d+\/\d+\])/;
/** What buildx says before every error. */
const UMBRELLA = /^ERROR: (?:failed to build: )?failed to solve: /;
/** A tool's word that it is done: what it complained of before was overcome. */
const SUCCESS =
  /^(?:Successfully installed |Installed \d+ packages? in |added \d+ packages?\b|up to date, audited |(?:remote: )?(?:Receiving objects|Resolving deltas): +100%|Setting up \S+ \(|Processing triggers for |Finished `?(?:release|dev)|Download(?:ed|ing)\b.* (?:done|complete)\.?$|Installing the current project: |.* saved \[\d+(?:\/\d+)?\]$)/;
/** dpkg goes on with other packages after one that failed, and tells at the end. */
const DPKG_FAILED = /^(?:Errors were encountered while processing|E: Sub-process \S+ returned an error code)/;
/** A program's own end. What a library says before it is the cause only where the program tells so itself. */
const EXCEPTION = /^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)(?::|$)/;
/** A test suite's verdict: what its tests say of networks is their subject. */
const TESTS_FAILED = /^(?:FAILED \S+::|--- FAIL: |FAIL\b|Tests?:\s+\d+ failed|=+ .*\b\d+ failed\b|E {2,}\S)/;
/** Exceptions that only pass on that another program failed. */
const PASSED_ON =
  /^(?:[\w.]+\.)?(?:CalledProcessError|SystemExit|DistutilsExecError|BackendUnavailable|LocalEntryNotFoundError)\b/;

interface Match {
  readonly signature: Signature;
  readonly at: number;
  readonly found: Pick<Diagnosis, "line" | "package">;
}

/** `undefined`: nothing that is known; a guess would send people the wrong way. */
export function diagnose(log: readonly string[]): Diagnosis | undefined {
  const lines = afterSuccess(
    log
      .flatMap((line) => cleanLine(withoutCommand(line)).split("\n"))
      .filter((line) => line !== "" && !HARMLESS.test(line) && !ECHO.test(line)),
  );
  const matches = signatures.flatMap((signature) => lastMatch(lines, signature) ?? []);
  const counted = matches.filter((match) => !isOvercome(match, matches, lines));
  // A tool's verdict on its own input owes nothing to what broke before it.
  const [first] = counted;
  const verdicts = counted.filter(
    ({ signature, at }) => signature.isVerdict === true && at > (first?.at ?? 0),
  );
  const last = verdicts.sort((a, b) => b.at - a.at)[0];
  const chosen = last === undefined || last.signature.id === first?.signature.refines ? first : last;
  if (chosen === undefined) return undefined;
  const { id, class: of, isBuild, cause, remedy, source } = chosen.signature;
  const { line, package: named } = chosen.found;
  const name = named ?? (isBuild === true ? findBuiltPackage(lines, chosen.at) : undefined);
  return { id, class: of, line, package: name, cause, remedy, source };
}

function afterSuccess(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => SUCCESS.test(line));
  if (last < 0 || lines.slice(last).some((line) => DPKG_FAILED.test(line))) return lines;
  return lines.slice(last + 1);
}

/** A moment of the network, and then a program that ended for another reason. */
function isOvercome({ signature, at }: Match, matches: readonly Match[], lines: readonly string[]): boolean {
  if (signature.class !== "transient") return false;
  if (lines.findLastIndex((line) => TESTS_FAILED.test(line)) >= at) return true;
  const end = lines.findLastIndex((line) => EXCEPTION.test(line) && !PASSED_ON.test(line));
  return end > at && !matches.some((other) => other.signature.class === "transient" && other.at >= end);
}

/** Without colours, time stamps, and the numbers that BuildKit and GitHub put before a line. */
export function cleanLine(line: string): string {
  return (
    shorten(line)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
      .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
      .replace(/\r/g, "")
      .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, "")
      .replace(/^##\[error\] ?/, "")
      .replace(/^(?:#?\d+ )?\d+\.\d{1,3} (?=\s*\S)/, "")
      .replace(/^#\d+ /, "")
      .trim()
  );
}

/** No tool's word is that long; a pattern's time can grow with the square of a minified file or a progress bar. */
const LONGEST_END = 1000;

function shorten(line: string): string {
  return line.length <= 2 * LONGEST_END
    ? line
    : `${line.slice(0, LONGEST_END)} … ${line.slice(-LONGEST_END)}`;
}

/** The command is what was asked for, not what went wrong. */
export function withoutCommand(line: string): string {
  if (!/did not complete|executor failed/.test(line)) return line;
  return line
    .replace(/process ".*" did not complete/s, 'process "…" did not complete')
    .replace(/executor failed running \[.*\]:/s, "executor failed running […]:");
}

function lastMatch(lines: readonly string[], signature: Signature): Match | undefined {
  const { patterns, after } = signature;
  for (const pattern of patterns) {
    for (let at = lines.length - 1; at >= 0; at--) {
      const line = lines[at] ?? "";
      const match = pattern.exec(line);
      if (match === null) continue;
      if (after !== undefined && !lines.slice(Math.max(0, at - 200), at + 1).some((one) => after.test(one)))
        continue;
      const inner = line.replace(UMBRELLA, "").slice(0, 300);
      return { signature, at, found: { line: inner, package: match.groups?.package } };
    }
  }
  return undefined;
}

/** The last line that looks like an error, for failures that nobody knows. */
export function lastWords(log: readonly string[]): string | undefined {
  const lines = log.map(cleanLine).filter((line) => line !== "" && !ECHO.test(line));
  const telling = lines.findLast((line) =>
    /\b(?:error|fatal|exception|failed|denied|cannot|not found)\b/i.test(line),
  );
  return (telling ?? lines.at(-1))?.slice(0, 300);
}
