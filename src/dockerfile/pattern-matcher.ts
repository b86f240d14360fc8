import { parentOf } from "./clean-path.ts";
import { type IgnorePattern, readPattern } from "./ignore-pattern.ts";

/** How a path and the folders above it fare; handed down from folder to folder, as BuildKit walks. */
interface Verdict {
  readonly isMatched: boolean;
  /** For each pattern, whether the path or a folder above it matched when it was asked. */
  readonly byPattern: readonly boolean[];
}

/**
 * moby/patternmatcher in the order of a walk (MatchesUsingParentResults from the top). It is not the same as
 * asking for a path alone: a `!` pattern that names a folder is not asked again below it.
 */
export class PatternMatcher {
  readonly #patterns: readonly IgnorePattern[];
  readonly #folders = new Map<string, Verdict>();
  readonly problems: readonly string[];
  readonly hasExceptions: boolean;

  constructor(sources: readonly string[]) {
    const patterns: IgnorePattern[] = [];
    const problems: string[] = [];
    for (const source of sources) {
      const pattern = readPattern(source);
      if (pattern === undefined) continue;
      if ("error" in pattern) problems.push(pattern.error);
      else {
        patterns.push(pattern);
        if (pattern.test === undefined) problems.push(`syntax error in pattern: ${pattern.text}`);
      }
    }
    this.#patterns = patterns;
    this.problems = problems;
    this.hasExceptions = patterns.some(({ isException }) => isException);
  }

  /** Says whether a path matches, all folders above it considered. */
  matches(path: string): boolean {
    return this.#patterns.length > 0 && this.#judge(path, this.#folderVerdict(parentOf(path))).isMatched;
  }

  /** Says whether a folder matches and no `!` pattern can take back anything below it. */
  matchesAllBelow(folder: string): boolean {
    if (this.#patterns.length === 0 || folder === "") return false;
    if (parentOf(folder) !== "" && this.matchesAllBelow(parentOf(folder))) return true;
    if (!this.#folderVerdict(folder).isMatched) return false;
    const exceptions = this.#patterns.filter(({ isException }) => isException).map(withoutTrailingGlob);
    if (exceptions.some((text) => /[*[\]?^\\]/.test(text))) return false;
    return !exceptions.some((text) => `${text}/`.startsWith(`${folder}/`));
  }

  #folderVerdict(folder: string): Verdict {
    if (folder === "") return { isMatched: false, byPattern: [] };
    const before = this.#folders.get(folder);
    if (before !== undefined) return before;
    const verdict = this.#judge(folder, this.#folderVerdict(parentOf(folder)));
    this.#folders.set(folder, verdict);
    return verdict;
  }

  #judge(path: string, parent: Verdict): Verdict {
    let isMatched = false;
    const byPattern = this.#patterns.map((pattern, index) => {
      const fromParent = parent.byPattern[index] === true;
      // A pattern that could change nothing is not asked, and then does not count below either.
      if (!fromParent && pattern.isException !== isMatched) return false;
      const matched = fromParent || (pattern.test?.(path) ?? pattern.isException);
      if (matched) isMatched = !pattern.isException;
      return matched;
    });
    return { isMatched, byPattern };
  }
}

function withoutTrailingGlob({ text }: IgnorePattern): string {
  const shorter = text.endsWith("/**") ? text.slice(0, -3) : text;
  return shorter.endsWith("/*") ? shorter.slice(0, -2) : shorter;
}
