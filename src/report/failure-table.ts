/** Failures whose cause is known, as a table: where, what was said, why, what helps. Pure markdown. */
import { codeCell, escapeCell } from "./markdown.ts";
import type { ImageReport } from "./run-report.ts";

const HEAD = "| image | line | it said | cause | what helps |\n|---|---|---|---|---|";

/** The whole section: a table of what is known, then the messages of the others, then what was kept. */
export function renderFailures(images: Readonly<Record<string, ImageReport>>): string {
  const failed = Object.entries(images).filter(([, { status }]) => status === "failed");
  const known = failed.filter(([, { failure }]) => failure?.cause !== undefined);
  const others = failed.filter(([, { failure }]) => failure?.cause === undefined);
  const messages = others.flatMap(([name, { error }]) =>
    error === undefined ? [] : [`- ❌ **${escapeCell(name)}**: ${escapeCell(error.slice(0, 4000))}`],
  );
  const kept = known.flatMap(([name, { failure }]) =>
    failure?.kept === undefined ? [] : [`- **${escapeCell(name)}**: ${escapeCell(failure.kept)}`],
  );
  const table =
    known.length === 0 ? "" : [HEAD, ...known.map(([name, image]) => row(name, image))].join("\n");
  return [table, messages.join("\n"), kept.join("\n")].filter((part) => part !== "").join("\n\n");
}

function row(name: string, { failure = {}, dockerfile }: ImageReport): string {
  const { line, said, cause, remedy, source } = failure;
  const place = line === undefined ? "" : codeCell(`${dockerfile?.slice(-80) ?? "Dockerfile"}:${line}`);
  const isLink = /^https:\/\/[\w./#?=&%:~-]+$/.test(source ?? "");
  const helps = `${escapeCell((remedy ?? "").slice(0, 1000))}${isLink ? ` ([more](${source}))` : ""}`;
  return `| ❌ ${escapeCell(name)} | ${place} | ${codeCell(said ?? "", 400)} | ${escapeCell((cause ?? "").slice(0, 1000))} | ${helps} |`;
}
