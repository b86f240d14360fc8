/** The inputs of `mode: comment`, and the finished run that its event tells of. Pure. */
import { UserError } from "../errors.ts";
import { findForeignInputs } from "../input-modes.ts";
import { createInputReader } from "../input-reader.ts";
import type { InputName } from "../inputs.ts";
import { isObject, type JsonObject, numberAt, objectAt, stringAt } from "../registry/json.ts";

/** What GitHub itself says of the run that has ended; nothing here comes from the run's own files. */
export interface FinishedRun {
  readonly id: string;
  /** Of the workflow: the key of its comment. */
  readonly workflow: string;
  readonly headSha: string;
  readonly headBranch: string;
  /** `OWNER/NAME`; a fork's. */
  readonly headRepository: string;
  readonly url: string;
}

export interface CommentInputs {
  /** A file or a folder of downloaded artifacts. */
  readonly results: string;
  readonly token: string;
  readonly run: FinishedRun;
}

/** `payload` is the parsed event file. Throws one UserError with all problems. */
export function parseCommentInputs(
  read: (name: InputName) => string,
  event: string,
  payload: unknown,
): CommentInputs {
  const { text, problems } = createInputReader(read);
  const token = text("github-token");
  const run = event === "workflow_run" ? readRun(isObject(payload) ? payload : undefined) : undefined;
  if (run === undefined) {
    problems.push(
      `mode comment: expected the event workflow_run of a workflow that ran for a pull request, found ${event}`,
    );
  }
  if (text("results") === "" || text("results").startsWith("{"))
    problems.push(
      "input results: mode comment needs the folder that the other run's report was downloaded to",
    );
  if (token === "" || token.startsWith("${{"))
    problems.push("input github-token: mode comment needs a token with pull-requests: write, found none");
  problems.push(...findForeignInputs("comment", read));
  const [first, ...rest] = problems;
  if (first !== undefined || run === undefined) throw new UserError([first ?? "", ...rest]);
  return { results: text("results"), token, run };
}

function readRun(payload: JsonObject | undefined): FinishedRun | undefined {
  const run = objectAt(payload, "workflow_run");
  const id = numberAt(run, "id");
  const headSha = /^[0-9a-f]{40}$/.exec(stringAt(run, "head_sha") ?? "")?.[0];
  const headBranch = stringAt(run, "head_branch");
  const headRepository = stringAt(objectAt(run, "head_repository"), "full_name");
  if (!stringAt(run, "event")?.startsWith("pull_request")) return undefined;
  if (id === undefined || headSha === undefined || !headBranch || !headRepository) return undefined;
  return {
    id: String(id),
    workflow: stringAt(run, "name") ?? "",
    headSha,
    headBranch,
    headRepository,
    url: stringAt(run, "html_url") ?? "",
  };
}
