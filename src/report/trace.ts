/** A run as Chrome trace JSON, which Perfetto and chrome://tracing open. Pure. */
import { titleOfStep } from "../build/describe-step.ts";
import { describeFetched } from "../lazy/read-fetched.ts";
import type { RunReport } from "./run-report.ts";

export interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M";
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A process for each image; steps that overlap get a thread each, so that no bar hides another. */
export function renderTrace({ images }: RunReport): { readonly traceEvents: readonly TraceEvent[] } {
  const traceEvents = Object.entries(images).flatMap(([image, { steps, status, onDemand }], index) => {
    const pid = index + 1;
    const named: TraceEvent = {
      name: "process_name",
      ph: "M",
      pid,
      tid: 0,
      args: { name: `${image} (${status})` },
    };
    const told: readonly TraceEvent[] =
      onDemand === undefined
        ? []
        : [
            {
              name: "process_labels",
              ph: "M",
              pid,
              tid: 0,
              args: { labels: describeFetched(onDemand), ...onDemand },
            },
          ];
    const lanes: number[] = [];
    const events = steps
      .flatMap((step) => (step.intervals ?? []).map(([from, to]) => ({ step, from, to })))
      .sort((a, b) => a.from - b.from)
      .map(({ step, from, to }): TraceEvent => {
        const free = lanes.findIndex((end) => end <= from);
        const tid = free === -1 ? lanes.length : free;
        lanes[tid] = to;
        const { kind, cached, error, line, bytesIn, bytesOut } = step;
        return {
          name: titleOfStep(step),
          ph: "X",
          ts: from * 1000,
          dur: (to - from) * 1000,
          pid,
          tid: tid + 1,
          cat: kind ?? "step",
          args: { cached, error, line, bytesIn, bytesOut },
        };
      });
    return [named, ...told, ...events];
  });
  return { traceEvents };
}
