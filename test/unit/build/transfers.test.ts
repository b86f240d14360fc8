import { describe, expect, test } from "vitest";
import { Progress } from "../../../src/build/progress.ts";
import { kindOfStep } from "../../../src/build/step-kind.ts";
import { countBytes } from "../../../src/build/traffic.ts";
import { findWaiting, type OpenStep, QuietTime } from "../../../src/build/transfers.ts";

const open = (name: string, parts: readonly string[] = [], isMidway = false): OpenStep => ({
  name,
  kind: kindOfStep(name),
  parts,
  isMidway,
});
const blob = `sha256:${"a".repeat(64)}`;
const RUN = open("[app 3/4] RUN pip install torch");
const PULL = open("[app 1/4] FROM registry.example/base:1@sha256:1", [blob], true);
const PUSH = open("exporting to image", ["pushing layers"]);

describe("what waits for a network", () => {
  test.each<[string, readonly OpenStep[], unknown]>([
    ["nothing is open", [], undefined],
    ["a step runs", [RUN], undefined],
    ["a step runs beside a push of another platform", [RUN, PUSH], undefined],
    ["a step runs beside a pull whose bytes are not told", [RUN, open("[app 1/4] FROM x", [])], undefined],
    ["a step runs, or waits for a download", [RUN, PULL], { step: PULL.name, isCounted: true }],
    ["a download", [PULL], { step: PULL.name, isCounted: true }],
    [
      "a download while another layer is unpacked",
      [PULL, open("[b 1/2] FROM y", [`extracting ${blob}`])],
      undefined,
    ],
    ["a manifest", [open("[internal] load metadata for registry.example/base:1")], { isCounted: false }],
    [
      "credentials",
      [open("[auth] library/python:pull token for registry-1.docker.io")],
      { isCounted: false },
    ],
    [
      "a frontend",
      [open("resolve image config for docker-image://docker.io/docker/dockerfile:1")],
      { isCounted: false },
    ],
    ["the context", [open("[internal] load build context", ["transferring context:"])], undefined],
    ["a layer that is compressed", [open("exporting to image", ["exporting layers"])], undefined],
    ["a push", [PUSH], { step: "exporting to image", isCounted: false }],
    ["a cache that is read", [open("importing cache manifest from gha:1")], { isCounted: false }],
    [
      "a cache that is packed",
      [open("exporting cache to registry", ["preparing build cache for export"])],
      undefined,
    ],
    [
      "a cache that is written",
      [open("exporting cache to registry", ["preparing build cache for export", `writing layer ${blob}`])],
      { isCounted: false },
    ],
    [
      "a cache on its way to GitHub between two layers",
      [open("exporting to GitHub Actions Cache", ["sending cache export"])],
      { isCounted: false },
    ],
    ["a download by ADD", [open("https://example.com/model.bin")], undefined],
  ])("%s", (_, steps, expected) => {
    const waiting = findWaiting(steps);
    if (expected === undefined) expect(waiting).toBeUndefined();
    else expect(waiting).toMatchObject(expected as object);
  });
});

test("a builder at which nothing runs waits where it stood still before, if it did", () => {
  expect(findWaiting([])).toBeUndefined();
  expect(findWaiting([], "importing cache manifest from gha:1")).toEqual({
    step: "importing cache manifest from gha:1, where the builder still waits",
    isCounted: true,
  });
  expect(findWaiting([RUN], "importing cache manifest from gha:1")).toBeUndefined();
});

describe("for how long nothing has come", () => {
  const MINUTE = 60_000;
  const counted = { step: "pull", isCounted: true };
  const uncounted = { step: "push", isCounted: false };

  test("a download that stands still", () => {
    const quiet = new QuietTime();
    expect([0, 1, 2, 3].map((minute) => quiet.note(minute * MINUTE, counted, 7, undefined) / MINUTE)).toEqual(
      [0, 1, 2, 3],
    );
  });

  test("news begin it anew", () => {
    const quiet = new QuietTime();
    expect(
      [7, 7, 8, 8].map((news, minute) => quiet.note(minute * MINUTE, counted, news, undefined) / MINUTE),
    ).toEqual([0, 1, 0, 1]);
  });

  test("a push whose bytes nobody counts is as alive as the network", () => {
    const quiet = new QuietTime();
    // A megabyte a minute, then what a runner's own programs send.
    const bytes = [0, 1e6, 2e6, 2.05e6, 2.1e6, 2.2e6];
    expect(bytes.map((all, minute) => quiet.note(minute * MINUTE, uncounted, 1, all) / MINUTE)).toEqual([
      0, 0, 0, 1, 2, 3,
    ]);
  });

  test("an upload slower than is worth waiting for", () => {
    const quiet = new QuietTime(3_000_000);
    const bytes = [0, 1e6, 2e6, 12e6];
    expect(bytes.map((all, minute) => quiet.note(minute * MINUTE, uncounted, 1, all) / MINUTE)).toEqual([
      0, 1, 2, 0,
    ]);
  });

  test("where the network is not known, nothing is said of a push", () => {
    const quiet = new QuietTime();
    expect([0, 10, 100].map((minute) => quiet.note(minute * MINUTE, uncounted, 1, undefined))).toEqual([
      0, 0, 0,
    ]);
  });

  test("work of the builder ends it", () => {
    const quiet = new QuietTime();
    const waits = [counted, counted, undefined, counted, counted];
    expect(waits.map((one, minute) => quiet.note(minute * MINUTE, one, 1, undefined) / MINUTE)).toEqual([
      0, 1, 0, 0, 1,
    ]);
  });
});

test("what the builder repeats is no news, bytes are", () => {
  const progress = new Progress();
  const send = (one: object): number => {
    progress.read(JSON.stringify(one));
    return progress.news;
  };
  const layer = (current: number, completed = false) => ({
    statuses: [
      {
        id: blob,
        vertex: "sha256:1",
        current,
        total: 100,
        started: "2026-01-01T00:00:00Z",
        ...(completed ? { completed: "2026-01-01T00:00:09Z" } : {}),
      },
    ],
  });
  const base = "[app 1/4] FROM registry.example/base:1";
  const started = send({ vertexes: [{ digest: "sha256:1", name: base, started: "2026-01-01T00:00:00Z" }] });
  const first = send(layer(10));
  expect(first).toBeGreaterThan(started);
  expect(progress.open()).toEqual([{ name: base, kind: "base", parts: [blob], isMidway: true }]);
  expect(send(layer(10))).toBe(first);
  const more = send(layer(60));
  expect(more).toBeGreaterThan(first);
  const done = send(layer(60, true));
  expect(done).toBeGreaterThan(more);
  expect(progress.open()).toEqual([{ name: base, kind: "base", parts: [], isMidway: false }]);
  expect(send({ logs: [{ vertex: "sha256:1", data: "" }] })).toBeGreaterThan(done);
});

test("what the kernel counts", () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000       4    0    0    0     0          0         0     1000       4    0    0    0     0       0          0
  eth0: 2500000    9000    0    0    0     0          0         0    70000    5000    0    0    0     0       0          0
`;
  expect(countBytes(text)).toBe(1000 + 1000 + 2_500_000 + 70_000);
  expect(countBytes("")).toBeUndefined();
  expect(countBytes(undefined)).toBeUndefined();
});
