/** Image references by the grammar of github.com/distribution/reference, the one Docker and BuildKit use. */
import type { Digest } from "../model.ts";

export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly host: string;
  /** `library/python` for `python`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

/** Docker Hub's name in references; its registry answers at another host, its credentials have a third name. */
export const DOCKER_HUB = "docker.io";

const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`);
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const LONGEST_REPOSITORY = 255;
const LONGEST_REFERENCE = 1_000;

/** `undefined` when the text is not `sha256:` and 64 lower-case hex digits. */
export function parseDigest(text: string): Digest | undefined {
  return DIGEST.test(text) ? (text as Digest) : undefined;
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether the text is a registry's host, with or without a port. */
export function isHost(text: string): boolean {
  // Ports beyond 65535 and `1.2.3.4.5` fit the grammar, and no address.
  return text.length <= 261 && HOST.test(text) && URL.canParse(`https://${text}`);
}

/** Whether the text is a repository's path below a host: lower-case components with slashes between them. */
export function isRepository(text: string): boolean {
  return text.length <= LONGEST_REPOSITORY && text.split("/").every((part) => PATH_COMPONENT.test(part));
}

/** Parses a reference and fills in what Docker fills in (`docker.io`, `library/`), but no tag. `undefined`: not a reference. */
export function parseReference(text: string): ImageReference | undefined {
  if (text.length > LONGEST_REFERENCE) return undefined;
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  if (at >= 0 && digest === undefined) return undefined;

  const named = at < 0 ? text : text.slice(0, at);
  const { host, rest } = splitHost(named);
  const colon = rest.indexOf(":");
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (tag !== undefined && !isTag(tag)) return undefined;

  const path = colon < 0 ? rest : rest.slice(0, colon);
  // 64 hex digits are an image's id to Docker, never a name.
  if (named === path && HEX_64.test(path)) return undefined;
  const repository = host === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path;
  if (!isHost(host) || !isRepository(repository)) return undefined;
  return { host, repository, tag, digest };
}

/** The full text of a reference, host included. */
export function formatReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${reference.host}/${reference.repository}${tag}${digest}`;
}

/** The first component is a host only if no repository could be called so: that is Docker's rule. */
function splitHost(named: string): { host: string; rest: string } {
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  const isHostLike = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  if (!isHostLike) return { host: DOCKER_HUB, rest: named };
  return { host: first === "index.docker.io" ? DOCKER_HUB : first, rest: named.slice(slash + 1) };
}
