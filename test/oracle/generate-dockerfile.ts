import { DockerfileMaker } from "./dockerfile-maker.ts";
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

/** Makes the case of a seed: mostly well-formed, with every form that decides what is read. */
export function generateDockerfile(random: Random): DockerfileCase {
  const escapeToken = random.chance(0.1) ? "`" : "\\";
  const maker = new DockerfileMaker(random, escapeToken);
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
