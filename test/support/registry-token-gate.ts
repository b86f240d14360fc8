/** A token server (distribution's specification) and a registry that wants its tokens. */
import { answerError, answerJson, type RegistryProxy, startProxy } from "./registry-proxy.ts";

export interface TokenGate extends RegistryProxy {
  /** Scopes of every token that was asked for, with who asked: `robot repository:a/b:pull`. */
  readonly grants: string[];
  /** Makes every token given so far invalid. */
  revoke(): void;
}

export interface TokenGateOptions {
  readonly upstream: string;
  /** Without these, only `pull` of repositories below `public/` is granted. */
  readonly username: string;
  readonly password: string;
  /** Told as `expires_in`. */
  readonly tokenSeconds?: number;
  /** Accepted as a refresh token in the OAuth2 form. */
  readonly identityToken?: string;
}

export async function startTokenGate(options: TokenGateOptions): Promise<TokenGate> {
  const { username, password, tokenSeconds = 300 } = options;
  const grants: string[] = [];
  const tokens = new Map<string, readonly string[]>();
  let host = "";

  const allowed = (who: string, scopes: readonly string[]): readonly string[] =>
    scopes.flatMap((scope) => {
      const [type = "", name = "", actions = ""] = scope.split(":");
      const kept = actions
        .split(",")
        .filter((action) => who !== "" || (action === "pull" && name.startsWith("public/")));
      return kept.map((action) => `${type}:${name}:${action}`);
    });

  const proxy = await startProxy({
    upstream: options.upstream,
    async handle({ method, url, request, response, forward }) {
      const { pathname, searchParams } = new URL(url, `http://${host}`);
      if (pathname === "/token") {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const form = new URLSearchParams(body);
        const isOauth = method === "POST";
        const basic = Buffer.from(
          request.headers.authorization?.replace(/^Basic /, "") ?? "",
          "base64",
        ).toString();
        const isKnown = isOauth
          ? form.get("refresh_token") === options.identityToken
          : basic === `${username}:${password}`;
        if (!isKnown && (isOauth || basic !== "")) {
          return answerError(response, 401, "UNAUTHORIZED", "incorrect username or password");
        }
        const who = isKnown ? username : "";
        const scopes = isOauth ? (form.get("scope") ?? "").split(" ") : searchParams.getAll("scope");
        grants.push(`${who || "anonymous"} ${scopes.join(" ")}`);
        const token = `token-${grants.length}-${Math.random().toString(36).slice(2)}`;
        tokens.set(token, allowed(who, scopes));
        return answerJson(response, 200, {
          [isOauth ? "access_token" : "token"]: token,
          expires_in: tokenSeconds,
        });
      }
      const name = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(pathname)?.[1];
      const action = method === "GET" || method === "HEAD" ? "pull" : "push";
      const scope = name === undefined ? undefined : `repository:${name}:${action}`;
      const granted = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
      if (granted !== undefined && (scope === undefined || granted.includes(scope))) return forward();
      const asked = scope === undefined ? "" : `,scope="${scope}"`;
      answerError(response, 401, "UNAUTHORIZED", "authentication required", {
        "www-authenticate": `Bearer realm="http://${host}/token",service="gate"${asked}`,
      });
    },
  });
  host = proxy.host;
  return { ...proxy, grants, revoke: () => tokens.clear() };
}
