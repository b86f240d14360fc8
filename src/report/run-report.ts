/** The whole report of a run as one JSON value: summary, comment, trace and timeline are made of it alone. Types only. */
import type { CacheHits } from "../build/step-lines.ts";
import type { OnDemand } from "../build/step-time.ts";
import type { FailureDetail } from "../diagnosis/failure-detail.ts";
import type { LayerSize, Plan, StepTime } from "../model.ts";
import type { HistoryEntry } from "../registry/record.ts";
import type { Flag } from "./regressions.ts";
import type { ImageResult } from "./results.ts";
import type { Savings } from "./savings.ts";

export interface ImageReport extends ImageResult {
  readonly steps: readonly StepTime[];
  /** Repository path of the Dockerfile that the steps' lines count in. */
  readonly dockerfile?: string;
  readonly layers?: readonly LayerSize[];
  readonly hits?: CacheHits;
  /** Built with layers that were read on demand. */
  readonly onDemand?: OnDemand;
  /** Failed: what is known of it, in parts. */
  readonly failure?: FailureDetail;
  /** What it is compared with. */
  readonly before?: HistoryEntry & { readonly hits?: CacheHits };
  /** Earlier builds of its line, the oldest first. */
  readonly history?: readonly HistoryEntry[];
  /** Reused: what its last build took. */
  readonly savedSeconds?: number;
  readonly flags?: readonly Flag[];
}

export interface RunReport {
  readonly version: 1;
  readonly trigger: Plan["trigger"];
  readonly images: Readonly<Record<string, ImageReport>>;
  readonly savings?: Savings;
}
