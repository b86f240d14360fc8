/**
 * The key under which BuildKit looks a build context up: a name is read as an image reference, and shortened
 * (`docker.io/library/base:latest` and `base` are the same context).
 */
export function contextKey(name: string): string {
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const isDomain =
    slash !== -1 && (first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first);
  const isHub = !isDomain || first === "docker.io" || first === "index.docker.io";
  if (!isHub) return withoutLatest(name);
  const path = isDomain ? name.slice(slash + 1) : name;
  const official = path.startsWith("library/") ? path.slice("library/".length) : path;
  return withoutLatest(official.includes("/") ? path : official);
}

function withoutLatest(name: string): string {
  return name.endsWith(":latest") ? name.slice(0, -":latest".length) : name;
}

/** Finds the named context that stands for a stage's or an image's name. */
export function findContext(name: string, contexts: ReadonlySet<string>): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "scratch" || lower === "context") return undefined;
  if (contexts.has(name)) return name;
  const key = contextKey(name);
  for (const context of contexts) if (contextKey(context) === key) return context;
  return undefined;
}
