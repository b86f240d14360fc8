import { describe, expect, test } from "vitest";
import { findReadFault, isMountRace, type ReadRun } from "../../../src/lazy/read-fault.ts";

const fine: ReadRun = { succeeded: true, ended: "exit", text: "", output: [], failedOutput: [], steps: [] };
const failed = (error: string, ...output: string[]): ReadRun => ({
  ...fine,
  succeeded: false,
  output,
  failedOutput: output,
  steps: [{ name: "[3/3] RUN x", error }],
});
const exit = (code: number): string =>
  `process "/bin/sh -c python3 -c 'import x'" did not complete successfully: exit code: ${code}`;

describe("a fault of reading", () => {
  test.each<[string, ReadRun]>([
    ["Python", failed(exit(1), "OSError: [Errno 5] Input/output error: '/usr/lib/x.so'")],
    ["cat", failed(exit(1), "cat: read error: I/O error")],
    ["coreutils", failed(exit(1), "sha256sum: /data/big: Input/output error")],
    ["a page of a program", failed(exit(135))],
    ["a crash", failed(exit(139))],
    ["a lost blob", failed("failed to resolve blob sha256:7f: not found", "failed to fetch layer: 500")],
    ["COPY --from", failed("failed to copy files: copy file range failed: input/output error")],
    ["the snapshot", failed("failed to solve: missing descriptor handlers for lazy blobs")],
    ["a push that reads a layer", failed("failed to push x: unexpected status from GET request: 500")],
    ["a step that went on", { ...fine, output: ["cp: error reading '/a': Input/output error"] }],
    ["no error of any step", { ...fine, succeeded: false, text: "ERROR: closed connection" }],
    ["no word at all", { ...fine, succeeded: false }],
  ])("%s", (_, run) => {
    expect(findReadFault(run)).toBeDefined();
  });
});

describe("none", () => {
  test.each<[string, ReadRun]>([
    ["a good build", fine],
    ["a step's own failure", failed(exit(1), "ModuleNotFoundError: No module named 'x'")],
    ["a missing command", failed(exit(127), "sh: x: not found")],
    [
      "a source that is not there",
      failed('failed to calculate checksum of ref nls8lodjwr4m::okok40x0ajqv: "/bigg": not found'),
    ],
    ["D-Bus", failed(exit(1), "D-Bus error: no session")],
    ["a download of a step", { ...fine, output: ["failed to fetch metadata: unsupported protocol"] }],
    ["snapshots of Debian", failed(exit(100), "E: Failed to fetch http://snapshot.debian.org/x")],
    ["weights", failed(exit(1), "Failed to resolve weights of layer block4")],
    ["a good step's own words", { ...fine, output: ["failed to read the blob store, using defaults"] }],
    ["cancelled", { ...fine, succeeded: false, ended: "aborted" }],
    ["its time limit", { ...fine, succeeded: false, ended: "timeout" }],
  ])("%s", (_, run) => {
    expect(findReadFault(run)).toBeUndefined();
  });
});

test("two steps that mount one layer at once", () => {
  const race = failed('failed to prepare sha256:2c as v9: layer "16" unavailable: unavailable');
  expect([race, failed(exit(1)), fine].map(isMountRace)).toEqual([true, false, false]);
});
