import { cleanPath, joinBelow, parentOf } from "./clean-path.ts";
import { PatternMatcher } from "./pattern-matcher.ts";
import { trimSpace } from "./white-space.ts";

export interface DockerignoreMatcher {
  /** Says whether a path of the context is left out; needs no `this`. */
  readonly isIgnored: (path: string, isDirectory: boolean) => boolean;
  /** Says whether a walk need not go into a directory: it is left out, and nothing below can come back. */
  readonly canSkipDirectory: (directory: string) => boolean;
  /** Patterns that BuildKit refuses; they match nothing here. */
  readonly problems: readonly string[];
}

/** Makes a matcher of an ignore file's text ("" ignores nothing). */
export function compileDockerignore(text: string): DockerignoreMatcher {
  const matcher = new PatternMatcher(readIgnorePatterns(text));
  return {
    isIgnored: (path) => matcher.matches(path),
    canSkipDirectory: (directory) => matcher.matchesAllBelow(directory),
    problems: matcher.problems,
  };
}

/** The patterns of an ignore file: comments and empty lines out, `/a` and `a` the same. */
export function readIgnorePatterns(text: string): readonly string[] {
  const lines = (text.startsWith("\uFEFF") ? text.slice(1) : text).split("\n");
  return lines.flatMap((line) => {
    if (line.startsWith("#")) return [];
    const trimmed = trimSpace(line);
    if (trimmed === "") return [];
    const isException = trimmed.startsWith("!");
    const pattern = isException ? trimSpace(trimmed.slice(1)) : trimmed;
    const cleaned = pattern === "" ? "" : cleanPath(pattern);
    const relative = cleaned.length > 1 && cleaned.startsWith("/") ? cleaned.slice(1) : cleaned;
    return [isException ? `!${relative}` : relative];
  });
}

/**
 * Where a main context's ignore file may be, the first that exists wins alone: next to the Dockerfile, then at
 * the context's root. Both paths are repository paths. A named context has only the one at its own root.
 */
export function ignoreFileCandidates(dockerfilePath: string, contextPath: string): readonly string[] {
  return [`${dockerfilePath}.dockerignore`, joinBelow(contextPath, ".dockerignore")];
}

/** BuildKit's second try: `dockerfile` where there is no `Dockerfile`. */
export function dockerfileCandidates(dockerfilePath: string): readonly string[] {
  const folder = parentOf(dockerfilePath);
  const name = dockerfilePath.slice(folder === "" ? 0 : folder.length + 1);
  return name === "Dockerfile" ? [dockerfilePath, joinBelow(folder, "dockerfile")] : [dockerfilePath];
}
