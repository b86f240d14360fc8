/** Which package pip was building when a line came. Pure. */

/** Told once the build has failed. */
const FAILED =
  /^(?:ERROR: )?(?:Failed building wheel for|Failed to build|Could not build wheels for) [`'"]?(?<name>[A-Za-z0-9][\w.-]*)/;
/** Told before it begins. `Collecting git+https://…` names none. */
const BEGINS =
  /^(?:Collecting|Building wheel for|Running setup\.py install for) (?<name>[A-Za-z0-9][\w.-]*?)(?:\[[^\]]*\])?(?:[<>=!~;(,\s].*)?$/;

/** `lines` without decoration; `at`: the line that tells what went wrong. */
export function findBuiltPackage(lines: readonly string[], at: number): string | undefined {
  const after = lines.slice(at).find((line) => FAILED.test(line));
  if (after !== undefined) return FAILED.exec(after)?.groups?.name;
  const before = lines.slice(0, at + 1).findLast((line) => BEGINS.test(line));
  return before === undefined ? undefined : BEGINS.exec(before)?.groups?.name;
}
