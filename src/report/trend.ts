/** How an image's builds went over time, as a Mermaid chart. Pure. */
import { plainText } from "./markdown.ts";
import type { ImageReport } from "./run-report.ts";

const MAX_BUILDS = 12;
const MAX_CHARTS = 5;
/** Two points are a comparison, which the table has. */
const MIN_BUILDS = 3;

/** A chart for each built image with a history, the longest build first; the last bar is this run. */
export function renderTrends(images: Readonly<Record<string, ImageReport>>): string {
  return Object.entries(images)
    .filter(([, image]) => hasTrend(image))
    .sort(([, a], [, b]) => b.durationSeconds - a.durationSeconds)
    .slice(0, MAX_CHARTS)
    .map(([name, image]) => renderTrend(name, image))
    .join("\n\n");
}

/** A twin was built under another name: its own time is none. */
function hasTrend({ status, durationSeconds, history = [] }: ImageReport): boolean {
  return status === "built" && durationSeconds > 0 && history.length + 1 >= MIN_BUILDS;
}

function renderTrend(name: string, { durationSeconds, history = [] }: ImageReport): string {
  const seconds = [...history.map((one) => one.durationSeconds), durationSeconds].slice(-MAX_BUILDS);
  const isLong = Math.max(...seconds) >= 300;
  const values = seconds.map((one) => (isLong ? one / 60 : one).toFixed(1));
  const first = 1 - seconds.length;
  const labels = seconds.map((_, index) => (first + index === 0 ? "now" : String(first + index)));
  const top = Math.max(...values.map(Number), 0.1);
  return [
    "```mermaid",
    "xychart-beta",
    `    title "${chartText(name)}"`,
    `    x-axis [${labels.map((label) => `"${label}"`).join(", ")}]`,
    `    y-axis "${isLong ? "minutes" : "seconds"}" 0 --> ${(top * 1.1).toFixed(1)}`,
    `    bar [${values.join(", ")}]`,
    "```",
  ].join("\n");
}

/** What stands between quotes must not end them. */
function chartText(text: string): string {
  const clean = plainText(text)
    .replace(/[^A-Za-z0-9 ._/-]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 60);
  return clean === "" ? "-" : clean;
}
