/**
 * The small Dockerfiles that look into cache mounts, fill them, and copy them into an image. They begin with
 * the stage that uses the mount: its base is pulled for the build anyway, and has a shell. Pure.
 */
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages, type Stage } from "../dockerfile/stages.ts";
import type { KeptMount } from "./kept-mount.ts";
import { marksFlag } from "./mount-changes.ts";
import { copyScript, growScript, lookScript, restoreScript } from "./mount-script.ts";

/** The build context's name under which the saved mounts come in. */
export const SAVED_CONTEXT = "ml-image-build-saved-mounts";
export const MOUNTS_TARGET = "ml-image-build-mounts";
const TOOLS = "ml-image-build-tools";

/** The way from a Dockerfile's first FROM to a stage with a shell; `undefined`: no stage is made from an image. */
export function findTools(text: string, lines: readonly number[]): string | undefined {
  const parsed = parseDockerfile(text);
  const { stages, globalArgs, problems } = readStages(parsed.instructions);
  if (parsed.problems.length + problems.length > 0) return undefined;
  const nameOf = (stage: Stage): string => stage.name ?? `ml-image-build-stage-${stage.index}`;
  const chosen = lines
    .map((line) => stages.findLast((stage) => stage.from.line <= line))
    .find((stage) => stage !== undefined && rootOf(stage, stages) !== "scratch");
  if (chosen === undefined) return undefined;
  const froms = stages
    .slice(0, chosen.index + 1)
    .map((stage) =>
      stage.name === undefined ? `${stage.from.source} AS ${nameOf(stage)}` : stage.from.source,
    );
  const begin = [...globalArgs.map(({ instruction }) => instruction.source), ...froms];
  return `${begin.join("\n")}\nFROM ${nameOf(chosen)} AS ${TOOLS}\nUSER 0\n`;
}

function rootOf(stage: Stage, stages: readonly Stage[]): string {
  const before = stages.slice(0, stage.index).findLast(({ name }) => name === stage.base.toLowerCase());
  return before === undefined ? stage.base : rootOf(before, stages);
}

/** Tells of each mount what is in it. `nonce` makes the builder look again. */
export function lookDockerfile(
  tools: string,
  mounts: readonly KeptMount[],
  nonce: string,
  mark?: string,
): string {
  const marks = mark === undefined ? [] : [marksFlag];
  const runs = mounts.map((mount) =>
    run([cacheFlag(mount, mount.sharing), ...marks], lookScript(mount.key, nonce, mark)),
  );
  return `${tools}${runs.join("")}${end()}`;
}

/** Fills each mount that is empty from the saved image; `nonce` is the mark of what it filled. */
export function restoreDockerfile(tools: string, mounts: readonly KeptMount[], nonce: string): string {
  const runs = mounts.map((mount) =>
    run(
      [
        cacheFlag(mount, mount.sharing),
        marksFlag,
        `--mount=type=bind,from=${SAVED_CONTEXT},source=/${mount.key},target=/ml-image-build/in`,
      ],
      restoreScript(mount.key, nonce),
    ),
  );
  return `${tools}${runs.join("")}${end()}`;
}

/** An image with a folder for each mount, and nothing else. */
export function saveDockerfile(
  tools: string,
  mounts: readonly KeptMount[],
  nonce: string,
  limitKb: number,
): string {
  const runs = mounts.map((mount) =>
    run([cacheFlag(mount, quiet(mount))], copyScript(mount.key, nonce, limitKb)),
  );
  return `${tools}${runs.join("")}FROM scratch AS ${MOUNTS_TARGET}\n${copies(mounts)}`;
}

/** The saved image, and a layer for each mount with what it has more since `mark`; or these layers alone. */
export function growDockerfile(
  tools: string,
  mounts: readonly KeptMount[],
  nonce: string,
  mark: string,
  isAlone: boolean,
): string {
  const runs = mounts.map((mount) =>
    run([cacheFlag(mount, quiet(mount)), marksFlag], growScript(mount.key, nonce, mark)),
  );
  return `${tools}${runs.join("")}FROM ${isAlone ? "scratch" : SAVED_CONTEXT} AS ${MOUNTS_TARGET}\n${copies(mounts)}`;
}

function copies(mounts: readonly KeptMount[]): string {
  return mounts.map(({ key }) => `COPY --from=${TOOLS} /ml-image-build/out/${key} /${key}\n`).join("");
}

/** Nobody may write while it is copied: waits for builds that use the mount at the moment. */
function quiet({ sharing }: KeptMount): string {
  return sharing === "private" ? "private" : "locked";
}

function end(): string {
  // A pattern that matches nothing: the steps run, and nothing is copied.
  return `FROM scratch AS ${MOUNTS_TARGET}\nCOPY --from=${TOOLS} /.ml-image-build-nothing* /\n`;
}

function run(mounts: readonly string[], script: string): string {
  return `RUN ${mounts.join(" ")} ${JSON.stringify(["/bin/sh", "-c", script])}\n`;
}

/** Owner and mode are a part of the mount's name for BuildKit: they are repeated to the letter. */
function cacheFlag({ id, uid, gid, mode }: KeptMount, sharing: string): string {
  const fields = ["type=cache", `id=${id}`, "target=/ml-image-build/mount", `sharing=${sharing}`];
  if (uid !== undefined) fields.push(`uid=${uid}`);
  if (gid !== undefined) fields.push(`gid=${gid}`);
  if (mode !== undefined) fields.push(`mode=0${mode.toString(8)}`);
  return `--mount=${fields.join(",")}`;
}
