/** The image store on Amazon ECR: lookups, tags and repositories by ECR's interface, layers by the registry's. */
import type { RegistryTarget } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { DockerConfig } from "./docker-config.ts";
import { openEcrClient, type PrivateHost } from "./ecr-client.ts";
import { deleteEcrTags } from "./ecr-delete.ts";
import { describeMissingRights } from "./ecr-error.ts";
import { findEcrImages, tagEcrImage } from "./ecr-images.ts";
import { ecrMountsBlobs } from "./ecr-mounting.ts";
import { isEcrTagImmutable } from "./ecr-mutability.ts";
import { ensureEcrPublicRepository } from "./ecr-public.ts";
import { ensureEcrRepository } from "./ecr-repository.ts";
import { type EcrTokens, openEcrPublicTokens, openEcrTokens } from "./ecr-token.ts";
import type { ImageStore } from "./image-store.ts";
import { openOciRegistry } from "./oci.ts";
import { createOciStore } from "./oci-store.ts";

interface EcrStoreOptions {
  readonly dockerConfig: DockerConfig;
  readonly retries?: number;
}

/** A private registry. The AWS SDK is loaded at the first call. */
export function openEcrStore(
  world: World,
  target: RegistryTarget,
  ecr: PrivateHost,
  { dockerConfig, ...options }: EcrStoreOptions,
): ImageStore {
  const client = openEcrClient(ecr);
  const tokens = openEcrTokens(world, client);
  const registry = openOciRegistry(world, target.host, {
    ...options,
    credentials: tokens.source,
    explainDenied: (path, access) => describeMissingRights(ecr, path, access),
  });
  const store = createOciStore(target, registry);
  const tag: ImageStore["tag"] = (repository, manifest, name) =>
    tagEcrImage(client, store.pathOf(repository), manifest, name);
  return {
    ...store,
    tag,
    find: (repository, tags) => findEcrImages(client, registry, store.pathOf(repository), tags),
    async copy(fromRepository, toRepository, manifest, name) {
      await registry.copyContent(store.pathOf(fromRepository), store.pathOf(toRepository), manifest);
      await tag(toRepository, manifest, name);
    },
    deleteTags: (repository, tags) => deleteEcrTags(client, store.pathOf(repository), tags),
    mountsBlobs: () => ecrMountsBlobs(client),
    isTagImmutable: (repository, name) => isEcrTagImmutable(client, store.pathOf(repository), name),
    ensureRepository: oncePerRepository((repository, settings) =>
      ensureEcrRepository(world, client, store.pathOf(repository), settings),
    ),
    prepareLogin: loginWith(tokens, dockerConfig, target.host),
  };
}

/** ECR Public: its lookups go through the registry, as its own interface has none for manifests. */
export function openEcrPublicStore(
  world: World,
  target: RegistryTarget,
  { dockerConfig, ...options }: EcrStoreOptions,
): ImageStore {
  const tokens = openEcrPublicTokens(world);
  const registry = openOciRegistry(world, target.host, {
    ...options,
    credentials: tokens.source,
    explainDenied: (path, access) => describeMissingRights({ kind: "public" }, path, access),
  });
  const store = createOciStore(target, registry);
  return {
    ...store,
    ensureRepository: oncePerRepository((repository, settings) =>
      ensureEcrPublicRepository(world, store.pathOf(repository), settings),
    ),
    prepareLogin: loginWith(tokens, dockerConfig, target.host),
  };
}

/** Logs in when the token is another one than last time; callers at the same time wait for one login. */
function loginWith(tokens: EcrTokens, dockerConfig: DockerConfig, host: string): ImageStore["prepareLogin"] {
  let password: string | undefined;
  let pending: Promise<void> | undefined;
  async function renew(): Promise<void> {
    const token = await tokens.current();
    if (token.password === password) return;
    await dockerConfig.login(host, token.username, token.password);
    password = token.password;
  }
  return async (which = "lasting") => {
    if (which === "new") await tokens.source.renew?.();
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** Images of one run may share a repository; a failure is not remembered. */
function oncePerRepository(ensure: ImageStore["ensureRepository"]): ImageStore["ensureRepository"] {
  const done = new Map<string, Promise<void>>();
  return (repository, settings) => {
    const key = `${repository} ${settings.runtime}`;
    const pending = done.get(key) ?? ensure(repository, settings);
    done.set(key, pending);
    pending.catch(() => done.delete(key));
    return pending;
  };
}
