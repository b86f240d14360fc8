/** The job summary: one table, a picture of the run, failures first. Pure markdown. */
import { formatSeconds } from "../build/describe-step.ts";
import type { ImageName, Outcome, Plan } from "../model.ts";
import { escapeCell } from "./markdown.ts";
import type { ImageResult } from "./results.ts";

/** GitHub drops a summary past 1 MiB (bytes, per step) as a whole. */
const MAX_SUMMARY_BYTES = 900 * 1024;

/** Rows in order: failed, blocked, built, reused. */
export function renderSummary(
  plan: Plan,
  results: ReadonlyMap<ImageName, ImageResult>,
  outcomes: ReadonlyMap<ImageName, Outcome>,
): string {
  const rank = { failed: 0, blocked: 1, built: 2, reused: 3 } as const;
  const sorted = [...results].sort(([, a], [, b]) => rank[a.status] - rank[b.status]);
  const rows = sorted.map(([name, result]) => row(name, result));
  const head = `## Images: ${headline(results)}\n\n${scopeLine(plan)}| image | result | why | time | size | digest |\n|---|---|---|--:|--:|---|\n`;
  const tail = `\n${renderGantt(outcomes)}`;
  return boundBytes(head, rows, tail);
}

/** `1 built, 3 reused, 1 failed`. */
export function headline(results: ReadonlyMap<ImageName, ImageResult>): string {
  const counts = (["failed", "blocked", "built", "reused"] as const).map((status) => {
    const count = [...results.values()].filter((result) => result.status === status).length;
    return count === 0 ? "" : `${count} ${status}`;
  });
  return counts.filter((text) => text !== "").join(", ") || "none";
}

function scopeLine({ trigger }: Plan): string {
  if (trigger.scope.kind === "trusted") return "";
  return `Run of ${escapeCell(trigger.scope.because)}: its images carry the tag prefix \`${trigger.scope.prefix}\`.\n\n`;
}

function row(name: string, result: ImageResult): string {
  const mark = { failed: "❌ failed", blocked: "⛔ blocked", built: "🔨 built", reused: "♻️ reused" }[
    result.status
  ];
  const why = escapeCell((result.error ?? result.reasons.join("; ")).slice(0, 300));
  const time =
    result.status === "built" || result.status === "failed" ? formatSeconds(result.durationSeconds) : "";
  const size = result.sizeBytes === undefined ? "" : formatBytes(result.sizeBytes);
  const digest = result.digest === undefined ? "" : `\`${result.digest.slice(7, 19)}\``;
  return `| ${escapeCell(name)} | ${mark} | ${why} | ${time} | ${size} | ${digest} |\n`;
}

/** `635 MB`, `6.79 GB`: decimal, as registries count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return bytes < 1_000_000_000
    ? `${Math.round(bytes / 1_000_000)} MB`
    : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** A bar for each built image with its longest steps; left out where nothing was built. */
function renderGantt(outcomes: ReadonlyMap<ImageName, Outcome>): string {
  const built = [...outcomes.values()].filter(
    (outcome) => (outcome.status === "built" || outcome.status === "failed") && outcome.steps.length > 0,
  );
  const sections = built.slice(0, 20).flatMap((outcome) => {
    if (outcome.status !== "built" && outcome.status !== "failed") return [];
    const longest = outcome.steps
      .filter((step) => step.seconds >= 0.1 && !step.name.startsWith("[internal]"))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, 5);
    if (longest.length === 0) return [];
    return [
      `    section ${ganttText(outcome.name)}`,
      ...longest.map(
        (step) =>
          `    ${ganttText(step.name)} :${step.error === undefined ? "" : "crit, "}0, ${Math.round(step.seconds * 1000)}`,
      ),
    ];
  });
  if (sections.length === 0) return "";
  return [
    "### Longest steps (minutes:seconds)",
    "",
    "```mermaid",
    "gantt",
    "    dateFormat x",
    "    axisFormat %M:%S",
    ...sections,
    "```",
    "",
  ].join("\n");
}

/** Mermaid reads `:`, `;`, `#` and line ends as syntax. */
function ganttText(text: string): string {
  return text
    .replace(/[^A-Za-z0-9 ._/=+()[\]-]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 60);
}

function boundBytes(head: string, rows: readonly string[], tail: string): string {
  let text = head;
  let bytes = Buffer.byteLength(head) + Buffer.byteLength(tail);
  for (const [index, one] of rows.entries()) {
    bytes += Buffer.byteLength(one);
    if (bytes > MAX_SUMMARY_BYTES) return `${text}\n… and ${rows.length - index} more images.\n${tail}`;
    text += one;
  }
  return text + tail;
}
