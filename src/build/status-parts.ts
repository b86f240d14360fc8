/** The statuses inside of a step: bytes that moved, and export and push apart from each other. Pure. */
import { coveredSeconds, type Interval, mergeIntervals } from "./intervals.ts";
import { kindOfStatus } from "./step-kind.ts";
import type { StepKind, StepTime } from "./step-time.ts";

export interface VertexStatus {
  readonly id: string;
  readonly vertex: string;
  readonly current?: number;
  readonly total?: number;
  readonly started?: string;
  readonly completed?: string;
}

interface Part {
  readonly id: string;
  bytes: number;
  /** As the builder told it last. */
  last: { readonly current: number; readonly total: number } | undefined;
  interval: Interval | undefined;
}

/** Gathers the statuses of one step. */
export class StatusParts {
  readonly #parts = new Map<string, Part>();

  /** `true`: this is news; the builder repeats several times a second how far it is. */
  take({ id, current, total, started, completed }: VertexStatus): boolean {
    const known = this.#parts.get(id);
    const part = known ?? { id, bytes: 0, last: undefined, interval: undefined };
    this.#parts.set(id, part);
    const wasOpen = isOpen(part);
    const before = part.last?.current;
    part.last = { current: current ?? 0, total: total ?? 0 };
    // Extracting repeats a blob's bytes, and is no transfer.
    if (!/^(extracting|unpacking|sending|exporting) /.test(id))
      part.bytes = Math.max(part.bytes, current ?? 0, completed === undefined ? 0 : (total ?? 0));
    if (started !== undefined)
      part.interval = {
        from: Date.parse(started),
        to: completed === undefined ? undefined : Date.parse(completed),
      };
    return known === undefined || before !== part.last.current || wasOpen !== isOpen(part);
  }

  /** What goes on at this moment. */
  open(): readonly string[] {
    return [...this.#parts.values()].filter(isOpen).map(({ id }) => id);
  }

  /** Some bytes of a blob came, and not all of them. */
  isMidway(): boolean {
    return [...this.#parts.values()].some(
      (part) =>
        isOpen(part) &&
        part.id.startsWith("sha256:") &&
        part.last !== undefined &&
        part.last.current > 0 &&
        part.last.current < part.last.total,
    );
  }

  /** What moved in or out; nothing where the builder told nothing. */
  bytes(kind: StepKind): { readonly bytesIn?: number; readonly bytesOut?: number } {
    const sum = [...this.#parts.values()].reduce((all, { bytes }) => all + bytes, 0);
    if (sum === 0) return {};
    return kind === "push" || kind === "export" || kind === "cache-export"
      ? { bytesOut: sum }
      : { bytesIn: sum };
  }

  /** The step's pushing as a step of its own, and the rest of its intervals; `undefined`: it pushed nothing. */
  splitPush(step: StepTime): readonly [StepTime, StepTime] | undefined {
    const pushing = [...this.#parts.values()].filter(({ id }) => kindOfStatus(id) === "push");
    const merged = mergeIntervals(
      pushing.flatMap(({ interval }) => (interval === undefined ? [] : [interval])),
    );
    if (merged.length === 0 || step.kind !== "export" || step.intervals === undefined) return undefined;
    const rest = subtract(step.intervals, merged);
    const { bytesOut, error, ...own } = step;
    const moved = bytesOut === undefined ? {} : { bytesOut };
    return [
      { ...own, error, seconds: coveredSeconds(rest), intervals: rest },
      {
        name: "pushing",
        cached: false,
        error: undefined,
        kind: "push",
        seconds: coveredSeconds(merged),
        intervals: merged,
        ...moved,
      },
    ];
  }
}

function isOpen({ interval }: Part): boolean {
  return interval !== undefined && interval.to === undefined;
}

function subtract(
  from: readonly (readonly [number, number])[],
  holes: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  let left = [...from];
  for (const [start, end] of holes) {
    left = left.flatMap(([a, b]) =>
      [[a, Math.min(b, start)] as const, [Math.max(a, end), b] as const].filter(([x, y]) => y > x),
    );
  }
  return left;
}
