/** One row for each image: result, why, time and size against the base. Pure markdown. */
import { formatSeconds } from "../build/describe-step.ts";
import { escapeCell, formatBytes } from "./markdown.ts";
import type { ImageReport } from "./run-report.ts";

const RANK = { failed: 0, blocked: 1, built: 2, reused: 3 } as const;

/** Failures first, so that what is cut off at the end is what matters least. */
export function sortImages(
  images: Readonly<Record<string, ImageReport>>,
): readonly (readonly [string, ImageReport])[] {
  const isFlagged = ({ flags }: ImageReport): number => ((flags ?? []).length > 0 ? 0 : 1);
  return Object.entries(images).sort(
    ([, a], [, b]) => RANK[a.status] - RANK[b.status] || isFlagged(a) - isFlagged(b),
  );
}

/** `1 built, 3 reused, 1 failed`. */
export function headline(results: Iterable<Pick<ImageReport, "status">>): string {
  const all = [...results];
  const counts = (["failed", "blocked", "built", "reused"] as const).map((status) => {
    const count = all.filter((result) => result.status === status).length;
    return count === 0 ? "" : `${count} ${status}`;
  });
  return counts.filter((text) => text !== "").join(", ") || "none";
}

export const TABLE_HEAD =
  "| image | result | why | time | against base | size | against base | cached steps | digest |\n|---|---|---|--:|--:|--:|--:|--:|---|\n";

export function renderRow(name: string, image: ImageReport): string {
  const { status, before, sizeBytes, hits, digest } = image;
  const mark = { failed: "❌ failed", blocked: "⛔ blocked", built: "🔨 built", reused: "♻️ reused" }[status];
  const ran = status === "built" || status === "failed";
  const why = escapeCell((image.error ?? image.reasons.join("; ")).slice(0, 300));
  const seconds = image.durationSeconds;
  const cells = [
    escapeCell(name),
    mark,
    why,
    ran ? formatSeconds(seconds) : "",
    status === "built" && before !== undefined && seconds > 0
      ? difference(seconds, before.durationSeconds, formatSeconds)
      : "",
    sizeBytes === undefined ? "" : formatBytes(sizeBytes),
    sizeBytes === undefined || before?.sizeBytes === undefined
      ? ""
      : difference(sizeBytes, before.sizeBytes, formatBytes),
    !ran || hits === undefined || hits.total === 0 ? "" : `${hits.cached} of ${hits.total}`,
    digest === undefined ? "" : `\`${digest.slice(7, 19)}\``,
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function difference(now: number, before: number, format: (value: number) => string): string {
  if (before === 0 || Math.abs(now - before) / before < 0.005) return "same";
  const share = Math.round((Math.abs(now - before) / before) * 100);
  return `${now > before ? "+" : "−"}${format(Math.abs(now - before))} (${share} %)`;
}
