import { describe, expect, test } from "vitest";
import { adviseAgainstPulls } from "../../../src/cache/pull-advice.ts";
import type { StepTime } from "../../../src/model.ts";

const step = (name: string, seconds: number, cached = false): StepTime => ({
  name,
  seconds,
  cached,
  error: undefined,
});
const heavy = [step("[app 1/4] FROM python", 0.5), step("[app 2/4] RUN pip install torch", 6, true)];

describe("adviseAgainstPulls", () => {
  test("a plain COPY after heavy cached layers: what to write, and what it costs", () => {
    expect(adviseAgainstPulls([...heavy, step("[app 3/4] COPY handler.py /app/", 0.1)])).toEqual([
      expect.stringMatching(/about 7 s .*`COPY handler\.py \/app\/`: write `COPY --link`/),
    ]);
  });

  test("every light instruction gets its own remedy", () => {
    const [advice] = adviseAgainstPulls([
      ...heavy,
      step("[app 3/4] WORKDIR /app", 0.1),
      step("[app 4/4] RUN chmod -R 755 /app", 0.1),
    ]);
    expect(advice).toMatch(
      /`WORKDIR \/app`: put it before .*`RUN chmod -R 755 \/app`: write `COPY --link --chmod/,
    );
  });

  test.each<[string, StepTime[]]>([
    ["it is linked already", [step("[app 3/4] COPY --chown=1:1 --link handler.py /app/", 0.1)]],
    [
      "a RUN needs the files",
      [step("[app 3/4] COPY handler.py /app/", 0.1), step("[app 4/4] RUN python -m x", 1)],
    ],
    ["everything was cached", [step("[app 3/4] COPY handler.py /app/", 0, true)]],
  ])("nothing is said when %s", (_, rest) => {
    expect(adviseAgainstPulls([...heavy, ...rest])).toEqual([]);
  });

  test("nothing is said when nothing was pulled", () => {
    const light = heavy.map((one) => ({ ...one, seconds: 0.1 }));
    expect(adviseAgainstPulls([...light, step("[app 3/4] COPY handler.py /app/", 0.1)])).toEqual([]);
  });

  test("each stage for itself", () => {
    const other = step("[other 2/2] RUN make", 9);
    expect(adviseAgainstPulls([...heavy, other, step("[app 3/4] COPY a b", 0.1)])).toHaveLength(1);
  });
});
