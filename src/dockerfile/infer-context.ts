import { analyzeDockerfile } from "./analyze.ts";
import { joinBelow, parentOf } from "./clean-path.ts";

export interface Inference {
  /** Repository path of the context; "" is the root. */
  readonly context: string;
  /** Sources that are not below it: empty, unless no directory has them all. */
  readonly missing: readonly string[];
}

/**
 * Finds the context of a Dockerfile that nobody declares: the deepest directory above it in which all its COPY
 * and bind sources exist; patterns may match nothing. Where none has them all, the Dockerfile's own directory.
 * `exists` is asked for repository paths of files and directories.
 */
export function inferContext(
  dockerfilePath: string,
  text: string,
  exists: (path: string) => boolean,
): Inference {
  const { reads } = analyzeDockerfile(text, { args: new Map(), platforms: [], contexts: new Set() });
  const sources = reads
    .filter((read) => read.context === "" && !read.allowMissing)
    .map(({ source }) => source);
  const missingIn = (directory: string): readonly string[] =>
    sources.filter((source) => !exists(joinBelow(directory, source)));
  const own = parentOf(dockerfilePath);
  for (let directory = own; ; directory = parentOf(directory)) {
    if (missingIn(directory).length === 0) return { context: directory, missing: [] };
    if (directory === "") return { context: own, missing: missingIn(own) };
  }
}
