/** The run as a Mermaid Gantt chart: images and their long steps, in real time. Pure. */
import { titleOfStep } from "../build/describe-step.ts";
import { plainText } from "./markdown.ts";
import type { ImageReport } from "./run-report.ts";

const MAX_IMAGES = 20;
const STEPS_PER_IMAGE = 5;

/** "" where nothing was built. Times count from the first step of the run. */
export function renderGantt(images: Readonly<Record<string, ImageReport>>): string {
  const built = Object.entries(images).filter(
    ([, { status, steps }]) => (status === "built" || status === "failed") && steps.some(isWorthABar),
  );
  const starts = built.flatMap(([, { steps }]) =>
    steps.flatMap(({ intervals }) => intervals?.[0]?.[0] ?? []),
  );
  const start = starts.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const sections = built.slice(0, MAX_IMAGES).flatMap(([name, image]) => {
    const longest = image.steps
      .filter(isWorthABar)
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, STEPS_PER_IMAGE);
    const whole = spanOf(image, start);
    return [
      `    section ${ganttText(name)}`,
      ...(whole === undefined ? [] : [bar(name, image.status === "failed" ? "crit" : "active", whole)]),
      ...longest.map((step) => {
        const from = (step.intervals?.[0]?.[0] ?? start) - start;
        const begin = Number.isFinite(from) ? from : 0;
        const end = begin + step.seconds * 1000;
        return bar(titleOfStep(step), step.error === undefined ? "" : "crit", [begin, end]);
      }),
    ];
  });
  if (sections.length === 0) return "";
  const hours = built.some(([, { durationSeconds }]) => durationSeconds >= 3600);
  return [
    "```mermaid",
    "gantt",
    "    dateFormat x",
    `    axisFormat ${hours ? "%H:%M" : "%M:%S"}`,
    ...sections,
    "```",
  ].join("\n");
}

function isWorthABar(step: ImageReport["steps"][number]): boolean {
  return step.seconds >= 0.1 && !step.name.startsWith("[internal]");
}

function spanOf({ steps }: ImageReport, start: number): readonly [number, number] | undefined {
  const all = steps.flatMap(({ intervals }) => intervals ?? []).flat();
  if (all.length === 0) return undefined;
  return [Math.min(...all) - start, Math.max(...all) - start];
}

function bar(name: string, mark: "" | "crit" | "active", [from, to]: readonly [number, number]): string {
  const begin = Math.round(from);
  return `    ${ganttText(name)} :${mark === "" ? "" : `${mark}, `}${begin}, ${Math.max(begin + 1, Math.round(to))}`;
}

/** Mermaid reads `:`, `;`, `#`, commas and line ends as syntax, and some words at a line's start. */
function ganttText(text: string): string {
  const clean = plainText(text)
    .replace(/[^A-Za-z0-9 ._/=+()[\]-]+/g, " ")
    .replaceAll("](", "] (")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 60);
  const isWord =
    /^(gantt|section|title|click|call|href|done|today|date|exclude|include|axis|tick|weekday|weekend|inclusive|top|acc)/i;
  return isWord.test(clean) || clean === "" ? `- ${clean}` : clean;
}
