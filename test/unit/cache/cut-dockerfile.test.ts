import { describe, expect, test } from "vitest";
import type { StepState } from "../../../src/build/progress.ts";
import { cutDockerfile } from "../../../src/cache/cut-dockerfile.ts";

const step = (name: string, state: StepState["state"], cached = false, seconds = 1): StepState => ({
  name,
  state,
  cached,
  seconds: state === "waiting" || cached ? 0 : seconds,
  error: state === "failed" ? "exit code: 1" : undefined,
});
const cut = (text: string, steps: readonly StepState[], withCached = false, platform = "linux/amd64") =>
  cutDockerfile(text, steps, { withCached, platform });

const one = `# syntax=docker/dockerfile:1
ARG BASE=python
FROM \${BASE}
ENV A=1
RUN apt-get install
ENV B=2
# the dependencies
RUN pip install \\
    torch
COPY . /app
RUN <<EOT
python -m compileall
EOT
CMD ["python"]
`;
const oneSteps = (...states: StepState["state"][]): StepState[] => [
  step("[internal] load build definition from Dockerfile", "done"),
  step("[1/5] FROM docker.io/library/python", "done"),
  ...["RUN apt-get install", "RUN pip install torch", "COPY . /app", "RUN <<EOT (python...)"].map(
    (text, index) => step(`[${index + 2}/5] ${text}`, states[index] ?? "waiting"),
  ),
];

describe("one stage", () => {
  test("is cut before the instruction that failed", () => {
    const found = cut(one, oneSteps("done", "failed"));
    expect(found?.text).toBe(one.slice(0, one.indexOf("RUN pip install")));
    expect(found?.target).toBeUndefined();
    expect(found?.ran).toEqual([{ name: "[2/5] RUN apt-get install", seconds: 1 }]);
  });

  test("keeps here-documents whole, or not at all", () => {
    expect(cut(one, oneSteps("done", "done", "done", "running"))?.text).not.toContain("EOT");
    const whole = cut(one, oneSteps("done", "done", "done", "done"));
    expect(whole?.text).toContain("compileall\nEOT\nCMD");
    expect(whole?.ran).toHaveLength(4);
  });

  test("nothing that ran: nothing to keep", () => {
    expect(cut(one, oneSteps("failed"))).toBeUndefined();
    expect(cut(one, oneSteps())).toBeUndefined();
    const cached = oneSteps("done", "running").map((one) =>
      one.state === "done" ? { ...one, cached: true } : one,
    );
    expect(cut(one, cached)).toBeUndefined();
  });

  test("a later step does not vouch for one before it: COPY --link runs beside it", () => {
    expect(cut(one, oneSteps("done", "running", "done"))?.ran).toHaveLength(1);
  });

  test("another instruction than the stream names: not what was built, so cut there", () => {
    const other = oneSteps("done", "done").map((state) => ({
      ...state,
      name: state.name.replace("RUN pip", "COPY pip"),
    }));
    expect(cut(one, other)?.ran).toHaveLength(1);
  });

  test("a step that BuildKit leaves out is done when a later one is", () => {
    const text = "FROM a\nWORKDIR /\nRUN x\nRUN y\n";
    const steps = [step("[1/4] FROM a", "done"), step("[3/4] RUN x", "done"), step("[4/4] RUN y", "failed")];
    expect(cut(text, steps)?.text).toBe("FROM a\nWORKDIR /\nRUN x\n");
  });

  test("a foreign frontend is left alone", () => {
    expect(cut(`# syntax=example.com/other:1\n${one}`, oneSteps("done", "failed"))).toBeUndefined();
  });
});

const several = `FROM base AS deps
RUN pip install
RUN prune
FROM base AS models
RUN download
FROM deps AS app
COPY --from=models /m /m
RUN test
`;

describe("several stages", () => {
  test("stages that were built side by side are collected, without a byte of theirs", () => {
    const found = cut(several, [
      step("[deps 1/3] FROM base", "done"),
      step("[deps 2/3] RUN pip install", "done"),
      step("[deps 3/3] RUN prune", "failed"),
      step("[models 2/2] RUN download", "done"),
      step("[app 1/2] COPY --from=models /m /m", "waiting"),
    ]);
    expect(found?.target).toBe("ml-image-build-finished");
    expect(found?.text).toBe(
      `FROM base AS deps
RUN pip install
FROM base AS models
RUN download
FROM deps AS app

FROM scratch AS ml-image-build-finished
COPY --from=deps /.ml-image-build-nothing* /
COPY --from=models /.ml-image-build-nothing* /
`.replace("app\n\n", "app\n"),
    );
  });

  test("a stage that another one is made from needs no mention", () => {
    const found = cut(several, [
      step("[deps 2/3] RUN pip install", "done"),
      step("[deps 3/3] RUN prune", "done"),
      step("[models 2/2] RUN download", "done"),
      step("[app 1/2] COPY --from=models /m /m", "done"),
      step("[app 2/2] RUN test", "failed"),
    ]);
    expect(found?.target).toBe("app");
    expect(found?.text.trimEnd().endsWith("COPY --from=models /m /m")).toBe(true);
  });

  test("stages of which nothing ran are left out, so that nothing is pulled for them, unless asked for", () => {
    const steps = [
      step("[deps 2/3] RUN pip install", "done", true),
      step("[deps 3/3] RUN prune", "failed"),
      step("[models 2/2] RUN download", "done"),
    ];
    expect(cut(several, steps)?.target).toBe("models");
    expect(cut(several, steps, true)?.text).toContain("COPY --from=deps");
  });

  test("without the layer on which a step was running: builders lose that one", () => {
    const steps = [
      step("[deps 2/3] RUN pip install", "done"),
      step("[deps 3/3] RUN prune", "done"),
      step("[models 2/2] RUN download", "done"),
      step("[app 1/2] COPY --from=models /m /m", "running"),
    ];
    const found = cutDockerfile(several, steps, {
      withCached: false,
      platform: "linux/amd64",
      withoutLast: "under-work",
    });
    expect(found?.text).not.toContain("RUN prune");
    expect(found?.text).toContain("COPY --from=deps /.ml");
    expect(found?.text).toContain("RUN download");
    const alone = cutDockerfile(one, oneSteps("done", "running"), {
      withCached: false,
      platform: "linux/amd64",
      withoutLast: "under-work",
    });
    expect(alone).toBeUndefined();
    const each = cutDockerfile(several, steps, {
      withCached: false,
      platform: "linux/amd64",
      withoutLast: "each",
    });
    expect(each?.text).toContain("RUN pip install");
    expect(each?.text).not.toContain("RUN download");
  });

  test("stages without a name", () => {
    const text = "FROM a\nRUN x\nFROM b\nRUN y\nRUN z\n";
    const found = cut(text, [
      step("[stage-0 2/2] RUN x", "done"),
      step("[stage-1 2/3] RUN y", "done"),
      step("[stage-1 3/3] RUN z", "running"),
    ]);
    expect(found?.text).toContain("COPY --from=0 /");
    expect(found?.text).toContain("COPY --from=1 /");
  });

  test("only the steps of the platform count", () => {
    const steps = [
      step("[linux/amd64 deps 2/3] RUN pip install", "done"),
      step("[linux/arm64 deps 2/3] RUN pip install", "running"),
      step("[linux/amd64->arm64 models 2/2] RUN download", "done"),
    ];
    expect(cut(several, steps)?.target).toBe("deps");
    expect(cut(several, steps, false, "linux/arm64")?.target).toBe("models");
  });
});
