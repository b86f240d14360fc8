/** Which tags a run reads and writes. Pure. See "What is left in the registry" in the contract. */
import type { Fingerprint, Platform, Trigger } from "../model.ts";

/** The first 20 hex digits: 80 bits, and the label holds all of it. */
export function shortFingerprint(fingerprint: Fingerprint): string {
  return fingerprint.slice(0, 20);
}

/** The tag under which this run leaves an image. */
export function sourceTag(trigger: Trigger, fingerprint: Fingerprint): string {
  const prefix = trigger.scope.kind === "trusted" ? "" : trigger.scope.prefix;
  return `${prefix}src-${shortFingerprint(fingerprint)}`;
}

/** Where one platform of a fingerprint waits for the others: no run looks for an image under it. */
export function partTag(trigger: Trigger, fingerprint: Fingerprint, part: Platform | undefined): string {
  const tag = sourceTag(trigger, fingerprint);
  return part === undefined ? tag : `${tag}-${part.replaceAll("/", "-")}`;
}

/** The tags under which this run may find an image, the most trusted first. */
export function readableTags(trigger: Trigger, fingerprint: Fingerprint): readonly string[] {
  const trusted = `src-${shortFingerprint(fingerprint)}`;
  return trigger.scope.kind === "trusted" ? [trusted] : [trusted, sourceTag(trigger, fingerprint)];
}

/** With `trust-pull-requests`: whether a tag is a same-repository pull request's image of this fingerprint. */
export function isPullRequestTag(tag: string, fingerprint: Fingerprint): boolean {
  return /^pr\d+-src-/.test(tag) && tag.endsWith(`-src-${shortFingerprint(fingerprint)}`);
}

/** By which images and records are found: whoever could set one by hand could have another image reused. */
const OWN_TAGS = /^(?:(?:pr|branch-).*-)?(?:src-[0-9a-f]{20}(?:-|$)|record-(?:[0-9a-f]{20}$|last$))/;

export interface MovingTags {
  readonly set: readonly string[];
  /** Asked for, but not set, with the reason. */
  readonly notices: readonly string[];
}

/**
 * The tags that move to an image: its own `tags` and the input's, `{sha}` `{branch}` `{pr}` `{run}` filled in.
 * An untrusted run sets only tags that name its pull request, commit or run: it must never move `latest`.
 */
export function movingTags(
  trigger: Trigger,
  ofImage: readonly string[],
  ofInput: readonly string[],
): MovingTags {
  const notices: string[] = [];
  const set = new Set<string>();
  for (const tag of [...ofImage, ...ofInput]) {
    if (trigger.scope.kind === "untrusted" && !/\{(sha|pr|run)\}/.test(tag)) {
      if (ofInput.includes(tag)) {
        notices.push(
          `tag ${tag} is not set by ${trigger.scope.because}: it needs {pr}, {sha} or {run} in it`,
        );
      }
      continue;
    }
    const missing: string[] = [];
    const filled = tag.replace(/\{(sha|branch|pr|run)\}/g, (_, name: string) => {
      const value = fillIn(trigger, name);
      if (value === undefined) missing.push(name);
      return value ?? "";
    });
    const fitting = filled.slice(0, 128);
    if (missing.length > 0) notices.push(`tag ${tag} is not set: this run has no ${missing.join(", ")}`);
    else if (OWN_TAGS.test(fitting))
      notices.push(`tag ${tag} is not set: ${fitting} has the form of the action's own tags`);
    else set.add(fitting);
  }
  return { set: [...set], notices };
}

function fillIn(trigger: Trigger, name: string): string | undefined {
  switch (name) {
    case "sha":
      return trigger.sha;
    case "branch":
      return trigger.branch?.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-.]+/, "");
    case "pr":
      return trigger.pullRequest?.toString();
    default:
      return trigger.runId;
  }
}
