/** Which line of an ignore file leaves a path out. */
import { compileDockerignore } from "./dockerignore.ts";

export interface IgnoreRule {
  readonly pattern: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The last line after which the path is left out; `undefined`: it is not. */
export function explainIgnore(text: string, path: string): IgnoreRule | undefined {
  const lines = text.split("\n");
  const isIgnoredAfter = (count: number): boolean =>
    compileDockerignore(lines.slice(0, count).join("\n")).isIgnored(path, false);
  if (!isIgnoredAfter(lines.length)) return undefined;
  let line = lines.length;
  while (line > 1 && isIgnoredAfter(line - 1)) line -= 1;
  return { pattern: lines[line - 1]?.trim() ?? "", line };
}
