/** Runs one of the small builds beside cache mounts. */
import { type BuildRequest, buildArguments, type Destination } from "../build/arguments.ts";
import { Progress } from "../build/progress.ts";
import type { Platform } from "../model.ts";
import type { World } from "../shell/world.ts";
import { MOUNTS_TARGET, SAVED_CONTEXT } from "./mount-dockerfile.ts";
import { type MountState, parseStates } from "./mount-script.ts";

export interface MountBuild {
  readonly request: BuildRequest;
  readonly platform: Platform;
  readonly env: Readonly<Record<string, string>>;
  /** Scratch space. */
  readonly directory: string;
}

interface Run {
  readonly what: "look" | "restore" | "save";
  readonly dockerfile: string;
  readonly destination: Destination;
  /** Where the saved mounts lie, as a build context. */
  readonly saved?: string;
  readonly timeoutMs: number;
}

/** Throws an Error with the cause. */
export async function runMountBuild(
  world: World,
  { request, platform, env, directory }: MountBuild,
  { what, dockerfile, destination, saved, timeoutMs }: Run,
): Promise<ReadonlyMap<string, MountState>> {
  const base = `${directory}/mounts-${platform.replaceAll("/", "-")}-${what}`;
  const context = `${base}-context`;
  await world.files.makeDirectory(context);
  await world.files.write(base, dockerfile);
  const argv = buildArguments({
    ...request,
    spec: {
      ...request.spec,
      platforms: [platform],
      target: MOUNTS_TARGET,
      dockerfile: { kind: "inline", text: dockerfile },
      context: { kind: "outside", path: context },
      // No attestation beside it.
      runtime: "lambda",
      buildFlags: [],
    },
    destination,
    inlineDockerfile: base,
    metadataFile: `${base}.json`,
    labels: new Map(),
    parentContexts: new Map([
      ...request.parentContexts,
      ...(saved === undefined ? [] : [[SAVED_CONTEXT, saved] as const]),
    ]),
    noCache: false,
    withSecrets: false,
    cacheFrom: [],
    cacheTo: [],
  });
  const progress = new Progress();
  const output = new Map<string, string>();
  const result = await world.exec(argv, {
    cwd: request.root,
    env,
    timeoutMs,
    onStderrLine(line) {
      for (const event of progress.read(line)) {
        if (event.kind === "output") output.set(event.step, (output.get(event.step) ?? "") + event.text);
      }
    },
  });
  const said = [...output.values()].map((text) => `${text}\n`).join("");
  if (result.exitCode !== 0) {
    const last = said.trim().split("\n").at(-1) ?? "";
    throw new Error([describeEnd(result.ended, progress), last].filter((part) => part !== "").join(": "));
  }
  return parseStates(said);
}

function describeEnd(ended: string, progress: Progress): string {
  if (ended === "timeout") return "it took longer than its time limit";
  if (ended === "aborted") return "the run was cancelled";
  const failed = progress.steps().find(({ error }) => error !== undefined);
  const said = progress
    .text()
    .split("\n")
    .filter((line) => line.startsWith("ERROR:"));
  const because = failed?.error ?? said.at(-1)?.replace(/^ERROR:\s*/, "") ?? "docker buildx failed";
  return because.replace(/process "\/bin\/sh -c .*" did not/s, "the copy did not").slice(0, 500);
}
