/** Figures of a run: nothing is counted twice, and what the images file asks for reaches the report of legs. */
import { expect, test } from "vitest";
import { rebuildPlan } from "../../../src/legs/rebuild-plan.ts";
import type { Digest, FoundManifest, ImageName, Outcome } from "../../../src/model.ts";
import type { ImageRecords } from "../../../src/registry/read-records.ts";
import { buildReport } from "../../../src/report/build-report.ts";
import type { PlanJson, PlanJsonImage } from "../../../src/report/plan-json.ts";
import { sampleReport } from "../../support/sample-report.ts";

const digest = `sha256:${"1".repeat(64)}` as Digest;
const manifest: FoundManifest = { digest, mediaType: "", bytes: Buffer.from("{}") };
const image: PlanJsonImage = {
  action: "reuse",
  fingerprint: "a".repeat(64),
  reasons: ["unchanged"],
  inputs: [],
  bases: {},
  parents: [],
  platforms: ["linux/amd64"],
  repository: "app",
  digest,
  repositories: ["app"],
  tags: [],
  runtime: "container",
  found: { repository: "app", tag: "src-1", sizeBytes: 5_000_000, missingRepositories: [] },
};

function report(images: Readonly<Record<string, PlanJsonImage>>, seconds: number) {
  const { trigger } = sampleReport();
  const stored: PlanJson = { version: 1, trigger, nonce: "", images, legs: [] };
  const names = Object.keys(images) as ImageName[];
  const outcomes = names.map((name): [ImageName, Outcome] => {
    const place = { repository: "app", tag: "src-1" };
    return [name, { status: "reused", name, digest, place, sizeBytes: 5_000_000 }];
  });
  const record = {
    version: 1,
    image: "app",
    fingerprint: "",
    digest,
    commit: undefined,
    builtAt: "",
    durationSeconds: seconds,
    sizeBytes: 1,
    components: [],
    steps: [],
  } as const;
  const records = names.map((name): [ImageName, ImageRecords] => [
    name,
    { last: undefined, baseline: undefined, reused: record },
  ]);
  return buildReport({
    plan: rebuildPlan(stored, new Map(names.map((name) => [name, manifest]))),
    outcomes: new Map(outcomes),
    records: new Map(records),
    registry: undefined,
    costPerMinute: 0.006,
  });
}

test("images of one content save one build", () => {
  const other = { ...image, fingerprint: "b".repeat(64) };
  const { savings } = report({ app: image, twin: image, other }, 600);
  expect(savings).toEqual({ seconds: 1200, images: 2, unknown: 0, dollars: expect.closeTo(0.12) });
});

test("a budget holds in the report of legs", () => {
  const { images } = report({ app: { ...image, budget: { sizeMb: 4 } } }, 1);
  expect(images.app?.flags).toEqual([{ kind: "over-budget", text: "budget size-mb: at most 4, found 5.0" }]);
});
