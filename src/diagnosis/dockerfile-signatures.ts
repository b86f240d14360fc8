/** What BuildKit says about the Dockerfile, its context, and what it was asked for. */
import type { Signature } from "./signature.ts";

const REFERENCE = "https://docs.docker.com/reference/dockerfile/";

export const dockerfileSignatures: readonly Signature[] = [
  {
    id: "copy-from-missing",
    class: "configuration",
    patterns: [
      /^(?:COPY|ADD) .*--from=\S+ .*failed to (?:compute cache key|calculate checksum)[^\n]*"(?<path>\/[^"]*)": not found/,
    ],
    cause: "the stage or image that --from names has no such file",
    remedy:
      "the path in that stage (its WORKDIR counts for what it writes, not for --from), and that its steps make it",
    source: `${REFERENCE}#copy---from`,
  },
  {
    id: "copy-missing",
    class: "configuration",
    patterns: [
      /failed to (?:compute cache key|calculate checksum of ref)[^\n]*"(?<path>\/[^"]*)": not found/,
      /(?:COPY|ADD) failed: file not found in build context/,
      /lstat (?<path>\S+): no such file or directory/,
    ],
    cause: "a COPY or ADD source is not in the build context",
    remedy:
      "check the context's folder, its ignore file, and that the file is committed (the plan's notices name which)",
    source: "https://github.com/moby/buildkit/issues/2104",
  },
  {
    id: "dockerfile-syntax",
    class: "configuration",
    isVerdict: true,
    patterns: [/dockerfile parse error/i, /failed to solve: [^\n]*unknown instruction: (?<package>\S+)/],
    cause: "the Dockerfile cannot be read",
    remedy:
      "the line and the word that the error names; a missing backslash at the end of the line before is the usual reason",
    source: REFERENCE,
  },
  {
    id: "stage-missing",
    class: "configuration",
    patterns: [
      /target stage "?(?<package>[\w.-]+)"? could not be found/,
      /circular dependency detected on stage: (?<package>\S+)/,
    ],
    cause: "the Dockerfile has no stage of this name that can be built",
    remedy: "the target of the images file against the names after AS in the Dockerfile",
    source: "https://docs.docker.com/build/building/multi-stage/",
  },
  {
    id: "base-name-blank",
    class: "configuration",
    patterns: [
      /base name \((?<package>[^)]*)\) should not be blank/,
      /failed to parse stage name "[^"]*": invalid reference format/,
      /invalid reference format: repository name[^\n]* must be lowercase/,
    ],
    cause:
      "the name of a base image is empty or not allowed, mostly because a build arg of FROM has no value",
    remedy:
      "a default (ARG BASE=python:3.11-slim before the first FROM), or the arg in the images file; names in lower case",
    source: `${REFERENCE}#understand-how-arg-and-from-interact`,
  },
  {
    id: "secret-missing",
    class: "credentials",
    patterns: [/secret (?<package>[\w.-]+): not found/, /failed to solve: [^\n]*secret [^\n]*not found/],
    cause: "a step needs a secret that this build does not have",
    remedy: "secrets: in the images file, and its variable in the workflow's env",
    source: "https://docs.docker.com/build/building/secrets/",
  },
  {
    id: "copy-conflict",
    class: "configuration",
    patterns: [
      /cannot (?:copy to non-directory|replace to directory \S+ with file)/,
      /\bmkdir \/\S*: not a directory$/,
    ],
    cause: "a COPY wants a folder where a file is, or a file where a folder is",
    remedy: "a destination that ends in / for folders; remove what is in the way in an earlier step",
    source: `${REFERENCE}#copy`,
  },
  {
    id: "checksum",
    class: "configuration",
    isVerdict: true,
    patterns: [
      /digest mismatch sha256:\w+: sha256:\w+/,
      /WARNING: \d+ (?:of \d+ )?computed checksums? did NOT match/,
      /sha(?:256|512)sum: \S+: no properly formatted/,
    ],
    cause: "a download is not the file that its checksum names",
    remedy:
      "the publisher changed the file, or the address gives an error page: look at it, then change the checksum",
    source: `${REFERENCE}#add---checksum`,
  },
  {
    id: "line-ends",
    class: "configuration",
    patterns: [
      /\$'\\r': command not found/,
      // `set -e` and an invisible end of line.
      /\bset: (?:line \d+: )?(?:[Ii]llegal option -|-: invalid option)$/,
      /bad interpreter: No such file or directory$/,
      /env: ['‘’]?(?:ba)?sh(?:\\r)?['‘’]?: No such file or directory/,
      /env: ['‘’]?python3?(?:\\r)['‘’]?: No such file/,
    ],
    cause: "a script has Windows line ends (CRLF)",
    remedy: "*.sh text eol=lf in .gitattributes, then git add --renormalize .",
    source: "https://git-scm.com/docs/gitattributes#_eol",
  },
  {
    id: "context-unreadable",
    class: "configuration",
    patterns: [/error from sender: (?:open|lstat) (?<path>\S+): permission denied/],
    cause: "the build context has a file that the runner's user may not read",
    remedy:
      "leave it out by .dockerignore, or mend its mode (a step in a container may have made it as root)",
    source: "https://github.com/docker/build-push-action/issues/321",
  },
  {
    id: "driver-limits",
    class: "configuration",
    patterns: [
      /(?:Cache export|Multi-platform build|Multiple platforms feature) is (?:currently )?not supported for (?:the )?docker driver/i,
      /OCI exporter is not supported for the docker driver/,
    ],
    cause: "the engine's builder without containerd's image store cannot do this",
    remedy: "docker/setup-buildx-action (a docker-container builder), or the engine's containerd image store",
    source: "https://docs.docker.com/build/builders/drivers/",
  },
];
