/** What a build or a reuse leaves in the registry: repositories, copies, tags; and reading it back. */
import { UserError } from "../errors.ts";
import { checkRuntime } from "../guard/check-runtime.ts";
import type { Digest, FoundManifest, ImageName, PlannedImage, Platform, Trigger } from "../model.ts";
import { movingTags, partTag, sourceTag } from "../plan/tags.ts";
import type { ImageFacts, ImageStore } from "../registry/image-store.ts";
import { fingerprintLabel } from "../registry/labels.ts";
import { parseManifest } from "../registry/manifest.ts";
import { isSamePlatform, splitPlatform } from "../registry/platforms.ts";
import { isRegistryError, RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import type { BuildRun } from "./build-image.ts";

/** Where one run publishes. */
export interface Publication {
  readonly store: ImageStore;
  readonly trigger: Trigger;
  /** The input `tags`. */
  readonly inputTags: readonly string[];
  readonly createRepositories: boolean;
  /** Images of which only this platform is built here; the others come from other legs. */
  readonly parts: ReadonlyMap<ImageName, Platform>;
}

/** The tag that a build of this run pushes. */
export function pushTag(to: Publication, { decision }: PlannedImage): string {
  return partTag(to.trigger, decision.fingerprint, to.parts.get(decision.name));
}

/** What a child is built on: of an index, the image of the platform that is built here. */
export function baseDigest(to: Publication, { spec }: PlannedImage, manifest: FoundManifest): Digest {
  const part = to.parts.get(spec.name);
  const parsed = part === undefined ? undefined : parseManifest(manifest.bytes, manifest.mediaType);
  if (part === undefined || parsed?.kind !== "index") return manifest.digest;
  const wanted = splitPlatform(part);
  const entry = parsed.entries.find(({ platform }) => platform && isSamePlatform(platform, wanted));
  return entry?.digest ?? manifest.digest;
}

/** Makes sure that a push of the image finds its repositories. */
export async function prepareRepositories(
  to: Publication,
  image: PlannedImage,
  repositories: readonly string[],
): Promise<void> {
  for (const repository of repositories) {
    await to.store.ensureRepository(repository, {
      runtime: image.spec.runtime,
      movingTags: movingTags(to.trigger, image.spec.tags, to.inputTags).set,
      create: to.createRepositories,
    });
  }
}

/** Throws where a tag that has to move can not: known before the build, not after two hours. */
export async function refuseImmutableTags(
  to: Publication,
  image: PlannedImage,
  repositories: readonly string[],
): Promise<void> {
  // A part's own tag, and the one that the merged image will get.
  const tags = [...new Set([pushTag(to, image), sourceTag(to.trigger, image.decision.fingerprint)])];
  for (const [repository, tag] of repositories.flatMap((one) => tags.map((tag) => [one, tag] as const))) {
    if ((await to.store.find(repository, [tag])).size === 0) continue;
    if (!(await to.store.isTagImmutable(repository, tag))) continue;
    throw new UserError(
      `the tag ${tag} of ${repository} is immutable, so a rebuild cannot replace its image: exclude src-* from the repository's immutability (ECR: IMMUTABLE_WITH_EXCLUSION)`,
    );
  }
}

/** Throws, before any tag moves, where the image's runtime could not run it. */
export async function refuseUnrunnable(
  world: World,
  to: Pick<Publication, "store" | "trigger">,
  image: PlannedImage,
  repository: string,
  manifest: FoundManifest,
): Promise<void> {
  const { store, trigger } = to;
  const { refusal } = await checkRuntime(world, { store, trigger, image, repository, manifest });
  if (refusal !== undefined) throw new UserError(refusal);
}

/** Sets a reused image's tags and copies it to the repositories that lack it: byte-exact, no pull, no push. */
export async function publishReused(world: World, to: Publication, image: PlannedImage): Promise<void> {
  const { decision, spec } = image;
  if (decision.action !== "reuse") return;
  const { found } = decision;
  const tag = sourceTag(to.trigger, decision.fingerprint);
  await prepareRepositories(to, image, found.missingRepositories);
  for (const repository of found.missingRepositories) {
    await to.store.copy(found.repository, repository, found.manifest, tag);
    world.log.info(`${spec.name} │ copied from ${found.repository} to ${repository}`);
  }
  // A trusted run that takes over a pull request's image gives it the tag that trusted runs look for.
  if (to.trigger.scope.kind === "trusted" && found.tag !== tag) {
    for (const repository of spec.repositories) {
      if (!found.missingRepositories.includes(repository)) {
        await to.store.tag(repository, found.manifest, tag);
      }
    }
  }
  await setMovingTags(world, to, image, found.manifest);
}

/** Lets the image's own tags and the input's point to `manifest`, in all of its repositories. */
export async function setMovingTags(
  world: World,
  to: Publication,
  image: PlannedImage,
  manifest: FoundManifest,
): Promise<void> {
  // A part of an image is not the image: its tags wait for the report.
  if (to.parts.has(image.spec.name)) return;
  const { set, notices } = movingTags(to.trigger, image.spec.tags, to.inputTags);
  for (const notice of notices) world.log.info(`${image.spec.name} │ ${notice}`);
  if (set.length === 0) return;
  for (const repository of image.spec.repositories) {
    const found = await to.store.find(repository, set);
    for (const tag of set) {
      if (found.get(tag)?.digest === manifest.digest) continue;
      try {
        await to.store.tag(repository, manifest, tag);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        // The image is there and its digest is what deploys: a tag that may not move is no failure.
        const why = error.kind === "immutable" ? "is immutable" : `could not be moved (${error.message})`;
        world.log.warning(`${image.spec.name}: the tag ${tag} of ${repository} ${why} and stays where it is`);
      }
    }
  }
}

/** Gives an image that was pushed by its digest alone this run's tag. Throws where it is not there. */
export async function tagPushed(
  to: Publication,
  image: PlannedImage,
  repositories: readonly string[],
  digest: Digest,
): Promise<void> {
  const { store } = to;
  for (const repository of repositories) {
    const lookup = await store.registry.getManifest(store.pathOf(repository), digest);
    if (lookup.kind !== "found") throw new Error(`${repository}@${digest} is missing after its push`);
    try {
      await store.tag(repository, lookup.manifest, pushTag(to, image));
    } catch (error) {
      // Another run was there first: `readPushed` looks whether what it pushed serves, as after a plain build.
      if (!isRegistryError(error, "immutable")) throw error;
    }
  }
}

/**
 * Reads back what the registry has under this run's tag after a build. `undefined`: nothing there that
 * serves (after a failed build). Throws when a build succeeded and the registry does not have its digest.
 */
export async function readPushed(
  to: Publication,
  image: PlannedImage,
  repositories: readonly string[],
  run: BuildRun,
): Promise<FoundManifest | undefined> {
  const tag = pushTag(to, image);
  let pushed: FoundManifest | undefined;
  for (const repository of repositories) {
    const found = (await to.store.find(repository, [tag])).get(tag);
    const isOurs = found !== undefined && found.digest === run.metadata.digest;
    // Another run may have pushed the same content in between: its image is as good.
    const serves = isOurs || (found !== undefined && (await hasFingerprint(to, image, repository, found)));
    if (run.succeeded && !serves) {
      throw new Error(
        `${repository}:${tag} is ${found?.digest ?? "missing"} in the registry after a push of ${run.metadata.digest}`,
      );
    }
    if (!serves) return undefined;
    pushed ??= found;
  }
  return pushed;
}

async function hasFingerprint(
  to: Publication,
  image: PlannedImage,
  repository: string,
  found: FoundManifest,
): Promise<boolean> {
  const facts = await to.store.labels(repository, found, image.spec.platforms);
  const fingerprint = facts.labels.get(fingerprintLabel);
  return facts.missingPlatforms.length === 0 && fingerprint === image.decision.fingerprint;
}

/** Compressed bytes of the image, and of each of its layers. */
export async function readSizes(
  to: Publication,
  image: PlannedImage,
  manifest: FoundManifest,
): Promise<Pick<ImageFacts, "sizeBytes" | "layers">> {
  return to.store.labels(image.spec.repositories[0], manifest, image.spec.platforms);
}

/** `docker-image://…@sha256:…`: how a child names this image as its build context. */
export function contextLocation(to: Publication, repository: string, digest: Digest): string {
  return `docker-image://${to.store.uriOf(repository, digest)}`;
}
