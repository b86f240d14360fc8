/** Which failures are worth another try, and when. */
import type { World } from "../shell/world.ts";
import { RegistryError } from "./registry-error.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** A failure that may be gone at the next try. */
export class TransientFailure extends Error {
  override readonly name = "TransientFailure";
  readonly kind: "unreachable" | "unexpected";
  /** What the registry asked for, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { kind?: "unreachable" | "unexpected"; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = options.kind ?? "unreachable";
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface RetryLimits {
  /** Further tries after the first. */
  readonly retries: number;
  /** Milliseconds from the first try's start; no wait goes beyond it. */
  readonly budgetMs: number;
}

/** Runs `attempt` again after a `TransientFailure`; throws `RegistryError` in the end. */
export async function withRetries<T>(
  world: World,
  { retries, budgetMs }: RetryLimits,
  attempt: () => Promise<T>,
): Promise<T> {
  const started = world.clock.now();
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      const wait = error.retryAfterMs ?? backOffMs(failures, Math.random());
      failures += 1;
      const isLate = world.clock.now() - started + wait > budgetMs;
      if (failures > retries || isLate || world.cancelled.aborted) {
        const tries = failures === 1 ? "" : ` (${failures} tries)`;
        throw new RegistryError(error.kind, `${error.message}${tries}`, { cause: error.cause });
      }
      world.log.debug(`registry: ${error.message}; trying again in ${Math.round(wait)} ms`);
      await world.clock.sleep(wait, world.cancelled);
    }
  }
}

/** Exponential, with the upper half of it at random, so that 200 lookups do not come back as one. */
export function backOffMs(failures: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return whole * (0.5 + random / 2);
}

/** Milliseconds from a Retry-After header: seconds or a date. `undefined`: none, or not understood. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** 429, and what proxies and overloaded or restarting registries answer. 501 is an answer. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
}

/** Errors of the connection that no second try mends: names that do not exist, certificates, wrong protocols. */
const LASTING = /^(ENOTFOUND|ERR_INVALID_URL|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** The most telling error code and message of a failed connection, from its chain of causes. */
export function describeConnectionError(error: unknown): { text: string; isLasting: boolean } {
  const messages: string[] = [];
  let isLasting = false;
  for (
    let current: unknown = error;
    current instanceof Error && messages.length < 4;
    current = current.cause
  ) {
    const code: unknown = "code" in current ? current.code : undefined;
    if (typeof code === "string" && LASTING.test(code)) isLasting = true;
    const text = current.message || (typeof code === "string" ? code : current.name);
    if (text !== "fetch failed" && !messages.includes(text)) messages.push(text);
  }
  return { text: messages.join(": ") || "no answer", isLasting };
}
