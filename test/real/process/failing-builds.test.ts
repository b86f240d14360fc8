/**
 * Logs that real failing builds made, a moment ago: the right cause, on the right line, in the tool's own words.
 * With real pip, apt and gigabytes: test/slow/failing-builds.test.ts.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ActionRun } from "../../support/action.ts";
import { busyboxFailures, refusedPushes } from "../../support/busybox-failures.ts";
import { expectDiagnosis, readAnnotations, runFailingBuilds } from "../../support/failing-builds.ts";
import { findOwnAddress } from "../../support/own-address.ts";
import { startRefusingRegistry } from "../../support/refusing-registry.ts";
import type { RegistryProxy } from "../../support/registry-proxy.ts";

const machine = inject("machine");
const { base, registry, node } = machine;

describe("a step that fails", () => {
  let server: Server;
  let run: ActionRun;
  const places = { base, registry, nothing: "http://127.0.0.1:1" };
  const names = busyboxFailures(places).map(({ name }) => name);

  beforeAll(async () => {
    server = createServer((_, response) => void response.writeHead(404).end("no such model\n"));
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    const address = findOwnAddress();
    if (address === undefined) throw new Error("this machine has no address but loopback");
    places.nothing = `http://${address}:${(server.address() as AddressInfo).port}`;
    run = await runFailingBuilds(busyboxFailures(places), { registry: `${registry}/failing`, node });
  });
  afterAll(() => void server.close());

  test.each(names)("%s", (name) => {
    const build = busyboxFailures(places).find((one) => one.name === name);
    if (build === undefined) throw new Error(name);
    expectDiagnosis(run, build);
  });

  test("all of them are told, and nothing else is", () => {
    expect(run.exitCode).toBe(1);
    expect(Object.keys(run.images).sort()).toEqual([...names].sort());
    const files = readAnnotations(run.log).flatMap(({ level, file }) =>
      level === "error" && file !== undefined ? [file] : [],
    );
    expect(files.sort()).toEqual(names.map((name) => `${name}/Dockerfile`).sort());
  });
});

describe("a registry that refuses", () => {
  let refusing: RegistryProxy;
  let run: ActionRun;
  beforeAll(async () => {
    refusing = await startRefusingRegistry(registry);
    run = await runFailingBuilds(refusedPushes(base), { registry: `${refusing.host}/refusing`, node });
  });
  afterAll(() => refusing?.stop());

  test.each(refusedPushes(base))("$name: $id", (build) => {
    expectDiagnosis(run, build);
  });
});
