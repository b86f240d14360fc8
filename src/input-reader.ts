/** Reads one input after another and gathers what is wrong with them. Pure. */

export interface InputReader<Name extends string> {
  /** The trimmed text, "" when it was not set. */
  text(name: Name): string;
  /** Notes a problem and goes on with `fallback`, so that all problems come at once. */
  wrong<T>(name: Name, expected: string, fallback: T): T;
  /** One of `choices`; the first where nothing is given. */
  choice<T extends string>(name: Name, choices: readonly [T, ...T[]]): T;
  flag(name: Name, fallback: boolean): boolean;
  /** A whole number from 1; `undefined` for nothing and for the word `automatic`. */
  count(name: Name, automatic: string): number | undefined;
  readonly problems: string[];
}

/** `read` gives an input's text, "" when it was not set. */
export function createInputReader<Name extends string>(read: (name: Name) => string): InputReader<Name> {
  const problems: string[] = [];
  const text = (name: Name): string => read(name).trim();
  const wrong = <T>(name: Name, expected: string, fallback: T): T => {
    problems.push(`input ${name}: expected ${expected}, found ${JSON.stringify(text(name))}`);
    return fallback;
  };
  return {
    problems,
    text,
    wrong,
    choice(name, choices) {
      const value = text(name) === "" ? choices[0] : choices.find((one) => one === text(name));
      return value ?? wrong(name, choices.map((one) => `"${one}"`).join(" or "), choices[0]);
    },
    flag(name, fallback) {
      const value = text(name).toLowerCase();
      if (value === "") return fallback;
      if (value === "true") return true;
      return value === "false" ? false : wrong(name, '"true" or "false"', fallback);
    },
    count(name, automatic) {
      const value = text(name);
      if (value === "" || value === automatic) return undefined;
      return /^[1-9]\d{0,5}$/.test(value)
        ? Number(value)
        : wrong(name, `a whole number from 1, or "${automatic}"`, undefined);
    },
  };
}

/** Names by comma, space or line; empty ones and doubles fall out. */
export function splitList(value: string): readonly string[] {
  return [...new Set(value.split(/[\s,]+/).filter((name) => name !== ""))];
}
