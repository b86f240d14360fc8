import { describe, expect, it } from "vitest";
import { parseChallenge } from "../../../src/registry/challenge.ts";
import { backOffMs, describeConnectionError, parseRetryAfter } from "../../../src/registry/retry.ts";

const bearer = (realm: string, service?: string, scopes: string[] = []) => ({
  kind: "bearer",
  realm,
  service,
  scopes,
});

describe("WWW-Authenticate", () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      bearer("https://auth.docker.io/token", "registry.docker.io", ["repository:a/b:pull,push"]),
    ],
    ['bearer realm="https://a/t"', bearer("https://a/t")],
    ['Basic realm="x", Bearer realm="https://a/t", service="s"', bearer("https://a/t", "s")],
    ['Bearer realm="https://a/t", service=plain , Basic realm="x"', bearer("https://a/t", "plain")],
    ['Bearer realm="https://a/t?x=\\"y\\""', bearer('https://a/t?x="y"')],
    [
      'Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
      { kind: "basic" },
    ],
    ["Basic", { kind: "basic" }],
    ['Bearer realm="javascript:alert(1)"', undefined],
    ["Negotiate", undefined],
    ["", undefined],
    [null, undefined],
    [`Bearer realm="https://a/${"x".repeat(10_000)}"`, undefined],
  ])("%s", (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});

describe("waiting", () => {
  it("doubles up to fifteen seconds, half of it at random", () => {
    expect([0, 1, 2, 3, 9].map((failures) => backOffMs(failures, 1))).toEqual([
      500, 1000, 2000, 4000, 15_000,
    ]);
    expect(backOffMs(0, 0)).toBe(250);
  });

  it.each([
    ["3", 3_000],
    [" 120 ", 120_000],
    ["Thu, 01 Jan 1970 00:01:00 GMT", 50_000],
    ["Thu, 01 Jan 1970 00:00:01 GMT", 0],
    ["soon", undefined],
    ["99999999999999999999", undefined],
    [null, undefined],
  ])("Retry-After: %s", (header, expected) => {
    expect(parseRetryAfter(header, 10_000)).toBe(expected);
  });

  it("tells the cause of a failed fetch, and whether it lasts", () => {
    const failed = (code: string, message: string) =>
      new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
    expect(describeConnectionError(failed("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"))).toEqual({
      text: "connect ECONNREFUSED 127.0.0.1:1",
      isLasting: false,
    });
    expect(describeConnectionError(failed("ENOTFOUND", "getaddrinfo ENOTFOUND nowhere")).isLasting).toBe(
      true,
    );
    expect(describeConnectionError(failed("SELF_SIGNED_CERT_IN_CHAIN", "self-signed")).isLasting).toBe(true);
    expect(describeConnectionError(failed("EAI_AGAIN", "getaddrinfo EAI_AGAIN x")).isLasting).toBe(false);
    expect(describeConnectionError("thrown")).toEqual({ text: "no answer", isLasting: false });
  });
});
