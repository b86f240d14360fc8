/** A change set's lines: read from Amazon's, printed, judged. Pure. */
import type { Change } from "@aws-sdk/client-cloudformation";
import type { ResourceChange } from "./model.ts";

/** `prefix`: the nested stack's path with a trailing slash, or "". */
export function readChanges(changes: readonly Change[], prefix: string): readonly ResourceChange[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    if (change === undefined) return [];
    const details = change.Details ?? [];
    const names = details.flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []);
    return [
      {
        logicalId: prefix + (change.LogicalResourceId ?? "?"),
        type: change.ResourceType ?? "?",
        action: change.Action ?? "Modify",
        replacement: replacementOf(change.Action, change.Replacement),
        scope: [...new Set(names.length > 0 ? names : (change.Scope ?? []))],
      },
    ];
  });
}

function replacementOf(action: string | undefined, told: string | undefined): ResourceChange["replacement"] {
  if (action !== undefined && action !== "Modify") return "never";
  if (told === "True") return "always";
  return told === "Conditional" ? "conditional" : "never";
}

/** Types whose every change is a new revision beside the old one: replacing them loses nothing. */
const REVISIONS = new Set([
  "AWS::ECS::TaskDefinition",
  "AWS::Lambda::Version",
  "AWS::Lambda::LayerVersion",
  "AWS::ApiGateway::Deployment",
]);

/** Changes that replace (or may replace) a resource and what it holds: databases, buckets, addresses. */
export function findReplacements(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.filter(({ replacement, type }) => replacement !== "never" && !REVISIONS.has(type));
}

/** Removals come with a template, never with a new image. */
export function describeChange({ logicalId, type, action, replacement, scope }: ResourceChange): string {
  const how = replacement === "always" ? "REPLACE" : replacement === "conditional" ? "MAY REPLACE" : action;
  const what = scope.length === 0 ? "" : `: ${scope.join(", ")}`;
  return `${how} ${logicalId} (${type})${what}`;
}

/** `2 modified, 1 added, 1 REPLACED`. */
export function countChanges(changes: readonly ResourceChange[]): string {
  const loud = findReplacements(changes).map(({ replacement }) => replacement);
  const certain = loud.filter((one) => one === "always").length;
  const possible = loud.length - certain;
  const counts = new Map<string, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  const words: Readonly<Record<string, string>> = {
    Add: "added",
    Modify: "modified",
    Remove: "removed",
    Import: "imported",
  };
  const parts = [...counts].map(([action, count]) => `${count} ${words[action] ?? action.toLowerCase()}`);
  if (certain > 0) parts.push(`${certain} of them REPLACED`);
  if (possible > 0) parts.push(`${possible} of them MAY BE REPLACED`);
  return parts.join(", ") || "no resources";
}
