/** What became worse against the baseline, and which budgets are broken. Pure. */
import { formatSeconds } from "../build/describe-step.ts";
import type { CacheHits } from "../build/step-lines.ts";
import type { Budget, StepTime } from "../model.ts";
import { formatBytes, plainText } from "./markdown.ts";

/** `over-budget` fails the run, `worse` is only told. */
export interface Flag {
  readonly kind: "worse" | "over-budget";
  readonly text: string;
}

export interface Measured {
  readonly durationSeconds: number;
  readonly sizeBytes?: number | undefined;
  readonly hits?: CacheHits | undefined;
  readonly steps: readonly StepTime[];
}

/** A share and an amount: both must be passed, so that neither seconds nor noise are flagged. */
const SLOWER_IMAGE = { share: 0.3, seconds: 60 };
const SLOWER_STEP = { share: 0.5, seconds: 30 };
const LARGER = { share: 0.1, bytes: 50_000_000 };
const FEWER_HITS = { share: 0.3, steps: 4 };

export function findRegressions(now: Measured, before: Measured): readonly Flag[] {
  const texts: string[] = [];
  const more = now.durationSeconds - before.durationSeconds;
  if (more > SLOWER_IMAGE.seconds && more > before.durationSeconds * SLOWER_IMAGE.share) {
    texts.push(
      `built in ${formatSeconds(now.durationSeconds)}, was ${formatSeconds(before.durationSeconds)}`,
    );
  }
  for (const step of now.steps) {
    if (step.earlierTry !== undefined) continue;
    const was = before.steps.find(({ name }) => name === step.name);
    if (was === undefined || was.cached || step.cached || was.error !== undefined) continue;
    const added = step.seconds - was.seconds;
    if (added > SLOWER_STEP.seconds && added > was.seconds * SLOWER_STEP.share) {
      const name = plainText(step.name).slice(0, 100);
      texts.push(`${name} took ${formatSeconds(step.seconds)}, was ${formatSeconds(was.seconds)}`);
    }
  }
  if (now.sizeBytes !== undefined && before.sizeBytes !== undefined) {
    const added = now.sizeBytes - before.sizeBytes;
    if (added > LARGER.bytes && added > before.sizeBytes * LARGER.share) {
      texts.push(`${formatBytes(now.sizeBytes)}, was ${formatBytes(before.sizeBytes)}`);
    }
  }
  const [rate, wasRate] = [hitRate(now.hits), hitRate(before.hits)];
  const isFewer = rate !== undefined && wasRate !== undefined && wasRate - rate > FEWER_HITS.share;
  // A changed requirement costs hits too, and is no news: worth a word only where it cost time.
  if (isFewer && more > SLOWER_IMAGE.seconds) {
    texts.push(`${percent(rate)} of its steps came from the cache, was ${percent(wasRate)}`);
  }
  return texts.map((text) => ({ kind: "worse", text }));
}

function hitRate(hits: CacheHits | undefined): number | undefined {
  return hits === undefined || hits.total < FEWER_HITS.steps ? undefined : hits.cached / hits.total;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `durationSeconds` counts for what was built only: a reused image's is 0. */
export function findBrokenBudgets(
  now: Pick<Measured, "durationSeconds" | "sizeBytes">,
  budget: Budget,
): readonly Flag[] {
  const texts: string[] = [];
  const { sizeMb, seconds } = budget;
  if (sizeMb !== undefined && now.sizeBytes !== undefined && now.sizeBytes > sizeMb * 1_000_000) {
    texts.push(`budget size-mb: at most ${sizeMb}, found ${(now.sizeBytes / 1_000_000).toFixed(1)}`);
  }
  if (seconds !== undefined && now.durationSeconds > seconds) {
    texts.push(`budget seconds: at most ${seconds}, found ${now.durationSeconds.toFixed(1)}`);
  }
  return texts.map((text) => ({ kind: "over-budget", text }));
}
