/** Builds on a base of some programs that fail as those of big images do, within a second each. */
import type { FailingBuild } from "./failing-builds.ts";

export interface Places {
  /** A base image with busybox. */
  readonly base: string;
  /** `localhost:PORT` of a real registry. */
  readonly registry: string;
  /** A server that answers every path with 404: `http://ADDRESS:PORT`. */
  readonly nothing: string;
}

/** A program for another processor: the head of an ELF file is enough for the kernel to refuse it. */
const elfOf = (machine: number): string => {
  const bytes = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...Array(9).fill(0), 2, 0, machine, 0, 1];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
};
const AARCH64 = 183;

export const busyboxFailures = ({ base, registry, nothing }: Places): readonly FailingBuild[] => [
  {
    name: "disk-full",
    dockerfile: `FROM ${base}
RUN --mount=type=tmpfs,target=/small,size=8m dd if=/dev/zero of=/small/model.bin bs=1M count=32
`,
    id: "disk-full",
    said: /No space left on device/,
    line: 2,
  },
  {
    name: "killed",
    dockerfile: `FROM ${base}
COPY Dockerfile /
RUN echo compiling; sh -c 'kill -9 $$'; exit $?
`,
    id: "oom-compile",
    said: /^killed: Killed: /,
    line: 3,
  },
  {
    name: "no-memory",
    dockerfile: `FROM ${base}
RUN ulimit -v 30000 && dd if=/dev/zero of=/dev/null bs=200M count=1
`,
    id: "oom-compile",
    said: /memory/,
    line: 2,
  },
  {
    name: "crashed",
    dockerfile: `FROM ${base}\nRUN sh -c 'kill -11 $$'; exit $?\n`,
    id: "segfault",
    said: /^crashed: Segmentation fault: /,
    line: 2,
  },
  {
    name: "copy-missing",
    dockerfile: `FROM ${base} AS made
RUN mkdir /models
FROM ${base}
COPY --from=made /models/vocals.bin /models/
`,
    id: "copy-from-missing",
    said: /"\/models\/vocals\.bin": not found/,
    line: 4,
  },
  {
    name: "wrong-base",
    dockerfile: `ARG SDK=${registry}/busybox:8.0-nope
FROM \${SDK} AS build
RUN true
`,
    id: "base-missing",
    said: /busybox:8\.0-nope.*not found/,
    line: 2,
  },
  {
    name: "no-secret",
    dockerfile: `FROM ${base}
RUN --mount=type=secret,id=hf_token,required=true cat /run/secrets/hf_token
`,
    id: "secret-missing",
    said: /secret hf_token: not found/,
    line: 2,
  },
  {
    name: "no-program",
    dockerfile: `FROM ${base}\nRUN ffmpeg -version\n`,
    id: "command-missing",
    said: /ffmpeg: not found/,
    line: 2,
  },
  {
    name: "no-right",
    dockerfile: `FROM ${base}
COPY start.sh /start.sh
RUN chmod 644 /start.sh && /start.sh
`,
    files: { "start.sh": "#!/bin/sh\necho started\n" },
    id: "permission",
    said: /\/start\.sh: Permission denied: /,
    line: 3,
  },
  {
    name: "line-ends",
    dockerfile: `FROM ${base}
COPY install.sh /install.sh
RUN sh /install.sh
`,
    files: { "install.sh": "set -e\r\nif true; then\r\n  echo installed\r\nfi\r\n" },
    id: "line-ends",
    said: /set: .*option/,
    line: 3,
  },
  {
    name: "other-processor",
    dockerfile: `FROM ${base}
RUN printf '${elfOf(AARCH64)}' > /tool && chmod 755 /tool
RUN ["/tool"]
`,
    id: "exec-format",
    said: /exec format error/,
    line: 3,
  },
  {
    name: "wrong-sum",
    dockerfile: `FROM ${base}
COPY model.bin /
RUN echo "${"0".repeat(64)}  /model.bin" | sha256sum -c -
`,
    files: { "model.bin": "weights\n" },
    id: "checksum",
    said: /did NOT match/,
    line: 3,
  },
  {
    name: "no-archive",
    dockerfile: `FROM ${base}
RUN echo '<html>404</html>' > /model.tar.gz && tar -xzf /model.tar.gz
`,
    id: "download-not-archive",
    said: /magic/,
    line: 2,
  },
  {
    name: "added-missing",
    dockerfile: `FROM ${base}\nADD ${nothing.replace(/\/\/[^:]+/, "//127.0.0.1")}/model.bin /model.bin\n`,
    id: "download-missing",
    said: /404/,
    line: 2,
  },
  {
    name: "fetched-missing",
    dockerfile: `FROM ${base}\nRUN wget -q ${nothing}/model.bin\n`,
    id: "download-missing",
    said: /404 Not Found/,
    line: 2,
  },
  {
    name: "no-network",
    dockerfile: `FROM ${base}\nRUN --network=none wget -q http://models.example/model.bin\n`,
    id: "dns",
    said: /bad address/,
    line: 2,
  },
  {
    name: "in-the-way",
    dockerfile: `FROM ${base}
RUN touch /models
COPY weights /models/
`,
    files: { "weights/a.bin": "a\n" },
    id: "copy-conflict",
    said: /mkdir \/models: not a directory/,
    line: 3,
  },
  {
    name: "own-words",
    dockerfile: `FROM ${base}\nRUN echo 'error: the model has 3 heads, not 4'; exit 9\n`,
    id: undefined,
    said: /it said: error: the model has 3 heads, not 4/,
    line: 2,
  },
];

/** A build that is fine, for each repository of a registry that refuses; no line is at fault. */
export const refusedPushes = (base: string): readonly FailingBuild[] => {
  const cases = [
    ["no-login", "ecr-no-creds", /no-login\S*: unauthorized/],
    ["no-right", "ecr-denied", /ecr:InitiateLayerUpload/],
    ["no-words", "ecr-denied", /no-words\S*: denied: /],
    ["no-repository", "ecr-repo-missing", /does not exist in the registry with id/],
    ["fixed-tag", "ecr-immutable", /cannot be overwritten/],
    ["old-token", "ecr-expired", /token has expired/],
    ["too-often", "hub-429", /429|toomanyrequests/i],
    ["unwell", "registry-unwell", /503/],
  ] as const;
  return cases.map(([name, id, said]) => ({
    name,
    id,
    said,
    line: undefined,
    dockerfile: `FROM ${base}\nCOPY Dockerfile /${name}\n`,
  }));
};
