import { lexWord } from "./shell-word.ts";

/** A variable's value, with the names of variables it may owe to a base image that we cannot look into. */
export interface Value {
  readonly text: string;
  readonly uncertain: readonly string[];
}

export type Expansion =
  | (Value & {
      readonly kind: "text";
      /** Every name the word asks for. */
      readonly names: readonly string[];
      /** Names that were unset or empty. */
      readonly empty: readonly string[];
    })
  | { readonly kind: "error"; readonly message: string; readonly uncertain: readonly string[] };

/** What a stage's instructions see as variables. */
export class Environment {
  /** `true` under a base image whose own variables are unknown. */
  readonly isOpen: boolean;
  readonly #values: Map<string, Value>;

  constructor(isOpen: boolean, values: Iterable<readonly [string, Value]> = []) {
    this.isOpen = isOpen;
    this.#values = new Map(values);
  }

  clone(): Environment {
    return new Environment(this.isOpen, this.#values);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  entries(): IterableIterator<readonly [string, Value]> {
    return this.#values.entries();
  }
}

/** A value that is known for certain. */
export function known(text: string): Value {
  return { text, uncertain: [] };
}

/** Expands a word with a stage's variables. */
export function expandWord(word: string, escapeToken: string, environment: Environment): Expansion {
  const names = new Set<string>();
  const empty = new Set<string>();
  const uncertain = new Set<string>();
  const result = lexWord(word, {
    escapeToken,
    lookup(name) {
      names.add(name);
      const value = environment.get(name);
      if (value === undefined && environment.isOpen) uncertain.add(name);
      for (const origin of value?.uncertain ?? []) uncertain.add(origin);
      if (value === undefined || value.text === "") empty.add(name);
      return value?.text;
    },
  });
  if ("error" in result) return { kind: "error", message: result.error, uncertain: [...uncertain] };
  return { kind: "text", text: result.text, uncertain: [...uncertain], names: [...names], empty: [...empty] };
}
