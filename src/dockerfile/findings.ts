import type { CacheMount, ContextRead, DockerfileProblem, ImageReference } from "./analysis.ts";

/** What has been found so far, each thing once, in the order of finding. */
export class Findings {
  readonly #reads = new Map<string, ContextRead>();
  readonly #references = new Map<string, ImageReference>();
  readonly #cacheMounts = new Map<string, CacheMount>();
  readonly #problems = new Map<string, DockerfileProblem>();
  readonly contexts = new Set<string>();
  readonly secretIds = new Set<string>();
  readonly unknowns = new Set<string>();
  readonly notices = new Set<string>();

  read(read: ContextRead): void {
    if (read.context !== "") this.contexts.add(read.context);
    this.#reads.set(JSON.stringify(read), read);
  }

  reference(reference: ImageReference): void {
    const { targetPlatforms, ...rest } = reference;
    const key = JSON.stringify(rest);
    const before = this.#references.get(key)?.targetPlatforms ?? [];
    const platforms = [...new Set([...before, ...targetPlatforms])];
    this.#references.set(key, { ...rest, targetPlatforms: platforms });
  }

  cacheMount(mount: CacheMount): void {
    this.#cacheMounts.set(JSON.stringify(mount), mount);
  }

  problem(line: number, message: string): void {
    this.#problems.set(`${line} ${message}`, { line, message });
  }

  get reads(): readonly ContextRead[] {
    return [...this.#reads.values()];
  }

  get references(): readonly ImageReference[] {
    return [...this.#references.values()];
  }

  get cacheMounts(): readonly CacheMount[] {
    return [...this.#cacheMounts.values()];
  }

  get problems(): readonly DockerfileProblem[] {
    return [...this.#problems.values()].sort((a, b) => a.line - b.line);
  }
}
