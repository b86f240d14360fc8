/** Where git keeps its own files, below the repository's root: a folder, or (worktrees, submodules) a file. */
export const GIT_FOLDER = ".git";

/** Whether a path is below a folder; everything is below "". */
export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}
