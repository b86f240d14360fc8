/**
 * Logs made by pip, apt, compilers and machines that really fail, with packages of PyPI and Debian: the right cause, on
 * the Dockerfile's line, and on the requirement's where a package is named. What busybox can do is in
 * test/real/process/failing-builds.test.ts.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pushPythonBase } from "../../scripts/environment/index.mjs";
import type { ActionRun } from "../support/action.ts";
import { createPoorBuilder, type Lack } from "../support/builder-with.ts";
import { expectDiagnosis, type FailingBuild, runFailingBuilds } from "../support/failing-builds.ts";
import { findOwnAddress } from "../support/own-address.ts";
import { aptFailures, pipFailures } from "../support/python-failures.ts";

const machine = inject("machine");
const { registry, node } = machine;
const builder = typeof machine.containerBuilder === "string" ? machine.containerBuilder : "";
const python = "python:3.11";
const base = `${registry}/${python}`;
const HALF_AN_HOUR = 1_800_000;

let server: Server;
let hostile = "http://127.0.0.1:1";
beforeAll(async () => {
  if (typeof machine.containerBuilder !== "string") throw new Error(machine.containerBuilder.missing);
  await pushPythonBase({ registry, name: python, log: (line) => console.log(line) });
  const address = findOwnAddress();
  if (address === undefined) throw new Error("this machine has no address but loopback");
  // Takes every request, and answers none.
  server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  hostile = `http://${address}:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

describe.each([
  ["pip", () => pipFailures(base, hostile)],
  ["apt and compilers", () => aptFailures(base)],
] as const)("%s", (kind, list) => {
  let run: ActionRun;
  beforeAll(async () => {
    run = await runFailingBuilds(list(), {
      registry: `${registry}/failing-${kind.split(" ")[0]}`,
      node,
      env: { BUILDX_BUILDER: builder },
      timeoutMs: HALF_AN_HOUR,
    });
  }, HALF_AN_HOUR);

  test.each(list().map(({ name }) => name))("%s", (name) => {
    const build = list().find((one) => one.name === name);
    if (build === undefined) throw new Error(name);
    expectDiagnosis(run, build);
  });
});

/** One after the other, each on a builder that lacks what it needs. */
async function failOn(lack: Omit<Lack, "like">, build: FailingBuild): Promise<ActionRun> {
  using poor = createPoorBuilder({ like: builder, ...lack });
  return await runFailingBuilds([build], {
    registry: `${registry}/failing-poor`,
    node,
    env: { BUILDX_BUILDER: poor.name },
    timeoutMs: 600_000,
  });
}

describe("a machine that is too small", () => {
  test("a step that the kernel kills for its memory", { timeout: HALF_AN_HOUR }, async () => {
    const build: FailingBuild = {
      name: "no-memory",
      dockerfile: `FROM ${machine.base}
RUN true
RUN dd if=/dev/zero of=/dev/null bs=900M count=1
`,
      id: "oom-compile",
      said: /Killed|exit code: 137/,
      line: 3,
    };
    expectDiagnosis(await failOn({ memory: "160m" }, build), build);
  });

  test("a disk that is full in a step", { timeout: HALF_AN_HOUR }, async () => {
    const build: FailingBuild = {
      name: "small-disk",
      dockerfile: `FROM ${machine.base}
RUN true
RUN dd if=/dev/urandom of=/model.bin bs=1M count=200
`,
      id: "disk-full",
      said: /No space left on device/i,
      line: 3,
    };
    expectDiagnosis(await failOn({ diskMb: 96 }, build), build);
  });

  test("a disk that is full when the base is unpacked", { timeout: HALF_AN_HOUR }, async () => {
    const build: FailingBuild = {
      name: "small-disk",
      dockerfile: `FROM ${base}\nRUN true\n`,
      id: "disk-full",
      said: /no space left on device/i,
      line: 1,
    };
    const run = await failOn({ diskMb: 96 }, build);
    expect(run.exitCode).toBe(1);
    expect(run.images["small-disk"]?.error).toMatch(
      /no space left on device.*the disk of the builder is full/i,
    );
  });

  test("a disk that is full when pip installs", { timeout: HALF_AN_HOUR }, async () => {
    const build: FailingBuild = {
      name: "small-disk",
      dockerfile: `FROM ${base}\nRUN pip install numpy==1.26.4 scipy==1.11.4\n`,
      id: "disk-full",
      said: /No space left on device/i,
      line: 2,
    };
    expectDiagnosis(await failOn({ diskMb: 560 }, build), build);
  });
});
