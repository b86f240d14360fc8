/** Platforms by containerd's rules (containerd/platforms: `Normalize`, `Only`), which BuildKit chooses by. */
import type { Platform } from "../model.ts";
import { type JsonObject, stringAt } from "./json.ts";

export interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  /** "" where the architecture's default is meant. */
  readonly variant: string;
}

/** Of an index entry's `platform` or an image config; `undefined`: none, or `unknown/unknown`. */
export function parsePlatformParts(json: JsonObject | undefined): PlatformParts | undefined {
  const os = stringAt(json, "os");
  const architecture = stringAt(json, "architecture");
  if (os === undefined || architecture === undefined) return undefined;
  if (os === "unknown" || architecture === "unknown") return undefined;
  return normalizePlatform(os, architecture, stringAt(json, "variant") ?? "");
}

/** `linux/arm64/v8` → its parts; the parser of `Platform` has checked the form. */
export function splitPlatform(platform: Platform): PlatformParts {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  return normalizePlatform(os, architecture, variant);
}

/** The same image may call itself `aarch64`, `arm64` or `arm64/v8`. */
export function normalizePlatform(os: string, architecture: string, variant: string): PlatformParts {
  const arch = architecture.toLowerCase();
  const step = variant.toLowerCase().replace(/^(\d)/, "v$1");
  const lowerOs = os.toLowerCase() === "macos" ? "darwin" : os.toLowerCase();
  const parts = (name: string, kind: string): PlatformParts => ({
    os: lowerOs,
    architecture: name,
    variant: kind,
  });
  switch (arch) {
    case "i386":
      return parts("386", "");
    case "x86_64":
    case "x86-64":
    case "amd64":
      return parts("amd64", step === "v1" ? "" : step);
    case "aarch64":
    case "arm64":
      return parts("arm64", step === "v8" || step === "v8.0" ? "" : step);
    case "armhf":
      return parts("arm", "v7");
    case "armel":
      return parts("arm", "v6");
    case "arm":
      return parts("arm", step === "" ? "v7" : step);
    default:
      return parts(arch, step);
  }
}

export function isSamePlatform(a: PlatformParts, b: PlatformParts): boolean {
  return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}

/**
 * What BuildKit would take from an index for a platform: the exact one, else an older variant that runs on
 * it, newest first (`arm/v7` runs `v6`, an arm64 machine runs 32-bit arm).
 */
export function choosePlatform<T extends { readonly platform: PlatformParts | undefined }>(
  entries: readonly T[],
  wanted: PlatformParts,
): T | undefined {
  for (const candidate of compatiblePlatforms(wanted)) {
    const found = entries.find(
      (entry) => entry.platform !== undefined && isSamePlatform(entry.platform, candidate),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function compatiblePlatforms(wanted: PlatformParts): readonly PlatformParts[] {
  const olderThan = (architecture: string, from: number, to: number): PlatformParts[] => {
    const list: PlatformParts[] = [];
    for (let step = from; step >= to; step--)
      list.push(normalizePlatform(wanted.os, architecture, `v${step}`));
    return list;
  };
  const level = Number(/^v(\d)/.exec(wanted.variant)?.[1] ?? Number.NaN);
  if (wanted.architecture === "amd64" && level > 1) return [wanted, ...olderThan("amd64", level - 1, 1)];
  if (wanted.architecture === "arm" && level > 5) return [wanted, ...olderThan("arm", level - 1, 5)];
  if (wanted.architecture === "arm64") {
    return [wanted, normalizePlatform(wanted.os, "arm64", "v8"), ...olderThan("arm", 8, 5)];
  }
  return [wanted];
}
