/** What an ADD source is: a path below the context, or something fetched. */
export type SourceKind =
  | { readonly kind: "local" }
  /** `pinned`: the content cannot change unnoticed (checksum or commit). */
  | { readonly kind: "http" | "git"; readonly pinned: boolean };

const SCP_STYLE = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*?(?:\?(.*?))?(?:#(.*))?$/;
/** `--checksum` of a git source may be a commit cut short. */
const COMMIT_START = /^[0-9a-f]{7,64}$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Tells local paths from URLs and git references as BuildKit does; `checksum` is ADD's flag. */
export function classifySource(source: string, checksum: string): SourceKind {
  const git = readGitSource(source);
  if (git !== undefined) return { kind: "git", pinned: COMMIT_START.test(checksum) || git.pinned };
  const isHttp = source.startsWith("http://") || source.startsWith("https://");
  return isHttp ? { kind: "http", pinned: checksum !== "" } : { kind: "local" };
}

/** Says whether a source whose variables are unknown could turn out to be a URL. */
export function couldBeRemote(asWritten: string): boolean {
  return !/^[A-Za-z0-9_.-]*\//.test(asWritten);
}

function readGitSource(source: string): { pinned: boolean } | undefined {
  // `github.com/owner/repository` without a scheme is a local path to ADD and COPY.
  if (source.startsWith("./") || source.startsWith("../") || source.startsWith("github.com/"))
    return undefined;
  const scheme = /^([a-zA-Z0-9]+):\/\//.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const scp = SCP_STYLE.exec(source);
    return scp === null ? undefined : { pinned: isPinned(scp[2] ?? "", scp[1] ?? "") };
  }
  if (scheme !== "http" && scheme !== "https" && scheme !== "ssh" && scheme !== "git") return undefined;
  const [beforeFragment = "", fragment = ""] = splitAt(source, "#");
  const [address = "", query = ""] = splitAt(beforeFragment, "?");
  const path = /^[a-zA-Z0-9]+:\/\/[^/]*(\/.*)?$/.exec(address)?.[1] ?? "";
  const isGit = scheme === "ssh" || scheme === "git" || decodedPath(path).endsWith(".git");
  return isGit ? { pinned: isPinned(fragment, query) } : undefined;
}

function splitAt(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isPinned(fragment: string, query: string): boolean {
  if (COMMIT.test(fragment.split(":", 1)[0] ?? "")) return true;
  const parameters = new URLSearchParams(query);
  return ["checksum", "commit", "ref"].some((name) => COMMIT.test(parameters.get(name) ?? ""));
}
