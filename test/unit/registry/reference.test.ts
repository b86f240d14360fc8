import { describe, expect, it } from "vitest";
import { formatReference, parseDigest, parseReference } from "../../../src/registry/reference.ts";

const HEX = "0123456789abcdef".repeat(4);

describe("image references", () => {
  it.each([
    ["python", "docker.io", "library/python", undefined, undefined],
    ["python:3.11-slim", "docker.io", "library/python", "3.11-slim", undefined],
    ["index.docker.io/python", "docker.io", "library/python", undefined, undefined],
    ["docker.io/pytorch/pytorch", "docker.io", "pytorch/pytorch", undefined, undefined],
    ["nvidia/cuda:12.4.1-runtime", "docker.io", "nvidia/cuda", "12.4.1-runtime", undefined],
    ["localhost/app", "localhost", "app", undefined, undefined],
    ["localhost:5000/app:1", "localhost:5000", "app", "1", undefined],
    ["[::1]:5000/app", "[::1]:5000", "app", undefined, undefined],
    ["ghcr.io/astral-sh/uv:0.5", "ghcr.io", "astral-sh/uv", "0.5", undefined],
    ["Upper/app", "Upper", "app", undefined, undefined],
    ["public.ecr.aws/lambda/python:3.11", "public.ecr.aws", "lambda/python", "3.11", undefined],
    [`a/b:t@sha256:${HEX}`, "docker.io", "a/b", "t", `sha256:${HEX}`],
    [`host:1/a__b--c.d@sha256:${HEX}`, "host:1", "a__b--c.d", undefined, `sha256:${HEX}`],
    // Six letters more than an id: a name.
    [`${HEX}abcdef`, "docker.io", `library/${HEX}abcdef`, undefined, undefined],
  ])("%s", (text, host, repository, tag, digest) => {
    expect(parseReference(text)).toEqual({ host, repository, tag, digest });
  });

  it.each([
    "",
    " python",
    "python ",
    "Python",
    "a//b",
    "/a",
    "a/",
    "a:",
    "a:-tag",
    `a:${"t".repeat(129)}`,
    "a:b:c",
    "a..b",
    "a___b",
    "-a/b",
    "https://ghcr.io/a/b",
    "ghcr.io:/a",
    "ghcr.io:123456/a",
    "a@sha256:abc",
    `a@sha256:${HEX.toUpperCase()}`,
    `a@md5:${HEX}`,
    `a@sha256:${HEX}@sha256:${HEX}`,
    HEX,
    "a\nb",
    "a$(id)",
    "ghcr.io/../../etc",
    "ghcr.io/a%2fb",
    `ghcr.io/${"a".repeat(300)}`,
    "a".repeat(100_000),
    `${"a-".repeat(50_000)}!`,
  ])("refuses %j", (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it("writes what it read, in full", () => {
    expect(formatReference(parseReference(`python:3.11@sha256:${HEX}`) ?? fail())).toBe(
      `docker.io/library/python:3.11@sha256:${HEX}`,
    );
  });

  it("takes only lower-case sha256 digests", () => {
    expect(parseDigest(`sha256:${HEX}`)).toBe(`sha256:${HEX}`);
    for (const text of [HEX, `sha512:${HEX}`, `sha256:${HEX}0`, `sha256:${HEX} `, ""]) {
      expect(parseDigest(text)).toBeUndefined();
    }
  });
});

function fail(): never {
  throw new Error("not a reference");
}
