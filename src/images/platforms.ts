/** Platforms as BuildKit names them, normalised so that two spellings are one platform. */
import type { Platform } from "../model.ts";
import { didYouMean } from "./nearest.ts";

const architectures = ["386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x"];
/** `linux/amd64`, `linux/arm64/v8`; Go's names, as BuildKit wants them. */
export const platformPattern = `^(?:linux|windows)/(?:${architectures.join("|")})(?:/v[0-9]+)?$`;

/** What people write instead, by the machine's own name. */
const otherNames = new Map([
  ["x86_64", "linux/amd64"],
  ["x86-64", "linux/amd64"],
  ["x64", "linux/amd64"],
  ["aarch64", "linux/arm64"],
  ["armv8", "linux/arm64"],
  ["armv7", "linux/arm/v7"],
  ["i386", "linux/386"],
]);

/** The platform that `text` names; `undefined` when it names none. `linux/arm64/v8` is `linux/arm64`. */
export function parsePlatform(text: string): Platform | undefined {
  if (!new RegExp(platformPattern).test(text)) return undefined;
  const normal = text.replace(/^(.*\/arm64)\/v8$/, "$1").replace(/^(.*\/amd64)\/v1$/, "$1");
  return (normal === "linux/arm" ? "linux/arm/v7" : normal) as Platform;
}

/** `; did you mean "linux/amd64"?` for a wrong platform, "" where nothing is near. */
export function platformHint(text: string): string {
  const bare = text.replace(/^linux\//, "").toLowerCase();
  const meant = otherNames.get(bare) ?? (architectures.includes(bare) ? `linux/${bare}` : undefined);
  if (meant !== undefined) return `; did you mean ${JSON.stringify(meant)}?`;
  return didYouMean(
    text,
    architectures.map((one) => `linux/${one}`),
  );
}
