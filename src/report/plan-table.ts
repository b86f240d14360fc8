/** A plan for people: lines for the log, a table and a graph for the summary. Pure. */
import type { ImageName, Plan, PlannedImage } from "../model.ts";
import { escapeCell } from "./markdown.ts";

/** One line per image: mark, name, reasons. */
export function renderPlanTable(plan: Plan): readonly string[] {
  const width = Math.max(0, ...plan.order.map((name) => name.length));
  return [...plan.images].map(([name, image]) => {
    const action = actionOf(image).padEnd(5);
    return `${action}  ${name.padEnd(width)}  ${image.decision.reasons.join("; ")}`;
  });
}

export function renderPlanSummary(plan: Plan): string {
  const rows = [...plan.images].map(
    ([name, image]) =>
      `| ${escapeCell(name)} | ${actionOf(image)} | ${escapeCell(image.decision.reasons.join("; ").slice(0, 300))} |`,
  );
  return [
    "## Plan",
    "",
    "| image | action | why |",
    "|---|---|---|",
    ...rows.slice(0, 2000),
    "",
    renderGraph(plan),
  ].join("\n");
}

/** Bases and what is built on them; left out where no image is another's base, and where nobody could read it. */
function renderGraph(plan: Plan): string {
  const edges = [...plan.images].flatMap(([name, { parents }]) =>
    [...new Set(parents.map((edge) => edge.parent))].map((parent) => ({ parent, name })),
  );
  if (edges.length === 0 || plan.images.size > 60) return "";
  const id = (name: ImageName): string => `i${plan.order.indexOf(name)}`;
  const nodes = [...plan.images].map(([name, image]) => `    ${id(name)}["${name}"]:::${actionOf(image)}`);
  return [
    "```mermaid",
    "graph LR",
    ...nodes,
    ...edges.map(({ parent, name }) => `    ${id(parent)} --> ${id(name)}`),
    "    classDef build fill:#ffe8cc,stroke:#d9480f,color:#000",
    "    classDef reuse fill:#d3f9d8,stroke:#2b8a3e,color:#000",
    "```",
    "",
  ].join("\n");
}

function actionOf({ decision }: PlannedImage): "build" | "reuse" {
  return decision.action === "reuse" ? "reuse" : "build";
}
