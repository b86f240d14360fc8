/** Results and the input `parameters` → the values that the stack is to have. Pure. */
import { didYouMean } from "../images/nearest.ts";
import { parseReference } from "../registry/reference.ts";
import type { DeployImage, ParameterText, WantedParameter } from "./model.ts";
import type { ResultEntry } from "./parse-results.ts";

export interface WantedRequest {
  readonly results: ReadonlyMap<string, ResultEntry>;
  /** Names that the input `images` chooses; empty: all. */
  readonly images: readonly string[];
  /** Host of the input `registry`. */
  readonly host: string | undefined;
  readonly texts: readonly ParameterText[];
  /** `true`: an image that failed leaves its parameter as it is. */
  readonly skipFailed: boolean;
  /** `true`: something else is asked for too (a template, tags), so no parameter need change. */
  readonly mayBeEmpty: boolean;
}

export interface Wanted {
  readonly parameters: readonly WantedParameter[];
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/** `{chord-detector}`, `{chord-detector.digest}`. SSM's `{{resolve:…}}` and JSON do not look like it. */
const PLACEHOLDER = /\{([a-z0-9]+(?:[._-]+[a-z0-9]+)*)\}/g;
const FIELDS = ["uri", "digest", "repository", "tag"] as const;

/** A parameter named by the input `parameters` wins over the one that an image brings. */
export function chooseWanted(request: WantedRequest): Wanted {
  const { results, texts } = request;
  const problems: string[] = [];
  const notices: string[] = [];
  for (const name of request.images) {
    if (!results.has(name))
      problems.push(`input images: the results have no image ${name}${hint(name, results)}`);
  }
  const uses = (entry: ResultEntry): boolean =>
    request.images.length === 0 || request.images.includes(entry.name);
  const image = (entry: ResultEntry): DeployImage | undefined => {
    const made = imageOf(entry, request.host);
    if (typeof made !== "string") return made;
    problems.push(made);
    return undefined;
  };

  const parameters: WantedParameter[] = [];
  const named = new Map(texts.map(({ name }) => [name, "input parameters"]));
  for (const text of texts) {
    const filled = fill(text, request, image, problems);
    if (filled !== undefined) parameters.push(filled);
  }
  for (const entry of results.values()) {
    const { parameter } = entry;
    if (parameter === undefined || !uses(entry)) continue;
    const other = named.get(parameter);
    if (other === "input parameters") continue;
    if (other !== undefined) {
      problems.push(
        `the images ${other} and ${entry.name} have the same parameter ${parameter}; choose one with the input images`,
      );
      continue;
    }
    named.set(parameter, entry.name);
    if (entry.digest === undefined && request.skipFailed) {
      notices.push(`${entry.name} is ${entry.status}: ${parameter} keeps its value (skip-failed)`);
      continue;
    }
    const found = image(entry);
    if (found !== undefined) {
      parameters.push({ name: parameter, value: found.uri, image: found, from: `image ${entry.name}` });
    }
  }
  // Where skip-failed left all of them out, its notices have told.
  if (parameters.length + problems.length + notices.length === 0) {
    (request.mayBeEmpty ? notices : problems).push(nothingToSet(results, request.mayBeEmpty));
  }
  return { parameters, problems, notices };
}

function fill(
  { name, text }: ParameterText,
  { results }: WantedRequest,
  image: (entry: ResultEntry) => DeployImage | undefined,
  problems: string[],
): WantedParameter | undefined {
  let whole: DeployImage | undefined;
  const parts = new Set<DeployImage>();
  let isBroken = false;
  const value = text.replace(PLACEHOLDER, (placeholder, word: string) => {
    const { entry, field } = resolve(word, results);
    if (entry === undefined) {
      problems.push(
        `input parameters: ${name}: ${placeholder} is no image of the results${hint(word, results)}`,
      );
      isBroken = true;
      return placeholder;
    }
    const found = image(entry);
    if (found === undefined) {
      isBroken = true;
      return placeholder;
    }
    if (found[field] === undefined) {
      problems.push(`input parameters: ${name}: image ${found.name} has no ${field} in the results`);
      isBroken = true;
      return placeholder;
    }
    if (field === "uri" && placeholder === text) whole = found;
    else parts.add(found);
    return found[field];
  });
  if (isBroken) return undefined;
  return {
    name,
    value,
    image: whole,
    ...(parts.size === 0 ? {} : { parts: [...parts] }),
    from: "input parameters",
  };
}

/** Image names may have dots: the whole word first, then without its last part. */
function resolve(
  word: string,
  results: ReadonlyMap<string, ResultEntry>,
): { entry: ResultEntry | undefined; field: (typeof FIELDS)[number] } {
  const entry = results.get(word);
  const dot = word.lastIndexOf(".");
  const field = FIELDS.find((one) => one === word.slice(dot + 1));
  if (entry !== undefined || dot < 0 || field === undefined) return { entry, field: "uri" };
  return { entry: results.get(word.slice(0, dot)), field };
}

function imageOf(entry: ResultEntry, host: string | undefined): DeployImage | string {
  const { name, repository, digest, tag } = entry;
  if (digest === undefined) {
    const why = entry.error === undefined ? "" : ` (${entry.error})`;
    return entry.status === "built" || entry.status === "reused"
      ? `image ${name} was ${entry.status} but not pushed: it has no digest; build it with push: true`
      : `image ${name} is ${entry.status}${why}: build it, choose others with the input images, or keep its parameter with skip-failed: true`;
  }
  const where = host ?? parseReference(entry.uri ?? "")?.host;
  if (where === undefined) {
    return `image ${name}: the results have no registry host; give the input registry`;
  }
  return { name, host: where, repository, digest, tag, uri: `${where}/${repository}@${digest}` };
}

/** Green for nothing would hide a misspelt output, or one that the runner emptied because of a masked value. */
function nothingToSet(results: ReadonlyMap<string, ResultEntry>, mayBeEmpty: boolean): string {
  const found =
    results.size === 0
      ? "no results and no parameters are given"
      : "no image of the results (of those that the input images chooses) has a parameter, and the input parameters is empty";
  if (mayBeEmpty) return `${found}: all parameters keep their values`;
  return results.size === 0
    ? `${found}: there is nothing to deploy. Check the output that the input results takes: one that is misspelt, or that the runner dropped because it has a masked value, is empty`
    : `${found}: there is nothing to deploy. Give the image its parameter in the images file, or with the input parameters (Name={image})`;
}

function hint(name: string, results: ReadonlyMap<string, ResultEntry>): string {
  const known = [...results.keys()];
  const all = known.length === 0 ? "; there are no results" : `; there are ${known.slice(0, 20).join(", ")}`;
  return didYouMean(name, known, all);
}
