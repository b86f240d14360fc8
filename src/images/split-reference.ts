/** An image reference, taken apart by Docker's rules; nothing is normalised or filled in. */

export interface ReferenceParts {
  /** The registry's host as written; `undefined`: none, Docker Hub is meant. */
  readonly host: string | undefined;
  /** The repository's path without host. */
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** `localhost:5000/team/app:1.0@sha256:…` → its parts. Never fails: what is no reference has an odd path. */
export function splitReference(reference: string): ReferenceParts {
  const [named = "", digest] = splitOnce(reference, "@");
  const slash = named.indexOf("/");
  const first = slash < 0 ? undefined : named.slice(0, slash);
  // https://github.com/distribution/reference: a host has a dot, a port or a capital, or is localhost.
  const hasHost = first !== undefined && (/[.:A-Z]/.test(first) || first === "localhost");
  const rest = hasHost ? named.slice(slash + 1) : named;
  const [path = "", tag] = splitOnce(rest, ":");
  return { host: hasHost ? first : undefined, path, tag, digest };
}

function splitOnce(text: string, separator: string): readonly (string | undefined)[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
