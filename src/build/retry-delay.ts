/** How long to wait before a build is tried again. Pure. */

const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 60;

/** What a registry asks for longer than this is not waited for in a job that is paid by the minute. */
const LONGEST_ASKED_SECONDS = 300;

/**
 * `tried`: 0 after the first failure. `random`: 0 to 1; jobs of a matrix must not come back together.
 * `askedSeconds`: what the other side asked to wait.
 */
export function retryDelaySeconds(tried: number, random: number, askedSeconds = 0): number {
  const own = Math.min(FIRST_SECONDS * 3 ** tried, LONGEST_SECONDS);
  return Math.max(own, Math.min(askedSeconds, LONGEST_ASKED_SECONDS)) * (1 + random / 2);
}

/** Seconds of a `Retry-After` that a log quotes (RFC 9110, section 10.2.3; registries also say it in their message). */
export function readRetryAfter(log: string): number | undefined {
  const found =
    /retry[- ]after["']?\s*[:=]?\s*["']?(\d+(?:\.\d+)?)\s*(ms|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)?\b/i.exec(
      log,
    );
  if (found === null) return undefined;
  const [, number, unit = "s"] = found;
  const factor = unit === "ms" ? 0.001 : unit.startsWith("m") ? 60 : 1;
  return Number(number) * factor;
}
