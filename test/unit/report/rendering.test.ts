import { JSDOM } from "jsdom";
import { beforeAll, describe, expect, test } from "vitest";
import { type FailureDetail, parseFailureDetail } from "../../../src/diagnosis/failure-detail.ts";
import { renderGantt } from "../../../src/report/chart.ts";
import { renderComment } from "../../../src/report/comment-text.ts";
import { renderFailures } from "../../../src/report/failure-table.ts";
import { parseReport } from "../../../src/report/parse-report.ts";
import type { ImageReport } from "../../../src/report/run-report.ts";
import { renderSummary } from "../../../src/report/summary.ts";
import { renderTimelinePage } from "../../../src/report/timeline-page.ts";
import { renderTrace } from "../../../src/report/trace.ts";
import { renderTrends } from "../../../src/report/trend.ts";
import { attack, sampleReport } from "../../support/sample-report.ts";

const report = sampleReport();

describe("what people read", () => {
  test("summary", () => {
    expect(renderSummary(report)).toMatchSnapshot();
  });

  test("what was read on demand is in the timeline, in the trace, and survives as a foreign report", () => {
    const told = /31 MB of cached layers were read on demand; .* 589 MB, which takes about 25 s longer/;
    expect(renderTimelinePage(report)).toMatch(told);
    expect(JSON.stringify(renderTrace(report))).toMatch(told);
    expect(parseReport(JSON.stringify(report))?.images["ml-base"]?.onDemand).toEqual(
      report.images["ml-base"]?.onDemand,
    );
  });

  test("comment", () => {
    expect(renderComment(report, "https://github.test/run/1")).toMatchSnapshot();
  });

  test.each([
    ["summary", renderSummary(report)],
    ["comment", renderComment(report, undefined)],
  ])("text from a build is no markup and mentions nobody: %s", (_, text) => {
    expect(text).not.toMatch(/<script|@everyone|\]\(javascript|^## Title/m);
    expect(text).not.toMatch(/&#64;[a-z]|&#35;\d/);
  });

  test("thousands of images stay within GitHub's limit, failures first", () => {
    const [, evil] = Object.entries(report.images)[1] ?? [];
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [
        `image-${at}`,
        { ...report.images["ml-base"], ...(at === 4999 ? evil : {}) },
      ]),
    ) as typeof report.images;
    const text = renderSummary({ ...report, images: many });
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text.indexOf("image-4999")).toBeLessThan(text.indexOf("image-0"));
    expect(text).toContain("more images");
    expect(renderComment({ ...report, images: many }, undefined).length).toBeLessThan(60_000);
  });

  test("a foreign report is read by type: values that are no numbers or digests are left out", () => {
    const forged = {
      version: 1,
      images: {
        app: {
          status: "built",
          durationSeconds: "<img>",
          digest: "@me",
          hits: { cached: "x" },
          steps: [{ name: 1 }],
        },
        no: 3,
      },
    };
    const read = parseReport(JSON.stringify(forged));
    expect(Object.keys(read?.images ?? {})).toEqual(["app"]);
    expect(read?.images.app).toMatchObject({ durationSeconds: 0, steps: [] });
    expect(renderComment(read ?? report, undefined)).not.toMatch(/<img>|@me/);
    expect(parseReport("[]")).toBeUndefined();
  });

  test("a trace has a bar for each interval, and none hides another", () => {
    const { traceEvents } = renderTrace(report);
    const bars = traceEvents.filter(({ ph }) => ph === "X");
    expect(bars).toHaveLength(6);
    expect(bars.every(({ ts, dur }) => Number.isFinite(ts) && (dur ?? -1) >= 0)).toBe(true);
  });
});

describe("failures in the summary", () => {
  const failed = (failure: FailureDetail, error = "the message"): Parameters<typeof renderFailures>[0] => {
    const image = Object.values(report.images).find(({ status }) => status === "failed");
    return image === undefined ? {} : { app: { ...image, dockerfile: "app/Dockerfile", error, failure } };
  };
  const known = {
    line: 7,
    said: "ERROR: No matching distribution found for torch==9.9",
    cause: "no such version",
    remedy: "Choose a version that exists",
    source: "https://github.com/pypa/pip/issues/1",
    kept: "4 finished steps are in the cache",
  };

  test("a known cause is a row: line, words, cause, remedy, source; and what was kept", () => {
    expect(renderFailures(failed(known))).toMatchInlineSnapshot(`
      "| image | line | it said | cause | what helps |
      |---|---|---|---|---|
      | ❌ app | <code>app/Dockerfile:7</code> | <code>ERROR: No matching distribution found for torch==9.9</code> | no such version | Choose a version that exists ([more](https://github.com/pypa/pip/issues/1)) |

      - **app**: 4 finished steps are in the cache"
    `);
  });

  test("another one keeps its whole message", () => {
    expect(renderFailures(failed({ line: 7 }))).toBe("- ❌ **app**: the message");
  });

  test("text of others breaks no row, and a link leads to a page only", () => {
    const text = renderFailures(
      failed({ ...known, said: attack, cause: attack, source: "javascript:alert(1)" }),
    );
    expect(text.split("\n")[2]?.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(text).not.toMatch(/<script|\]\(javascript/);
  });

  test("a leg's report brings them over, field by field", () => {
    expect(parseFailureDetail(JSON.parse(JSON.stringify(known)))).toEqual(known);
    expect(parseFailureDetail({ line: "7", said: 3, cause: "x", more: 1 })).toEqual({ cause: "x" });
    expect(parseFailureDetail("no")).toBeUndefined();
  });
});

describe("Mermaid's own parser", () => {
  let parse: (text: string) => Promise<unknown>;
  beforeAll(async () => {
    const { window } = new JSDOM("");
    Object.assign(globalThis, { window, document: window.document });
    const { default: mermaid } = await import("mermaid");
    parse = (text) => mermaid.parse(text);
  }, 60_000);

  test.each([
    ["summary", renderSummary(report), ["gantt", "xychart"]],
    ["comment", renderComment(report, undefined), ["gantt"]],
    [
      "images with odd names",
      [attack, "", "end", "x-axis", "1"]
        .map((name) => {
          const history = [1, 2, 3].map((durationSeconds) => ({ builtAt: "", durationSeconds }));
          const image = report.images["ml-base"];
          return image === undefined ? "" : renderTrends({ [name]: { ...image, history } });
        })
        .join("\n"),
      ["xychart", "xychart", "xychart", "xychart", "xychart"],
    ],
    [
      "images that are called like the chart's own words",
      ["gantt", "vert", "done", "crit", "section", "todayMarker", "accTitle", "%%x", "excludes", "Gantt x"]
        .map((name) => renderGantt({ [name]: report.images["ml-base"] as ImageReport }))
        .join("\n"),
      Array.from({ length: 10 }, () => "gantt"),
    ],
  ])("reads the charts of the %s", async (_, text, types) => {
    const blocks = [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
    const parsed = await Promise.all(blocks.map((block) => parse(block)));
    expect(parsed).toMatchObject(types.map((diagramType) => ({ diagramType })));
  });
});
