/** Tells the findings of all images that are to be built: annotations up to a bound, all of them in the summary. */
import { describeError } from "../errors.ts";
import type { MadePlan } from "../make-plan.ts";
import type { ImageName } from "../model.ts";
import { escapeCell } from "../report/markdown.ts";
import type { World } from "../shell/world.ts";
import { findFindings } from "./find-findings.ts";
import type { Finding } from "./finding.ts";
import { readSubject } from "./read-subject.ts";
import { adviseOnWorkflows } from "./read-workflows.ts";

/** GitHub shows ten notices of a step; some are left for others. */
const MOST_ANNOTATIONS = 8;
const MOST_ROWS = 50;
const DOCUMENT = "docs/preflight.md";

/** Fails nothing: advice that cannot be had is none. Returns markdown for the summary, "" without findings. */
export async function advise(
  world: World,
  root: string,
  made: MadePlan,
  sizes: () => Promise<ReadonlyMap<ImageName, number>>,
): Promise<string> {
  try {
    const { plan } = made;
    const built = plan.order.flatMap((name) => {
      const image = plan.images.get(name);
      return image?.decision.action === "build" ? [image] : [];
    });
    const subjects = await Promise.all(built.map((image) => readSubject(world, root, made, image)));
    const told = new Map<string, Told>();
    for (const subject of subjects.filter((one) => one !== undefined)) {
      // Images of one Dockerfile have the same findings.
      for (const finding of findFindings(subject)) {
        const { name, file } = subject;
        told.set(`${file} ${finding.rule} ${finding.line} ${finding.message}`, { name, file, finding });
      }
    }
    if (built.length > 0) {
      for (const { file, finding } of await adviseOnWorkflows(world, root, made, sizes))
        told.set(`${file} ${finding.rule} ${finding.line}`, { name: file, file, finding });
    }
    const all = [...told.values()];
    for (const one of all.slice(0, MOST_ANNOTATIONS)) annotate(world, one);
    if (all.length > MOST_ANNOTATIONS) {
      world.log.group(
        `${all.length - MOST_ANNOTATIONS} more findings`,
        all.slice(MOST_ANNOTATIONS).map((one) => `${placeOf(one)}: ${describe(one.finding)}`),
      );
    }
    return renderFindings(all);
  } catch (error) {
    world.log.debug(`no advice: ${describeError(error)}`);
    return "";
  }
}

interface Told {
  /** The image's, or the workflow's file. */
  readonly name: string;
  readonly file: string;
  readonly finding: Finding;
}

function annotate(world: World, { name, file, finding }: Told): void {
  const { line } = finding;
  const at = {
    file: line === undefined ? (file.split(":")[0] ?? "") : file,
    title: finding.rule,
    ...(line === undefined ? {} : { line }),
  };
  world.log.notice(`${name}: ${describe(finding)} (${DOCUMENT}#${finding.rule})`, at);
}

function describe({ message, instead }: Finding): string {
  return `${message}. Instead: ${instead}`;
}

function placeOf({ name, file, finding }: Told): string {
  return finding.line === undefined ? name : `${file}:${finding.line}`;
}

function renderFindings(all: readonly Told[]): string {
  if (all.length === 0) return "";
  const rows = all
    .slice(0, MOST_ROWS)
    .map(
      (one) =>
        `| ${escapeCell(placeOf(one))} | ${one.finding.rule} | ${escapeCell(one.finding.message)} | ${escapeCell(one.finding.instead)} |`,
    );
  const more = all.length > MOST_ROWS ? `\n\n… and ${all.length - MOST_ROWS} more` : "";
  const head = "| place | finding | what it costs | instead |\n|---|---|---|---|";
  return `<details><summary>${all.length} findings in what was built</summary>\n\n${head}\n${rows.join("\n")}${more}\n\n</details>\n`;
}
