import { expect, test } from "vitest";
import type { Outcome, Plan } from "../../../src/model.ts";
import { collectResults } from "../../../src/report/results.ts";

test("a blocked image names what failed: its base, or the image that is built for both", () => {
  const planned = (decision: object): object => ({ spec: { repositories: ["x"] }, decision, inputs: {} });
  const images = {
    first: planned({ action: "build" }),
    twin: planned({ action: "share", with: "first" }),
    child: planned({ action: "build" }),
  };
  const trigger = { scope: { kind: "trusted" } };
  const plan = { trigger, images: new Map(Object.entries(images)), order: Object.keys(images) };
  for (const image of Object.values(images)) {
    Object.assign((image as { decision: object }).decision, { fingerprint: "f".repeat(64), reasons: ["x"] });
  }
  const blocked = { status: "blocked", because: "first" } as Outcome;
  const outcomes = { first: { status: "failed", message: "no" } as Outcome, twin: blocked, child: blocked };
  const results = collectResults(
    plan as unknown as Plan,
    new Map(Object.entries(outcomes)) as never,
    undefined,
  );
  expect([...results].map(([name, { error }]) => [name, error])).toEqual([
    ["first", "no"],
    ["twin", "the image of the same content, first, failed"],
    ["child", "its base first failed"],
  ]);
});
