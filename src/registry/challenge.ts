/** `WWW-Authenticate`, as registries send it (RFC 9110 §11.6.1, distribution's token specification). */

export type Challenge =
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: string;
      readonly service: string | undefined;
      readonly scopes: readonly string[];
    };

const PARAMETER = /([a-zA-Z_]+)="((?:[^"\\]|\\.)*)"|([a-zA-Z_]+)=([^\s",]+)/g;

/** The challenge to answer; Bearer is preferred where both are offered. `undefined`: none that we know. */
export function parseChallenge(header: string | null): Challenge | undefined {
  if (header === null || header.length > 8_000) return undefined;
  const bearerAt = /(?:^|,\s*)Bearer\s+/i.exec(header);
  if (bearerAt !== null) {
    const parameters = new Map<string, string>();
    for (const match of header.slice(bearerAt.index + bearerAt[0].length).matchAll(PARAMETER)) {
      const name = (match[1] ?? match[3] ?? "").toLowerCase();
      if (!parameters.has(name)) parameters.set(name, (match[2] ?? match[4] ?? "").replace(/\\(.)/g, "$1"));
    }
    const realm = parameters.get("realm");
    if (realm !== undefined && /^https?:\/\//.test(realm)) {
      const scopes = (parameters.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
      return { kind: "bearer", realm, service: parameters.get("service"), scopes };
    }
  }
  return /(?:^|,\s*)Basic(?:\s|$)/i.test(header) ? { kind: "basic" } : undefined;
}
