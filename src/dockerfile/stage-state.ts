import { cleanPath } from "./clean-path.ts";
import { Environment, known, type Value } from "./environment.ts";
import { parsePlatform } from "./platform.ts";
import type { StageNode } from "./stage-graph.ts";

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a stage's instructions see and hand on to the stages FROM it. */
export class StageState {
  /** ARG and ENV; both are inherited. */
  readonly environment: Environment;
  /** ENV only: set again at the start of each inheriting stage, over ARGs of the same name. */
  readonly #imageEnvironment: Environment;
  /** `undefined`: the base image decides. */
  workingDirectory: string | undefined;
  /** It is the base image's, as its registry told: no WORKDIR with an absolute path came after it. */
  hasBaseDirectory = false;
  readonly isWindows: boolean;

  constructor(
    environment: Environment,
    image: Environment,
    directory: string | undefined,
    isWindows: boolean,
  ) {
    this.environment = environment;
    this.#imageEnvironment = image;
    this.workingDirectory = directory;
    this.isWindows = isWindows;
    if (image.get("PATH") === undefined && !image.isOpen && !isWindows)
      image.set("PATH", known(DEFAULT_PATH));
    for (const [name, value] of image.entries()) environment.set(name, value);
  }

  setEnv(name: string, value: Value): void {
    this.environment.set(name, value);
    this.#imageEnvironment.set(name, value);
  }

  changeDirectory(path: string): void {
    if (path.startsWith("/")) {
      this.workingDirectory = path;
      this.hasBaseDirectory = false;
    } else if (this.workingDirectory !== undefined) {
      this.workingDirectory = cleanPath(`${this.workingDirectory}/${path}`);
    }
  }

  /** The state in which a stage FROM this one begins. */
  inherit(): StageState {
    const state = new StageState(
      this.environment.clone(),
      this.#imageEnvironment.clone(),
      this.workingDirectory,
      this.isWindows,
    );
    state.hasBaseDirectory = this.hasBaseDirectory;
    return state;
  }
}

/** The state in which a stage on `scratch`, an image or a context begins. */
export function beginState(
  node: StageNode,
  targetPlatform: string,
  base: {
    readonly environment: ReadonlyMap<string, string> | undefined;
    readonly directory: string | undefined;
  },
): StageState {
  const isScratch = node.baseName === "scratch" && node.replacedBy === undefined;
  const isOpen = !isScratch && base.environment === undefined;
  const image = new Environment(isOpen);
  for (const [name, value] of base.environment ?? []) image.set(name, known(value));
  const platform = parsePlatform(node.platform ?? targetPlatform);
  const isWindows = platform?.os === "windows";
  if (isScratch) return new StageState(new Environment(isOpen), image, "/", isWindows);
  const directory = base.directory === undefined || isWindows ? undefined : cleanPath(`/${base.directory}`);
  const state = new StageState(new Environment(isOpen), image, directory, isWindows);
  state.hasBaseDirectory = directory !== undefined;
  return state;
}
