/** Go's path.Clean: the shortest equal path by its text alone; "" becomes ".". */
export function cleanPath(path: string): string {
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!rooted) kept.push("..");
  }
  if (rooted) return `/${kept.join("/")}`;
  return kept.length === 0 ? "." : kept.join("/");
}

/** Cleans a path as if the context were the file system's root: no leading slash, no `..`; "" is the root. */
export function cleanBelowRoot(path: string): string {
  return cleanPath(`/${path}`).slice(1);
}

/** Joins two paths below a root; either may be "". */
export function joinBelow(directory: string, path: string): string {
  if (directory === "") return path;
  return path === "" ? directory : `${directory}/${path}`;
}

/** The directory that holds a path below a root; "" for the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}
