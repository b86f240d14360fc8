import { expect, test } from "vitest";
import { findWriteFault } from "../../../src/lazy/write-fault.ts";

const TOC =
  "failed to convert: existing TOC JSON is not allowed; decompress layer before append: unknown: failed";
const GONE =
  "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF";

test.each<[string, Parameters<typeof findWriteFault>[0], string | undefined]>([
  ["a file under eStargz's own name", run([["exporting to image", TOC]]), TOC],
  ["the builder died while it wrote", run([["exporting to image", undefined]], GONE), GONE],
  ["the builder died before", run([["[2/2] RUN pip install torch", undefined]], GONE), undefined],
  ["a registry that refuses", run([["exporting to image", "failed to push: 403 Forbidden"]]), undefined],
  [
    "a step that says the word",
    run([["[2/2] RUN x", "exit code: 1"]], "#5 stargz\nERROR: exit code: 1"),
    undefined,
  ],
  ["it succeeded", { ...run([["exporting to image", undefined]], "stargz"), succeeded: true }, undefined],
  ["it was cancelled", { ...run([["exporting to image", TOC]]), ended: "aborted" }, undefined],
])("%s", (_, ended, expected) => {
  expect(findWriteFault(ended)).toBe(expected);
});

function run(
  steps: readonly (readonly [string, string | undefined])[],
  text = "",
): Parameters<typeof findWriteFault>[0] {
  return {
    succeeded: false,
    ended: "exit",
    text,
    output: [],
    failedOutput: [],
    steps: steps.map(([name, error]) => ({ name, error })),
  };
}
