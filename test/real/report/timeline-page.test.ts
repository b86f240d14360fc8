/** The timeline page in a real browser. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ensureChromium } from "../../../scripts/environment/chromium.mjs";
import { renderTimelinePage } from "../../../src/report/timeline-page.ts";
import { sampleReport } from "../../support/sample-report.ts";

test("opens without a word in the console, with all images and steps", async (context) => {
  const chromium = await ensureChromium({ log: (line) => console.log(line) });
  if (chromium === undefined) return context.skip("there is no Chromium, and it cannot be installed here");
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-page-"));
  try {
    const page = join(directory, "timeline.html");
    const shot = join(directory, "timeline.png");
    const report = sampleReport();
    writeFileSync(page, renderTimelinePage(report));
    const base = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--enable-logging=stderr",
      `--user-data-dir=${directory}/profile`,
    ];
    const open = (...flags: readonly string[]) =>
      promisify(execFile)(chromium, [...base, ...flags, `file://${page}`], {
        timeout: 120_000,
        maxBuffer: 1e8,
      });
    const { stdout, stderr } = await open("--dump-dom");
    expect(stderr).not.toMatch(/CONSOLE/);
    expect(stdout.match(/<section class="image/g)).toHaveLength(Object.keys(report.images).length);
    const steps = Object.values(report.images).flatMap((image) => image.steps);
    expect(stdout.match(/class="row step/g)).toHaveLength(steps.length);
    expect(stdout).toContain("RUN pip install torch");
    expect(stdout).not.toMatch(/<script/);
    await open(`--screenshot=${shot}`, "--window-size=1400,600");
    expect(readFileSync(shot).subarray(1, 4).toString()).toBe("PNG");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
