import { describe, expect, test } from "vitest";
import { Progress } from "../../../src/build/progress.ts";

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const vertex = (fields: Record<string, unknown>): string =>
  JSON.stringify({ vertexes: [{ digest: "sha256:1", name: "[1/2] RUN pip install torch", ...fields }] });

describe("Progress", () => {
  test("a step's time is the union of its intervals", () => {
    const progress = new Progress();
    for (const [from, to] of [
      [0, 2],
      [1, 3],
      [10, 11],
    ] as const) {
      progress.read(vertex({ started: at(from) }));
      progress.read(vertex({ started: at(from), completed: at(to) }));
    }
    expect(progress.steps()).toEqual([
      { name: "[1/2] RUN pip install torch", cached: false, seconds: 4, error: undefined },
    ]);
  });

  test("a blink before the real interval is not the step's end", () => {
    const progress = new Progress();
    expect(progress.read(vertex({ started: at(0), completed: at(0) }))).toEqual([
      { kind: "step-started", step: "[1/2] RUN pip install torch" },
    ]);
    progress.read(vertex({ started: at(1) }));
    const events = progress.read(vertex({ started: at(1), completed: at(5) }));
    expect(events).toMatchObject([{ kind: "step-done", step: { seconds: 4 } }]);
  });

  test("cached and failed steps are told", () => {
    const progress = new Progress();
    expect(progress.read(vertex({ cached: true, started: at(0), completed: at(0) })).at(-1)).toMatchObject({
      kind: "step-done",
      step: { cached: true, seconds: 0 },
    });
    const other = JSON.stringify({
      vertexes: [{ digest: "sha256:2", name: "x", started: at(0), completed: at(1), error: "exit code: 1" }],
    });
    expect(progress.read(other).at(-1)).toMatchObject({ step: { error: "exit code: 1" } });
  });

  test("older buildx writes an object over many lines", () => {
    const progress = new Progress();
    const object = JSON.parse(vertex({ started: at(0), completed: at(2) }));
    for (const line of JSON.stringify(object, null, 2).split("\n")) progress.read(line);
    expect(progress.steps()).toMatchObject([{ seconds: 2 }]);
    expect(progress.text()).toBe("");
  });

  test("output is decoded, words outside of the stream are kept", () => {
    const progress = new Progress();
    const data = Buffer.from("Collecting torch\n").toString("base64");
    expect(progress.read(JSON.stringify({ logs: [{ vertex: "sha256:9", data }] }))).toEqual([
      { kind: "output", step: "", text: "Collecting torch\n" },
    ]);
    progress.read("ERROR: failed to build: failed to solve: x");
    progress.read("{ not json");
    progress.read("");
    expect(progress.text()).toBe("ERROR: failed to build: failed to solve: x\n{ not json");
  });

  test("lines that a program wrote in pieces are whole, each stream's apart, the last one when the step ends", () => {
    const progress = new Progress();
    const said = (text: string | Buffer, stream = 2): readonly unknown[] =>
      progress.read(
        JSON.stringify({
          logs: [{ vertex: "sha256:1", stream, data: Buffer.from(text).toString("base64") }],
        }),
      );
    progress.read(vertex({ started: at(0) }));
    const accent = Buffer.from("é");
    expect(said("bash: line 1: ")).toEqual([]);
    expect(said("Collecting torch\n", 1)).toMatchObject([{ text: "Collecting torch\n" }]);
    expect(said(accent.subarray(0, 1))).toEqual([]);
    expect(said(Buffer.concat([accent.subarray(1), Buffer.from(": command not found\nexit")]))).toMatchObject(
      [{ kind: "output", step: "[1/2] RUN pip install torch", text: "bash: line 1: é: command not found\n" }],
    );
    expect(said(" 127")).toEqual([]);
    const ended = progress.read(vertex({ started: at(0), completed: at(1), error: "exit code: 127" }));
    expect(ended).toContainEqual({
      kind: "output",
      step: "[1/2] RUN pip install torch",
      text: "exit 127",
    });
    expect(said("late")).toMatchObject([{ text: "late" }]);
  });
});
