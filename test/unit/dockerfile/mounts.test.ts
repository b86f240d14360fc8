import { expect, test } from "vitest";
import { analyzeText, inStage, readsOf } from "./analyze-text.ts";

test("cache mounts with all they say", () => {
  const text = inStage(
    "ARG USER=app",
    "WORKDIR /srv",
    "WORKDIR x",
    'RUN --mount=type=cache,id=pip-$USER,target=/root/.cache/pip,sharing=locked,uid=1000,gid=2,mode=0755 --mount="type=cache,dst=cache/" true',
  );
  const none = {
    uid: undefined,
    gid: undefined,
    mode: undefined,
    from: undefined,
    source: undefined,
    line: 5,
  };
  expect(analyzeText(text).cacheMounts).toEqual([
    { ...none, id: "pip-app", target: "/root/.cache/pip", sharing: "locked", uid: 1000, gid: 2, mode: 0o755 },
    { ...none, id: "cache", target: "/srv/x/cache", sharing: "shared" },
  ]);
});

test("a cache that begins with a context or a stage reads it", () => {
  const text = `FROM scratch AS seed\nCOPY a /\n${inStage(
    "RUN --mount=type=cache,target=/c,from=seed,source=x true",
    "RUN --mount=type=cache,target=/d,from=models,source=/w/ true",
    "RUN --mount=type=cache,target=/e,source=ignored true",
  )}`;
  expect(readsOf(text, { contexts: ["models"] })).toEqual(["a", "models:w"]);
});

test("secrets by id, source or target", () => {
  const text = inStage(
    "RUN --mount=type=secret,id=a --mount=type=secret,src=b,env=B --mount=type=secret,target=/run/c true",
  );
  expect(analyzeText(text).secretIds).toEqual(["a", "b", "c"]);
});

test("mounts see the variables of their stage", () => {
  expect(readsOf(inStage("ARG D=x/../d", "RUN --mount=source=$D/lock,target=/l true"))).toEqual(["d/lock"]);
  expect(readsOf("FROM img\nRUN --mount=source=$D,target=/l true\n")).toEqual(["."]);
  expect(readsOf("FROM img\nRUN --mount=type=$T,target=/l true\n")).toEqual(["."]);
});

test.each([
  "type=bind,source=a,bogus",
  "type=bind,bogus=1",
  "type=nfs",
  "type=bind,uid=1,target=/x",
  "type=cache,sharing=some,target=/x",
  'type=bind,source=\\"a',
  "from=$X,target=/x",
  "type=secret",
])("--mount=%s is refused", (mount) =>
  expect(analyzeText(inStage(`RUN --mount=${mount} true`)).problems).not.toEqual([]));
