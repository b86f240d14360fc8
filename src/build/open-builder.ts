/** Looks at the machine's builders, and makes one where none can do the work. */
import { UserError } from "../errors.ts";
import { readSnapshotter } from "../lazy/read-snapshotter.ts";
import type { World } from "../shell/world.ts";
import {
  type BuilderChoice,
  type BuilderFacts,
  type BuilderNeeds,
  chooseBuilder,
  type ListedBuilder,
  parseBuilderList,
} from "./builder.ts";
import { dockerQuestions } from "./docker-questions.ts";

export interface Builder {
  readonly name: string;
  readonly driver: string;
  readonly because: string;
  /** We made it, so we remove it. */
  readonly isOurs: boolean;
  /** Asked for only where layers are to be read on demand. */
  readonly snapshotter: string | undefined;
}

/** What is known of the machine's builders, asked for before it is known whether anything is built. */
export interface BuilderSurvey extends AsyncDisposable {
  /** Throws UserError where docker or buildx is missing. */
  readonly facts: Promise<BuilderFacts>;
  /** What the machine's engine says; never rejects, `undefined`: none answers. */
  readonly engine: Promise<EngineFacts | undefined>;
}

export interface EngineFacts {
  readonly store: "containerd" | "graph-driver";
  /** On the engine's own machine. */
  readonly dataFolder: string;
}

export interface OpenBuilderOptions extends BuilderNeeds {
  readonly survey: BuilderSurvey;
  /** Environment of every docker command: DOCKER_CONFIG and its like. */
  readonly env: Readonly<Record<string, string>>;
  readonly buildkitImage: string | undefined;
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
  const engine = askEngine(world, env, signal);
  const facts = Promise.all([listBuilders(world, env, signal), engine]).then(([builders, asked]) => ({
    chosenByEnvironment,
    builders,
    engineStore: asked?.store,
  }));
  // Whoever awaits it gets the error; nobody does when nothing is built.
  facts.catch(() => {});
  return {
    facts,
    engine,
    async [Symbol.asyncDispose]() {
      unneeded.abort();
      await Promise.allSettled([facts, engine]);
    },
  };
}

/** Throws UserError when docker, buildx or an engine is missing, with what to do about it. */
export async function openBuilder(world: World, options: OpenBuilderOptions): Promise<Builder> {
  const choice = chooseBuilder(await options.survey.facts, options);
  switch (choice.kind) {
    case "use":
      return {
        name: choice.name,
        driver: choice.driver,
        because: choice.because,
        isOurs: false,
        snapshotter:
          options.wantsLazy === true ? await readSnapshotter(world, choice.name, options.env) : undefined,
      };
    case "create":
      return createBuilder(world, choice, options);
    case "impossible":
      throw new UserError(choice.because);
  }
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

async function askEngine(
  world: World,
  env: OpenBuilderOptions["env"],
  signal: AbortSignal,
): Promise<EngineFacts | undefined> {
  const { argv, options } = dockerQuestions.engine;
  const result = await world.exec(argv, { ...options, env, signal });
  if (result.exitCode !== 0) return undefined;
  const [status = "", dataFolder = ""] = result.stdout.toString("utf8").trim().split("\n");
  const store = status.includes("io.containerd.snapshotter") ? "containerd" : "graph-driver";
  return { store, dataFolder };
}

async function createBuilder(
  world: World,
  choice: Extract<BuilderChoice, { kind: "create" }>,
  options: OpenBuilderOptions,
): Promise<Builder> {
  const name = `ml-image-build-${world.env.GITHUB_RUN_ID ?? "local"}-${world.clock.now().toString(36)}`;
  // Said before it exists: a run that is killed in between leaves the post step something to remove.
  world.log.saveState("builder", name);
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
  const canBeLazy = options.wantsLazy === true && (await world.files.stat("/dev/fuse")) !== undefined;
  if (canBeLazy) argv.push("--buildkitd-flags", "--oci-worker-snapshotter=stargz");
  argv.push("--bootstrap");
  let said = "";
  for (let attempt = 1; attempt <= CREATE_TRIES; attempt += 1) {
    const result = await world.exec(argv, { env: options.env, timeoutMs: CREATE_TIMEOUT_MS });
    if (result.exitCode === 0) {
      const snapshotter = canBeLazy
        ? await readSnapshotter(world, name, options.env)
        : "plain (no /dev/fuse)";
      return { name, driver: "docker-container", because: choice.because, isOurs: true, snapshotter };
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

/** Removes a builder of ours and its cache. Never throws; works after a cancellation too. */
export async function removeBuilder(
  world: World,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await world.exec(["docker", "buildx", "rm", "--force", name], {
    env,
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  });
}

/** Runs `use` with a builder, or with none where nothing is built; a builder of ours is removed afterwards. */
export async function withBuilder<T>(
  world: World,
  isNeeded: boolean,
  options: OpenBuilderOptions,
  use: (builder: Builder | undefined) => Promise<T>,
): Promise<T> {
  if (!isNeeded) return use(undefined);
  const builder = await openBuilder(world, options);
  const verb = builder.isOurs ? "Created" : "Using";
  world.log.info(`${verb} the buildx builder ${builder.name} (driver ${builder.driver}): ${builder.because}`);
  try {
    return await use(builder);
  } finally {
    if (builder.isOurs && !(await options.isLeftToPost()))
      await removeBuilder(world, builder.name, options.env);
  }
}
