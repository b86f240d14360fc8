/** A run with everything a report can have: built, failed, blocked, reused, flags, layers, and text that attacks. */
import type { RunReport } from "../../src/report/run-report.ts";

const at = Date.UTC(2026, 0, 1);
const span = (from: number, to: number): readonly [number, number] => [at + from * 1000, at + to * 1000];
const common = { repository: "ml", tag: "src-1", platforms: ["linux/amd64"], fingerprint: "f".repeat(64) };
export const attack =
  '<script>alert(1)</script> @everyone [x](javascript:1) | `code` #12 -->\n## Title\n```\n"; section: x, y';

export function sampleReport(): RunReport {
  return {
    version: 1,
    trigger: {
      event: "pull_request",
      scope: { kind: "untrusted", prefix: "pr7-", because: "a pull request" },
      baseScope: undefined,
      isFork: false,
      sha: "a".repeat(40),
      branch: "feature",
      pullRequest: 7,
      runId: "4711",
      runAttempt: "1",
    },
    savings: { seconds: 5400, images: 1, unknown: 1, dollars: 0.54 },
    images: {
      "ml-base": {
        ...common,
        status: "built",
        digest: `sha256:${"1".repeat(64)}`,
        reasons: ["requirements.txt changed"],
        durationSeconds: 400,
        sizeBytes: 2_400_000_000,
        dockerfile: "base/Dockerfile",
        hits: { cached: 1, total: 4 },
        onDemand: { readBytes: 31_000_000, plainBytes: 589_000_000, savedSeconds: 24.5 },
        before: { builtAt: "2025-12-31T00:00:00Z", durationSeconds: 200, sizeBytes: 2_000_000_000 },
        history: [310, 180.25, 200].map((durationSeconds) => ({
          builtAt: "2025-12-31T00:00:00Z",
          durationSeconds,
        })),
        flags: [{ kind: "worse", text: "built in 6 min 40 s, was 3 min 20 s" }],
        layers: [
          { digest: "sha256:a", bytes: 800_000_000, instruction: "COPY models /models # buildkit" },
          {
            digest: "sha256:b",
            bytes: 790_000_000,
            instruction: "RUN /bin/sh -c chown -R app /models # buildkit",
          },
        ],
        steps: [
          {
            name: "[internal] load build context",
            cached: false,
            seconds: 2,
            error: undefined,
            kind: "transfer",
            intervals: [span(0, 1), span(2, 3)],
            bytesIn: 12_000_000,
          },
          {
            name: "[stage-0 2/5] RUN apt-get update",
            cached: true,
            seconds: 0,
            error: undefined,
            kind: "instruction",
            intervals: [span(3, 3)],
            line: 3,
          },
          {
            name: "[stage-0 3/5] RUN pip install torch",
            cached: false,
            seconds: 300,
            error: undefined,
            kind: "instruction",
            intervals: [span(3, 303)],
            line: 5,
          },
          {
            name: "pushing",
            cached: false,
            seconds: 60,
            error: undefined,
            kind: "push",
            intervals: [span(340, 400)],
            bytesOut: 790_000_000,
          },
        ],
      },
      [`evil ${attack}`]: {
        ...common,
        status: "failed",
        reasons: [attack],
        durationSeconds: 30,
        error: `exit code: 1 ${attack} (kept: 2 steps)`,
        steps: [
          {
            name: `[2/2] RUN echo ${attack}`,
            cached: false,
            seconds: 30,
            error: attack,
            kind: "instruction",
            intervals: [span(10, 40)],
            line: 2,
          },
        ],
      },
      child: {
        ...common,
        status: "blocked",
        reasons: ["x"],
        durationSeconds: 0,
        error: "its base evil failed",
        steps: [],
      },
      worker: {
        ...common,
        status: "reused",
        digest: `sha256:${"2".repeat(64)}`,
        reasons: ["unchanged"],
        durationSeconds: 0,
        sizeBytes: 40_000_000,
        savedSeconds: 5400,
        steps: [],
      },
    },
  };
}
