import { describe, expect, test } from "vitest";
import { parseStepName } from "../../../src/cache/build-step.ts";
import { exportFlag, importFlag } from "../../../src/cache/cache-flags.ts";
import { nameCaches } from "../../../src/cache/cache-names.ts";
import {
  exportTrouble,
  findCacheFault,
  importTroubles,
  isPassing,
} from "../../../src/cache/cache-trouble.ts";
import { isCheckpointDue } from "../../../src/cache/checkpoint-due.ts";
import { type CacheFacts, chooseCache } from "../../../src/cache/choose-cache.ts";
import { hasZeroHits, isWorthExporting } from "../../../src/cache/worth.ts";
import type { ImageName, Platform, StepTime } from "../../../src/model.ts";
import { readTrigger } from "../../../src/trigger.ts";

const image = "app" as ImageName;
const amd64 = "linux/amd64" as Platform;
const step = (name: string, seconds = 1, more: Partial<StepTime> = {}): StepTime => ({
  name,
  cached: false,
  seconds,
  error: undefined,
  ...more,
});
const trigger = (event: string, ref: string, pull?: { head?: string; base?: string }) =>
  readTrigger(
    { GITHUB_EVENT_NAME: event, GITHUB_REF: ref, GITHUB_REPOSITORY: "o/r" },
    {
      repository: { default_branch: "main" },
      ...(pull === undefined
        ? {}
        : {
            pull_request: {
              number: 7,
              head: { ref: "topic", repo: { full_name: pull.head ?? "o/r" } },
              base: { ref: pull.base ?? "main", repo: { full_name: "o/r" } },
            },
          }),
    },
  );

describe("who writes and reads which cache", () => {
  const main = nameCaches(trigger("push", "refs/heads/main"), image, amd64);
  const pull = nameCaches(trigger("pull_request", "refs/pull/7/merge", {}), image, amd64);
  const fork = nameCaches(trigger("pull_request", "refs/pull/7/merge", { head: "x/r" }), image, amd64);
  const onRelease = nameCaches(
    trigger("pull_request", "refs/pull/7/merge", { base: "release/2" }),
    image,
    amd64,
  );
  const release = nameCaches(trigger("push", "refs/heads/release/2"), image, amd64);

  test("a trusted run reads its own and nothing else", () => {
    expect(main.own).toMatch(/^trusted-app-linux-amd64-[0-9a-f]{8}$/);
    expect(main.others).toEqual([]);
  });

  test("a pull request writes its own, reads its base branch's and the trusted one", () => {
    expect(pull.own).toMatch(/^pr7-app-/);
    expect(pull.others).toEqual([main.own]);
    expect(onRelease.own).toBe(pull.own);
    expect(onRelease.others).toEqual([release.own, main.own]);
    expect(release.own).toMatch(/^branch-release-2-app-/);
    expect(release.others).toEqual([main.own]);
  });

  test("a fork's pull request keeps apart from a repository's own", () => {
    expect(fork.own).toMatch(/^pr7-fork-app-/);
    expect(fork.others).toEqual([main.own]);
  });

  test("no two images, platforms or scopes share a name, whatever they are called", () => {
    const names = [
      main.own,
      pull.own,
      nameCaches(trigger("push", "refs/heads/main"), "pr7-app" as ImageName, amd64).own,
      nameCaches(trigger("push", "refs/heads/main"), image, "linux/arm64" as Platform).own,
      nameCaches(trigger("push", "refs/heads/a-b"), "c" as ImageName, amd64).own,
      nameCaches(trigger("push", "refs/heads/a"), "b-c" as ImageName, amd64).own,
      main.partial,
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test("long names stay tags", () => {
    const { own, partial } = nameCaches(
      trigger("push", `refs/heads/${"b".repeat(90)}`),
      "i".repeat(128) as ImageName,
      amd64,
    );
    expect(partial).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
    expect(partial.startsWith(own)).toBe(true);
  });
});

test("flags", () => {
  const registry = { kind: "registry", reference: "r.io/c:t" } as const;
  expect(importFlag(registry)).toBe("type=registry,ref=r.io/c:t");
  expect(exportFlag(registry)).toBe(
    "type=registry,ref=r.io/c:t,mode=max,image-manifest=true,oci-mediatypes=true,compression=gzip,compression-level=4,ignore-error=true",
  );
  expect(exportFlag({ kind: "gha", scope: "s" })).toBe(
    "type=gha,scope=s,timeout=60s,mode=max,ignore-error=true",
  );
});

describe("chooseCache", () => {
  const facts = (change: Partial<CacheFacts>): CacheFacts => ({
    hasRegistry: false,
    pushes: false,
    hasGithubCache: false,
    ...change,
  });
  test.each([
    ["auto", { hasRegistry: true, pushes: true, hasGithubCache: true }, { kind: "registry", canWrite: true }],
    ["auto", { hasRegistry: true, hasGithubCache: true }, { kind: "gha" }],
    ["auto", { hasRegistry: true }, { kind: "registry", canWrite: false }],
    ["auto", {}, { kind: "none", isWorthAWarning: false }],
    ["registry", {}, { kind: "none", isWorthAWarning: true }],
    ["gha", { hasRegistry: true, pushes: true }, { kind: "none", isWorthAWarning: true }],
    ["none", { hasRegistry: true, pushes: true }, { kind: "none", isWorthAWarning: false }],
  ] as const)("%s with %o", (wish, change, expected) => {
    expect(chooseCache(wish, facts(change))).toMatchObject(expected);
  });
});

describe("what is worth writing", () => {
  const from = step("[app 1/3] FROM python", 40);
  test("nothing, when only light steps ran and a cache is there", () => {
    const steps = [
      from,
      step("[app 2/3] RUN pip install", 0, { cached: true }),
      step("[app 3/3] COPY . /app", 0.4),
    ];
    expect(isWorthExporting(steps, true)).toBe(false);
    expect(isWorthExporting(steps, false)).toBe(true);
  });
  test("what took longer than an export would", () => {
    expect(isWorthExporting([from, step("[app 2/3] RUN pip install", 300)], true)).toBe(true);
    expect(isWorthExporting([from, step("exporting to image", 30)], true)).toBe(false);
  });
  test("zero hits", () => {
    expect(hasZeroHits([from, step("[2/3] RUN x"), step("[3/3] COPY a b")])).toBe(true);
    expect(hasZeroHits([from, step("[2/3] RUN x", 0, { cached: true }), step("[3/3] COPY a b")])).toBe(false);
    expect(hasZeroHits([from])).toBe(false);
  });
});

test("a checkpoint is due after a long step, after several, and while a long one runs", () => {
  const ran = (...seconds: number[]) => seconds.map((one) => ({ seconds: one }));
  expect(isCheckpointDue(ran(), [500], 180)).toBe(false);
  expect(isCheckpointDue(ran(100), [], 180)).toBe(false);
  expect(isCheckpointDue(ran(181), [], 180)).toBe(true);
  expect(isCheckpointDue(ran(100, 90), [], 180)).toBe(true);
  expect(isCheckpointDue(ran(20), [30, 181], 180)).toBe(true);
  expect(isCheckpointDue(ran(0.2), [181], 180)).toBe(false);
});

test("troubles of caches are told with their cause", () => {
  const large = "blob sha256:ab is too large (1618088 > 1048576)";
  expect(importTroubles([step("importing cache manifest from r.io/c:t", 0, { error: large })])).toEqual([
    expect.stringMatching(/r\.io\/c:t was not read: .*1618088.*#3719/),
  ]);
  expect(importTroubles([step("importing cache manifest from r.io/c:t")])).toEqual([]);
  expect(exportTrouble([step("exporting cache to registry", 1, { error: "403 Forbidden" })])).toMatch(
    /permissions/,
  );
  expect(exportTrouble([step("exporting cache to registry")])).toBeUndefined();
  const denied = "error writing layer blob: failed to reserve cache";
  expect(exportTrouble([step("exporting to GitHub Actions Cache", 1, { error: denied })])).toMatch(
    /may only read/,
  );
});

test.each([
  ["[2/5] RUN pip install", { stage: undefined, platform: undefined, index: 2, total: 5, keyword: "RUN" }],
  ["[deps  2/10] COPY a b", { stage: "deps", index: 2, total: 10, keyword: "COPY" }],
  ["[linux/arm64 stage-1 3/4] ADD a b", { platform: "linux/arm64", stage: "stage-1", keyword: "ADD" }],
  ["[linux/amd64->arm64 deps 1/2] FROM x", { platform: "linux/arm64", stage: "deps", keyword: "FROM" }],
  ["[linux/amd64->linux/arm/v7 2/2] RUN x", { platform: "linux/arm/v7", stage: undefined }],
  ["[3/3] LINK COPY --link a b", undefined],
  ["[internal] load .dockerignore", undefined],
  ["[context base] load metadata", undefined],
  ["exporting to image", undefined],
] as const)("parseStepName(%s)", (name, expected) => {
  if (expected === undefined) expect(parseStepName(name)).toBeUndefined();
  else expect(parseStepName(name)).toMatchObject(expected);
});

test.each([
  ["readfrom tcp a->b: write tcp a->b: use of closed network connection", true],
  ['Post "http://cache/x": EOF', true],
  ["read tcp a->b: read: connection reset by peer", true],
  ["io: read/write on closed pipe", true],
  ["unexpected status from PUT request: 503 Service Unavailable", true],
  ["403 Forbidden; the credentials of this run may not do it", false],
  ["cache write denied: token has no writable scopes", false],
])("a cache that was not written is tried again where that passes: %s", (trouble, isTriedAgain) => {
  expect(isPassing(trouble)).toBe(isTriedAgain);
});

describe("a build that fails at what its cache promised", () => {
  const copy = "failed to compute cache key: failed to copy: ";
  const open = `${copy}httpReadSeeker: failed open: `;
  const at = (path: string): string =>
    `unexpected status from GET request to https://r.io/v2/${path}/blobs/sha256:ab: 500 Internal Server Error`;
  const gone =
    "could not fetch content descriptor sha256:ab (application/vnd.oci.image.layer.v1.tar+gzip) from remote: not found";
  const azure =
    "GET https://x.blob.core.windows.net/actions-cache/1\n-----\nRESPONSE 404: 404 Not Found\nERROR CODE BlobNotFound";
  const s3 = "unexpected status from GET request to https://prod-layers.s3.amazonaws.com/1: 503 Slow Down";
  test.each<[string, string, string | undefined, string | undefined]>([
    ["a layer of the cache repository", open + at("team/ml-image-cache"), "team/ml-image-cache", "certain"],
    ["a layer of another repository", open + at("team/base"), "team/ml-image-cache", undefined],
    ["a layer of a registry, and GitHub's cache", open + at("team/base"), undefined, undefined],
    ["a layer that is gone", open + gone, "team/ml-image-cache", "certain"],
    ["a blob of GitHub's cache that is gone", copy + azure, undefined, "certain"],
    ["an entry that GitHub removed", `${copy}blob sha256:ab not found`, undefined, "certain"],
    ["a layer that a registry sends from its store", open + s3, "team/ml-image-cache", "possible"],
    ["the same beside GitHub's cache", open + s3, undefined, "possible"],
    ["a push", `failed to push r.io/app: ${at("team/ml-image-cache")}`, "team/ml-image-cache", undefined],
    [
      "a step",
      'process "/bin/sh -c false" did not complete successfully: exit code: 1',
      undefined,
      undefined,
    ],
  ])("%s", (_, error, repository, expected) => {
    expect(findCacheFault([error], repository)).toBe(expected);
  });

  test("the surest of several", () => {
    expect(findCacheFault([open + s3, "canceled", copy + azure], undefined)).toBe("certain");
    expect(findCacheFault([], undefined)).toBeUndefined();
  });
});
