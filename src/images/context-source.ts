/** A build context as users, bake and compose write it → ContextSource. */
import type { ContextSource } from "../model.ts";
import { imageName } from "./names.ts";
import { resolveUserPath } from "./repo-path.ts";

/**
 * Reads one context. `image:` and `target:` name another image of this run; URLs are what buildx takes for
 * a remote; everything else is a path, relative to the folder `base` of the repository, whose place on disk is `root`.
 */
export function parseContextSource(text: string, base: string, root?: string): ContextSource {
  const [, scheme, rest] = /^(image|target|service|docker-image):(.*)$/.exec(text) ?? [];
  if (scheme === "docker-image" && rest?.startsWith("//") === true) {
    return { kind: "reference", reference: rest.slice(2) };
  }
  if (rest !== undefined && scheme !== "docker-image") return { kind: "image", image: imageName(rest) };
  if (isRemote(text)) return { kind: "remote", url: text };
  const found = resolveUserPath(base, text.replace(/^cwd:\/\//, ""), root);
  return found.kind === "inside"
    ? { kind: "local", path: found.path }
    : { kind: "outside", path: found.path };
}

/**
 * What buildx does not read from the disk: URLs with a scheme, `github.com/…` and `git@host:path`
 * (https://docs.docker.com/build/concepts/context/#remote-context).
 */
function isRemote(text: string): boolean {
  return (
    (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !text.startsWith("cwd://")) ||
    text.startsWith("github.com/") ||
    /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:/.test(text)
  );
}
