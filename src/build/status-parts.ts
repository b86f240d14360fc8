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
  interval: Interval | undefined;
}

/** Gathers the statuses of one step. */
export class StatusParts {
  readonly #parts = new Map<string, Part>();

  take({ id, current, total, started, completed }: VertexStatus): void {
    const part = this.#parts.get(id) ?? { id, bytes: 0, interval: undefined };
    this.#parts.set(id, part);
    // Extracting repeats a blob's bytes, and is no transfer.
    if (!/^(extracting|unpacking|sending|exporting) /.test(id))
      part.bytes = Math.max(part.bytes, current ?? 0, completed === undefined ? 0 : (total ?? 0));
    if (started !== undefined)
      part.interval = {
        from: Date.parse(started),
        to: completed === undefined ? undefined : Date.parse(completed),
      };
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
