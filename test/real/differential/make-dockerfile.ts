// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
/** Generates a Dockerfile whose result shows every file that it reads. */
import type { Random } from "../../oracle/random.ts";
import { type Frontend, isPlainPattern } from "./build-case.ts";
import { makeSource, quoteWord } from "./make-source.ts";

/** What a Dockerfile can read. */
export interface Readable {
  /** Paths below the main context. */
  readonly paths: readonly string[];
  /** The same of each named context. */
  readonly contexts: ReadonlyMap<string, readonly string[]>;
}

/** Each instruction copies into a folder of its own, so that nothing is overwritten by another. */
export class DockerfileMaker {
  readonly #random: Random;
  readonly #readable: Readable;
  readonly #frontend: Frontend;
  readonly args: Record<string, string> = {};
  target: string | undefined;
  #count = 0;
  readonly #globals: string[] = [];
  readonly #stages: string[][] = [];
  readonly #last: string[] = ["FROM scratch AS last"];

  constructor(random: Random, readable: Readable, frontend: Frontend) {
    this.#random = random;
    this.#readable = readable;
    this.#frontend = frontend;
  }

  file(): string {
    const random = this.#random;
    for (let left = 1 + random.below(3); left > 0; left--) this.#probe();
    if (random.chance(0.15)) this.#unreachable();
    const head = random.chance(0.1) ? ["# a comment", ""] : [];
    const text = [...head, ...this.#globals, ...this.#stages.flat(), ...this.#last].join("\n");
    const ended = random.chance(0.1) && this.target === undefined ? this.#targeted(text) : `${text}\n`;
    return random.chance(0.05) && !ended.includes("<<") ? ended.replaceAll("\n", "\r\n") : ended;
  }

  #probe(): void {
    const kind = this.#random.below(20);
    const out = `/p${this.#count++}/`;
    if (kind < 8) this.#last.push(...this.#copy(out, ""));
    else if (kind < 11) this.#stage("scratch", (folder) => this.#copy(folder, ""));
    else if (kind < 13) this.#mount("");
    else if (kind < 15) this.#triggers();
    else if (kind < 16) this.#chain();
    else this.#named(out);
  }

  /** A stage whose `/out/` the last one takes. */
  #stage(from: string, body: (folder: string) => readonly string[]): void {
    const name = `s${this.#count++}`;
    this.#stages.push([`FROM ${from} AS ${name}`, ...body("/out/")]);
    const random = this.#random;
    // A wildcard may copy nothing, and `/out` not be there.
    const source = from === "scratch" ? "/" : "/out*";
    const index = this.#stages.length - 1;
    const by = random.chance(0.2) ? `${index}` : random.chance(0.2) ? name.toUpperCase() : name;
    this.#last.push(`COPY ${random.chance(0.1) ? "--link " : ""}--from=${by} ${source} /${name}/`);
  }

  #copy(folder: string, context: string): readonly string[] {
    const random = this.#random;
    const isAdd = context === "" && random.chance(0.2);
    const flags: string[] = context === "" ? [] : [`--from=${context}`];
    if (random.chance(0.1)) flags.push("--link");
    if (random.chance(0.05)) flags.push(random.pick(["--chown=1:2", "--chmod=755", "--chmod=600"]));
    if (random.chance(0.2)) flags.push(...random.list(1, 2, () => `--exclude=${this.#exclude(context)}`));
    const isParents = !isAdd && this.#frontend.knowsParents && random.chance(0.2);
    if (isParents) flags.push("--parents");
    const sources = random.list(1, random.pick([1, 1, 2, 3]), () => this.#source(context, isParents));
    const lines: string[] = [];
    const words = sources.map((source) => {
      const word = random.chance(0.15) ? this.#variable(source, lines) : quoteWord(source);
      return word;
    });
    if (random.chance(0.06) && flags.every((flag) => !flag.startsWith("--from"))) {
      return [...lines, `COPY ${flags.join(" ")} <<EOF ${folder}`, "COPY not-a-source /", "EOF"];
    }
    const keyword = random.chance(0.1) ? random.pick(["copy", "Copy"]) : "COPY";
    const needsJson = words.some((word) => /[\s#]|^<<|^--|^\[|^$/.test(word)) || random.chance(0.1);
    const shown = needsJson ? [JSON.stringify([...words, folder])] : [...words, folder];
    return [
      ...lines,
      [isAdd ? "ADD" : keyword, ...flags, ...shown].join(random.chance(0.9) ? " " : " \\\n  "),
    ];
  }

  #source(context: string, isParents: boolean): string {
    const random = this.#random;
    const source = makeSource(random, this.#paths(context));
    if (!isParents || !random.chance(0.5)) return source;
    if (random.chance(0.3)) return `${random.pick(["**", "*", "d/**", "./**"])}/${source}`;
    const parts = source.split("/");
    const cut = random.below(parts.length);
    return [...parts.slice(0, cut), ".", ...parts.slice(cut)].join("/");
  }

  #exclude(context: string): string {
    const random = this.#random;
    const source = makeSource(random, this.#paths(context)).replace(/[\s"'\\$]/g, "?");
    const tail = source.split("/").slice(random.below(2)).join("/") || "*";
    const pattern = random.pick(["", "", "", "**/", "!"]) + random.pick([tail, tail, "*.md", "b*", "*/a"]);
    return this.#frontend.survivesBadPatterns || isPlainPattern(pattern) ? pattern : "*.md";
  }

  #paths(context: string): readonly string[] {
    return context === "" ? this.#readable.paths : (this.#readable.contexts.get(context) ?? []);
  }

  /** A word that becomes `source` by a variable; its declaration goes to `lines`. */
  #variable(source: string, lines: string[]): string {
    const random = this.#random;
    const name = `V${this.#count++}`;
    const value = `"${quoteWord(source)}"`;
    if (/\n/.test(source)) return quoteWord(source);
    switch (random.below(6)) {
      case 0:
        lines.push(`ARG ${name}=${value}`);
        return `$${name}`;
      case 1:
        lines.push(`ENV ${name}=${value}`);
        return `\${${name}}`;
      case 2:
        // Values of an images file are text; a NUL or a line break has no place in argv.
        this.args[name] = source;
        lines.push(`ARG ${name}=nothing`);
        return `\${${name}:-nothing}`;
      case 3:
        this.#globals.push(`ARG ${name}=${value}`);
        lines.push(`ARG ${name}`);
        return `\${${name}:?}`;
      case 4:
        lines.push(`ENV ${name}=x ${name}B=${value}`);
        return `\${${name}:+$${name}B}`;
      default:
        if (!source.startsWith("amd64")) return quoteWord(source);
        lines.push("ARG TARGETARCH");
        return `\${TARGETARCH}${quoteWord(source.slice("amd64".length))}`;
    }
  }

  /** A RUN that copies what its mount shows. */
  #mount(context: string): void {
    const random = this.#random;
    const fields = [random.pick(["type=bind", "type=bind", "type=BIND", ""])].filter((field) => field !== "");
    if (context !== "") fields.push(`from=${context}`);
    const path = makeSource(random, this.#paths(context));
    const lines: string[] = [];
    if (random.chance(0.75) && !/[\n",]/.test(path)) {
      const word = random.chance(0.2) ? this.#variable(path, lines) : quoteWord(path);
      if (!/["\s]/.test(word)) fields.push(`${random.pick(["source", "src"])}=${word}`);
    }
    fields.push(`${random.pick(["target", "dst"])}=/m`);
    if (random.chance(0.1)) fields.push(random.pick(["rw", "ro", "readonly"]));
    const script = "mkdir -p $O && if [ -d /m ]; then cp -a /m/. $O/; else cp -a /m $O/; fi";
    this.#stage(this.#frontend.base, (out) => [
      ...lines,
      `RUN --mount=${fields.join(",")} ${script.replaceAll("$O", `${out}m`)}`,
    ]);
  }

  /** ONBUILD of a stage of this file, and of a base outside. */
  #triggers(): void {
    const random = this.#random;
    if (random.chance(0.4)) {
      const name = `s${this.#count++}`;
      this.#stages.push([`FROM ${this.#frontend.onbuild} AS ${name}`]);
      this.#last.push(`COPY --from=${name} /onbuild* /${name}/`);
      return;
    }
    const name = `t${this.#count++}`;
    const folder = "/out/";
    const triggers = random.list(1, 2, () => this.#copy(folder, ""));
    const lines = triggers.flat().flatMap((line) => (line.includes("<<") || line === "EOF" ? [] : line));
    const usable = lines.filter((line) => line !== "COPY not-a-source /");
    this.#stages.push([`FROM scratch AS ${name}`, ...usable.map((line) => `ONBUILD ${line}`)]);
    if (random.chance(0.8)) this.#stage("scratch", () => []);
    const last = this.#stages.at(-1);
    if (last !== undefined && last.length === 1) last[0] = (last[0] ?? "").replace("scratch", name);
  }

  /** Stages on stages, the first chosen by a variable. */
  #chain(): void {
    const random = this.#random;
    const [first, second] = [`c${this.#count++}`, `c${this.#count++}`];
    this.#stages.push([`FROM scratch AS ${first}`, ...this.#copy("/out/", "")]);
    this.#stages.push([`FROM scratch AS ${second}`, ...this.#copy("/out/", "")]);
    const chosen = `WHICH${this.#count++}`;
    this.#globals.push(`ARG ${chosen}=${first}`);
    if (random.chance(0.5)) this.args[chosen] = second;
    const name = `s${this.#count++}`;
    this.#stages.push([`FROM \${${chosen}} AS ${name}`, ...this.#copy("/out/more/", "")]);
    this.#last.push(`COPY --from=${name} / /${name}/`);
  }

  /** A named context: copied from, mounted, or a stage's base. */
  #named(out: string): void {
    const random = this.#random;
    const names = [...this.#readable.contexts.keys()];
    const [name] = names;
    if (name === undefined) {
      this.#last.push(...this.#copy(out, ""));
      return;
    }
    const chosen = random.pick(names);
    const kind = random.below(5);
    if (kind < 3) this.#last.push(...this.#copy(out, chosen));
    else if (kind < 4) this.#mount(chosen);
    else {
      const stage = `s${this.#count++}`;
      this.#stages.push([`FROM ${chosen} AS ${stage}`]);
      this.#last.push(`COPY --from=${stage} / /${stage}/`);
    }
  }

  /** A stage that nobody needs: it may read anything, even what is not there. */
  #unreachable(): void {
    const sources = ["no/such/file", ".", ...this.#readable.paths.slice(0, 1).map(quoteWord)];
    const source = this.#random.pick(sources.filter((one) => !/[\s#[]|^<<|^--/.test(one)));
    this.#stages.push([`FROM scratch AS unreachable${this.#count++}`, `COPY ${source} /`]);
  }

  #targeted(text: string): string {
    this.target = "last";
    return `${text}\nFROM scratch\nCOPY no/such/file . /\n`;
  }
}
