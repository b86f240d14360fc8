import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseContextSource } from "../../../src/images/context-source.ts";
import { imageNamePattern, repositorySafe } from "../../../src/images/names.ts";
import { nearestName } from "../../../src/images/nearest.ts";
import { parsePlatform } from "../../../src/images/platforms.ts";
import { resolveUserPath } from "../../../src/images/repo-path.ts";
import { splitReference } from "../../../src/images/split-reference.ts";

describe("repositorySafe", () => {
  it.each([
    ["App", "app"],
    ["_base", "base"],
    ["a__b", "a__b"],
    ["a___b", "a-b"],
    ["a..b", "a-b"],
    ["a.-b", "a-b"],
    ["a--b", "a--b"],
    ["Grüße an alle", "gr-e-an-alle"],
    ["日本", undefined],
  ])("%s → %s", (text, safe) => {
    expect(repositorySafe(text)).toBe(safe);
  });

  it("always gives a name that registries take", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const safe = repositorySafe(text);
        return safe === undefined || new RegExp(imageNamePattern).test(safe);
      }),
    );
  });
});

describe("resolveUserPath", () => {
  it.each([
    ["", ".", "inside", ""],
    ["", "./a//b/", "inside", "a/b"],
    ["a/b", "../c", "inside", "a/c"],
    ["a", "../../b", "outside", "../b"],
    ["", "..", "outside", ".."],
    ["a", "/b/../c", "outside", "/c"],
    ["", "/srv/repo/x", "inside", "x"],
    ["", "../repo/x", "inside", "x"],
    ["..", "repo", "inside", ""],
    ["/srv/other", "Dockerfile", "outside", "/srv/other/Dockerfile"],
    ["", "/srv/repository", "outside", "/srv/repository"],
  ])("%s + %s is %s: %s", (base, path, kind, result) => {
    expect(resolveUserPath(base, path, "/srv/repo")).toEqual({ kind, path: result });
  });
});

describe("parseContextSource", () => {
  it.each([
    [".", { kind: "local", path: "folder" }],
    ["../x", { kind: "local", path: "x" }],
    ["cwd://x", { kind: "local", path: "folder/x" }],
    ["../../x", { kind: "outside", path: "../x" }],
    ["image:ml-base", { kind: "image", image: "ml-base" }],
    ["target:ml-base", { kind: "image", image: "ml-base" }],
    ["docker-image://python:3.11", { kind: "reference", reference: "python:3.11" }],
    ["https://github.com/a/b.git#main:sub", { kind: "remote", url: "https://github.com/a/b.git#main:sub" }],
    ["git@github.com:a/b.git", { kind: "remote", url: "git@github.com:a/b.git" }],
    ["github.com/a/b", { kind: "remote", url: "github.com/a/b" }],
    ["oci-layout://./base", { kind: "remote", url: "oci-layout://./base" }],
  ])("%s", (text, source) => {
    expect(parseContextSource(text, "folder")).toEqual(source);
  });
});

describe("parsePlatform", () => {
  it.each([
    ["linux/amd64", "linux/amd64"],
    ["linux/arm64/v8", "linux/arm64"],
    ["linux/amd64/v1", "linux/amd64"],
    ["linux/amd64/v3", "linux/amd64/v3"],
    ["linux/arm", "linux/arm/v7"],
    ["linux/arm/v6", "linux/arm/v6"],
    ["darwin/arm64", undefined],
    ["linux", undefined],
    ["linux/amd64,linux/arm64", undefined],
  ])("%s → %s", (text, platform) => {
    expect(parsePlatform(text)).toBe(platform);
  });
});

describe("splitReference", () => {
  it.each([
    ["redis", undefined, "redis", undefined, undefined],
    ["team/app:1.0", undefined, "team/app", "1.0", undefined],
    ["localhost:5000/team/app:1.0", "localhost:5000", "team/app", "1.0", undefined],
    ["localhost/app", "localhost", "app", undefined, undefined],
    ["ghcr.io/a/b@sha256:0f", "ghcr.io", "a/b", undefined, "sha256:0f"],
    ["a/b:1@sha256:0f", undefined, "a/b", "1", "sha256:0f"],
  ])("%s", (reference, host, path, tag, digest) => {
    expect(splitReference(reference)).toEqual({ host, path, tag, digest });
  });
});

describe("nearestName", () => {
  it.each([
    ["platfroms", "platforms"],
    ["build-args", "args"],
    ["build_args", "args"],
    ["PLATFORMS", "platforms"],
    ["q", undefined],
    ["something-else", undefined],
  ])("%s → %s", (wanted, name) => {
    expect(nearestName(wanted, ["platforms", "args", "tags", "a"])).toBe(name);
  });
});
