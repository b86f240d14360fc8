/** The inputs of `mode: clean`, and whose pull request it is. Pure. */
import { UserError } from "../errors.ts";
import { findForeignInputs } from "../input-modes.ts";
import { createInputReader, splitList } from "../input-reader.ts";
import type { InputName } from "../inputs.ts";
import type { RegistryTarget } from "../model.ts";
import { isObject, numberAt, objectAt, stringAt } from "../registry/json.ts";
import { parseRegistryTarget } from "../registry/target.ts";

export interface CleanInputs {
  readonly imagesFiles: readonly string[];
  readonly registry: RegistryTarget | undefined;
  /** Below the registry's prefix. */
  readonly cacheRepository: string;
  readonly token: string | undefined;
  readonly pullRequest: number;
  /** The event says that it is closed; else it has to be asked. */
  readonly isKnownClosed: boolean;
}

/** `payload` is the parsed event file. Throws one UserError with all problems. */
export function parseCleanInputs(
  read: (name: InputName) => string,
  event: string,
  payload: unknown,
): CleanInputs {
  const { text, wrong, problems } = createInputReader(read);
  const registry = (): RegistryTarget | undefined => {
    if (text("registry") === "") return undefined;
    try {
      return parseRegistryTarget(text("registry"));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const given = (): number | undefined => {
    const value = text("pull-request");
    if (value === "") return undefined;
    return /^[1-9]\d{0,9}$/.test(value)
      ? Number(value)
      : wrong<undefined>("pull-request", "the number of a pull request", undefined);
  };
  const asked = given();
  const isEvent = event === "pull_request" || event === "pull_request_target";
  const body = isObject(payload) ? payload : undefined;
  const own = isEvent ? numberAt(objectAt(body, "pull_request"), "number") : undefined;
  const isClosed = stringAt(body, "action") === "closed";
  if (own !== undefined && !isClosed) {
    problems.push(
      `mode clean: pull request ${own} is open (the event's action is ${JSON.stringify(stringAt(body, "action") ?? "")}): run it on types: [closed]`,
    );
  } else if (own !== undefined && asked !== undefined && own !== asked) {
    problems.push(`input pull-request: expected ${own}, whose event this is, found "${asked}"`);
  } else if (own === undefined && asked === undefined && text("pull-request") === "") {
    problems.push(
      `mode clean: expected the event pull_request with types: [closed], or the input pull-request; found the event ${event}`,
    );
  }
  const token = text("github-token");
  const target = registry();
  const hasToken = token !== "" && !token.startsWith("${{");
  if (target === undefined && text("registry") === "" && !hasToken) {
    problems.push("mode clean: needs the input registry, github-token or both; found neither");
  }
  problems.push(...findForeignInputs("clean", read));
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return {
    imagesFiles: splitList(text("images-file")),
    registry: target,
    cacheRepository: text("cache-repository") || "ml-image-cache",
    token: hasToken ? token : undefined,
    pullRequest: own ?? asked ?? 0,
    isKnownClosed: own !== undefined,
  };
}
