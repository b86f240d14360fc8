/** Cache mounts that the step itself keeps empty. Pure. */
import type { PlacedCommand } from "../dockerfile/stages.ts";
import { readCommands, readPipInstall, runText } from "./commands.ts";
import type { Finding, Subject } from "./finding.ts";

export function findDefeatedMounts(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap(({ commands }) => {
    let noPipCache = false;
    return commands.flatMap((placed): readonly Finding[] => {
      const { command, instruction } = placed;
      if (command.kind === "env") {
        for (const { name, value } of command.pairs) {
          if (name === "PIP_NO_CACHE_DIR") noPipCache = /^(1|true|yes|on)$/i.test(value ?? "");
        }
      }
      if (command.kind !== "run") return [];
      const why = whyEmpty(command.mounts, placed, noPipCache, subject);
      if (why === undefined) return [];
      const message = `the cache mount stays empty: ${why.reason}`;
      return [{ rule: "cache-mount-defeated", line: instruction.line, message, instead: why.instead }];
    });
  });
}

function whyEmpty(
  mounts: readonly string[],
  placed: PlacedCommand,
  noPipCache: boolean,
  subject: Subject,
): { readonly reason: string; readonly instead: string } | undefined {
  const targets = mounts
    .filter((mount) => /(^|,)type=cache(,|$)/.test(mount))
    .map((mount) => /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(mount)?.[1] ?? "");
  const commands = readCommands(placed);
  const installs = commands.flatMap((command) => readPipInstall(command, subject) ?? []);
  if (targets.some((target) => /\/\.cache\/pip\/?$/.test(target)) && installs.length > 0) {
    const instead = "leave it out: what is in the mount is in no layer";
    if (installs.every(({ options }) => options.includes("--no-cache-dir"))) {
      return { reason: "pip install --no-cache-dir writes nothing there", instead };
    }
    if (noPipCache && !/PIP_NO_CACHE_DIR|--cache-dir/.test(runText(placed))) {
      return { reason: "ENV PIP_NO_CACHE_DIR is set above, so pip writes nothing there", instead };
    }
  }
  const cleans = (folder: string): boolean =>
    commands.some(({ words }) => words[0] === "rm" && words.some((word) => word.startsWith(folder)));
  if (targets.some((target) => /^\/var\/cache\/apt\/?$/.test(target))) {
    const isCleaned =
      commands.some(({ words }) => /^apt(-get)? clean$/.test(words.join(" "))) || cleans("/var/cache/apt");
    if (isCleaned)
      return {
        reason: "apt-get clean, or rm, empties it in the same step",
        instead: "leave the cleaning out: what is in the mount is in no layer",
      };
  }
  if (
    targets.some((target) => /^\/var\/lib\/apt(\/lists)?\/?$/.test(target)) &&
    cleans("/var/lib/apt/lists")
  ) {
    return {
      reason: "rm -rf /var/lib/apt/lists empties it in the same step",
      instead: "leave the rm out: what is in the mount is in no layer",
    };
  }
  return undefined;
}
