import type { Random } from "./random.ts";

/** Sources of ADD that are fetched, and some that only look so. */
export const REMOTES = [
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
];

/** Makes the flags of a COPY; `from` gives what it may copy from. */
export function makeCopyFlags(random: Random, from: () => string): readonly string[] {
  return withoutRepeats(
    random.list(0, 3, () =>
      random.pick([
        "--chown=a:b",
        "--chmod=644",
        "--link",
        "--exclude=*.md",
        "--exclude=e",
        "--parents",
        ...[1, 2, 3, 4].map(() => `--from=${from()}`),
        "--link=false",
        `--from="${from()}"`,
        "--chown=$A",
      ]),
    ),
  );
}

/** Makes the flags of an ADD. */
export function makeAddFlags(random: Random): readonly string[] {
  return random.list(0, 1, () =>
    random.pick([
      "--chown=a",
      "--link",
      "--exclude=*.md",
      "--keep-git-dir=true",
      `--checksum=sha256:${"c".repeat(64)}`,
      "--unpack",
    ]),
  );
}

/** At most one of each flag, as most flags ask for. */
function withoutRepeats(flags: readonly string[]): readonly string[] {
  const nameOf = (flag: string): string => flag.split("=", 1)[0] ?? "";
  return flags.filter(
    (flag, index) =>
      nameOf(flag) === "--exclude" || flags.findIndex((other) => nameOf(other) === nameOf(flag)) === index,
  );
}
