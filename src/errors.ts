/** A mistake that the user can mend: its message is enough, no stack is printed. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  readonly problems: readonly string[];
  readonly #files: readonly string[];

  /**
   * All problems at once; each names the place, what was expected and what was found. `files`: repository
   * paths that problems may begin with.
   */
  constructor(
    problems: readonly [string, ...string[]] | string,
    options: { readonly cause?: unknown; readonly files?: readonly string[] } = {},
  ) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("\n"), options);
    this.problems = list;
    this.#files = options.files ?? [];
  }

  /** Of a problem that begins with `FILE:` or `FILE:LINE:`; for an annotation on that line. */
  placeOf(problem: string): { readonly file: string; readonly line?: number } | undefined {
    const file = this.#files.find((one) => problem.startsWith(`${one}:`));
    if (file === undefined) return undefined;
    const line = /^:(\d+)[: ]/.exec(problem.slice(file.length))?.[1];
    return line === undefined ? { file } : { file, line: Number(line) };
  }
}

/** The messages of an error and its causes, outermost first, without stacks. */
export function describeError(error: unknown): string {
  const messages: string[] = [];
  for (let current: unknown = error; current !== undefined && messages.length < 5; ) {
    const message = current instanceof Error ? current.message : String(current);
    if (message !== "" && !messages.includes(message)) messages.push(message);
    current = current instanceof Error ? current.cause : undefined;
  }
  return messages.join(": ");
}
