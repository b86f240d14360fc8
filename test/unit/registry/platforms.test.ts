import { describe, expect, it } from "vitest";
import type { Platform } from "../../../src/model.ts";
import {
  choosePlatform,
  isSamePlatform,
  normalizePlatform,
  parsePlatformParts,
  splitPlatform,
} from "../../../src/registry/platforms.ts";

const entry = (architecture: string, variant = "", os = "linux") => ({
  name: `${os}/${architecture}/${variant}`,
  platform: parsePlatformParts({ os, architecture, variant }),
});
const platform = (text: string): Platform => text as Platform;

describe("platforms", () => {
  it.each([
    ["linux/arm64", "linux/arm64/v8"],
    ["linux/arm64", "linux/aarch64"],
    ["linux/amd64", "linux/x86_64"],
    ["linux/amd64", "linux/amd64/v1"],
    ["linux/arm", "linux/arm/v7"],
    ["linux/arm/v7", "linux/arm/7"],
    ["linux/arm/v6", "linux/armel"],
    ["linux/386", "linux/i386"],
  ])("%s is %s", (a, b) => {
    expect(isSamePlatform(splitPlatform(platform(a)), splitPlatform(platform(b)))).toBe(true);
  });

  it.each([
    ["linux/arm64", "linux/arm64/v9"],
    ["linux/amd64", "linux/amd64/v3"],
    ["linux/arm/v6", "linux/arm/v7"],
    ["linux/amd64", "windows/amd64"],
  ])("%s is not %s", (a, b) => {
    expect(isSamePlatform(splitPlatform(platform(a)), splitPlatform(platform(b)))).toBe(false);
  });

  it.each([
    ["linux/amd64", [entry("arm64"), entry("amd64")], "linux/amd64/"],
    ["linux/arm64", [entry("arm", "v7"), entry("arm64", "v8")], "linux/arm64/v8"],
    ["linux/arm/v7", [entry("arm", "v5"), entry("arm", "v6")], "linux/arm/v6"],
    ["linux/arm64", [entry("arm", "v6"), entry("arm", "v7")], "linux/arm/v7"],
    ["linux/amd64/v3", [entry("amd64"), entry("amd64", "v2")], "linux/amd64/v2"],
    ["linux/arm/v6", [entry("arm", "v7")], undefined],
    ["linux/amd64", [entry("amd64", "v3")], undefined],
    ["linux/amd64", [entry("amd64", "", "windows")], undefined],
    ["linux/amd64", [entry("unknown", "", "unknown")], undefined],
  ])("BuildKit takes for %s from %j", (wanted, entries, expected) => {
    expect(choosePlatform(entries, splitPlatform(platform(wanted)))?.name).toBe(expected);
  });

  it("has no platform for an attestation", () => {
    expect(parsePlatformParts({ os: "unknown", architecture: "unknown" })).toBeUndefined();
    expect(normalizePlatform("Linux", "AMD64", "")).toEqual({
      os: "linux",
      architecture: "amd64",
      variant: "",
    });
  });
});
