/** The case of a seed. */

import { compileDockerignore } from "../../../src/dockerfile/dockerignore.ts";
import { generateIgnore } from "../../oracle/generate-ignore.ts";
import { Random } from "../../oracle/random.ts";
import { type BuildCase, type CaseEntry, type Frontend, isPlainPattern } from "./build-case.ts";
import { DockerfileMaker } from "./make-dockerfile.ts";
import { makeIgnoreLine } from "./make-source.ts";
import { TreeMaker } from "./make-tree.ts";

/** Names of contexts that need care: one is also a stage's, one an image's. */
const CONTEXT_NAMES = ["lib", "models", "docker.io/library/thing", "s1"];

export function makeCase(seed: number, frontend: Frontend): BuildCase {
  const random = new Random(seed);
  const trees = new TreeMaker(random);
  const context = random.pick(["", "ctx", "ctx", "ctx/deep"]);
  const dockerfile = join(
    random.pick([context, context, "docker"]),
    random.pick(["Dockerfile", "x.Dockerfile"]),
  );
  const files = new Map<string, CaseEntry>();
  const put = (entries: readonly CaseEntry[]): void => {
    for (const entry of entries) files.set(entry.path, entry);
  };
  const main = trees.context(context);
  put(main);
  const ignoreText = makeIgnore(random, below(main, context), frontend);
  if (ignoreText !== undefined) {
    const path = random.chance(0.25) ? `${dockerfile}.dockerignore` : join(context, ".dockerignore");
    put([textFile(path, ignoreText)]);
    // The Dockerfile's own ignore file makes the context's one void.
    if (path !== join(context, ".dockerignore") && random.chance(0.5))
      put([textFile(join(context, ".dockerignore"), "*\n")]);
  }
  const contexts: Record<string, string> = {};
  const readableContexts = new Map<string, readonly string[]>();
  for (let left = random.pick([0, 0, 1, 2]); left > 0; left--) {
    const name = random.pick(CONTEXT_NAMES);
    const path = `named${left}`;
    const entries = trees.context(path);
    put(entries);
    const own = random.chance(0.4) ? makeIgnore(random, below(entries, path), frontend) : undefined;
    if (own !== undefined) put([textFile(`${path}/.dockerignore`, own)]);
    contexts[name] = path;
    readableContexts.set(name, leftBy(random, own, below(entries, path)));
  }
  const paths = leftBy(random, ignoreText, below(main, context));
  const maker = new DockerfileMaker(random, { paths, contexts: readableContexts }, frontend);
  put([textFile(dockerfile, maker.file())]);
  const { args, target } = maker;
  return { entries: [...files.values()], context, dockerfile, args, contexts, target };
}

function makeIgnore(random: Random, paths: readonly string[], frontend: Frontend): string | undefined {
  const text = makeAnyIgnore(random, paths);
  return text === undefined || frontend.survivesBadPatterns || isPlainPattern(text) ? text : undefined;
}

function makeAnyIgnore(random: Random, paths: readonly string[]): string | undefined {
  const kind = random.below(10);
  if (kind < 3 || paths.length === 0) return undefined;
  if (kind < 5) return generateIgnore(random);
  const lines = random.list(1, 4, () => (random.chance(0.1) ? "# comment" : makeIgnoreLine(random, paths)));
  // The allow-list that many repositories have.
  return `${[...(random.chance(0.2) ? ["*"] : []), ...lines].join("\n")}\n`;
}

/** Mostly what the ignore file leaves: a build whose sources are all ignored only fails. */
function leftBy(random: Random, ignore: string | undefined, paths: readonly string[]): readonly string[] {
  if (ignore === undefined || random.chance(0.05)) return paths;
  const { isIgnored } = compileDockerignore(ignore);
  return paths.filter((path) => !isIgnored(path, false));
}

function below(entries: readonly CaseEntry[], folder: string): readonly string[] {
  return (
    entries
      // Most links of a generated tree lead nowhere, and a source that is not there only ends the build.
      .filter(({ state }) => state !== "deleted")
      .filter(({ kind, path }, index) => kind !== "link" || /link\d+$/.test(path) || index % 3 === 0)
      .map(({ path }) => (folder === "" ? path : path.slice(folder.length + 1)))
  );
}

function textFile(path: string, content: string): CaseEntry {
  return { path, kind: "file", content, state: "tracked" };
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
