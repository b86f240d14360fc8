/** Bases that are no longer served, packages that they no longer have, wheels that they cannot run. Pure. */
import { readAptPackages, readCommands, readPipInstall, runText } from "./commands.ts";
import type { Finding, StageChain, Subject } from "./finding.ts";

type Release = "bookworm" | "trixie" | "noble";

/** The release that a base's tag stands for; `undefined`: not told by the name. */
function releaseOf(root: string): Release | undefined {
  const named = /(?:[:\-_])(bookworm|trixie|noble)\b/.exec(root)?.[1];
  if (named !== undefined) return named as Release;
  if (/(^|\/)ubuntu:24\.04$/.test(root)) return "noble";
  if (/(^|\/)debian:(12|13)(\.\d+)?(-slim)?$/.test(root)) return root.includes(":12") ? "bookworm" : "trixie";
  return isPythonOnTrixie(root) ? "trixie" : undefined;
}

/** The first patch of each Python whose tag moved to Debian 13 on 2025-08-13 (docker-library/python#1070). */
const FIRST_ON_TRIXIE: Readonly<Record<string, number>> = { 9: 23, 10: 18, 11: 13, 12: 11, 13: 6 };

/** Tags of patches before that, and of Pythons that had ended by then, were never made again. */
function isPythonOnTrixie(root: string): boolean {
  const [, minor, patch] = /(?:^|\/)python:3(?:\.(\d+)(?:\.(\d+))?)?(?:-slim)?$/.exec(root) ?? [];
  if (minor === undefined) return /(?:^|\/)python:(?:3|3-slim|slim|latest)$/.test(root);
  const first = Number(minor) > 13 ? 0 : FIRST_ON_TRIXIE[minor];
  return first !== undefined && (patch === undefined || Number(patch) >= first);
}

const GONE: Readonly<Record<string, { readonly from: readonly Release[]; readonly instead: string }>> = {
  "libgl1-mesa-glx": { from: ["trixie", "noble"], instead: "libgl1" },
  "libegl1-mesa": { from: ["trixie", "noble"], instead: "libegl1" },
  "libavresample-dev": { from: ["bookworm", "trixie", "noble"], instead: "libswresample-dev" },
  "python3-distutils": { from: ["trixie", "noble"], instead: "python3-setuptools" },
  "libgconf-2-4": { from: ["trixie", "noble"], instead: "nothing: it has no successor" },
};

export function findGonePackages(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap(({ root, commands }) => {
    const release = releaseOf(root ?? "");
    if (release === undefined) return [];
    return commands.flatMap((placed) =>
      // What follows `||` is there for the day when it fails.
      (/\|\|/.test(runText(placed)) ? [] : readCommands(placed)).flatMap((command) =>
        readAptPackages(command).flatMap((name): readonly Finding[] => {
          const gone = GONE[name];
          if (gone?.from.includes(release) !== true) return [];
          return [
            {
              rule: "package-gone",
              line: placed.instruction.line,
              message: `${root} is ${release}, which has no package ${name}: the build fails here`,
              instead: `${gone.instead}${root?.includes(release) ? "" : ", or a base that names its release (-slim-bookworm)"}`,
            },
          ];
        }),
      ),
    );
  });
}

/** Tags that move to the next Debian by themselves, as they did on 2025-08-13 (docker-library/python#1070). */
export function findFloatingBases(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap((chain): readonly Finding[] => {
    const { root = "", commands } = chain;
    if (!/(^|\/)python:(3(\.1\d)?(-slim)?|slim|latest)$/.test(root)) return [];
    // What follows `||` is there for the day when it fails.
    const installs = commands.some(
      (placed) =>
        !/\|\|/.test(runText(placed)) &&
        readCommands(placed).some((command) => readAptPackages(command).length > 0),
    );
    if (!installs || findGonePackages({ ...subject, chains: [chain] }).length > 0) return [];
    const tag = root.slice(root.lastIndexOf(":") + 1).replace(/^latest$/, "");
    return [
      {
        rule: "floating-base",
        line: fromLine(subject, root),
        message: `${root} names no Debian release, and apt-get installs on it: when the tag moves to the next release, packages are renamed or gone, and the build breaks without a commit`,
        instead: `${root.slice(0, root.lastIndexOf(":"))}:${[tag, "trixie"].filter((part) => part !== "").join("-")} (or the release that works today), or a digest`,
      },
    ];
  });
}

const ENDED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/(^|\/)ubuntu:(14\.04|trusty|16\.04|xenial|18\.04|bionic)\b/, "its standard support ended by May 2023"],
  [/(?:[:-])(jessie|stretch|buster)\b/, "this Debian left the mirrors: apt-get answers 404"],
  [/(^|\/)debian:(8|9|10)(\.\d+)?(-slim)?$/, "this Debian left the mirrors: apt-get answers 404"],
  [
    /(^|\/)python:(2(\.\d+)?|3\.[0-8])([.-]|$)/,
    "this Python has had no fixes since October 2024 or longer, and new wheels leave it out",
  ],
  [/(^|\/)nvidia\/cuda:(9|10|11\.[0-2])\./, "NVIDIA deletes images of this CUDA"],
];

export function findEndedBases(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap(({ root, commands }) => {
    const ended = ENDED.find(([pattern]) => pattern.test(root ?? ""));
    if (root === undefined || ended === undefined) return [];
    // Who took the archive's address knows.
    if (/archive\.debian\.org/.test(subject.text)) return [];
    const line = fromLine(subject, root) ?? commands[0]?.instruction.line;
    const message = `the base ${root} is past its end: ${ended[1]}`;
    return [
      {
        rule: "base-end-of-life" as const,
        line,
        message,
        instead: "a supported release; builds of this one break without any change here",
      },
    ];
  });
}

function fromLine({ text }: Subject, root: string): number | undefined {
  const index = text.split("\n").findIndex((line) => /^\s*FROM\s/i.test(line) && line.includes(root));
  return index === -1 ? undefined : index + 1;
}

/** AWS Lambda's Python up to 3.11 stands on Amazon Linux 2 with glibc 2.26; numpy 2.3 has no wheel for it. */
export function findOldGlibc(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap((chain: StageChain) => {
    if (!/(^|\/)lambda\/python:3\.(8|9|10|11)\b/.test(chain.root ?? "")) return [];
    return chain.commands.flatMap((placed) =>
      readCommands(placed).flatMap((command): readonly Finding[] => {
        const numpy = readPipInstall(command, subject)?.requirements.find(({ name }) => name === "numpy");
        if (!/^2\.([3-9]|\d\d)(\.|$)/.test(numpy?.exact ?? "")) return [];
        return [
          {
            rule: "glibc-too-old",
            line: command.line,
            message: `numpy ${numpy?.exact} has no wheel for ${chain.root} (glibc 2.26): it is compiled from source, or fails for want of a compiler`,
            instead: "public.ecr.aws/lambda/python:3.12 (glibc 2.34), or numpy<2.3",
          },
        ];
      }),
    );
  });
}
