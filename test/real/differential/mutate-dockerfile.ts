/** Changes one line of a case's Dockerfile, or the image that a stage begins with. */
import type { Random } from "../../oracle/random.ts";
import { type BuildCase, type Frontend, textOf, withText } from "./build-case.ts";

export type MutationKind =
  | ("byte" | "mode" | "name" | "gone" | "new" | "link" | "kind" | "git")
  | ("arg" | "base" | "ignore line" | "Dockerfile line" | "context");

export function mutateDockerfile(
  random: Random,
  kind: "base" | "Dockerfile line",
  build: BuildCase,
  frontend: Frontend,
): { readonly what: string; readonly build: BuildCase } | undefined {
  const text = textOf(build, build.dockerfile);
  const changed = kind === "base" ? changeBase(random, text, frontend) : changeLine(random, text);
  if (changed === undefined || changed === text) return undefined;
  return { what: JSON.stringify(changed), build: withText(build, build.dockerfile, changed) };
}

function changeBase(random: Random, text: string, { base, onbuild }: Frontend): string | undefined {
  const lines = text.split("\n");
  const stages = lines.flatMap((line, index) => (/^FROM (\S+)/.test(line) ? [index] : []));
  const at = random.pick(stages);
  const line = lines[at] ?? "";
  const other = line.includes(base) ? onbuild : base;
  return lines.toSpliced(at, 1, line.replace(/^FROM \S+/, `FROM ${other}`)).join("\n");
}

function changeLine(random: Random, text: string): string {
  const lines = text.split("\n");
  const at = 1 + random.below(Math.max(1, lines.length - 1));
  const line = lines[at] ?? "";
  const isWhole = !(lines[at - 1] ?? "").endsWith("\\") && !text.includes("<<");
  const inserted = random.pick(["# a comment", "", "LABEL a=b", "ENV X=y", "WORKDIR /w", "ARG UNUSED=1"]);
  return random
    .pick([
      () => (isWhole ? lines.toSpliced(at, 0, inserted) : lines),
      () => (isWhole ? lines.toSpliced(at, 1) : lines),
      () => lines.toSpliced(at, 1, line.replace(/ \/(\w+)\/$/, " /$1/elsewhere/")),
      () => lines.toSpliced(at, 1, line.replace(/^(COPY|ADD) /, "$1 --chmod=700 ")),
      () => lines.toSpliced(at, 1, line.replace(/^(COPY|ADD) /, "$1  --link ")),
      () => lines.toSpliced(at, 1, line.replace(/^COPY /, "ADD ")),
      () => lines.toSpliced(at, 1, line.replace(/--exclude=\S+ /, "")),
      () => lines.toSpliced(at, 1, line.replace(/^(COPY|ADD) /, "$1 --exclude=a* ")),
      () => lines.toSpliced(at, 1, line.replace("mkdir", "true && mkdir")),
      () =>
        lines.toSpliced(
          at,
          1,
          line.toUpperCase() === line ? line : line.replace(/^[A-Z]+ /, (word) => word.toLowerCase()),
        ),
    ])()
    .join("\n");
}
