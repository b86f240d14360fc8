/** A step in words for the log. Pure. */
import type { StepTime } from "../model.ts";

/** Loading definitions and the like is told only when it took time or failed. */
export function isWorthALine(step: StepTime): boolean {
  if (step.error !== undefined) return true;
  const isInternal = /^\[(internal|auth|context )|^resolving provenance|^docker-image:\/\//.test(step.name);
  return !isInternal || step.seconds >= 1;
}

/** Its name, and which try it belongs to where that was not the last one. */
export function titleOfStep({ name, earlierTry }: StepTime): string {
  return earlierTry === undefined ? name : `try ${earlierTry}: ${name}`;
}

/** `[runtime 3/5] RUN pip install … · 402.1 s`. */
export function describeStep(step: StepTime): string {
  const name = step.name.replace(/\s+/g, " ").slice(0, 160);
  if (step.error !== undefined) return `✗ ${name} · failed after ${formatSeconds(step.seconds)}`;
  return step.cached ? `✓ ${name} · CACHED` : `✓ ${name} · ${formatSeconds(step.seconds)}`;
}

/** `0.4 s`, `12 s`, `6 min 42 s`, `1 h 52 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
