import { type FlagKind, type FlagValues, readFlags } from "./builder-flags.ts";
import { heredocName } from "./heredoc.ts";
import type { Instruction } from "./instruction.ts";
import { parseMount } from "./mount.ts";

export interface NameValue {
  readonly name: string;
  /** `undefined`: `ARG NAME` without a default. */
  readonly value: string | undefined;
}

/** An instruction as far as it decides what a build reads. */
export type Command =
  | {
      readonly kind: "from";
      readonly base: string;
      /** Lower case. */
      readonly name: string | undefined;
      readonly platform: string | undefined;
    }
  | { readonly kind: "arg"; readonly pairs: readonly NameValue[] }
  | { readonly kind: "env"; readonly pairs: readonly NameValue[] }
  | CopyCommand
  | { readonly kind: "run"; readonly mounts: readonly string[] }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "onbuild"; readonly trigger: string }
  | { readonly kind: "other" };

export interface CopyCommand {
  readonly kind: "copy";
  readonly isAdd: boolean;
  /** Here-documents left out. */
  readonly sources: readonly string[];
  readonly from: string | undefined;
  readonly exclude: readonly string[];
  readonly parents: boolean;
  readonly checksum: string;
  /** As written; "" where it is missing. */
  readonly destination: string;
  readonly chown: string | undefined;
  readonly chmod: string | undefined;
  readonly link: boolean;
}

/** The command and what BuildKit would refuse about it. */
export interface ReadCommand {
  readonly command: Command;
  readonly problems: readonly string[];
}

const COPY_FLAGS: Readonly<Record<string, FlagKind>> = {
  chown: "string",
  from: "string",
  chmod: "string",
  link: "bool",
  exclude: "strings",
  parents: "bool",
};
const ADD_FLAGS: Readonly<Record<string, FlagKind>> = {
  chown: "string",
  chmod: "string",
  link: "bool",
  "keep-git-dir": "bool",
  checksum: "string",
  unpack: "bool",
  exclude: "strings",
};
const RUN_FLAGS: Readonly<Record<string, FlagKind>> = {
  mount: "strings",
  network: "string",
  security: "string",
  device: "strings",
};
const HEALTHCHECK_FLAGS: Readonly<Record<string, FlagKind>> = {
  interval: "string",
  timeout: "string",
  "start-period": "string",
  "start-interval": "string",
  retries: "string",
};
const OTHER = new Set([
  "cmd",
  "entrypoint",
  "expose",
  "healthcheck",
  "maintainer",
  "shell",
  "stopsignal",
  "user",
  "volume",
]);
const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;

/** Understands an instruction; never throws. */
export function readCommand(instruction: Instruction): ReadCommand {
  const { keyword, args } = instruction;
  switch (keyword) {
    case "from":
      return readFrom(instruction);
    case "arg": {
      const pairs = args.map(readArgPair);
      return checked({ kind: "arg", pairs }, [
        ...(args.length === 0 ? ["ARG requires at least one argument"] : []),
        ...(pairs.some(({ name }) => name === "") ? ["ARG names can not be blank"] : []),
      ]);
    }
    case "env":
    case "label":
      return readPairs(instruction);
    case "add":
    case "copy":
      return readCopy(instruction);
    case "run": {
      const flags = readFlags(instruction.flags, RUN_FLAGS);
      const mounts = flags.values.get("mount") ?? [];
      const broken = mounts.flatMap((mount) => parseMount(mount, undefined).problems);
      return checked({ kind: "run", mounts }, [...flags.problems, ...broken]);
    }
    case "onbuild":
      return readOnbuild(instruction);
    case "workdir":
      return checked({ kind: "workdir", path: args[0] ?? "" }, readOther(instruction));
    default:
      if (!OTHER.has(keyword))
        return checked({ kind: "other" }, [`unknown instruction: ${keyword.toUpperCase()}`]);
      return checked({ kind: "other" }, readOther(instruction));
  }
}

function checked(command: Command, problems: readonly string[]): ReadCommand {
  return { command, problems };
}

function readFrom({ args, flags }: Instruction): ReadCommand {
  const problems: string[] = [];
  const { values, problems: flagProblems } = readFlags(flags, { platform: "string" });
  const [base, as, name] = args;
  const isNamed = args.length === 3 && as?.toLowerCase() === "as";
  if (!isNamed && args.length !== 1) problems.push("FROM requires either one or three arguments");
  const lower = isNamed ? name?.toLowerCase() : undefined;
  if (lower !== undefined && !STAGE_NAME.test(lower)) {
    problems.push(
      `invalid name for build stage: "${name}", name can't start with a number or contain symbols`,
    );
  }
  return checked(
    { kind: "from", base: base ?? "", name: lower, platform: values.get("platform")?.at(-1) || undefined },
    [...problems, ...flagProblems],
  );
}

function readArgPair(arg: string): NameValue {
  const equals = arg.indexOf("=");
  if (equals === -1) return { name: arg, value: undefined };
  return { name: arg.slice(0, equals), value: arg.slice(equals + 1) };
}

function readPairs({ keyword, args, flags }: Instruction): ReadCommand {
  const shown = keyword.toUpperCase();
  const pairs: NameValue[] = [];
  for (let i = 0; i < args.length; i += 2) pairs.push({ name: args[i] ?? "", value: args[i + 1] ?? "" });
  const problems = [
    ...readFlags(flags, {}).problems,
    ...(args.length === 0 ? [`${shown} requires at least one argument`] : []),
    ...(pairs.some(({ name }) => name === "") ? [`${shown} names can not be blank`] : []),
  ];
  return checked(keyword === "env" ? { kind: "env", pairs } : { kind: "other" }, problems);
}

function readCopy({ keyword, args, flags }: Instruction): ReadCommand {
  const isAdd = keyword === "add";
  const shown = keyword.toUpperCase();
  const read: FlagValues = readFlags(flags, isAdd ? ADD_FLAGS : COPY_FLAGS);
  const problems = [...read.problems];
  if (args.length < 2) {
    problems.push(
      `${shown} requires at least two arguments, but only one was provided. Destination could not be determined`,
    );
  }
  const destination = args.at(-1);
  if (destination !== undefined && heredocName(destination) !== undefined) {
    problems.push(`${shown} cannot accept a heredoc as a destination`);
  }
  return checked(
    {
      kind: "copy",
      isAdd,
      sources: args.slice(0, -1).filter((source) => heredocName(source) === undefined),
      from: read.values.get("from")?.at(-1) || undefined,
      exclude: read.values.get("exclude") ?? [],
      parents: read.values.get("parents")?.at(-1) === "true",
      checksum: read.values.get("checksum")?.at(-1) ?? "",
      destination: destination ?? "",
      chown: read.values.get("chown")?.at(-1),
      chmod: read.values.get("chmod")?.at(-1),
      link: read.values.get("link")?.at(-1) === "true",
    },
    problems,
  );
}

function readOnbuild({ args, flags, source, heredocs }: Instruction): ReadCommand {
  const problems = [...readFlags(flags, {}).problems];
  const keyword = args[0]?.toUpperCase();
  if (keyword === undefined) problems.push("ONBUILD requires at least one argument");
  if (keyword === "ONBUILD") problems.push("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (keyword === "MAINTAINER" || keyword === "FROM") {
    problems.push(`${keyword} isn't allowed as an ONBUILD trigger`);
  }
  const onOneLine = source.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, "");
  const trigger = [onOneLine, ...heredocs.map(({ content, name }) => content + name)].join("\n");
  return checked({ kind: "onbuild", trigger }, problems);
}

function readOther({ keyword, args, flags, isJson }: Instruction): readonly string[] {
  const shown = keyword.toUpperCase();
  if (keyword === "stopsignal") return args.length === 1 ? [] : [`${shown} requires exactly one argument`];
  const known = keyword === "healthcheck" ? HEALTHCHECK_FLAGS : {};
  const problems = [...readFlags(flags, known).problems];
  const takesOne = keyword === "maintainer" || keyword === "user" || keyword === "workdir";
  if (takesOne && args.length !== 1) problems.push(`${shown} requires exactly one argument`);
  const takesMore = ["healthcheck", "expose", "volume", "shell"].includes(keyword);
  if (takesMore && args.length === 0) problems.push(`${shown} requires at least one argument`);
  if (keyword === "shell" && args.length > 0 && !isJson) {
    problems.push("SHELL requires the arguments to be in JSON form");
  }
  return problems;
}
