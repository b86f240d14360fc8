export interface Platform {
  readonly os: string;
  readonly osVersion: string;
  readonly architecture: string;
  readonly variant: string;
}

const SYSTEMS = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const ALIASES: Readonly<Record<string, readonly [architecture: string, variant: string]>> = {
  i386: ["386", ""],
  armhf: ["arm", "v7"],
  armel: ["arm", "v6"],
};

/** `os[(version)]/arch[/variant]` in the normal form that containerd gives it (`linux/aarch64` → `linux/arm64`). */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split("/");
  const [first, second, third] = parts;
  if (first === undefined || parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.()+-]+$/.test(part))) {
    return undefined;
  }
  const [, os = "", osVersion = ""] = /^([A-Za-z0-9_.-]+)(?:\(([^)+]*)[^)]*\))?$/.exec(first) ?? [];
  if (os === "") return undefined;
  if (second === undefined) {
    const system = normalSystem(os);
    if (SYSTEMS.has(system)) return { os: system, osVersion, ...normalArchitecture("amd64", "") };
    return { os: "linux", osVersion: "", ...normalArchitecture(os, "") };
  }
  return { os: normalSystem(os), osVersion, ...normalArchitecture(second, third ?? "") };
}

/** `os/arch[/variant]`; the version of the system only with `withVersion`. */
export function formatPlatform(platform: Platform, withVersion: boolean): string {
  const { os, osVersion, architecture, variant } = platform;
  const system = withVersion && osVersion !== "" ? `${os}(${osVersion})` : os;
  return [system, architecture, variant].filter((part) => part !== "").join("/");
}

function normalSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === "macos" ? "darwin" : lower;
}

function normalArchitecture(
  architecture: string,
  variant: string,
): { architecture: string; variant: string } {
  const arch = architecture.toLowerCase();
  const lower = variant.toLowerCase();
  const alias = ALIASES[arch];
  if (alias !== undefined) return { architecture: alias[0], variant: alias[1] };
  if (["x86_64", "x86-64", "amd64"].includes(arch)) {
    return { architecture: "amd64", variant: lower === "v1" ? "" : lower };
  }
  if (arch === "aarch64" || arch === "arm64") return { architecture: "arm64", variant: arm64Variant(lower) };
  if (arch !== "arm") return { architecture: arch, variant: lower };
  if (lower === "" || lower === "7") return { architecture: arch, variant: "v7" };
  return { architecture: arch, variant: ["5", "6", "8"].includes(lower) ? `v${lower}` : lower };
}

function arm64Variant(variant: string): string {
  if (["8", "v8", "v8.0"].includes(variant)) return "";
  return ["9", "9.0", "v9.0"].includes(variant) ? "v9" : variant;
}

/** The ARGs that BuildKit predefines for a target platform; all of them global. */
export function platformArgs(target: Platform, build: Platform, stage: string): ReadonlyMap<string, string> {
  return new Map([
    ["BUILDPLATFORM", formatPlatform(build, false)],
    ["BUILDOS", build.os],
    ["BUILDOSVERSION", build.osVersion],
    ["BUILDARCH", build.architecture],
    ["BUILDVARIANT", build.variant],
    ["TARGETPLATFORM", formatPlatform(target, true)],
    ["TARGETOS", target.os],
    ["TARGETOSVERSION", target.osVersion],
    ["TARGETARCH", target.architecture],
    ["TARGETVARIANT", target.variant],
    ["TARGETSTAGE", stage],
  ]);
}
