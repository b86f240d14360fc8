/** The `Authorization` header for one registry host: none, Basic, or a Bearer token per scope. */
import type { World } from "../shell/world.ts";
import { parseChallenge } from "./challenge.ts";
import type { CredentialSource } from "./credentials.ts";
import { isPlainHttp } from "./host-url.ts";
import { RegistryError } from "./registry-error.ts";
import { type BearerService, basicHeader, requestToken, type Token } from "./token-service.ts";

export interface Authorizer {
  /** `undefined`: nothing to send. */
  headerFor(scopes: readonly string[]): Promise<string | undefined>;
  /** Takes a 401 in; `true`: `headerFor` gives another answer now, so that one more try makes sense. */
  learn(header: string | null, scopes: readonly string[], sent: string | undefined): Promise<boolean>;
  /** Credentials that ran out: asks their source for new ones. `false`: there are none. */
  renew(): Promise<boolean>;
}

export function openAuthorizer(world: World, host: string, source: CredentialSource): Authorizer {
  let scheme: { kind: "unknown" } | { kind: "basic" } | ({ kind: "bearer" } & BearerService) = {
    kind: "unknown",
  };
  const tokens = new Map<string, Promise<Token>>();

  async function bearer(service: BearerService, scopes: readonly string[]): Promise<string> {
    const key = keyOf(service, scopes);
    const known = await tokens.get(key);
    if (known !== undefined && known.expiresAt > world.clock.now()) return known.header;
    // Concurrent callers of one scope share the request; a failed one is not kept.
    const pending = source.read().then((credentials) => requestToken(world, host, service, key, credentials));
    tokens.set(key, pending);
    pending.catch(() => tokens.delete(key));
    return (await pending).header;
  }

  return {
    async headerFor(scopes) {
      if (scheme.kind === "bearer") return bearer(scheme, scopes);
      if (scheme.kind === "unknown" && !source.isBasic) return undefined;
      return basicHeader(await source.read());
    },
    async learn(header, scopes, sent) {
      const challenge = parseChallenge(header);
      if (challenge?.kind === "bearer") {
        const realmHost = new URL(challenge.realm);
        if (realmHost.protocol !== "https:" && !isPlainHttp(host)) {
          throw new RegistryError("denied", `${host}: its token server ${challenge.realm} is not https`);
        }
        const hostScopes = challenge.scopes.filter((scope) => !scope.startsWith("repository:"));
        scheme = { kind: "bearer", realm: challenge.realm, service: challenge.service, hostScopes };
        // Only the token that was refused is thrown away: sixteen requests may come back with 401 at once.
        const key = keyOf(scheme, scopes);
        const known = await tokens.get(key);
        if (known !== undefined && known.header === sent) tokens.delete(key);
        return true;
      }
      if (challenge === undefined) return false;
      scheme = { kind: "basic" };
      const next = basicHeader(await source.read());
      return next !== undefined && next !== sent;
    },
    async renew() {
      tokens.clear();
      return source.renew();
    },
  };
}

/** The scopes of a token, as they are sent and as it is found again. */
function keyOf(service: BearerService, scopes: readonly string[]): string {
  return [...new Set([...service.hostScopes, ...scopes])].sort().join(" ");
}
