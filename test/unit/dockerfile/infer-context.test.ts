import { expect, test } from "vitest";
import { inferContext } from "../../../src/dockerfile/infer-context.ts";

const FILES = ["services/api/Dockerfile", "services/api/src/main.py", "services/shared/lib.py", "uv.lock"];
const exists = (path: string): boolean =>
  path === "" || FILES.some((file) => file === path || file.startsWith(`${path}/`));
const infer = (...lines: string[]) =>
  inferContext("services/api/Dockerfile", `FROM img\n${lines.join("\n")}\n`, exists);

test.each([
  [["COPY src /"], "services/api"],
  [["COPY . /"], "services/api"],
  [["RUN pip install x"], "services/api"],
  [["COPY api/src shared /"], "services"],
  [["COPY src /", "RUN --mount=source=uv.lock,target=uv.lock true"], "services/api"],
  [["RUN --mount=source=uv.lock,target=uv.lock true", "COPY services/api/src* /"], ""],
  [["COPY src none* /"], "services/api"],
  [["COPY $UNKNOWN src /"], "services/api"],
  [["COPY --from=other nothing /", "COPY src /"], "services/api"],
])("%j is built in %j", (lines, expected) => expect(infer(...lines).context).toBe(expected));

test("what no directory has is told", () => {
  expect(infer("COPY src generated.whl /")).toEqual({ context: "services/api", missing: ["generated.whl"] });
});
