import { describe, expect, test } from "vitest";
import { commentMarker, hasPart, mergeBody } from "../../../src/github/comment-body.ts";

const marker = commentMarker("images", "build");
const chart = `### Images: 9 built\n\n| image |\n|---|\n| app |\n\n\`\`\`mermaid\ngantt\n${"    a step :1, 2\n".repeat(1200)}\`\`\``;

describe("a comment of many jobs", () => {
  test("a part that is cut leaves no chart open, which would take the other parts into it", () => {
    let body: string | undefined;
    const keys = Array.from({ length: 8 }, (_, at) => `leg-${at}`);
    for (const key of keys) body = mergeBody(marker, body, { key, runId: "1" }, chart);
    expect(body?.length).toBeLessThan(65_536);
    expect((body?.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(body?.match(/^\| app \|$/gm)).toHaveLength(8);
    expect(body).toContain("the job summary has the rest");
    for (const key of keys) expect(hasPart(body ?? "", { key, runId: "1" })).toBe(true);
  });

  test("hundreds of jobs fit, each with its part", () => {
    let body: string | undefined;
    for (let at = 0; at < 256; at += 1)
      body = mergeBody(marker, body, { key: `leg-${at}`, runId: "1" }, chart);
    expect(body?.length).toBeLessThan(65_536);
    expect(body?.match(/^<!-- part /gm)).toHaveLength(256);
  });

  test("one writer's text is cut the same way", () => {
    const body = mergeBody(marker, undefined, undefined, `${chart}\n${"word\n".repeat(20_000)}`) ?? "";
    expect(body.length).toBeLessThan(65_536);
    expect((body.match(/^```/gm) ?? []).length % 2).toBe(0);
  });
});
