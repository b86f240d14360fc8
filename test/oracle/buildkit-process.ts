/** BuildKit's own code as a long-lived process that answers JSON lines. Built once, kept in the cache directory. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "../../scripts/environment/cache-directory.mjs";
import { findProgram, runCommand } from "../../scripts/environment/command.mjs";
import { withLock } from "../../scripts/environment/lock.mjs";

export interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  readonly target?: string;
  readonly content?: string;
}

export interface OracleRequest {
  readonly kind: "dockerfile" | "ignore" | "build";
  readonly text?: string;
  /** Frontend options: `build-arg:NAME`, `target`, `context:NAME`. */
  readonly options?: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** ENV of base images. */
  readonly images?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly onbuild?: Readonly<Record<string, readonly string[]>>;
  readonly ignore?: string;
  readonly entries?: readonly TreeEntry[];
}

export interface OracleRead {
  readonly context: string;
  readonly source: string;
  readonly kind: "base" | "copy" | "mount";
  readonly wildcard: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface OracleAnswer {
  /** Set where BuildKit refuses. */
  readonly error?: string;
  readonly reads?: readonly OracleRead[];
  readonly images?: readonly string[];
  readonly remotes?: readonly string[];
  readonly follow?: Readonly<Record<string, readonly string[]>>;
  readonly caches?: readonly string[];
  readonly secrets?: readonly string[];
  readonly definition?: string;
  readonly config?: string;
  readonly listed?: readonly string[];
  readonly result?: readonly string[];
}

const sources = join(dirname(fileURLToPath(import.meta.url)), "buildkit");

/** Compiles the program when needed; says why it cannot where it cannot. */
export async function ensureOracle(): Promise<string | { readonly skipped: string }> {
  const go = findProgram("go");
  if (go === undefined) return { skipped: "Go is not installed, BuildKit's own code cannot be asked" };
  const hash = createHash("sha256");
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  const program = join(cacheDirectory(), `oracle-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  // Test files run side by side; one of them compiles.
  return withLock(basename(program), 300, async () => (existsSync(program) ? program : compile(go, program)));
}

async function compile(go: string, program: string): Promise<string | { readonly skipped: string }> {
  const temporary = mkdtempSync(`${program}.`);
  try {
    const built = join(temporary, "oracle");
    const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" };
    await runCommand([go, "build", "-o", built, "."], { cwd: sources, env, timeoutSeconds: 280 });
    renameSync(built, program);
    return program;
  } catch (error) {
    return { skipped: `the oracle does not compile: ${String(error).slice(0, 500)}` };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Asks one process; a question that makes it crash counts as refused, and the next goes to a new one. */
export class Oracle {
  readonly #program: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: ((line: string | undefined) => void)[] = [];

  constructor(program: string) {
    this.#program = program;
  }

  async ask(request: OracleRequest): Promise<OracleAnswer> {
    const child = this.#child ?? this.#start();
    const line = await new Promise<string | undefined>((resolve) => {
      this.#waiting.push(resolve);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (line === undefined) return { error: "crashed" };
    const answer: OracleAnswer = JSON.parse(line);
    return answer;
  }

  stop(): void {
    this.#child?.stdin.end();
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.#program, [], { stdio: ["pipe", "pipe", "pipe"] });
    child.stderr.resume();
    createInterface({ input: child.stdout }).on("line", (line) => this.#waiting.shift()?.(line));
    child.on("close", () => {
      this.#child = undefined;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    });
    child.stdin.on("error", () => {});
    this.#child = child;
    return child;
  }
}

/** How many cases to try: a few hundred in a normal run, as many as asked for otherwise. */
export function caseCount(normal: number): number {
  return Number(process.env.ML_IMAGE_BUILD_ORACLE_CASES ?? "") || normal;
}

/** Milliseconds that so many cases may take on a slow machine. */
export function caseTimeout(normal: number): number {
  return 60_000 + caseCount(normal) * 200;
}

/** Where the seeds begin; set to look at one case again. */
export function firstSeed(): number {
  return Number(process.env.ML_IMAGE_BUILD_ORACLE_SEED ?? "") || 1;
}
