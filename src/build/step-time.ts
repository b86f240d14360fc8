/** What a build's steps and layers took: the vocabulary of timelines, records and reports. Types only. */

/** What a step is for: an instruction, or the work around instructions. */
export type StepKind =
  | "instruction"
  /** Sending the build context to the builder. */
  | "transfer"
  /** Resolving and pulling a base image. */
  | "base"
  | "export"
  | "push"
  | "cache-import"
  | "cache-export"
  /** Loading definitions, credentials and the like. */
  | "internal";

/** A finished or failed step of a build, from BuildKit's progress stream. */
export interface StepTime {
  /** `[runtime 3/5] RUN pip install …`. */
  readonly name: string;
  readonly cached: boolean;
  /** Union of the step's intervals. */
  readonly seconds: number;
  readonly error: string | undefined;
  /** When it ran, `[from, to]` in milliseconds since the epoch, merged and in order. Absent in old records. */
  readonly intervals?: readonly (readonly [number, number])[];
  /** Absent in old records. */
  readonly kind?: StepKind;
  /** Bytes that came from registries or the context for it, where the builder tells. */
  readonly bytesIn?: number;
  /** Bytes that went to registries. */
  readonly bytesOut?: number;
  /** Line of the Dockerfile, 1-based, where it is known. */
  readonly line?: number;
  /** Of a try before the last one, which is shown and neither counted nor compared: 1 for the first. */
  readonly earlierTry?: number;
}

/** What a build read of cached layers instead of pulling them. */
export interface OnDemand {
  /** Compressed. */
  readonly readBytes: number;
  /** All of the same layers. */
  readonly plainBytes: number;
  /** Estimate: what the rest takes to be pulled, as fast as this image's builds last pulled. Absent where none has. */
  readonly savedSeconds?: number;
}

/** One layer of an image. */
export interface LayerSize {
  readonly digest: string;
  /** Compressed. */
  readonly bytes: number;
  /** Counted only where a runtime has a limit on it. */
  readonly unpackedBytes?: number;
  /** The instruction that made it, as the image's history tells: `RUN pip install …`. */
  readonly instruction: string | undefined;
}
