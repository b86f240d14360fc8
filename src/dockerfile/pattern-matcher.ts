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
    if (this.#patterns.length === 0) return false;
    const parent = this.#folderVerdict(parentOf(path));
    let isMatched = false;
    for (let index = 0; index < this.#patterns.length; index++) {
      const pattern = this.#patterns[index];
      if (pattern !== undefined && asks(pattern, isMatched, parent, index, path)) {
        isMatched = !pattern.isException;
      }
    }
    return isMatched;
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
      const matched = asks(pattern, isMatched, parent, index, path);
      if (matched) isMatched = !pattern.isException;
      return matched;
    });
    return { isMatched, byPattern };
  }
}

/** Whether a pattern has its say. One that could change nothing is not asked, and then does not count below either. */
function asks(
  { isException, test }: IgnorePattern,
  isMatched: boolean,
  parent: Verdict,
  index: number,
  path: string,
): boolean {
  if (parent.byPattern[index] === true) return true;
  if (isException !== isMatched) return false;
  // A pattern that Go refuses must not take anything out.
  return test === undefined ? isException : test(path);
}

function withoutTrailingGlob({ text }: IgnorePattern): string {
  const shorter = text.endsWith("/**") ? text.slice(0, -3) : text;
  return shorter.endsWith("/*") ? shorter.slice(0, -2) : shorter;
}
