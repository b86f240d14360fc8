/** The OCI distribution interface of one registry host: manifests, blobs, tags, copies. Paths are whole (`team/ml/base`). */
import type { World } from "../shell/world.ts";
import { type Blobs, createBlobs } from "./blobs.ts";
import { copyContent } from "./copy.ts";
import { type ClientOptions, openRegistryHttp, unexpectedAnswer } from "./http-client.ts";
import type { FoundManifest } from "./manifest.ts";
import { createManifests, type Manifests } from "./manifests.ts";

export interface OciRegistry extends Manifests, Blobs {
  readonly host: string;
  /** Copies everything that a manifest names, children first, but not the manifest itself; repositories of this host only. */
  copyContent(fromPath: string, toPath: string, manifest: FoundManifest): Promise<void>;
  /** Up to 10,000 tags, in the registry's order; a missing repository has none. */
  listTags(path: string): Promise<readonly string[]>;
}

const TAGS_PER_PAGE = 1_000;
const PAGES = 10;

/** Opens a host; nothing is sent yet. At most 16 requests to it are under way at a time. */
export function openOciRegistry(world: World, host: string, options: ClientOptions): OciRegistry {
  const http = openRegistryHttp(world, host, options);
  const manifests = createManifests(http);
  const blobs = createBlobs(world, http);
  return {
    host,
    ...manifests,
    ...blobs,
    copyContent: (fromPath, toPath, manifest) =>
      copyContent({ ...manifests, ...blobs }, fromPath, toPath, manifest),
    async listTags(path) {
      const tags: string[] = [];
      let url: string | undefined = `/v2/${path}/tags/list?n=${TAGS_PER_PAGE}`;
      for (let page = 0; url !== undefined && page < PAGES; page++) {
        const answer = await http.send({ method: "GET", url, path, access: "pull" });
        if (answer.status === 404) return [];
        const { names, next } = parseTagPage(answer.body, answer.headers.get("link"));
        if (answer.status !== 200 || names === undefined) {
          throw unexpectedAnswer(host, `the tag list of ${path}`, answer);
        }
        tags.push(...names);
        // Only a path of this registry is followed: the header must not lead our credentials elsewhere.
        url = next?.startsWith("/v2/") ? next : undefined;
      }
      return tags;
    },
  };
}

function parseTagPage(
  body: Buffer,
  link: string | null,
): { names: readonly string[] | undefined; next: string | undefined } {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  try {
    const json: unknown = JSON.parse(body.toString("utf8"));
    if (typeof json !== "object" || json === null || !("tags" in json)) return { names: undefined, next };
    // A repository whose tags were all deleted has `"tags": null`.
    const names = Array.isArray(json.tags) ? json.tags.filter((tag) => typeof tag === "string") : [];
    return { names, next: next?.replace(/^https?:\/\/[^/]+/, "") };
  } catch {
    return { names: undefined, next };
  }
}
