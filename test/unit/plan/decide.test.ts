import { describe, expect, test } from "vitest";
import type { Rebuild } from "../../../src/inputs.ts";
import type { Digest, Fingerprint, ImageName } from "../../../src/model.ts";
import { type Candidate, decideImages, type Lookup } from "../../../src/plan/decide.ts";

const none: Rebuild = { kind: "none" };
const absent: Lookup = { kind: "absent", because: "app has no image src-1" };
const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}` as Digest;

function found(letter: string, parents: Record<string, string> = {}): Lookup {
  return {
    kind: "found",
    image: {
      manifest: {
        digest: digestOf(letter),
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        bytes: Buffer.alloc(0),
      },
      repository: "app",
      tag: "src-1",
      sizeBytes: 1,
      missingRepositories: [],
    },
    parentDigests: new Map(Object.entries(parents)),
    bases: new Map(),
  };
}

function candidate(
  name: string,
  lookup: Lookup,
  extra: Partial<Omit<Candidate, "parents">> & { parents?: string[] } = {},
): Candidate {
  return {
    name: name as ImageName,
    fingerprint: (extra.fingerprint ?? `${name}-fingerprint`) as Fingerprint,
    inputs: extra.inputs ?? {
      components: [],
      listFiles: () => [],
      paths: [],
      bases: new Map(),
      baseDigests: new Map(),
      unknowns: [],
      notices: [],
    },
    parents: (extra.parents ?? []).map((parent) => ({ parent: parent as ImageName, contextName: parent })),
    lookup,
    changes: extra.changes ?? [],
  };
}

const unknown = (reason: string): Candidate["inputs"] => ({
  components: [],
  listFiles: () => [],
  paths: [],
  bases: new Map(),
  baseDigests: new Map(),
  unknowns: [reason],
  notices: [],
});

const cases: readonly {
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly rebuild?: Rebuild;
  readonly expected: Readonly<Record<string, readonly [action: string, reason: RegExp]>>;
}[] = [
  {
    title: "found: reused",
    candidates: [candidate("app", found("a"))],
    expected: { app: ["reuse", /found as app:src-1/] },
  },
  {
    title: "absent: built",
    candidates: [candidate("app", absent)],
    expected: { app: ["build", /no image src-1/] },
  },
  {
    title: "not knowing means building",
    candidates: [candidate("app", { kind: "unknown", because: "the registry does not answer" })],
    expected: { app: ["build", /does not answer/] },
  },
  {
    title: "inputs that cannot be known build even what is found",
    candidates: [candidate("app", found("a"), { inputs: unknown("ADD https://example.com/model.bin") })],
    expected: { app: ["build", /ADD https/] },
  },
  {
    title: "a child of a base that is built",
    candidates: [candidate("base", absent), candidate("app", found("a"), { parents: ["base"] })],
    expected: { base: ["build", /./], app: ["build", /base base is built because app has no image/] },
  },
  {
    title: "a child of a base that was rebuilt by a run that did not finish the child",
    candidates: [
      candidate("base", found("b")),
      candidate("app", found("a", { base: digestOf("c") }), { parents: ["base"] }),
    ],
    expected: {
      base: ["reuse", /./],
      app: ["build", /base base was rebuilt: sha256:cccccccccccc → sha256:bbbbbbbbbbbb/],
    },
  },
  {
    title: "a child whose label names no base",
    candidates: [candidate("base", found("b")), candidate("app", found("a"), { parents: ["base"] })],
    expected: { base: ["reuse", /./], app: ["build", /unknown → sha256:bbb/] },
  },
  {
    title: "a child on the base that it was built on",
    candidates: [
      candidate("base", found("b")),
      candidate("app", found("a", { base: digestOf("b") }), { parents: ["base"] }),
    ],
    expected: { base: ["reuse", /./], app: ["reuse", /./] },
  },
  {
    title: "rebuild by name takes what is built on it along",
    candidates: [
      candidate("base", found("b")),
      candidate("app", found("a", { base: digestOf("b") }), { parents: ["base"] }),
      candidate("other", found("c")),
    ],
    rebuild: { kind: "named", names: ["base"] },
    expected: {
      base: ["build", /the input rebuild/],
      app: ["build", /base base is built/],
      other: ["reuse", /./],
    },
  },
  {
    title: "rebuild all",
    candidates: [candidate("app", found("a"))],
    rebuild: { kind: "all" },
    expected: { app: ["build", /the input rebuild/] },
  },
  {
    title: "equal content under two names is built once",
    candidates: [
      candidate("one", absent, { fingerprint: "same" as Fingerprint }),
      candidate("two", absent, { fingerprint: "same" as Fingerprint }),
    ],
    expected: { one: ["build", /./], two: ["share", /same content as one/] },
  },
];

describe("decideImages", () => {
  test.each(cases)("$title", ({ candidates, rebuild, expected }) => {
    const decisions = decideImages(candidates, rebuild ?? none);
    for (const [name, [action, reason]] of Object.entries(expected)) {
      const decision = decisions.get(name as ImageName);
      expect(decision?.action).toBe(action);
      expect(decision?.reasons.join("; ")).toMatch(reason);
    }
  });

  test("two references to one base are one reason", () => {
    const twice = candidate("app", absent, { parents: ["base", "base"] });
    const decisions = decideImages([candidate("base", absent), twice], none);
    expect(decisions.get("app" as ImageName)?.reasons).toEqual([
      "base base is built because app has no image src-1",
    ]);
  });

  test("every build has a reason, whatever the lookups say", () => {
    for (const lookup of [absent, found("a"), { kind: "unknown", because: "x" } as const]) {
      for (const rebuild of [none, { kind: "all" } as const]) {
        const decision = decideImages([candidate("app", lookup)], rebuild).get("app" as ImageName);
        expect(decision?.reasons.length).toBeGreaterThan(0);
      }
    }
  });
});
