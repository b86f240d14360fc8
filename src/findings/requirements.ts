/** Lines of a requirements file. Pure. */

export interface Requirement {
  /** Normalised as PyPI does: lower case, `-` for `_` and `.`. */
  readonly name: string;
  /** Of `==`, with its local part; `undefined`: not pinned exactly. */
  readonly exact: string | undefined;
  readonly raw: string;
}

/** A file beside the Dockerfile, no name of a package. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|gz|bz2|txt)$/i;

/** What is no plain name with an optional version (URLs, options, markers for other systems) is left out. */
export function parseRequirements(text: string): readonly Requirement[] {
  return text.split("\n").flatMap((line) => {
    const raw = line
      .replace(/(^|\s)#.*/, "")
      .replace(/\s--hash\S*.*$/, "")
      .replace(/\\\s*$/, "")
      .trim();
    const match =
      /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:(==|===|~=|>=|<=|!=|<|>)\s*([^;,\s]+))?[^;@/]*(;.*)?$/.exec(
        raw,
      );
    if (match === null || ARCHIVE.test(match[1] ?? "") || isForOthers(match[4] ?? "")) return [];
    const [, name = "", operator, version] = match;
    const exact = (operator === "==" || operator === "===") && !version?.includes("*") ? version : undefined;
    return [{ name: normalizeName(name), exact, raw }];
  });
}

/** A marker may leave it out of a Linux image on this Python: then nothing is certain. */
function isForOthers(marker: string): boolean {
  return /sys_platform|platform_system|platform_machine|python_version|extra/.test(marker);
}

function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
