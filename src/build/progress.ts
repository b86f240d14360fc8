/**
 * BuildKit's progress stream (`--progress=rawjson`: SolveStatus as JSON lines) → steps with their times. Pure.
 *
 * A vertex arrives several times, with several disjoint intervals: a step's time is their union, not last
 * minus first. Lines that are no JSON are buildx's own words about a failure.
 */
import type { StepTime } from "../model.ts";

interface Interval {
  readonly from: number;
  to: number | undefined;
}

interface Vertex {
  name: string;
  cached: boolean;
  error: string | undefined;
  readonly intervals: Map<string, Interval>;
  /** Its end was told. */
  told: boolean;
  readonly order: number;
}

/** A step and how far it is; `done` includes cached ones. */
export interface StepState extends StepTime {
  readonly state: "waiting" | "running" | "done" | "failed";
}

/** What a line of the stream brought to an end or said. */
export type ProgressEvent =
  | { readonly kind: "step-started"; readonly step: string }
  | { readonly kind: "step-done"; readonly step: StepTime }
  | { readonly kind: "output"; readonly step: string; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

interface SolveStatus {
  readonly vertexes?: readonly {
    readonly digest: string;
    readonly name?: string;
    readonly started?: string;
    readonly completed?: string;
    readonly cached?: boolean;
    readonly error?: string;
  }[];
  readonly logs?: readonly { readonly vertex: string; readonly data?: string }[];
}

/** Follows one build's stream. */
export class Progress {
  readonly #vertices = new Map<string, Vertex>();
  readonly #text: string[] = [];
  #indented: string[] | undefined;

  /** Takes a line; returns what it brought. */
  read(line: string): readonly ProgressEvent[] {
    if (line === "{") this.#indented = [];
    if (this.#indented !== undefined) {
      // buildx before 0.15 writes each object over many lines, from `{` to `}` without indentation.
      this.#indented.push(line);
      if (line !== "}") return [];
      line = this.#indented.join("");
      this.#indented = undefined;
    }
    const status = parseLine(line);
    if (status === undefined) {
      if (line.trim() === "") return [];
      this.#text.push(line);
      return [{ kind: "text", text: line }];
    }
    const events: ProgressEvent[] = [];
    for (const vertex of status.vertexes ?? []) this.#update(vertex, events);
    for (const { vertex, data } of status.logs ?? []) {
      const text = Buffer.from(data ?? "", "base64").toString("utf8");
      events.push({ kind: "output", step: this.#vertices.get(vertex)?.name ?? "", text });
    }
    return events;
  }

  /** All steps that started, in the order in which they did. */
  steps(): readonly StepTime[] {
    return [...this.#vertices.values()]
      .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
      .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
      .map(toStep);
  }

  /** Every step that the builder knows of, waiting ones too, in the order in which it told them. */
  states(): readonly StepState[] {
    return [...this.#vertices.values()]
      .sort((a, b) => a.order - b.order)
      .map((vertex) => ({ ...toStep(vertex), state: stateOf(vertex) }));
  }

  /** buildx's own words, outside of the stream: the error and the Dockerfile's lines around it. */
  text(): string {
    return this.#text.join("\n");
  }

  #update(change: NonNullable<SolveStatus["vertexes"]>[number], events: ProgressEvent[]): void {
    let vertex = this.#vertices.get(change.digest);
    if (vertex === undefined) {
      vertex = {
        name: change.name ?? "",
        cached: false,
        error: undefined,
        intervals: new Map(),
        told: false,
        order: this.#vertices.size,
      };
      this.#vertices.set(change.digest, vertex);
    }
    if (change.name !== undefined) vertex.name = change.name;
    if (change.cached === true) vertex.cached = true;
    if (change.error !== undefined && change.error !== "") vertex.error = change.error;
    if (change.started !== undefined) {
      if (vertex.intervals.size === 0) events.push({ kind: "step-started", step: vertex.name });
      const interval = vertex.intervals.get(change.started) ?? {
        from: Date.parse(change.started),
        to: undefined,
      };
      if (change.completed !== undefined) interval.to = Date.parse(change.completed);
      vertex.intervals.set(change.started, interval);
    }
    const isOpen = [...vertex.intervals.values()].some((interval) => interval.to === undefined);
    // A first interval of some microseconds often precedes the real one: told once nothing is open any more,
    // and only when the stream says more than a blink, or that the step was cached or failed.
    if (change.completed !== undefined && !isOpen && !vertex.told) {
      const step = toStep(vertex);
      if (step.cached || step.error !== undefined || step.seconds >= 0.001) {
        vertex.told = true;
        events.push({ kind: "step-done", step });
      }
    }
  }
}

function stateOf(vertex: Vertex): StepState["state"] {
  if (vertex.error !== undefined) return "failed";
  if (vertex.cached) return "done";
  if (vertex.intervals.size === 0) return "waiting";
  const isOpen = [...vertex.intervals.values()].some(({ to }) => to === undefined);
  // A blink precedes the real interval: not done yet, as far as anybody can tell.
  return isOpen || toStep(vertex).seconds < 0.001 ? "running" : "done";
}

function startOf({ intervals }: Vertex): number {
  return Math.min(...[...intervals.values()].map((interval) => interval.from));
}

function toStep(vertex: Vertex): StepTime {
  return {
    name: vertex.name,
    cached: vertex.cached,
    seconds: unionSeconds([...vertex.intervals.values()]),
    error: vertex.error,
  };
}

/** Seconds covered by at least one interval; open ones count as nothing. */
function unionSeconds(intervals: readonly Interval[]): number {
  const closed = intervals
    .filter((interval): interval is { from: number; to: number } => interval.to !== undefined)
    .sort((a, b) => a.from - b.from);
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of closed) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total / 1000;
}

function parseLine(line: string): SolveStatus | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    return undefined;
  }
}
