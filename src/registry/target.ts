/** The `registry` input. */
import { UserError } from "../errors.ts";
import type { RegistryTarget } from "../model.ts";
import { parseEcrHost } from "./ecr-host.ts";
import { isHost, isRepository } from "./reference.ts";

const EXPECTED =
  "HOST[/prefix], for example 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml or localhost:5000";

/**
 * Parses `HOST[/prefix]`. A scheme and trailing slashes, as copied from a browser or from ECR's
 * `proxyEndpoint`, are taken off; the prefix is lower-cased, because `ghcr.io/$OWNER` is written with the
 * owner's capitals and registries know no upper case. Throws `UserError`.
 */
export function parseRegistryTarget(text: string): RegistryTarget {
  const bare = text
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/+$/, "");
  const slash = bare.indexOf("/");
  const host = (slash < 0 ? bare : bare.slice(0, slash)).toLowerCase();
  const path = slash < 0 ? "" : bare.slice(slash + 1).toLowerCase();

  if (!isHost(host) || !(/[.:]/.test(host) || host === "localhost")) {
    throw new UserError(
      `registry: expected ${EXPECTED}; found "${text}", and "${host}" is no registry's host`,
    );
  }
  if (path !== "" && !isRepository(path)) {
    throw new UserError(
      `registry: expected ${EXPECTED}; found "${text}", and "${path}" is no repository prefix ` +
        "(letters, digits, and single . _ - between them; no tag, no digest)",
    );
  }
  return { host, prefix: path === "" ? "" : `${path}/`, ecr: parseEcrHost(host) };
}
