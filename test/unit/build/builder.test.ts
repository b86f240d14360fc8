import { describe, expect, test } from "vitest";
import {
  type BuilderFacts,
  chooseBuilder,
  isLoopbackHost,
  parseBuilderList,
} from "../../../src/build/builder.ts";

const engine = { name: "default", driver: "docker", isCurrent: true, network: undefined, platforms: [] };
const container = {
  name: "b",
  driver: "docker-container",
  isCurrent: true,
  network: undefined,
  platforms: [],
};
const facts = (change: Partial<BuilderFacts>): BuilderFacts => ({
  chosenByEnvironment: undefined,
  builders: [engine],
  engineStore: "containerd",
  ...change,
});

describe("chooseBuilder", () => {
  test.each<[string, Partial<BuilderFacts>, string | undefined, Record<string, unknown>]>([
    ["containerd store: the engine's own", {}, "r.io", { kind: "use", name: "default" }],
    [
      "GitHub's ubuntu-24.04: no containerd store",
      { engineStore: "graph-driver" },
      "r.io",
      { kind: "create", hostNetwork: false },
    ],
    [
      "a registry on this host needs its network",
      { engineStore: "graph-driver" },
      "localhost:5000",
      { kind: "create", hostNetwork: true },
    ],
    [
      "setup-buildx's builder",
      { builders: [container], engineStore: "graph-driver" },
      "r.io",
      { kind: "use", name: "b" },
    ],
    [
      "setup-buildx's builder cannot reach a registry on this host",
      { builders: [container] },
      "localhost:5000",
      { kind: "create", hostNetwork: true },
    ],
    [
      "unless it is on the host's network",
      { builders: [{ ...container, network: "host" }] },
      "localhost:5000",
      { kind: "use", name: "b" },
    ],
    ["nothing is pushed", { builders: [container] }, undefined, { kind: "use", name: "b" }],
    [
      "BUILDX_BUILDER is used as it is",
      {
        chosenByEnvironment: "k",
        builders: [engine, { ...container, name: "k", driver: "kubernetes", isCurrent: false }],
      },
      "localhost:5000",
      { kind: "use", name: "k", driver: "kubernetes" },
    ],
    ["BUILDX_BUILDER names nothing", { chosenByEnvironment: "nope" }, "r.io", { kind: "impossible" }],
    ["no engine", { engineStore: undefined }, "r.io", { kind: "impossible" }],
    [
      "a remote builder needs no engine",
      { engineStore: undefined, builders: [{ ...container, driver: "remote" }] },
      "r.io",
      { kind: "use", driver: "remote" },
    ],
  ])("%s", (_, change, registryHost, expected) => {
    const choice = chooseBuilder(facts(change), { registryHost });
    expect(choice).toMatchObject(expected);
    expect(choice.because).not.toBe("");
  });
});

test("parseBuilderList reads buildx's lines", () => {
  const line = JSON.stringify({
    Name: "b",
    Driver: "docker-container",
    Current: true,
    Nodes: [{ Name: "b0", DriverOpts: { network: "host" }, Platforms: ["linux/amd64"] }],
  });
  expect(parseBuilderList(`warning: x\n${line}\n`)).toEqual([
    { name: "b", driver: "docker-container", isCurrent: true, network: "host", platforms: ["linux/amd64"] },
  ]);
  const two = JSON.stringify({
    Name: "b",
    Driver: "docker-container",
    Nodes: [{ Name: "b0" }, { Name: "b1" }],
  });
  expect(parseBuilderList(two)[0]?.hasSeveralNodes).toBe(true);
});

test.each([
  [
    "one that runs says it",
    { Labels: { "org.mobyproject.buildkit.worker.snapshotter": "stargz" } },
    "stargz",
  ],
  ["one that will run has a flag", { Flags: ["--x", "--oci-worker-snapshotter=stargz"] }, "stargz"],
  ["one that says nothing", { Flags: null, Labels: null }, undefined],
])("snapshotter of %s", (_, node, snapshotter) => {
  const line = JSON.stringify({ Name: "b", Driver: "docker-container", Nodes: [{ Name: "b0", ...node }] });
  expect(parseBuilderList(line)[0]?.snapshotter).toBe(snapshotter);
});

test.each([
  ["localhost:5000", true],
  ["127.0.0.1", true],
  ["[::1]:5000", true],
  ["localhost.example.com", false],
  ["127.0.0.1.nip.io", false],
])("isLoopbackHost(%s)", (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
