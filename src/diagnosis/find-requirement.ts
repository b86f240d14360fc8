/** A package's name → the line that asks for it. Pure. */

const FILES =
  /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|pyproject\.toml|environment\.ya?ml|package\.json|Pipfile)$/i;
const MOST = 20;

/** Which of an image's files may name packages; a folder stands for its `requirements.txt`. */
export function requirementFiles(paths: readonly string[]): readonly string[] {
  const files = paths.map((path) => (path.endsWith("/") ? `${path}requirements.txt` : path));
  return files.filter((path) => FILES.test(path)).slice(0, MOST);
}

/** The line that begins with the package, whatever its version; the first file that has one. */
export function findRequirement(
  files: ReadonlyMap<string, string>,
  name: string,
): { readonly path: string; readonly line: number } | undefined {
  const wanted = normalize(name);
  for (const [path, text] of files) {
    const at = text.split("\n").findIndex((line) => {
      const own = /^\s*(?:-\s+)?["']?([A-Za-z0-9@][\w./@-]*)/.exec(line)?.[1];
      return own !== undefined && normalize(own) === wanted;
    });
    if (at >= 0) return { path, line: at + 1 };
  }
  return undefined;
}

/** As Python's packaging compares names (PEP 503). */
function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
