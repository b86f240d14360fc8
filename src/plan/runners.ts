/** The input `runners`: which runners build which platform. Pure. */
import type { Platform } from "../model.ts";

/** Text like `linux/arm64=ubuntu-24.04-arm`, by comma or line → label by platform; throws nothing, tells problems. */
export function parseRunners(text: string): {
  readonly runners: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
} {
  const runners = new Map<string, string>();
  const problems: string[] = [];
  for (const part of text.split(/[\n,]+/).map((one) => one.trim())) {
    if (part === "") continue;
    const match = /^([a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?)\s*=\s*(\S.*)$/.exec(part);
    const [, platform = "", label = ""] = match ?? [];
    if (match === null) {
      problems.push(
        `input runners: expected platform=label like "linux/arm64=ubuntu-24.04-arm", found ${JSON.stringify(part)}`,
      );
    } else runners.set(platform, label);
  }
  return { runners, problems };
}

/** The most exact entry of the map, else GitHub's own native runners; other platforms are emulated. */
export function chooseRunner(runners: ReadonlyMap<string, string>, platform: Platform): string {
  const short = platform.split("/").slice(0, 2).join("/");
  const told = runners.get(platform) ?? runners.get(short);
  if (told !== undefined) return told;
  return /^linux\/arm/.test(platform) ? "ubuntu-24.04-arm" : "ubuntu-24.04";
}
