/** A run as one HTML page that needs nothing else: bars of every image and step, like `cargo --timings`. Pure. */
import { formatSeconds, titleOfStep } from "../build/describe-step.ts";
import { describeFetched } from "../lazy/read-fetched.ts";
import { formatBytes, plainText } from "./markdown.ts";
import type { ImageReport, RunReport } from "./run-report.ts";

const COLORS = {
  instruction: "#4c78a8",
  transfer: "#b279a2",
  base: "#9d755d",
  export: "#f58518",
  push: "#e45756",
  "cache-import": "#72b7b2",
  "cache-export": "#54a24b",
  internal: "#bab0ac",
} as const;

const STYLE = `body{font:14px system-ui,sans-serif;margin:1.5rem;color:#1b1f24;background:#fff}
h1{font-size:1.3rem}h2{font-size:1rem;margin:1.2rem 0 .3rem}
.row{display:flex;align-items:center;height:1.25rem}.row:hover{background:#eef3f8}
.name{flex:0 0 26rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font:12px ui-monospace,monospace}
.bars{position:relative;flex:1;height:1rem;background:#f4f5f7}.bar{position:absolute;top:0;height:100%;min-width:2px}
.time{flex:0 0 7rem;text-align:right;font-size:12px}.failed .name{color:#b3261e;font-weight:600}.cached{opacity:.55}
.key span{display:inline-block;margin-right:1rem}.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem}
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e8eb}.bars{background:#23272c}.row:hover{background:#2a3037}}`;

/** No scripts and no outside resources: it opens anywhere, and text from a build stays text. */
export function renderTimelinePage({ images }: RunReport): string {
  const all = Object.values(images).flatMap(({ steps }) => steps.flatMap(({ intervals }) => intervals ?? []));
  const start = all.reduce((least, [from]) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const end = all.reduce((most, [, to]) => Math.max(most, to), start);
  const span = Math.max(1, end - start);
  const key = Object.entries(COLORS).map(
    ([kind, color]) => `<span><i style="background:${color}"></i>${kind}</span>`,
  );
  const parts = Object.entries(images).map(([name, image]) => renderImage(name, image, start, span));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Timeline of the build</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<h1>Timeline of the build${all.length === 0 ? "" : `: ${formatSeconds(span / 1000)}`}</h1>
<p class="key">${key.join("")}</p>
${parts.join("\n")}
</body></html>
`;
}

function renderImage(name: string, image: ImageReport, start: number, span: number): string {
  const { status, steps, durationSeconds, sizeBytes, dockerfile = "Dockerfile" } = image;
  const facts = [
    status,
    durationSeconds > 0 ? formatSeconds(durationSeconds) : "",
    sizeBytes === undefined ? "" : formatBytes(sizeBytes),
    image.onDemand === undefined ? "" : describeFetched(image.onDemand),
    image.savedSeconds === undefined ? "" : `last built in ${formatSeconds(image.savedSeconds)}`,
  ];
  const rows = steps.map((step) => {
    const moved = [
      step.line === undefined ? "" : `${dockerfile}:${step.line}`,
      step.bytesIn === undefined ? "" : `in ${formatBytes(step.bytesIn)}`,
      step.bytesOut === undefined ? "" : `out ${formatBytes(step.bytesOut)}`,
      step.error ?? "",
    ];
    const title = [titleOfStep(step), ...moved].filter((text) => text !== "").join("\n");
    const color = COLORS[step.kind ?? "internal"];
    const bars = (step.intervals ?? []).map(
      ([from, to]) =>
        `<div class="bar" style="left:${percent(from - start, span)};width:${percent(to - from, span)};background:${color}"></div>`,
    );
    const marks = `row step${step.error === undefined ? "" : " failed"}${step.cached ? " cached" : ""}`;
    const time = step.cached ? "cached" : formatSeconds(step.seconds);
    return `<div class="${marks}" title="${escapeHtml(title)}"><div class="name">${escapeHtml(plainText(titleOfStep(step)))}</div><div class="bars">${bars.join("")}</div><div class="time">${time}</div></div>`;
  });
  const told = facts.filter((text) => text !== "").join(" · ");
  return `<section class="image ${status}" data-image="${escapeHtml(name)}"><h2>${escapeHtml(plainText(name))} · ${escapeHtml(told)}</h2>\n${rows.join("\n")}</section>`;
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(3)}%`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
