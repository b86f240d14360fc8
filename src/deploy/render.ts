/** The report of a deploy as markdown, for the job summary and the pull request. Pure. */
import { formatSeconds } from "../build/describe-step.ts";
import { escapeCell } from "../report/markdown.ts";
import { countChanges, findReplacements } from "./change-set-table.ts";
import type { ChangeWord, DeployReport, ResourceChange } from "./model.ts";

const MARKS: Readonly<Record<ChangeWord, string>> = {
  updated: "✅",
  none: "✅",
  pending: "📝",
  "rolled-back": "❌",
  timeout: "⏱️",
  cancelled: "🛑",
  blocked: "⛔",
  failed: "❌",
};
/** A comment ends at 65,536 characters, a summary at 1 MiB: failures and replacements come first anyway. */
const MAX_ROWS = 200;

export function renderDeploy(report: DeployReport): string {
  const { stack, change, headline, problems, notices, verified } = report;
  const parts = [
    `## ${MARKS[change]} Stack ${escapeCell(stack)}: ${change}`,
    `${escapeCell(headline)}${report.status === undefined ? "" : ` (\`${report.status}\`)`}, after ${formatSeconds(report.seconds)}.`,
    list(problems, "❌"),
    renderImages(report),
    renderChanges(report.changes),
    list(verified, "✔️"),
    list(notices, "⚠️"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function list(texts: readonly string[], mark: string): string {
  return texts.map((text) => `- ${mark} ${escapeCell(text.slice(0, 2000))}`).join("\n");
}

/** Only images have their values told; others may be secrets. */
function renderImages({ parameters }: DeployReport): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, image }) => {
    const value = image === undefined ? "set" : `\`${image.repository}@${image.digest.slice(0, 19)}…\``;
    return `| ${escapeCell(name)} | ${image === undefined ? "" : escapeCell(image.name)} | ${value} |`;
  });
  return ["| parameter | image | value |", "|---|---|---|", ...rows].join("\n");
}

function renderChanges(changes: readonly ResourceChange[]): string {
  if (changes.length === 0) return "";
  const replaced = findReplacements(changes);
  const sorted = [...replaced, ...changes.filter((one) => !replaced.includes(one))];
  const rows = sorted.slice(0, MAX_ROWS).map((one) => {
    const { logicalId, type, action, replacement, scope } = one;
    const isLoud = replaced.includes(one);
    const words = { always: "**yes**", conditional: "maybe", never: "" }[replacement];
    const how = isLoud ? `⚠️ ${replacement === "always" ? "**REPLACED**" : "**may be replaced**"}` : words;
    return `| ${escapeCell(logicalId)} | ${escapeCell(type)} | ${escapeCell(action)} | ${how} | ${escapeCell(scope.join(", ").slice(0, 200))} |`;
  });
  const more = sorted.length - rows.length;
  return [
    `### Change set: ${countChanges(changes)}`,
    "",
    ...(replaced.length === 0
      ? []
      : ["> ⚠️ **A replaced resource loses what it holds, unless its policies keep it.**", ""]),
    "| resource | type | action | replacement | what changes |",
    "|---|---|---|---|---|",
    ...rows,
    ...(more > 0 ? [`\n… and ${more} more`] : []),
  ].join("\n");
}
