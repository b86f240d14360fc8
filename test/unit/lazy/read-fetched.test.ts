import { expect, test } from "vitest";
import { configureLazy } from "../../../src/lazy/builder-config.ts";
import { describeFetched, parseFetched, sumFetched } from "../../../src/lazy/read-fetched.ts";
import { findFailedReads } from "../../../src/lazy/read-log.ts";

const state = (digest: string, size: number, fetchedSize: number): string =>
  JSON.stringify({ digest, size, fetchedSize, fetchedPercent: 1 });

test("what came since counts, and the whole of layers that are new", () => {
  const before = parseFetched(`${state("a", 100, 10)}\n`);
  const after = parseFetched(`${state("a", 100, 15)}\n${state("b", 1000, 30)}\n\nnothing\n{}\n`);
  expect(sumFetched(before, after)).toEqual({ read: 35, whole: 1000 });
  expect(sumFetched(after, after)).toEqual({ read: 0, whole: 0 });
});

test("one sentence", () => {
  const plain = "32 MB of cached layers were read on demand; a plain build would have pulled 635 MB";
  const read = { readBytes: 32_000_000, plainBytes: 635_000_000 };
  expect(describeFetched(read)).toBe(plain);
  expect(describeFetched({ ...read, savedSeconds: 75 })).toBe(
    `${plain}, which takes about 1 min 15 s longer`,
  );
  expect(describeFetched({ ...read, savedSeconds: 0.4 })).toBe(plain);
  expect(describeFetched({ readBytes: 64_000, plainBytes: 40_000_000 })).toContain("0.1 MB of");
});

test("failed reads in a builder's log", () => {
  const log = `time="…" level=warning msg="layer is unavailable" error="layer not registered"
time="…" level=error msg="statFile error" digest="sha256:7f" error="file.Read: failed to read data: fileReader.ReadAt.peek: EOF" size=3
time="…" level=info msg="preparing filesystem mount at mountpoint=/x"
time="…" level=error msg="/moby.buildkit.v1.Control/Solve returned error: process did not complete"`;
  expect(findFailedReads(log)).toBe(1);
  const json = `{"level":"info","msg":"found worker"}
{"digest":"sha256:7f","level":"error","msg":"statFile error","size":3}
{"error":"failed to read data","msg":"statFile error","level":"fatal"}`;
  expect(findFailedReads(json)).toBe(2);
  // Of a log driver that keeps nothing, or of something else.
  expect(findFailedReads("")).toBeUndefined();
  expect(findFailedReads("failed to read")).toBeUndefined();
});

test("the user's settings are kept", () => {
  expect(configureLazy(undefined)).toContain("no_background_fetch = true");
  expect(configureLazy('[registry."r.io"]\n  http = true\n')).toMatch(
    /^\[registry\."r\.io"\][\s\S]*no_background/,
  );
  expect(configureLazy("[worker.oci]\n  gc = false\n")).toBeUndefined();
});
