/** A mistake that the user can mend: its message is enough, no stack is printed. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  readonly problems: readonly string[];

  /** All problems at once; each names the place, what was expected and what was found. */
  constructor(problems: readonly [string, ...string[]] | string, options?: { cause?: unknown }) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("\n"), options);
    this.problems = list;
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
