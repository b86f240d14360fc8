/**
 * BuildKit's progress stream (`--progress=rawjson`: SolveStatus as JSON lines) → steps with their times. Pure.
 *
 * A vertex arrives several times, with several disjoint intervals: a step's time is their union, not last
 * minus first. Lines that are no JSON are buildx's own words about a failure.
 */
import type { StepTime } from "../model.ts";
import { coveredSeconds, type Interval, mergeIntervals } from "./intervals.ts";
import { StatusParts, type VertexStatus } from "./status-parts.ts";
import { kindOfStep } from "./step-kind.ts";
import type { OpenStep } from "./transfers.ts";
import { WholeLines } from "./whole-lines.ts";

interface Vertex {
  name: string;
  cached: boolean;
  error: string | undefined;
  readonly intervals: Map<string, Interval>;
  readonly parts: StatusParts;
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
  readonly statuses?: readonly VertexStatus[];
  readonly logs?: readonly { readonly vertex: string; readonly stream?: number; readonly data?: string }[];
}

/** Follows one build's stream. */
export class Progress {
  readonly #vertices = new Map<string, Vertex>();
  readonly #text: string[] = [];
  readonly #lines = new WholeLines();
  #indented: string[] | undefined;
  #news = 0;

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
    for (const part of status.statuses ?? []) {
      if (this.#vertices.get(part.vertex)?.parts.take(part) !== false) this.#news += 1;
    }
    this.#news += (status.vertexes?.length ?? 0) + (status.logs?.length ?? 0);
    for (const { vertex, stream = 1, data } of status.logs ?? []) {
      const text = this.#lines.take(`${vertex} ${stream}`, Buffer.from(data ?? "", "base64"));
      if (text !== "") events.push({ kind: "output", step: this.#vertices.get(vertex)?.name ?? "", text });
    }
    const told = [
      ...(status.vertexes ?? []).map(({ digest }) => digest),
      ...(status.logs ?? []).map(({ vertex }) => vertex),
    ];
    for (const digest of new Set(told)) this.#endLines(digest, events);
    return events;
  }

  /** A step that has ended ends its last line too. */
  #endLines(digest: string, events: ProgressEvent[]): void {
    const vertex = this.#vertices.get(digest);
    if (vertex !== undefined && isRunning(vertex)) return;
    for (const stream of [1, 2]) {
      const text = this.#lines.rest(`${digest} ${stream}`);
      if (text !== "") events.push({ kind: "output", step: vertex?.name ?? "", text });
    }
  }

  /** All steps that started, in the order in which they did. */
  steps(): readonly StepTime[] {
    return [...this.#vertices.values()]
      .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
      .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
      .map(toStep);
  }

  /** The same for a timeline: pushing apart from exporting. */
  timeline(): readonly StepTime[] {
    return [...this.#vertices.values()]
      .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
      .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
      .flatMap((vertex) => {
        const step = trace(vertex);
        return vertex.parts.splitPush(step) ?? [step];
      });
  }

  /** Steps that run at this moment, with the seconds since their latest start. */
  running(now: number): readonly { readonly name: string; readonly seconds: number }[] {
    return [...this.#vertices.values()].flatMap(({ name, intervals }) => {
      const open = [...intervals.values()].filter(({ to }) => to === undefined).map(({ from }) => from);
      return open.length === 0 ? [] : [{ name, seconds: Math.max(0, now - Math.max(...open)) / 1000 }];
    });
  }

  /** Grows with everything that happens: steps that begin or end, output, bytes; not with what is only repeated. */
  get news(): number {
    return this.#news;
  }

  /** What goes on at this moment. */
  open(): readonly OpenStep[] {
    return [...this.#vertices.values()]
      .filter(({ intervals }) => [...intervals.values()].some(({ to }) => to === undefined))
      .map(({ name, parts }) => ({
        name,
        kind: kindOfStep(name),
        parts: parts.open(),
        isMidway: parts.isMidway(),
      }));
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
        parts: new StatusParts(),
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
      const known = vertex.intervals.get(change.started)?.to;
      const to = change.completed === undefined ? known : Date.parse(change.completed);
      vertex.intervals.set(change.started, { from: Date.parse(change.started), to });
    }
    const isOpen = isRunning(vertex);
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
  const isOpen = isRunning(vertex);
  // A blink precedes the real interval: not done yet, as far as anybody can tell.
  return isOpen || toStep(vertex).seconds < 0.001 ? "running" : "done";
}

function isRunning({ intervals }: Vertex): boolean {
  return [...intervals.values()].some(({ to }) => to === undefined);
}

function startOf({ intervals }: Vertex): number {
  return Math.min(...[...intervals.values()].map((interval) => interval.from));
}

function toStep(vertex: Vertex): StepTime {
  const seconds = coveredSeconds(mergeIntervals(vertex.intervals.values()));
  return { name: vertex.name, cached: vertex.cached, seconds, error: vertex.error };
}

function trace(vertex: Vertex): StepTime {
  const kind = kindOfStep(vertex.name);
  const intervals = mergeIntervals(vertex.intervals.values());
  return { ...toStep(vertex), kind, intervals, ...vertex.parts.bytes(kind) };
}

function parseLine(line: string): SolveStatus | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    return undefined;
  }
}
