/** GitHub's event → `Trigger`: who asked for this run, and how far it is trusted. Pure. */
import type { TagScope, Trigger } from "./model.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Trusted are runs of code that is already on the default branch or tagged: `push`, `schedule`,
 * `workflow_dispatch`, `repository_dispatch` and `release` there. Everything else (pull requests, merge
 * queues, other branches, events that outsiders can cause) writes under a prefix of its own and is never
 * read by a trusted run. Outside GitHub Actions a person with credentials is at the keyboard: trusted.
 *
 * `payload` is the parsed event file; anything may be missing from it.
 */
export function readTrigger(env: Environment, payload: unknown): Trigger {
  const event = env.GITHUB_EVENT_NAME ?? "local";
  const ref = env.GITHUB_REF ?? "";
  const number = numberAt(payload, "pull_request", "number") ?? numberFromRef(ref);
  const isPullRequest = event.startsWith("pull_request");
  const head = textAt(payload, "pull_request", "head", "repo", "full_name");
  const base = textAt(payload, "pull_request", "base", "repo", "full_name") ?? env.GITHUB_REPOSITORY;
  // A deleted fork has no `head.repo`: not knowing whose code it is means a fork.
  const isFork = isPullRequest && (head === undefined || head !== base);
  return {
    event,
    scope: scopeOf(event, ref, payload, isPullRequest ? { number, isFork } : undefined),
    baseScope: isPullRequest ? baseScopeOf(env, payload) : undefined,
    isFork,
    sha: textAt(payload, "pull_request", "head", "sha") ?? env.GITHUB_SHA,
    branch: textAt(payload, "pull_request", "head", "ref") ?? branchOf(ref),
    pullRequest: isPullRequest ? number : undefined,
    runId: env.GITHUB_RUN_ID ?? "0",
    runAttempt: env.GITHUB_RUN_ATTEMPT ?? "1",
  };
}

const trustedEvents = new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "release"]);

function scopeOf(
  event: string,
  ref: string,
  payload: unknown,
  pullRequest: { number: number | undefined; isFork: boolean } | undefined,
): TagScope {
  if (event === "local") return { kind: "trusted" };
  if (pullRequest !== undefined) {
    const name = `pr${pullRequest.number ?? 0}`;
    return {
      kind: "untrusted",
      // A fork's images keep apart even from `trust-pull-requests`, which reads `pr<N>-src-…` only.
      prefix: pullRequest.isFork ? `${name}-fork-` : `${name}-`,
      because: pullRequest.isFork ? "a fork's pull request" : "a pull request",
    };
  }
  if (!trustedEvents.has(event)) {
    return { kind: "untrusted", prefix: `${tagSafe(event)}-`, because: `the event ${event}` };
  }
  if (ref.startsWith("refs/tags/") || isDefaultBranch(event, ref, payload)) return { kind: "trusted" };
  const branch = branchOf(ref) ?? "unknown";
  return { kind: "untrusted", prefix: `branch-${tagSafe(branch)}-`, because: `the branch ${branch}` };
}

/** A pull request into another branch may read that branch's caches: its code is part of what it builds on. */
function baseScopeOf(env: Environment, payload: unknown): string | undefined {
  const base = textAt(payload, "pull_request", "base", "ref") ?? (env.GITHUB_BASE_REF || undefined);
  if (base === undefined) return undefined;
  const isTrusted = isDefaultBranch("pull_request", `refs/heads/${base}`, payload);
  return isTrusted ? undefined : `branch-${tagSafe(base)}-`;
}

function isDefaultBranch(event: string, ref: string, payload: unknown): boolean {
  const name = textAt(payload, "repository", "default_branch");
  if (name !== undefined) return ref === `refs/heads/${name}`;
  // GitHub runs schedules on the default branch only; some of their payloads do not name it.
  return event === "schedule" || ref === "refs/heads/main" || ref === "refs/heads/master";
}

function branchOf(ref: string): string | undefined {
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
}

/** `refs/pull/12/merge` → 12. */
function numberFromRef(ref: string): number | undefined {
  const match = /^refs\/pull\/(\d+)\//.exec(ref);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** A name as a part of a tag: other characters become `-`, at most 40, unlike names may collide harmlessly. */
function tagSafe(name: string): string {
  return name
    .replace(/[^A-Za-z0-9_.]+/g, "-")
    .replace(/^[-.]+/, "")
    .slice(0, 40);
}

function at(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

function numberAt(value: unknown, ...path: string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}
