import type { Random } from "./random.ts";

/** A Dockerfile and what its build is given. */
export interface DockerfileCase {
  readonly text: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  readonly platform: string;
  readonly contexts: readonly string[];
  /** Whether the analysis is told the ENV of base images. */
  readonly knowsImages: boolean;
}

/** ENV of the base images that exist. */
export const IMAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alpine: { FROMBASE: "frombase", A: "base/a", PATH: "/bin" },
  "img:1": { B: "base" },
  ob: {},
};

export const ONBUILD: Readonly<Record<string, readonly string[]>> = {
  ob: [
    "COPY onb1 onb2* /x/",
    "RUN --mount=type=bind,source=onbm,target=/m true",
    "ADD $A /y",
    "COPY --from=s0 /k /k",
  ],
};

const VARIABLES = [
  "A",
  "B",
  "C",
  "D",
  "FROMBASE",
  "PATH",
  "TARGETARCH",
  "BUILDPLATFORM",
  "TARGETSTAGE",
  "HTTP_PROXY",
  "UNSET",
];
const NAMES = ["a", "b.txt", "src", "src/main.py", "d", "d/e", "d/e/f.txt", "lib", "x y", "ä"];
const STAGES = ["s0", "s1", "Build", "base", "s2", "scratch"];

/** Makes the case of a seed: mostly well-formed, with every form that decides what is read. */
export function generateDockerfile(random: Random): DockerfileCase {
  const escapeToken = random.chance(0.1) ? "`" : "\\";
  const maker = new Maker(random, escapeToken);
  let text = maker.file();
  if (random.chance(0.15)) text = damage(random, text);
  if (random.chance(0.1)) text = text.replaceAll("\n", "\r\n");
  if (random.chance(0.05)) text = `\uFEFF${text}`;
  const names = [...text.matchAll(/ as (\S+)/gi)].map((match) => match[1] ?? "");
  const args: Record<string, string> = {};
  for (const name of ["A", "B", "C", "HTTP_PROXY", "TARGETARCH"]) {
    if (random.chance(0.15)) args[name] = random.pick(["src", "d/e", "", "alpine", "a/*", "../b.txt", "/"]);
  }
  return {
    text,
    args,
    target: names.length > 0 && random.chance(0.3) ? random.pick(names) : undefined,
    platform: random.pick(["linux/amd64", "linux/amd64", "linux/arm64", "linux/arm/v7"]),
    contexts: random.list(0, 2, () =>
      random.pick(["ctx", "s1", "img:1", "docker.io/library/alpine", "base"]),
    ),
    knowsImages: random.chance(0.5),
  };
}

/** Takes out, doubles or changes a few characters. */
export function damage(random: Random, text: string): string {
  let damaged = text;
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(damaged.length + 1);
    const inserted = random.pick([
      "",
      "\\",
      '"',
      "'",
      "$",
      "{",
      "}",
      "\n",
      " ",
      "<<",
      "#",
      "\t",
      ",",
      "[",
      "-",
    ]);
    damaged = damaged.slice(0, at) + inserted + damaged.slice(at + random.below(2));
  }
  return damaged;
}

/** At most one of each flag, as most flags ask for. */
function withoutRepeats(flags: readonly string[]): readonly string[] {
  const nameOf = (flag: string): string => flag.split("=", 1)[0] ?? "";
  return flags.filter(
    (flag, index) =>
      nameOf(flag) === "--exclude" || flags.findIndex((other) => nameOf(other) === nameOf(flag)) === index,
  );
}

class Maker {
  readonly #random: Random;
  readonly #escapeToken: string;
  #heredocs = 0;
  #stages = 0;

  constructor(random: Random, escapeToken: string) {
    this.#random = random;
    this.#escapeToken = escapeToken;
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
          "reg.io/a/b@sha256:" + "b".repeat(64),
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
    if (kind < 17) return `${this.#keyword("WORKDIR")} ${this.#word()}`;
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
    const random = this.#random;
    const flags = withoutRepeats(
      random.list(0, 3, () =>
        random.pick([
          "--chown=a:b",
          "--chmod=644",
          "--link",
          "--exclude=*.md",
          "--exclude=e",
          "--parents",
          "--from=s0",
          "--from=s1",
          "--from=build",
          "--from=0",
          "--from=1",
          "--from=ctx",
          "--from=img:1",
          "--from=alpine",
          "--from=base",
          "--link=false",
          `--from="${this.#fromName()}"`,
          "--chown=$A",
        ]),
      ),
    );
    return `${this.#keyword("COPY")} ${this.#copyArguments(flags)}`;
  }

  #add(): string {
    const random = this.#random;
    const flags = random.list(0, 1, () =>
      random.pick([
        "--chown=a",
        "--link",
        "--exclude=*.md",
        "--keep-git-dir=true",
        `--checksum=sha256:${"c".repeat(64)}`,
        "--unpack",
      ]),
    );
    if (random.chance(0.3)) {
      const source = random.pick([
        "https://x.io/y",
        "http://x.io/$A",
        "https://x.io/r.git",
        "https://x.io/r.git?ref=main",
        "git@x.io:a/b",
        `https://x.io/r.git#${"d".repeat(40)}`,
        "github.com/a/b",
        "ftp://x/y",
        "./git@x:y",
        "ssh://x/y",
        "HTTP://x/y",
      ]);
      return `${this.#keyword("ADD")} ${[...flags, source, "/y"].join(" ")}`;
    }
    return `${this.#keyword("ADD")} ${this.#copyArguments(flags)}`;
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
        return this.#word();
      case 7:
        return `d/./${plain}`;
      default:
        return plain;
    }
  }

  /** A word with variables, quotes and escapes. */
  #word(depth = 0): string {
    return this.#random.list(1, 3, () => this.#piece(depth)).join("");
  }

  #piece(depth: number): string {
    const random = this.#random;
    const name = random.pick(VARIABLES);
    const inner = (): string => (depth > 1 ? random.pick(["a", "", "src"]) : this.#word(depth + 1));
    switch (random.below(16)) {
      case 0:
      case 1:
        return `$${name}`;
      case 2:
      case 3:
        return `\${${name}}`;
      case 4:
        return `\${${name}${random.pick([":-", "-", ":+", "+"])}${inner()}}`;
      case 5:
        return random.chance(0.2) ? `\${${name}${random.pick([":?", "?"])}${inner()}}` : `\${${name}:-a}`;
      case 6:
        return `\${${name}${random.pick(["#", "##", "%", "%%"])}${random.pick(["s", "*/", "?", "*", "d/", "/*", "*.txt", "\\*", "s*", "*r?", "$A"])}}`;
      case 7:
        return `\${${name}${random.pick(["/", "//"])}${random.pick(["s", "*", "?", "\\/", "a", "d/e", ""])}/${random.pick(["b", "", "$1", "x\\/y", "$B"])}}`;
      case 8:
        return `"${inner()}"`;
      case 9:
        return `'${random.pick(["a", "$A", "b c", "\\a"])}'`;
      case 10:
        return random.pick([
          `${this.#escapeToken}$A`,
          `${this.#escapeToken}a`,
          `${this.#escapeToken}"`,
          "\\\\",
          "$",
          "$1",
          "$@",
        ]);
      default:
        return random.pick(["a", "src", "d/", "/", "b.txt", ".", "e", "*"]);
    }
  }

  #arg(): string {
    const random = this.#random;
    const pairs = random.list(1, 2, () => {
      const name = random.pick(["A", "B", "C", "D", "TARGETARCH", "FROMBASE", "PATH", "BUILDPLATFORM"]);
      return random.chance(0.5) ? name : `${name}=${this.#value()}`;
    });
    return `${this.#keyword("ARG")} ${pairs.join(" ")}`;
  }

  #env(): string {
    const random = this.#random;
    if (random.chance(0.2))
      return `${this.#keyword("ENV")} ${random.pick(["A", "B", "C"])} ${this.#value()} tail`;
    const pairs = random.list(1, 3, () => `${random.pick(["A", "B", "C", "D", "PATH"])}=${this.#value()}`);
    return `${this.#keyword("ENV")} ${pairs.join(" ")}`;
  }

  #value(): string {
    const random = this.#random;
    if (random.chance(0.5))
      return random.pick(["src", "d/e", "a", "alpine", "", '"x y"', "'$A'", "b.txt", "*"]);
    return this.#word().replace(/[\s]/g, "");
  }

  #run(): string {
    const random = this.#random;
    const mounts = random.list(0, 2, () => this.#mount());
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

  #mount(): string {
    const random = this.#random;
    const type = random.pick([
      "",
      "type=bind",
      "type=cache",
      "type=tmpfs",
      "type=secret",
      "type=ssh",
      "type=Bind",
      "type=$A",
    ]);
    const fields = [type].filter((field) => field !== "");
    if (!type.endsWith("ssh"))
      fields.push(
        `${random.pick(["target", "dst", "destination"])}=${random.pick(["/m", "m", "/m/$A", "/root/.cache"])}`,
      );
    if (random.chance(0.6)) {
      fields.push(
        `${random.pick(["source", "src"])}=${random.pick([...NAMES.slice(0, 8), "$A", "${B:-d}", ".", "/", "../a", "d/*", '"', "'a'"])}`,
      );
    }
    if (random.chance(0.25)) fields.push(`from=${this.#fromName()}`);
    if (type === "type=cache" && random.chance(0.5))
      fields.push(random.pick(["sharing=locked", "id=x", "id=$A", "uid=1000", "mode=0755", "ro"]));
    if (type === "type=secret") fields.push(random.pick(["id=tok", "required", "env=TOK"]));
    if (random.chance(0.1)) fields.push(random.pick(["rw", "readonly", "ro=true", "bogus", "x=y"]));
    const value = fields.join(",");
    return random.chance(0.05) ? `--mount="${value}"` : `--mount=${value}`;
  }
}
