/** What BuildKit says it built from, against what the plan said. Pure. */
import type { ImageInputs } from "../model.ts";
import { parseReference } from "../registry/reference.ts";

/**
 * Bases that are not what was planned, in words: a tag moved between the plan and the build. `materials` are
 * package URLs with digests (`pkg:docker/python@3.11-slim?platform=linux%2Famd64`), from buildx's metadata.
 */
export function findMovedBases(
  { baseDigests }: Pick<ImageInputs, "baseDigests">,
  materials: ReadonlyMap<string, string>,
): readonly string[] {
  const used = [...materials].map(([uri, digest]) => ({ name: packageName(uri), digest }));
  return [...baseDigests].flatMap(([reference, planned]) => {
    const name = referenceName(reference);
    const found = used.filter((material) => material.name === name);
    const other = found.find(({ digest }) => !planned.includes(digest));
    return other === undefined
      ? []
      : [`${reference} moved while this ran: planned ${planned.join(" or ")}, built from ${other.digest}`];
  });
}

/** `python@3.11-slim`, as package URLs have it: Docker Hub's names are short. */
function referenceName(text: string): string | undefined {
  const reference = parseReference(text);
  if (reference === undefined) return undefined;
  const { host, repository, tag } = reference;
  const path = host === "docker.io" ? repository.replace(/^library\//, "") : `${host}/${repository}`;
  return `${path}@${tag ?? "latest"}`;
}

function packageName(uri: string): string | undefined {
  return /^pkg:docker\/([^?]+)/.exec(uri)?.[1];
}
