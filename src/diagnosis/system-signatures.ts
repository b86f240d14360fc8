/** Debian's and others' packages, platforms, permissions. */
import type { Signature } from "./signature.ts";

export const systemSignatures: readonly Signature[] = [
  {
    id: "apt-unreachable",
    class: "transient",
    patterns: [
      /E: Package '?[^' ]+?'? has no installation candidate/,
      /E: Unable to locate package \S+/,
      /ERROR: unable to select packages/,
    ],
    after:
      /^Temporary failure resolving '|^Could not (?:resolve '|connect to )|^(?:Connection (?:failed|refused|reset|timed out)|Unable to connect|Cannot initiate the connection)\b|temporary error \(try again later\)|DNS lookup error|network error \(check Internet/,
    cause:
      "a mirror did not answer, about which apt-get update and apk only warn, so the package lists are empty",
    remedy:
      "try again; apt-get -o APT::Update::Error-Mode=any update fails at once; if it stays, check the builder's network and proxy",
    source: "https://manpages.debian.org/testing/apt/apt-get.8.en.html",
  },
  {
    id: "apt-no-candidate",
    class: "system",
    patterns: [
      /E: Package '?(?<package>[^' ]+?)'? has no installation candidate/,
      /E: Unable to locate package (?<package>\S+)/,
      /ERROR: unable to select packages|^(?<package>\S+) \(no such package\)/,
      /No match for argument: (?<package>\S+)|Unable to find a match: (?<package2>\S+)/,
    ],
    cause:
      "the distribution has no package of this name (a base's tag may have moved to its next release), or apt-get update did not run in the same RUN",
    remedy:
      "the package's new name (libgl1-mesa-glx is libgl1 now), or pin the release: python:3.11-slim-bookworm",
    source: "https://github.com/docker-library/python/issues/1070",
  },
  {
    id: "apt-version-gone",
    class: "system",
    patterns: [/E: Version '(?<version>[^']+)' for '(?<package>[^']+)' was not found/],
    cause: "the mirror keeps only the newest version of a package",
    remedy: "pin less, or take packages from snapshot.debian.org",
    source: "https://github.com/hadolint/hadolint/wiki/DL3008",
  },
  {
    id: "apt-eol",
    class: "system",
    patterns: [
      /The repository '[^']*' (?:does not have|no longer has) a Release file/,
      /Err:\d+ http\S*debian\.org\S* \S+ Release\s+404/,
    ],
    cause: "the base's release is past its end of life, and left the mirrors",
    remedy: "a newer base image",
    source: "https://github.com/debuerreotype/docker-debian-artifacts/issues/245",
  },
  {
    id: "apt-mirror-sync",
    class: "transient",
    patterns: [
      /File has unexpected size \(\d+ != \d+\)\. Mirror sync in progress/,
      /Hash Sum mismatch/,
      /E: Failed to fetch \S+ +(?:5\d\d|Connection|Could not connect|Temporary)/,
    ],
    cause: "a package mirror was being updated or did not answer",
    remedy: "try again; remove a vendor's apt list (cuda.list) that is not needed",
    source: "https://github.com/NVIDIA/cuda-repo-management/issues/26",
  },
  {
    id: "apt-stale-index",
    class: "system",
    patterns: [/E: Failed to fetch \S+ +404/],
    cause: "the package lists are older than the mirror: apt-get update came from the cache",
    remedy: "apt-get update && apt-get install in one RUN",
    source: "https://docs.docker.com/build/building/best-practices/#apt-get",
  },
  {
    id: "apt-gpg",
    class: "system",
    patterns: [/NO_PUBKEY (?<key>[0-9A-F]{16})/, /E: The repository '[^']*' is not signed/],
    cause: "a repository's key is not in this base image",
    remedy: "a newer tag of the same base, or install the vendor's keyring first",
    source: "https://github.com/NVIDIA/nvidia-docker/issues/1631",
  },
  {
    id: "apt-lock",
    class: "configuration",
    patterns: [/E: Could not get lock \/var\/(?:lib|cache)\/apt\//],
    cause: "two builds use one apt cache mount at the same time",
    remedy: "--mount=type=cache,sharing=locked,target=/var/cache/apt (and /var/lib/apt)",
    source: "https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages",
  },
  {
    id: "apt-clock",
    class: "configuration",
    patterns: [/Release file for \S+ is not valid yet \(invalid for another/],
    cause: "the clock of the builder is behind, so the package lists look as if they came from the future",
    remedy: "set the runner's clock (NTP) and build again",
    source: "https://github.com/docker/for-win/issues/5593",
  },
  {
    id: "apt-unmet",
    class: "system",
    patterns: [
      /(?:The following packages have unmet dependencies|E: Unable to correct problems, you have held broken packages)/,
      /^(?<package>\S+) : Depends: \S+ .*but .* (?:is to be installed|is not installable|is not going to be installed)/,
    ],
    cause: "packages of different releases do not fit together",
    remedy:
      "one release only: take out foreign apt sources and pins, or take a base of the release that they are for",
    source: "https://wiki.debian.org/DontBreakDebian",
  },
  {
    id: "qemu-crash",
    class: "platform",
    patterns: [/qemu: uncaught target signal \d+/],
    cause: "the emulator crashed",
    remedy:
      "build this platform on a native runner: mode plan and build, with runners: linux/arm64=ubuntu-24.04-arm",
    source: "https://github.com/docker/buildx/issues/1170",
  },
  {
    id: "exec-format",
    class: "platform",
    patterns: [/exec format error/i],
    cause: "a program of another architecture was started, and no emulator is there",
    remedy:
      "a native runner for the platform, or docker/setup-qemu-action; check that downloaded binaries fit TARGETARCH",
    source: "https://github.com/aws/aws-lambda-base-images/issues/26",
  },
  {
    id: "illegal-instruction",
    class: "platform",
    patterns: [
      /Illegal instruction(?: +\(core dumped\))?\s*$/,
      /exit code: 132\b/,
      /died with <Signals\.SIGILL/,
      /compiled to use AVX instructions, but these aren't available/,
    ],
    cause: "a binary uses instructions that this machine's processor does not have",
    remedy: "a wheel or binary for this architecture and processor generation; compile without -march=native",
    source: "https://github.com/tensorflow/tensorflow/issues/17411",
  },
  {
    id: "segfault",
    class: "platform",
    patterns: [
      /Segmentation fault(?: +\(core dumped\))?\s*$/,
      /exit code: 139\b/,
      /died with <Signals\.SIGSEGV/,
    ],
    cause: "a program crashed (under emulation, often the emulator's fault)",
    remedy: "a native runner for the platform; else another version of the program or library that crashed",
    source: "https://github.com/docker/buildx/issues/1170",
  },
  {
    id: "glibc",
    class: "platform",
    patterns: [/version [`']GLIBC(?:XX)?_[\d.]+' not found/],
    cause: "a binary was built for a newer system library than the base image has",
    remedy: "a newer base image (AWS Lambda: python3.12 or later), or a binary built on this base",
    source: "https://github.com/qdrant/fastembed/issues/314",
  },
  {
    id: "permission",
    class: "configuration",
    patterns: [
      /(?:sh|bash): (?:line )?(?:\d+: )?(?<path>\S+): Permission denied/,
      /(?:PermissionError|OSError): \[Errno 13\] Permission denied: '(?<path>[^']+)'/,
      /^(?:mkdir|cp|mv|ln|rm|touch|tar|install|chown|chmod): .*: (?:Permission denied|Operation not permitted)$/,
      // A shell that becomes the program does not give its own name.
      /^(?<path>[\w./-]+): Permission denied$/,
      /EACCES: permission denied/,
      /E: Could not open lock file .* Permission denied/,
    ],
    cause: "the step's user may not do this",
    remedy: "COPY --chmod=755 for scripts; USER root before installing, COPY --chown for files",
    source: "https://docs.docker.com/reference/dockerfile/#user",
  },
];
