/** Looks at the machine's builders, and makes one where none can do the work. */
import { UserError } from "../errors.ts";
import type { BuilderKind } from "../session-state.ts";
import type { World } from "../shell/world.ts";
import { askEndpoint, askEngine, type EngineFacts } from "./ask-engine.ts";
import {
  type BuilderChoice,
  type BuilderFacts,
  type BuilderNeeds,
  type ListedBuilder,
  parseBuilderList,
} from "./builder.ts";
import { dockerQuestions } from "./docker-questions.ts";
import { removeBuilder } from "./remove-builder.ts";

export interface Builder {
  readonly name: string;
  readonly driver: string;
  readonly because: string;
  /** We made it, so we remove it. */
  readonly isOurs: boolean;
}

/** What is known of the machine's builders, asked for before it is known whether anything is built. */
export interface BuilderSurvey extends AsyncDisposable {
  /** Throws UserError where docker or buildx is missing. */
  readonly facts: Promise<BuilderFacts>;
  /** Where docker's engine listens; never rejects. */
  readonly endpoint: Promise<string | undefined>;
  /** What the machine's engine says; never rejects, `undefined`: none answers. */
  readonly engine: Promise<EngineFacts | undefined>;
}

export interface OpenBuilderOptions extends BuilderNeeds {
  readonly survey: BuilderSurvey;
  /** Environment of every docker command: DOCKER_CONFIG and its like. */
  readonly env: Readonly<Record<string, string>>;
  readonly buildkitImage: string | undefined;
  /** The plain builder writes layers that are read on demand later. */
  readonly writesLazy?: boolean;
  /** Asked at the end: the post step still needs the builder, and removes it. */
  readonly isLeftToPost: () => Promise<boolean>;
}

const CREATE_TIMEOUT_MS = 180_000;
const CREATE_TRIES = 3;

/** Asks at once, beside the planning (0.25 s); disposing ends it, where nobody needs the answer. */
export function surveyBuilders(world: World, env: OpenBuilderOptions["env"]): BuilderSurvey {
  const unneeded = new AbortController();
  const signal = AbortSignal.any([unneeded.signal, world.cancelled]);
  const chosenByEnvironment = world.env.BUILDX_BUILDER || undefined;
  const endpoint = askEndpoint(world, { env, signal });
  const engine = endpoint.then((address) => askEngine(world, address, { env, signal }));
  const facts = Promise.all([listBuilders(world, env, signal), engine]).then(([builders, asked]) => ({
    chosenByEnvironment,
    builders,
    engineStore: asked?.store,
  }));
  // Whoever awaits it gets the error; nobody does when nothing is built.
  facts.catch(() => {});
  return {
    facts,
    endpoint,
    engine,
    async [Symbol.asyncDispose]() {
      unneeded.abort();
      await Promise.allSettled([facts, engine]);
    },
  };
}

async function listBuilders(
  world: World,
  env: OpenBuilderOptions["env"],
  signal: AbortSignal,
): Promise<readonly ListedBuilder[]> {
  const { argv } = dockerQuestions.builders;
  const result = await world.exec(argv, { env, signal });
  if (result.ended === "not-found") {
    throw new UserError(
      "docker is not in PATH: this runner needs Docker with the buildx plugin (0.13 or newer)",
    );
  }
  if (result.exitCode !== 0) {
    const said = result.stderr.trim().split("\n").at(-1) ?? "";
    throw new UserError(
      `docker buildx does not work here (${said}): install the plugin, 0.13 or newer, for example with docker/setup-buildx-action`,
    );
  }
  return parseBuilderList(result.stdout.toString("utf8"));
}

export const LAZY_FLAG = "--oci-worker-snapshotter=stargz";

/** What a builder that reads on demand is made with. */
export interface LazyKind {
  /** A file with BuildKit's settings. */
  readonly config: string | undefined;
}

/**
 * Go's collector runs less often in a builder that writes eStargz: its compressor takes a megabyte for each file, and an
 * eighth of its processor time went into cleaning up (docs/decisions/0089-a-quicker-export.md).
 */
const WRITER = "env.GOGC=400";

/** A name that no other run has. Told before the builder exists: a run that is killed in between leaves the post step something to remove. */
export function nameBuilder(world: World, kind: BuilderKind): string {
  const run = `${world.env.GITHUB_RUN_ID ?? "local"}-${world.clock.now().toString(36)}`;
  const name = kind === "builder" ? `ml-image-build-${run}` : `ml-image-build-${run}-lazy`;
  world.log.saveState(kind, name);
  return name;
}

/** With `lazy`, one of that kind beside the run's plain one. Throws UserError. */
export async function createBuilder(
  world: World,
  name: string,
  choice: Pick<Extract<BuilderChoice, { kind: "create" }>, "hostNetwork" | "because">,
  options: Pick<OpenBuilderOptions, "env" | "buildkitImage" | "writesLazy">,
  lazy?: LazyKind,
): Promise<Builder> {
  const argv: [string, ...string[]] = [
    "docker",
    "buildx",
    "create",
    "--name",
    name,
    "--driver",
    "docker-container",
  ];
  if (choice.hostNetwork) argv.push("--driver-opt", "network=host");
  if (options.buildkitImage !== undefined) argv.push("--driver-opt", `image=${options.buildkitImage}`);
  if (lazy === undefined && options.writesLazy === true) argv.push("--driver-opt", WRITER);
  if (lazy !== undefined) argv.push("--buildkitd-flags", LAZY_FLAG);
  if (lazy?.config !== undefined) argv.push("--config", lazy.config);
  argv.push("--bootstrap");
  let said = "";
  for (let attempt = 1; attempt <= CREATE_TRIES; attempt += 1) {
    const result = await world.exec(argv, { env: options.env, timeoutMs: CREATE_TIMEOUT_MS });
    if (result.exitCode === 0) {
      world.log.saveState(lazy === undefined ? "builder-made" : "lazy-builder-made", name);
      return { name, driver: "docker-container", because: choice.because, isOurs: true };
    }
    said = result.stderr.trim().split("\n").slice(-3).join(" · ");
    await removeBuilder(world, name, options.env);
    if (world.cancelled.aborted) break;
    // Its image is a pull from a public registry: rate limits and resets pass.
    if (attempt < CREATE_TRIES) await world.clock.sleep(2_000 * 2 ** attempt, world.cancelled);
  }
  throw new UserError(
    `cannot create a docker-container builder (${said}): let the input buildkit-image name a BuildKit image that this runner can pull, or prepare a builder with docker/setup-buildx-action`,
  );
}
