import { splitFlags } from "./builder-flags.ts";
import type { Heredoc } from "./heredoc.ts";
import { trimLeft, trimSpace } from "./white-space.ts";
import { readJsonForm, splitAtSpaces, splitOnce, splitQuoted } from "./word-split.ts";

/** One instruction, split but not yet understood. */
export interface Instruction {
  /** Lower case. */
  readonly keyword: string;
  readonly flags: readonly string[];
  /** ENV and LABEL: name and value by turns. ONBUILD: keyword and arguments of the trigger. */
  readonly args: readonly string[];
  /** The arguments were a JSON list. */
  readonly isJson: boolean;
  readonly heredocs: readonly Heredoc[];
  /** The whole instruction on one line, continuations and comments taken out. */
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  /** May a here-document follow? */
  readonly takesHeredocs: boolean;
}

interface Arguments {
  readonly args: readonly string[];
  readonly isJson: boolean;
}

type Split = Arguments | { readonly error: string };

const NOT_STRINGS = { error: "when using JSON array syntax, arrays must be comprised of strings only" };
const HEREDOC_KEYWORDS = new Set(["add", "copy", "run"]);

/** Splits a logical line into keyword, flags and arguments; its here-documents are read by the caller. */
export function splitInstruction(
  source: string,
  line: number,
  escapeToken: string,
): Instruction | { readonly error: string } {
  const [word, rest] = splitOnce(trimSpace(source));
  const keyword = word.toLowerCase();
  const { flags, rest: unflagged } = splitFlags(rest ?? "", escapeToken);
  const text = trimSpace(unflagged);
  if (keyword === "onbuild") return splitTrigger({ source, line, escapeToken, flags, text });
  const split = splitArguments(keyword, text, escapeToken);
  if ("error" in split) return split;
  const takesHeredocs = HEREDOC_KEYWORDS.has(keyword) && !split.isJson;
  return { keyword, flags, ...split, heredocs: [], source, line, takesHeredocs };
}

function splitTrigger(onbuild: {
  source: string;
  line: number;
  escapeToken: string;
  flags: readonly string[];
  text: string;
}): Instruction | { readonly error: string } {
  const { source, line, flags, text } = onbuild;
  const common = { keyword: "onbuild", flags, isJson: false, heredocs: [], source, line };
  if (text === "") return { ...common, args: [], takesHeredocs: false };
  const trigger = splitInstruction(text, line, onbuild.escapeToken);
  if ("error" in trigger) return trigger;
  return { ...common, args: [trigger.keyword, ...trigger.args], takesHeredocs: trigger.takesHeredocs };
}

function splitArguments(keyword: string, text: string, escapeToken: string): Split {
  switch (keyword) {
    case "add":
    case "copy":
    case "volume": {
      const form = readJsonForm(text);
      if (form.kind === "not-strings") return NOT_STRINGS;
      if (form.kind === "json") return { args: form.values, isJson: true };
      return { args: splitAtSpaces(text), isJson: false };
    }
    case "cmd":
    case "entrypoint":
    case "run":
    case "shell":
      return splitCommandLine(text);
    case "healthcheck": {
      const [kind, command] = splitHealthcheck(text);
      const split = splitCommandLine(command);
      if ("error" in split || kind === "") return "error" in split ? split : { args: [], isJson: false };
      return { args: [kind, ...split.args], isJson: split.isJson };
    }
    case "arg":
      return { args: splitQuoted(text, escapeToken), isJson: false };
    case "env":
    case "label":
      return splitPairs(keyword, text, escapeToken);
    case "expose":
    case "from":
      return { args: splitAtSpaces(text), isJson: false };
    case "maintainer":
    case "stopsignal":
    case "user":
    case "workdir":
      return { args: text === "" ? [] : [text], isJson: false };
    default:
      // Nobody knows it; ONBUILD carries it along all the same.
      return { args: [], isJson: false };
  }
}

function splitCommandLine(text: string): Split {
  if (text === "") return { args: [], isJson: false };
  const form = readJsonForm(text);
  if (form.kind === "not-strings") return NOT_STRINGS;
  return form.kind === "json" ? { args: form.values, isJson: true } : { args: [text], isJson: false };
}

function splitHealthcheck(text: string): readonly [kind: string, command: string] {
  const space = text.search(/[\t\n\v\f\r \u0085\u00a0]/);
  return space === -1 ? [text, ""] : [text.slice(0, space), trimLeft(text.slice(space))];
}

function splitPairs(keyword: string, text: string, escapeToken: string): Split {
  const words = splitQuoted(text, escapeToken);
  const first = words[0];
  if (first === undefined) return { args: [], isJson: false };
  if (!first.includes("=")) {
    const [name, value] = splitOnce(text);
    if (value === undefined) return { error: `${keyword.toUpperCase()} must have two arguments` };
    return { args: [name, value], isJson: false };
  }
  const args: string[] = [];
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals === -1) {
      return { error: `Syntax error - can't find = in "${word}". Must be of the form: name=value` };
    }
    args.push(word.slice(0, equals), word.slice(equals + 1));
  }
  return { args, isJson: false };
}
