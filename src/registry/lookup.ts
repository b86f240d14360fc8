/** Asks the registry which images exist already: the proof behind every reuse. It decides nothing. */
import { describeError } from "../errors.ts";
import type { Fingerprint, FoundImage, FoundManifest, ImageSpec, Trigger } from "../model.ts";
import type { Lookup } from "../plan/decide.ts";
import { isPullRequestTag, readableTags } from "../plan/tags.ts";
import type { ImageFacts, ImageStore } from "./image-store.ts";
import { basesLabel, fingerprintLabel, parentsLabel, parseMapLabel } from "./labels.ts";
import { RegistryError } from "./registry-error.ts";

export interface LookupRequest {
  readonly spec: ImageSpec;
  readonly fingerprint: Fingerprint;
}

export interface LookupOptions {
  readonly trigger: Trigger;
  readonly trustPullRequests: boolean;
  /** A registry that refuses us will refuse the push too: better told before the build than after it. */
  readonly mustAnswer: boolean;
}

/** In the requests' order. Throws RegistryError where the registry must answer and does not. */
export async function lookUpImages(
  store: ImageStore,
  requests: readonly LookupRequest[],
  options: LookupOptions,
): Promise<readonly Lookup[]> {
  const tagLists = new Map<string, Promise<readonly string[]>>();
  const tagsOf = (repository: string): Promise<readonly string[]> => {
    const known = tagLists.get(repository) ?? store.listTags(repository);
    tagLists.set(repository, known);
    return known;
  };
  const lookUp = async (request: LookupRequest): Promise<Lookup> => {
    const twins = requests.filter((other) => other.fingerprint === request.fingerprint);
    // Its own repositories first; then those of images with the same content, to copy from.
    const repositories = new Set([request, ...twins].flatMap(({ spec }) => spec.repositories));
    try {
      return await find(store, request, [...repositories], options, tagsOf);
    } catch (error) {
      if (options.mustAnswer || !(error instanceof RegistryError)) throw error;
      return {
        kind: "unknown",
        because: `the registry does not tell whether it exists: ${describeError(error)}`,
      };
    }
  };
  return Promise.all(requests.map(lookUp));
}

/** `undefined`: parts of the image are gone, so nothing is proven, and it is built again. */
async function readFacts(
  store: ImageStore,
  { repository, manifest }: Sighting,
  { platforms }: ImageSpec,
): Promise<ImageFacts | undefined> {
  try {
    return await store.labels(repository, manifest, platforms);
  } catch (error) {
    if (error instanceof RegistryError && error.kind === "unexpected") return undefined;
    throw error;
  }
}

interface Sighting {
  readonly repository: string;
  readonly tag: string;
  readonly manifest: FoundManifest;
}

async function find(
  store: ImageStore,
  request: LookupRequest,
  repositories: readonly string[],
  options: LookupOptions,
  tagsOf: (repository: string) => Promise<readonly string[]>,
): Promise<Lookup> {
  const { spec, fingerprint } = request;
  const sightings: Sighting[] = [];
  for (const repository of repositories) {
    const tags = [...readableTags(options.trigger, fingerprint)];
    let found = await store.find(repository, tags);
    if (found.size === 0 && options.trustPullRequests && options.trigger.scope.kind === "trusted") {
      const ofPullRequests = (await tagsOf(repository)).filter((tag) => isPullRequestTag(tag, fingerprint));
      tags.push(...ofPullRequests);
      if (ofPullRequests.length > 0) found = await store.find(repository, ofPullRequests);
    }
    for (const tag of tags) {
      const manifest = found.get(tag);
      if (manifest !== undefined) sightings.push({ repository, tag, manifest });
    }
  }
  const valid = new Map<string, Sighting>();
  let mismatch: string | undefined;
  let best:
    | {
        readonly image: Omit<FoundImage, "missingRepositories">;
        readonly labels: ReadonlyMap<string, string>;
      }
    | undefined;
  for (const sighting of sightings) {
    if (valid.has(sighting.repository)) continue;
    const facts = await readFacts(store, sighting, spec);
    if (facts === undefined) {
      mismatch = `${sighting.repository}:${sighting.tag} is not whole in the registry`;
    } else if (facts.labels.get(fingerprintLabel) !== fingerprint) {
      mismatch = `${sighting.repository}:${sighting.tag} carries another fingerprint in its label`;
    } else if (facts.missingPlatforms.length > 0) {
      mismatch = `${sighting.repository}:${sighting.tag} lacks ${facts.missingPlatforms.join(", ")}`;
    } else {
      valid.set(sighting.repository, sighting);
      best ??= { image: { ...sighting, sizeBytes: facts.sizeBytes }, labels: facts.labels };
    }
  }
  if (best === undefined) {
    const tag = readableTags(options.trigger, fingerprint)[0];
    return { kind: "absent", because: mismatch ?? `${spec.repositories[0]} has no image ${tag}` };
  }
  return {
    kind: "found",
    image: { ...best.image, missingRepositories: spec.repositories.filter((one) => !valid.has(one)) },
    parentDigests: parseMapLabel(best.labels.get(parentsLabel)),
    bases: parseMapLabel(best.labels.get(basesLabel)),
  };
}
