/** Which files of a repository are Dockerfiles, and what the images built from them are called. Pure. */
import { repositorySafe } from "./names.ts";
import { fileNameOf, folderOf } from "./repo-path.ts";

/** A Dockerfile's own part of its image's name: "" for `Dockerfile`, `worker` for `Dockerfile.worker`. */
function variantOf(path: string): string | undefined {
  const name = fileNameOf(path);
  const [, after, before] =
    /^(?:(?:dockerfile|containerfile)(?:\.(.+))?|(.+)\.(?:dockerfile|containerfile))$/i.exec(name) ?? [];
  if (after === undefined && before === undefined)
    return /^(?:dockerfile|containerfile)$/i.test(name) ? "" : undefined;
  return notDockerfiles.test(name) ? undefined : (after ?? before);
}

/** Templates (something else writes the Dockerfile), ignore files, notes, leftovers. */
const notDockerfiles =
  /\.(?:dockerignore|containerignore|j2|jinja2?|tmpl|tpl|template|in|erb|mustache|hbs|md|rst|txt|bak|orig|old|disabled|swp|rej|sample|example|lock|ya?ml|json|toml|sh|py)$/i;

/** Folders whose Dockerfiles are other people's, test data, or for editors. */
const skippedFolders = new Set([
  ...["node_modules", "vendor", "third_party", "third-party", ".git"],
  ...["testdata", "fixtures", "__fixtures__", ".devcontainer"],
]);

export interface FoundDockerfiles {
  /** In the order of their paths. */
  readonly paths: readonly string[];
  /** Dockerfiles in folders that are passed over. */
  readonly skipped: readonly string[];
}

/** Finds `Dockerfile`, `Dockerfile.x`, `x.Dockerfile` and the same with Containerfile, in any case. */
export function findDockerfiles(repositoryFiles: Iterable<string>): FoundDockerfiles {
  const paths: string[] = [];
  const skipped: string[] = [];
  for (const path of repositoryFiles) {
    if (variantOf(path) === undefined) continue;
    const isSkipped = folderOf(path)
      .split("/")
      .some((folder) => skippedFolders.has(folder));
    (isSkipped ? skipped : paths).push(path);
  }
  return { paths: paths.sort(), skipped: skipped.sort() };
}

/**
 * Names images after their Dockerfiles' folders, `repositoryName` standing for the root: `api/Dockerfile` → `api`,
 * `api/Dockerfile.worker` → `api-worker`. A folder that says only that Docker is used counts as the one above it.
 * Equal names get more of their paths, all of them, so that no name depends on the order of files.
 */
export function nameDockerfiles(
  paths: readonly string[],
  repositoryName: string,
): ReadonlyMap<string, string> {
  let depths = new Map(paths.map((path) => [path, 1]));
  for (;;) {
    const names = new Map(paths.map((path) => [path, nameAt(path, depths.get(path) ?? 1, repositoryName)]));
    const doubles = paths.filter((path) =>
      paths.some((other) => other !== path && names.get(other) === names.get(path)),
    );
    const longer = doubles.filter((path) => (depths.get(path) ?? 1) <= foldersOf(path).length);
    if (longer.length === 0) return withNumbers(paths, names);
    depths = new Map([...depths].map(([path, depth]) => [path, longer.includes(path) ? depth + 1 : depth]));
  }
}

function nameAt(path: string, depth: number, repositoryName: string): string {
  const folders = [repositoryName, ...foldersOf(path)].slice(-depth);
  const variant = variantOf(path) ?? "";
  return repositorySafe([...folders, variant].join("-")) ?? "app";
}

function foldersOf(path: string): readonly string[] {
  const folders = folderOf(path)
    .split("/")
    .filter((folder) => folder !== "");
  while (/^\.?(?:docker|dockerfiles?|containers?)$/i.test(folders.at(-1) ?? "")) folders.pop();
  return folders;
}

/** What is still equal with the whole path (`a/b` and `a-b`) is counted in the order of paths. */
function withNumbers(
  paths: readonly string[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const result = new Map<string, string>();
  for (const path of paths) {
    const name = names.get(path) ?? "app";
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
    taken.add(free);
    result.set(path, free);
  }
  return result;
}
