/** What of a build's open work waits for a network, and whether anything came of it lately. Pure. */
import type { StepKind } from "./step-time.ts";

/** A step that runs at this moment. */
export interface OpenStep {
  readonly name: string;
  readonly kind: StepKind;
  /** What it is at, as the builder tells: `sha256:…`, `extracting sha256:…`, `pushing layers`. */
  readonly parts: readonly string[];
  /** The builder tells how far a download is: some of it came, and not all. */
  readonly isMidway: boolean;
}

/** A transfer that everything else waits for. */
export interface Waiting {
  readonly step: string;
  /** It stands still for certain: the builder counts its bytes. Of all others only the network's counters tell. */
  readonly isCounted: boolean;
}

/**
 * `undefined`: something is done here, or nothing is known to wait. The silence of an instruction says nothing:
 * while one runs, only a download that stopped midway counts, for which the step may wait itself. A builder at
 * which nothing runs may have other work; right after a stall it does not.
 */
export function findWaiting(open: readonly OpenStep[], afterStall?: string): Waiting | undefined {
  if (open.length === 0 && afterStall !== undefined)
    return { step: `${afterStall}, where the builder still waits`, isCounted: true };
  const works = open.map(workOf);
  if (works.includes("local")) return undefined;
  const transfers = open.filter((_, index) => works[index] === "transfer");
  const midway = transfers.find(({ isMidway }) => isMidway);
  if (midway !== undefined) return { step: midway.name, isCounted: true };
  const [first] = transfers;
  if (first === undefined || works.includes("instruction")) return undefined;
  return { step: first.name, isCounted: false };
}

function workOf({ name, kind, parts }: OpenStep): "transfer" | "local" | "instruction" {
  const isAt = (what: RegExp): boolean => parts.some((part) => what.test(part));
  switch (kind) {
    case "instruction":
      return "instruction";
    case "base":
      return isAt(/^(?:extracting|unpacking) /) ? "local" : "transfer";
    case "cache-import":
    case "push":
      return "transfer";
    // Both pack layers first, which moves nothing and takes its time.
    case "cache-export":
      return isAt(/^(?:writing|sending) /) ? "transfer" : "local";
    case "export":
      return isAt(/^pushing /) ? "transfer" : "local";
    case "internal":
      return /^\[internal\] load metadata for |^\[auth\] |^resolve image config for /.test(name)
        ? "transfer"
        : "local";
    // The context: from this machine, and over its own pipe.
    case "transfer":
      return "local";
  }
}

/** What the machine's other programs may send and receive in a minute while a build counts as standing still. */
export const TRICKLE_BYTES = 300_000;

/** How long nothing has come of a build's transfers; `trickleBytes` in a minute are nothing. */
export class QuietTime {
  readonly #trickleBytes: number;
  #since: { readonly at: number; readonly news: number; readonly bytes: number | undefined } | undefined;

  constructor(trickleBytes = TRICKLE_BYTES) {
    this.#trickleBytes = trickleBytes;
  }

  /**
   * Milliseconds. `news`: a count that grows with everything the builder tells. `bytes`: of the builder's network so far;
   * `undefined`: not known, so that nothing can be said of a transfer that is not counted.
   */
  note(now: number, waiting: Waiting | undefined, news: number, bytes: number | undefined): number {
    const since = this.#since;
    if (waiting === undefined || (!waiting.isCounted && bytes === undefined)) {
      this.#since = undefined;
      return 0;
    }
    if (since === undefined || since.news !== news || this.#hasMoved(now, waiting, bytes)) {
      this.#since = { at: now, news, bytes };
      return 0;
    }
    return now - since.at;
  }

  #hasMoved(now: number, { isCounted }: Waiting, bytes: number | undefined): boolean {
    const since = this.#since;
    if (isCounted || since?.bytes === undefined || bytes === undefined) return !isCounted;
    const minutes = Math.max(1, (now - since.at) / 60_000);
    return bytes - since.bytes > minutes * this.#trickleBytes;
  }
}
