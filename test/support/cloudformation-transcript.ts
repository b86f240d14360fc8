/** A run as people see it, with what differs from run to run taken out: reviewed like a diff. */
import type { ActionRun } from "./action.ts";

export function transcriptOf({ exitCode, log, outputs, summary }: ActionRun): string {
  const names = ["stack-status", "change", "stack-outputs", "change-set"];
  const shown = names.map((name) => `  ${name}: ${outputs[name] ?? "(not set)"}`);
  return steady(
    [
      `exit code ${exitCode}`,
      "",
      log.trimEnd(),
      "",
      "outputs",
      ...shown,
      "",
      "summary",
      summary.trimEnd(),
    ].join("\n"),
  );
}

function steady(text: string): string {
  const uuids = new Map<string, string>();
  const digests = new Map<string, string>();
  const nth = (seen: Map<string, string>, found: string, name: string): string => {
    if (!seen.has(found)) seen.set(found, `<${name} ${seen.size + 1}>`);
    return seen.get(found) ?? "";
  };
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uuid) =>
      nth(uuids, uuid, "uuid"),
    )
    .replace(/sha256:([0-9a-f]{12})[0-9a-f]{0,52}/g, (_, digest: string) => nth(digests, digest, "digest"))
    .replace(/mib-4711-1-[0-9a-z]+/g, "mib-4711-1-<time>")
    .replace(/\b\d\d:\d\d:\d\d\b/g, "<time>")
    .replace(/\b(in|after) \d+(\.\d+)? ?s\b/g, "$1 <seconds>")
    .replace(/127\.0\.0\.1:\d+/g, "<endpoint>");
}
