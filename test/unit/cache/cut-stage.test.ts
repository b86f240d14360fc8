import { describe, expect, test } from "vitest";
import type { StepState } from "../../../src/build/progress.ts";
import { cutLongStages } from "../../../src/cache/cut-stage.ts";

const step = (name: string, state: StepState["state"], seconds = 9): StepState => ({
  name,
  state,
  cached: false,
  seconds: state === "waiting" ? 0 : seconds,
  error: undefined,
});
const isLong = ({ state, seconds, name }: StepState): boolean =>
  state !== "waiting" && seconds >= 5 && !name.includes("FROM");
const cut = (text: string, steps: readonly StepState[], platform = "linux/amd64") =>
  cutLongStages(text, steps, platform, isLong);

const two = `# the tools
ARG BASE=python
FROM \${BASE} AS tools
ENV A=1
RUN make
RUN make install
FROM \${BASE}
RUN pip install torch
COPY --from=tools /usr/local /usr/local
RUN python3 -c "import torch"
`;

describe("stages are cut after what they have finished", () => {
  test("nothing: the base is left", () => {
    expect(
      cut(two, [
        step("[tools 1/3] FROM docker.io/library/python", "done", 60),
        step("[tools 2/3] RUN make", "running"),
        step("[stage-1 2/4] RUN pip install torch", "waiting"),
      ]),
    ).toEqual([{ text: two.slice(0, two.indexOf("RUN make\n")), target: undefined, key: "linux/amd64 0 0" }]);
  });

  test("a stage of which nothing took long is left out, and cut where a later one is meant", () => {
    const [only, ...others] = cut(two, [
      step("[tools 2/3] RUN make", "done", 1),
      step("[tools 3/3] RUN make install", "running", 1),
      step("[stage-1 2/4] RUN pip install torch", "done"),
      step("[stage-1 3/4] COPY --from=tools /usr/local /usr/local", "waiting"),
    ]);
    expect(others).toEqual([]);
    expect(only?.key).toBe("linux/amd64 1 1");
    expect(only?.text).toContain("RUN make\nFROM");
    expect(only?.text).toContain("RUN pip install torch\n");
    expect(only?.text).not.toContain("COPY");
  });

  test("each stage that works is one", () => {
    const found = cut(two, [
      step("[tools 2/3] RUN make", "done"),
      step("[tools 3/3] RUN make install", "running"),
      step("[stage-1 2/4] RUN pip install torch", "running"),
    ]);
    expect(found.map(({ key }) => key)).toEqual(["linux/amd64 0 1", "linux/amd64 1 0"]);
  });

  test("of one platform", () => {
    const steps = [
      step("[linux/amd64 tools 2/3] RUN make", "running"),
      step("[linux/arm64 tools 2/3] RUN make", "running", 1),
    ];
    expect(cut(two, steps)).toHaveLength(1);
    expect(cut(two, steps, "linux/arm64")).toEqual([]);
  });
});

describe("nothing to make", () => {
  test.each([
    ["scratch and nothing on it", "FROM scratch\nADD big.tar /\n", [step("[1/1] ADD big.tar /", "running")]],
    ["a foreign frontend", `# syntax=mine/frontend:1\n${two}`, [step("[tools 2/3] RUN make", "running")]],
    ["no Dockerfile that could be read", "", [step("[2/3] RUN make", "running")]],
    ["nothing took long", two, [step("[tools 2/3] RUN make", "running", 1)]],
  ])("%s", (_, text, steps) => {
    expect(cut(text, steps)).toEqual([]);
  });
});
