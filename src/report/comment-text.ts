/** A run's report as a pull request's comment. Made of the report's values alone, which may be an attacker's. Pure. */
import { renderGantt } from "./chart.ts";
import { headline, renderRow, sortImages, TABLE_HEAD } from "./image-table.ts";
import { escapeCell } from "./markdown.ts";
import type { RunReport } from "./run-report.ts";
import { describeSavings } from "./savings.ts";

/** GitHub takes 65,536 characters; a comment is read on a phone. */
const MAX_ROWS = 60;
const MAX_CHARACTERS = 50_000;

/** Failures first. `url` leads to the run, whose summary has the rest. */
export function renderComment(report: RunReport, url: string | undefined): string {
  const sorted = sortImages(report.images);
  const shown = sorted.slice(0, MAX_ROWS);
  const flags = sorted.flatMap(([name, { flags = [] }]) =>
    flags.map(
      ({ kind, text }) =>
        `- ${kind === "over-budget" ? "❌" : "⚠️"} ${escapeCell(name)}: ${escapeCell(text.slice(0, 300))}`,
    ),
  );
  const commit = /^[0-9a-f]{40}$/.test(report.trigger.sha ?? "")
    ? report.trigger.sha?.slice(0, 10)
    : undefined;
  const where = [
    commit === undefined ? "" : `commit ${commit}`,
    url === undefined ? "" : `[summary of the run](${url})`,
  ].filter((text) => text !== "");
  const table = `${TABLE_HEAD}${shown.map(([name, image]) => renderRow(name.slice(0, 200), image)).join("")}`;
  const parts = [
    `### Images: ${headline(Object.values(report.images))}`,
    table.trimEnd(),
    sorted.length > shown.length ? `… and ${sorted.length - shown.length} more images.` : "",
    flags.slice(0, 30).join("\n"),
    report.savings === undefined ? "" : describeSavings(report.savings),
    where.join(" · "),
    renderGantt(report.images),
  ].filter((part) => part !== "");
  let text = "";
  for (const part of parts) {
    if (text.length + part.length > MAX_CHARACTERS) continue;
    text += `${part}\n\n`;
  }
  return text.trimEnd();
}
