// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile

import { makeAddFlags, makeCopyFlags, REMOTES } from "./flag-maker.ts";
import { makeMount } from "./mount-maker.ts";
import type { Random } from "./random.ts";
import { NAMES, WordMaker } from "./word-maker.ts";

const STAGES = ["s0", "s1", "Build", "base", "s2", "scratch"];

/** Makes Dockerfiles whose stages mostly name what is there. */
export class DockerfileMaker {
  readonly #random: Random;
  readonly #escapeToken: string;
  readonly #words: WordMaker;
  #heredocs = 0;
  #stages = 0;

  constructor(random: Random, escapeToken: string) {
    this.#random = random;
    this.#escapeToken = escapeToken;
    this.#words = new WordMaker(random, escapeToken);
  }

  file(): string {
    const random = this.#random;
    const head: string[] = [];
    if (this.#escapeToken === "`") head.push(random.pick(["# escape=`", "#escape = `", "# Escape=` "]));
    if (random.chance(0.1)) head.push("# check=skip=all");
    if (random.chance(0.2)) head.push("# a comment", "# escape=x");
    const globals = random.list(0, 4, () => this.#arg());
    const stages = random.list(1, 5, () => this.#stage());
    return `${[...head, ...globals, ...stages.flat()].join("\n")}\n`;
  }

  #stage(): string[] {
    const random = this.#random;
    const from = this.#keyword("FROM");
    const platform = random.chance(0.15)
      ? random.pick([
          " --platform=$BUILDPLATFORM",
          " --platform=linux/arm64",
          " --platform=${TARGETPLATFORM}",
        ])
      : "";
    const base = random.chance(0.25)
      ? random.pick([
          "${A:-alpine}",
          "${C:-s0}",
          "${B:-alpine}",
          "al${C}pine",
          "${D:+img}alpine",
          "s${A}",
          "alpine:${TARGETARCH}",
        ])
      : random.pick([
          "alpine",
          "img:1",
          "scratch",
          "ob",
          "s0",
          "s1",
          "build",
          "ctx",
          "base",
          `reg.io/a/b@sha256:${"b".repeat(64)}`,
        ]);
    const stage = random.chance(0.97) ? (STAGES[this.#stages] ?? "last") : random.pick(STAGES);
    this.#stages++;
    const name = random.chance(0.8) ? ` ${random.pick(["AS", "as", "As"])} ${stage}` : "";
    return [`${from}${platform} ${base}${name}`, ...random.list(0, 7, () => this.#instruction())];
  }

  #instruction(): string {
    const random = this.#random;
    const kind = random.below(20);
    if (kind < 6) return this.#continued(this.#copy());
    if (kind < 8) return this.#continued(this.#add());
    if (kind < 11) return this.#continued(this.#run());
    if (kind < 13) return this.#arg();
    if (kind < 15) return this.#env();
    if (kind < 16)
      return `${this.#keyword("ONBUILD")} ${random.pick([() => this.#copy(), () => this.#add(), () => this.#run(), () => this.#arg()])()}`;
    if (kind < 17) return `${this.#keyword("WORKDIR")} ${this.#words.word()}`;
    if (kind < 18)
      return random.pick(["# comment", "", "  # indented", 'LABEL a=b c="d e"', 'CMD ["x", "y"]', "USER $A"]);
    return random.pick([
      "EXPOSE 80",
      "VOLUME /v",
      "HEALTHCHECK NONE",
      "HEALTHCHECK --interval=5s CMD x",
      "STOPSIGNAL 9",
      'SHELL ["/bin/sh"]',
    ]);
  }

  #keyword(keyword: string): string {
    return this.#random.pick([keyword, keyword, keyword, keyword.toLowerCase(), ` ${keyword}`]);
  }

  #continued(line: string): string {
    const random = this.#random;
    if (!random.chance(0.2) || line.includes("\n")) return line;
    const at = line.indexOf(" ");
    const between = random.pick(["", "", " ", "\t "]);
    const middle = random.pick(["", "# comment\n", "\n", "  # comment\n\n", "   \n"]);
    return `${line.slice(0, at)} ${this.#escapeToken}${between}\n${middle}${line.slice(at)}`;
  }

  #copy(): string {
    return `${this.#keyword("COPY")} ${this.#copyArguments(makeCopyFlags(this.#random, () => this.#fromName()))}`;
  }

  #add(): string {
    const random = this.#random;
    const flags = makeAddFlags(random);
    const remote = random.chance(0.3) ? [...flags, random.pick(REMOTES), "/y"].join(" ") : undefined;
    return `${this.#keyword("ADD")} ${remote ?? this.#copyArguments(flags)}`;
  }

  #copyArguments(flags: readonly string[]): string {
    const random = this.#random;
    const sources = random.list(1, 3, () => this.#source());
    const destination = random.pick(["/x/", ".", "./", "/x", "$A", "a b/"]);
    if (random.chance(0.15)) return [...flags, JSON.stringify([...sources, destination])].join(" ");
    if (random.chance(0.1))
      return [...flags, `[${sources.map((source) => `"${source}"`).join(", ")}, ${destination}]`].join(" ");
    if (random.chance(0.12)) {
      const name = `EOF${this.#heredocs++}`;
      const word = random.pick([`<<${name}`, `<<-${name}`, `<<"${name}"`, `<<-'${name}'`]);
      const extra = random.chance(0.5) ? ` ${random.pick(sources)}` : "";
      return `${[...flags, word].join(" ")}${extra} ${destination}\nCOPY not-a-source /\n\t${name.slice(1)}\n$A\n${name}`;
    }
    return [...flags, ...sources, destination].join(random.pick([" ", " ", "  ", "\t"]));
  }

  /** What `from` names: mostly an earlier stage, a context or an image. */
  #fromName(): string {
    const random = this.#random;
    if (random.chance(0.005)) return random.pick([...STAGES, "0", "1", "2"]);
    const earlier = this.#stages > 1 ? (STAGES[random.below(this.#stages - 1)] ?? "s0") : "ctx";
    const index = this.#stages > 1 ? `${random.below(this.#stages - 1)}` : "img:1";
    return random.pick([earlier, earlier, index, "ctx", "img:1", "alpine"]);
  }

  #source(): string {
    const random = this.#random;
    const plain = random.pick(NAMES);
    switch (random.below(12)) {
      case 0:
        return random.pick([".", "/", "./", "..", "../..", "/."]);
      case 1:
        return random.pick(["../", "./", "/", "d/../", "//", "d/./"]) + plain;
      case 2:
        return random.pick([
          "*",
          "*.txt",
          "d/*",
          "s?c",
          "[ab]*",
          "d/**/f.txt",
          "**/*.txt",
          "b.tx[t]",
          "*/e",
          "d/e/../*",
          "[^a]*",
          "a\\*",
        ]);
      case 3:
        return `${plain}/`;
      case 4:
      case 5:
      case 6:
        return this.#words.word();
      case 7:
        return `d/./${plain}`;
      default:
        return plain;
    }
  }

  #arg(): string {
    const random = this.#random;
    const pairs = random.list(1, 2, () => {
      const name = random.pick(["A", "B", "C", "D", "TARGETARCH", "FROMBASE", "PATH", "BUILDPLATFORM"]);
      return random.chance(0.5) ? name : `${name}=${this.#words.value()}`;
    });
    return `${this.#keyword("ARG")} ${pairs.join(" ")}`;
  }

  #env(): string {
    const random = this.#random;
    if (random.chance(0.2))
      return `${this.#keyword("ENV")} ${random.pick(["A", "B", "C"])} ${this.#words.value()} tail`;
    const pairs = random.list(
      1,
      3,
      () => `${random.pick(["A", "B", "C", "D", "PATH"])}=${this.#words.value()}`,
    );
    return `${this.#keyword("ENV")} ${pairs.join(" ")}`;
  }

  #run(): string {
    const random = this.#random;
    const mounts = random.list(0, 2, () => makeMount(random, this.#fromName()));
    const command = random.chance(0.15)
      ? `<<EOF\nCOPY not-here /\n${this.#random.pick(["", "$A\n"])}EOF`
      : random.pick([
          "true",
          "echo $A",
          '["true"]',
          'cat <<"X" && true\n$A\nX',
          'echo "<<EOF"',
          "pip install .",
        ]);
    return `${this.#keyword("RUN")} ${[...mounts, command].join(" ")}`;
  }
}
