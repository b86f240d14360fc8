/** What saving a build's layers needs to know about the build. */
import type { BuildRequest } from "../build/arguments.ts";
import type { LazyOrigins } from "./judge-cache.ts";
import type { LayerCaches, PlatformCaches } from "./layer-caches.ts";

export interface KeptBuild {
  readonly request: BuildRequest;
  /** The Dockerfile. */
  readonly text: string;
  /** Of `<Dockerfile>.dockerignore`, where there is one. */
  readonly ignoreFile: string | undefined;
  readonly caches: Exclude<LayerCaches, { kind: "none" }>;
  readonly platforms: readonly PlatformCaches[];
  readonly env: Readonly<Record<string, string>>;
  /** Scratch space of this build; below it lies what the post step needs. */
  readonly directory: string;
  /** 0: no checkpoints. */
  readonly checkpointSeconds: number;
  /** `undefined`: nothing is written in eStargz, and there is nothing to remember of such layers. */
  readonly origins: LazyOrigins | undefined;
  /** A new number at each call, for file names. */
  count(): number;
}

/** A run that pushes nothing reads the registry's caches and writes none. */
export function canKeep({ caches }: KeptBuild): boolean {
  return caches.kind === "gha" || caches.canWrite;
}

/** The whole of a plain cache is pulled and compressed anew for it: too much for a small step on top of one. */
export function isExportedLazily(request: BuildRequest, isSmallAddition: boolean): boolean {
  return request.isLazy === true && (request.isCacheLazy === true || !isSmallAddition);
}
