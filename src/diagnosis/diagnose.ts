/** A failed build's log → what went wrong, and what helps. Pure. */
import { machineSignatures, networkSignatures } from "./machine-signatures.ts";
import { pythonSignatures } from "./python-signatures.ts";
import type { Diagnosis, Signature } from "./signature.ts";
import { systemSignatures } from "./system-signatures.ts";
import { umbrellaSignatures } from "./umbrella-signatures.ts";

/** The most telling first. */
export const signatures: readonly Signature[] = [
  ...machineSignatures,
  ...pythonSignatures,
  ...systemSignatures,
  ...umbrellaSignatures,
  ...networkSignatures,
];

/** Words of tools that went on all the same: pip tries again by itself, apt warns. */
const HARMLESS = /^(?:WARNING: Retrying \(|W: |npm warn |Ign:\d+ |\+ |WARN\b)/i;
/** A command that is shown, not what it said. */
const ECHO = /^(?:>>> |\d+ \| |-{6,}|> \[[^\]]*\d+\/\d+\])/;

/** `undefined`: nothing that is known; a guess would send people the wrong way. */
export function diagnose(log: readonly string[]): Diagnosis | undefined {
  const lines = log
    .flatMap((line) => cleanLine(withoutCommand(line)).split("\n"))
    .filter((line) => line !== "" && !HARMLESS.test(line) && !ECHO.test(line));
  for (const signature of signatures) {
    const found = lastMatch(lines, signature);
    if (found !== undefined) {
      const { id, class: of, cause, remedy, source } = signature;
      return { id, class: of, ...found, cause, remedy, source };
    }
  }
  return undefined;
}

/** Without colours, time stamps, and the numbers that BuildKit and GitHub put before a line. */
export function cleanLine(line: string): string {
  return (
    line
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

/** The command is what was asked for, not what went wrong. */
export function withoutCommand(line: string): string {
  return line
    .replace(/process ".*" did not complete/s, 'process "…" did not complete')
    .replace(/executor failed running \[.*\]:/s, "executor failed running […]:");
}

function lastMatch(
  lines: readonly string[],
  { patterns, after }: Signature,
): Pick<Diagnosis, "line" | "package"> | undefined {
  for (const pattern of patterns) {
    for (let at = lines.length - 1; at >= 0; at--) {
      const line = lines[at] ?? "";
      const match = pattern.exec(line);
      if (match === null) continue;
      if (after !== undefined && !lines.slice(Math.max(0, at - 200), at + 1).some((one) => after.test(one)))
        continue;
      return { line: line.slice(0, 300), package: match.groups?.package };
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
