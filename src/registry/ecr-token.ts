/** ECR's registry password: asked for once, shared by everything, renewed before it runs out. */
import type { World } from "../shell/world.ts";
import type { CredentialSource } from "./credentials.ts";
import type { EcrClient } from "./ecr-client.ts";
import { openEcrPublicSdk } from "./ecr-client.ts";
import { describeEcrError } from "./ecr-error.ts";
import { RegistryError } from "./registry-error.ts";

export interface EcrToken {
  readonly username: string;
  readonly password: string;
  /** Milliseconds since the epoch, after which a new one is asked for. */
  readonly renewAt: number;
}

export interface EcrTokens {
  /** A token with life left; concurrent callers share one request. Throws `RegistryError`. */
  current(): Promise<EcrToken>;
  /** For the registry's HTTP interface, which takes it as Basic. */
  readonly source: CredentialSource;
}

/** What `GetAuthorizationToken` answers, of either service. */
interface Authorization {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly proxyEndpoint?: string | undefined;
}

const MINUTE_MS = 60_000;
/** A build of hours must be able to push at its end with the token it began with. */
const LEAST_LIFE_MS = 6 * 60 * MINUTE_MS;
const UNKNOWN_LIFE_MS = 6 * 60 * MINUTE_MS;

/** Tokens for a private registry. */
export function openEcrTokens(world: World, client: EcrClient): EcrTokens {
  return shareToken(world, true, async () => {
    // `registryIds` is deprecated: one token serves every registry that the credentials may use.
    const answer = await client.call("ecr:GetAuthorizationToken", undefined, (sdk) =>
      sdk.getAuthorizationToken({}),
    );
    const authorization = answer.authorizationData?.[0];
    const account = /^https:\/\/(\d{12})\./.exec(authorization?.proxyEndpoint ?? "")?.[1];
    if (account !== undefined) client.noteCaller(account);
    return authorization;
  });
}

/** Tokens for ECR Public, whose registry changes them into Bearer tokens. */
export function openEcrPublicTokens(world: World): EcrTokens {
  return shareToken(world, false, async () => {
    try {
      const sdk = await openEcrPublicSdk();
      return (await sdk.getAuthorizationToken({})).authorizationData;
    } catch (error) {
      const action = "ecr-public:GetAuthorizationToken (and sts:GetServiceBearerToken)";
      throw describeEcrError(error, { action, ecr: { kind: "public" }, path: undefined });
    }
  });
}

/**
 * When to ask for the next token: six hours before the end, or at half of a short life. No expiry, or
 * one in the past (moto says 2015), tells nothing about the life; asking again at once would never end.
 */
export function renewalTime(obtainedAt: number, expiresAt: number | undefined): number {
  if (expiresAt === undefined || Number.isNaN(expiresAt) || expiresAt <= obtainedAt) {
    return obtainedAt + UNKNOWN_LIFE_MS;
  }
  const life = expiresAt - obtainedAt;
  return obtainedAt + Math.max(life - LEAST_LIFE_MS, life / 2);
}

function shareToken(
  world: World,
  isBasic: boolean,
  ask: () => Promise<Authorization | undefined>,
): EcrTokens {
  let held: Promise<EcrToken> | undefined;

  async function request(): Promise<EcrToken> {
    const obtainedAt = world.clock.now();
    const authorization = await ask();
    const text = Buffer.from(authorization?.authorizationToken ?? "", "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 1)
      throw new RegistryError("unexpected", "ECR answered GetAuthorizationToken without a token");
    const password = text.slice(colon + 1);
    world.log.mask(password);
    world.log.mask(authorization?.authorizationToken ?? "");
    const renewAt = renewalTime(obtainedAt, authorization?.expiresAt?.getTime());
    return { username: text.slice(0, colon), password, renewAt };
  }

  async function current(): Promise<EcrToken> {
    const known = held;
    if (known !== undefined) {
      const token = await known;
      if (world.clock.now() < token.renewAt) return token;
      // Whoever comes first starts the renewal, the others find it in `held`.
      if (held === known) held = undefined;
    }
    if (held === undefined) {
      const pending = request();
      held = pending;
      pending.catch(() => {
        if (held === pending) held = undefined;
      });
    }
    return held;
  }

  return {
    current,
    source: {
      isBasic,
      async read() {
        const { username, password } = await current();
        return { kind: "basic", username, password };
      },
      async renew() {
        held = undefined;
        return true;
      },
    },
  };
}
