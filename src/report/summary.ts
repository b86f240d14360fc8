/** The job summary: one table, what became worse, a picture of the run, slow steps, big layers. Pure markdown. */
import { formatSeconds, titleOfStep } from "../build/describe-step.ts";
import { describeFetched } from "../lazy/read-fetched.ts";
import { renderGantt } from "./chart.ts";
import { findDuplicates, tidyInstruction } from "./duplicate-layers.ts";
import { renderFailures } from "./failure-table.ts";
import { headline, renderRow, sortImages, TABLE_HEAD } from "./image-table.ts";
import { codeCell, escapeCell, formatBytes } from "./markdown.ts";
import type { RunReport } from "./run-report.ts";
import { describeSavings } from "./savings.ts";
import { renderTrends } from "./trend.ts";

/** GitHub drops a summary past 1 MiB (bytes, per step) as a whole. */
const MAX_SUMMARY_BYTES = 900 * 1024;
const SLOWEST = 15;
const LARGEST = 15;

/** Parts stand in the order of their worth; what does not fit any more is left out with a word. */
export function renderSummary(report: RunReport): string {
  const sorted = sortImages(report.images);
  const head = `## Images: ${headline(Object.values(report.images))}\n\n${scopeLine(report)}${TABLE_HEAD}`;
  const tail = [
    titled("Failures", renderFailures(report.images)),
    list("Worse than the base", flags(report)),
    report.savings === undefined ? "" : describeSavings(report.savings),
    list("Layers read on demand", onDemand(report)),
    titled("Timeline (minutes:seconds)", renderGantt(report.images)),
    titled("Last builds", renderTrends(report.images)),
    titled("Slowest steps", slowestSteps(report)),
    titled("Largest layers of what was built", largestLayers(report)),
    list("Layers to save", duplicates(report)),
  ].filter((part) => part !== "");
  return boundBytes(
    head,
    sorted.map(([name, image]) => renderRow(name, image)),
    tail,
  );
}

function scopeLine({ trigger }: RunReport): string {
  if (trigger.scope.kind === "trusted") return "";
  return `Run of ${escapeCell(trigger.scope.because)}: its images carry the tag prefix \`${escapeCell(trigger.scope.prefix)}\`.\n\n`;
}

function flags({ images }: RunReport): readonly string[] {
  return Object.entries(images).flatMap(([name, image]) =>
    (image.flags ?? []).map(
      ({ kind, text }) =>
        `${kind === "over-budget" ? "❌" : "⚠️"} **${escapeCell(name)}**: ${escapeCell(text)}`,
    ),
  );
}

function onDemand({ images }: RunReport): readonly string[] {
  return Object.entries(images).flatMap(([name, { onDemand: read }]) =>
    read === undefined ? [] : [`**${escapeCell(name)}**: ${describeFetched(read)}`],
  );
}

function slowestSteps({ images }: RunReport): string {
  const steps = Object.entries(images)
    .flatMap(([name, { steps: own, dockerfile }]) => own.map((step) => ({ name, dockerfile, step })))
    .filter(({ step }) => !step.cached && step.seconds >= 1)
    .sort((a, b) => b.step.seconds - a.step.seconds)
    .slice(0, SLOWEST);
  if (steps.length === 0) return "";
  const rows = steps.map(({ name, dockerfile, step }) => {
    const place =
      step.line === undefined ? "" : codeCell(`${dockerfile?.slice(-80) ?? "Dockerfile"}:${step.line}`);
    const moved = (step.bytesIn ?? 0) + (step.bytesOut ?? 0);
    const bytes = moved === 0 ? "" : formatBytes(moved);
    return `| ${escapeCell(name)} | ${codeCell(titleOfStep(step))} | ${place} | ${formatSeconds(step.seconds)} | ${bytes} |`;
  });
  return ["| image | step | line | time | moved |", "|---|---|---|--:|--:|", ...rows].join("\n");
}

function largestLayers({ images }: RunReport): string {
  const layers = Object.entries(images)
    .filter(([, { status }]) => status === "built")
    .flatMap(([name, image]) => (image.layers ?? []).map((layer) => ({ name, layer })))
    .filter(({ layer }) => layer.bytes >= 1_000_000)
    .sort((a, b) => b.layer.bytes - a.layer.bytes)
    .slice(0, LARGEST);
  if (layers.length === 0) return "";
  const rows = layers.map(
    ({ name, layer }) =>
      `| ${escapeCell(name)} | ${formatBytes(layer.bytes)} | ${codeCell(tidyInstruction(layer.instruction))} |`,
  );
  return ["| image | compressed | made by |", "|---|--:|---|", ...rows].join("\n");
}

function duplicates({ images }: RunReport): readonly string[] {
  return Object.entries(images).flatMap(([name, { layers = [] }]) => {
    const tidy = layers.map((layer) => ({ ...layer, instruction: tidyInstruction(layer.instruction) }));
    return findDuplicates(tidy).map((text) => `**${escapeCell(name)}**: ${escapeCell(text)}`);
  });
}

function list(title: string, lines: readonly string[]): string {
  return titled(title, lines.map((line) => `- ${line}`).join("\n"));
}

function titled(title: string, text: string): string {
  return text === "" ? "" : `### ${title}\n\n${text}`;
}

/** The failures' own rows and messages come first, so they stay whatever is cut. */
function boundBytes(head: string, rows: readonly string[], parts: readonly string[]): string {
  let text = head;
  let bytes = Buffer.byteLength(head) + 200;
  const fits = (more: string, limit: number): boolean => bytes + Buffer.byteLength(more) <= limit;
  const add = (more: string): void => {
    text += more;
    bytes += Buffer.byteLength(more);
  };
  for (const [index, row] of rows.entries()) {
    // Half of the room is for the parts below the table.
    if (!fits(row, MAX_SUMMARY_BYTES / 2)) {
      add(`\n… and ${rows.length - index} more images.\n`);
      break;
    }
    add(row);
  }
  for (const part of parts) {
    if (fits(part, MAX_SUMMARY_BYTES)) add(`\n${part}\n`);
    else {
      const room = MAX_SUMMARY_BYTES - bytes;
      const cut = Buffer.from(part).subarray(0, Math.max(0, room)).toString("utf8");
      const whole = cut.slice(0, cut.lastIndexOf("\n") + 1);
      // Half a chart is no chart.
      if (!whole.includes("```")) add(`\n${whole}`);
      add("\n… the rest does not fit; the report file has everything.\n");
      break;
    }
  }
  return text;
}
