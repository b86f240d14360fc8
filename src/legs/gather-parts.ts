/** One image over all of its legs: what each said, and whether together they make the image. Pure. */
import type { OnDemand } from "../build/step-time.ts";
import type { Digest, ImageName, Outcome, PlannedImage, Platform, StepTime } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import type { LegImage, LegResults } from "./leg-results.ts";

export type Gathered =
  | {
      readonly kind: "parts";
      /** In the order of the image's platforms; one each. */
      readonly parts: readonly { readonly platform: Platform; readonly digest: Digest }[];
      readonly steps: readonly StepTime[];
      /** Of the longest leg. */
      readonly seconds: number;
      /** Of all legs together; seconds of the one that saved most. */
      readonly onDemand?: OnDemand | undefined;
    }
  /** Failed or blocked on some platform, or built and pushed nowhere. */
  | { readonly kind: "settled"; readonly outcome: Outcome };

export function gatherParts(
  { spec, decision }: PlannedImage,
  legs: readonly Leg[],
  results: ReadonlyMap<string, LegResults>,
): Gathered {
  const { name } = spec;
  const said = spec.platforms.map((platform) => {
    const leg = legs.find((one) => one.platform === platform && one.images.includes(name));
    const image = leg === undefined ? undefined : results.get(leg.name)?.images.get(name);
    return { platform, leg, image };
  });
  const done = said.flatMap(({ image }) => (image === undefined ? [] : [image]));
  const seconds = Math.max(0, ...done.map((one) => one.durationSeconds));
  const isMany = said.length > 1;
  const steps = said.flatMap(({ platform, image }) =>
    (image?.steps ?? []).map((step) => (isMany ? { ...step, name: `${platform} ${step.name}` } : step)),
  );
  const failures = done.filter(({ status }) => status === "failed");
  // Platforms that fail apart may do so for different causes: then the messages tell.
  const failure = failures.length === 1 ? failures[0]?.failure : undefined;
  const failed = (message: string): Gathered => ({
    kind: "settled",
    outcome: {
      status: "failed",
      name,
      message,
      ...(failure === undefined ? {} : { failure }),
      durationSeconds: seconds,
      steps,
    },
  });
  const messages = said.flatMap(({ platform, leg, image }) => {
    const message = problemOf(leg, image, decision.fingerprint);
    return message === undefined ? [] : [isMany ? `${platform}: ${message}` : message];
  });
  if (messages.length > 0) return failed(messages.join("; "));
  const blocked = done.find(({ status }) => status === "blocked");
  if (blocked !== undefined) {
    const because = (blocked.because ?? "its base") as ImageName;
    return { kind: "settled", outcome: { status: "blocked", name, because } };
  }
  const parts = said.flatMap(({ platform, image }) =>
    image?.digest === undefined ? [] : [{ platform, digest: image.digest }],
  );
  if (parts.length === said.length)
    return { kind: "parts", parts, steps, seconds, onDemand: sumOnDemand(done) };
  // Without a push there are no digests; with some, a leg lost its own.
  if (parts.length > 0) return failed("some of its platforms were pushed, others were not");
  return {
    kind: "settled",
    outcome: {
      status: "built",
      name,
      digest: undefined,
      durationSeconds: seconds,
      sizeBytes: undefined,
      steps,
    },
  };
}

function sumOnDemand(images: readonly LegImage[]): OnDemand | undefined {
  const read = images.flatMap(({ onDemand }) => (onDemand === undefined ? [] : [onDemand]));
  if (read.length === 0) return undefined;
  const saved = read.flatMap(({ savedSeconds }) => (savedSeconds === undefined ? [] : [savedSeconds]));
  return {
    readBytes: read.reduce((sum, { readBytes }) => sum + readBytes, 0),
    plainBytes: read.reduce((sum, { plainBytes }) => sum + plainBytes, 0),
    ...(saved.length === 0 ? {} : { savedSeconds: Math.max(...saved) }),
  };
}

function problemOf(
  leg: Leg | undefined,
  image: LegImage | undefined,
  fingerprint: string,
): string | undefined {
  if (leg === undefined) return "the plan has no leg for it";
  if (image === undefined) return `the leg ${leg.name} left no results: see its job`;
  if (image.status === "failed") return image.error ?? `the leg ${leg.name} does not say why`;
  if (image.status === "blocked" || image.fingerprint === fingerprint) return undefined;
  return `the leg ${leg.name} built another fingerprint, ${image.fingerprint.slice(0, 20)}`;
}
