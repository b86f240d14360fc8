/** What a check found: an error where the build is certain to fail, a warning where it may. */
import { UserError } from "../errors.ts";
import type { AnnotationPlace, Log } from "../shell/world.ts";

export interface Problem {
  readonly level: "error" | "warning";
  readonly message: string;
  readonly at?: AnnotationPlace | undefined;
}

/** Logs all warnings; throws UserError with all errors at once, each one time. */
export function tellProblems(log: Log, problems: readonly Problem[]): void {
  const told = new Set<string>();
  const errors: string[] = [];
  for (const { level, message, at } of problems) {
    if (told.has(message)) continue;
    told.add(message);
    if (level === "error") errors.push(message);
    else log.warning(message, at);
  }
  const files = problems.flatMap(({ at }) => (at === undefined ? [] : [at.file]));
  const [first, ...rest] = errors;
  if (first !== undefined) throw new UserError([first, ...rest], { files });
}
