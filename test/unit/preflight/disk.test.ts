/** Disk: what builds need, what is removed, and when nothing may be. Folders are real and temporary. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseParallelism } from "../../../src/build/parallelism.ts";
import type { ImageName, Plan } from "../../../src/model.ts";
import { predictDisk } from "../../../src/preflight/predict-disk.ts";
import { prepareDisk } from "../../../src/preflight/prepare-disk.ts";
import { isHostedRunner, reclaimDisk, UNUSED_FOLDERS } from "../../../src/preflight/reclaim-disk.ts";
import type { ImageRecords } from "../../../src/registry/read-records.ts";
import type { Session } from "../../../src/session.ts";
import { exec } from "../../../src/shell/exec.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import type { World } from "../../../src/shell/world.ts";

const name = (text: string): ImageName => text as ImageName;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ml-image-build-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const world = (env: Readonly<Record<string, string>>, lines: string[] = []): World => {
  const real = openWorld(env, new AbortController().signal, exec);
  const note = (line: string): void => void lines.push(line);
  return { ...real, log: { ...real.log, info: note, warning: note } };
};

test.each([
  ["nothing known", [{ name: name("a"), bytes: undefined, parents: [] }], undefined],
  ["one", [{ name: name("a"), bytes: 1e9, parents: [] }], { totalBytes: 4e9, largestBytes: 4e9 }],
  [
    "a base of this run is there once",
    [
      { name: name("base"), bytes: 5e9, parents: [] },
      { name: name("a"), bytes: 6e9, parents: [name("base")] },
      { name: name("b"), bytes: undefined, parents: [name("base")] },
    ],
    { totalBytes: 24e9, largestBytes: 20e9 },
  ],
])("predictDisk: %s", (_, images, predicted) => expect(predictDisk(images)).toEqual(predicted));

test.each([
  [undefined, 4],
  [{ freeBytes: 100e9, largestBytes: 10e9 }, 4],
  [{ freeBytes: 25e9, largestBytes: 10e9 }, 2],
  [{ freeBytes: 5e9, largestBytes: 10e9 }, 1],
  [{ freeBytes: 5e9, largestBytes: 0 }, 4],
])("max-parallel: auto with %j is %i", (disk, expected) => {
  expect(chooseParallelism(8, 32e9, disk)).toBe(expected);
});

describe("reclaimDisk", () => {
  const make = (): readonly string[] =>
    ["one", "two", "three"].map((part) => {
      mkdirSync(join(folder, part, "deep"), { recursive: true });
      writeFileSync(join(folder, part, "deep", "file"), part);
      return join(folder, part);
    });

  test("removes one after another until it is enough", async () => {
    const folders = make();
    const removed = await reclaimDisk(world({}), folders, async () => !existsSync(folders[1] ?? ""));
    expect(removed).toEqual(folders.slice(0, 2));
    expect(folders.map((path) => existsSync(path))).toEqual([false, false, true]);
  });

  test("passes over what is not there, and over links", async () => {
    const [one = "", two = ""] = make();
    symlinkSync(one, join(folder, "link"));
    const folders = [join(folder, "none"), join(folder, "link"), two];
    expect(await reclaimDisk(world({}), folders, async () => false)).toEqual([two]);
    expect(existsSync(join(one, "deep", "file"))).toBe(true);
  });

  test("is for GitHub's own machines only", () => {
    const of = (environment: string, os: NodeJS.Platform) =>
      isHostedRunner({
        ...world({ RUNNER_ENVIRONMENT: environment }),
        platform: { ...world({}).platform, os },
      });
    expect([of("github-hosted", "linux"), of("self-hosted", "linux"), of("github-hosted", "darwin")]).toEqual(
      [true, false, false],
    );
    expect(isHostedRunner(world({}))).toBe(false);
    expect(UNUSED_FOLDERS.every((path) => /^\/(opt|usr)\/\w+/.test(path))).toBe(true);
  });
});

describe("prepareDisk", () => {
  const session = { bases: { layers: async () => undefined } } as unknown as Session;
  const image = {
    spec: { name: name("app"), platforms: [] },
    decision: { action: "build" },
    parents: [],
    inputs: { bases: new Map() },
  };
  const plan = { images: new Map([["app", image]]), order: ["app"] } as unknown as Plan;
  const records = (sizeBytes: number) =>
    new Map([["app", { last: { sizeBytes } }]]) as unknown as ReadonlyMap<string, ImageRecords>;
  const prepare = async (sizeBytes: number, env: Record<string, string>) => {
    const lines: string[] = [];
    const disk = { folder, freeBytes: 10e9 };
    const room = await prepareDisk(world(env, lines), session, plan, {
      disk,
      records: records(sizeBytes),
      reclaim: "false",
    });
    return { room, lines };
  };

  test("too little is one warning, and never more than that", async () => {
    const { room, lines } = await prepare(3e9, {});
    expect(room).toEqual({ freeBytes: 10e9, largestBytes: 12e9 });
    expect(lines).toEqual([
      expect.stringMatching(/has 10\.00 GB free, .* about 12\.00 GB: build fewer images/),
    ]);
  });
  test("a hosted runner is told of the input", async () => {
    expect((await prepare(3e9, { RUNNER_ENVIRONMENT: "github-hosted" })).lines).toEqual([
      expect.stringContaining("reclaim-disk: auto"),
    ]);
  });
  test("enough is nothing to tell", async () => {
    expect((await prepare(1e9, {})).lines).toEqual([]);
  });
  test("an unknown disk tells nothing", async () => {
    const room = prepareDisk(world({}), session, plan, {
      disk: undefined,
      records: records(1e15),
      reclaim: "auto",
    });
    expect(await room).toBeUndefined();
  });
});
