import { expect, test } from "vitest";
import { createOutage } from "../../../src/registry/outage.ts";
import { RegistryError } from "../../../src/registry/registry-error.ts";
import type { World } from "../../../src/shell/world.ts";

const down = (): RegistryError =>
  new RegistryError("unreachable", "no answer", { cause: new Error("reset") });
const fails = (error: Error) => () => Promise.reject(error);

function open() {
  let now = 0;
  const outage = createOutage({ clock: { now: () => now } } as World);
  const isOpen = (path: string): boolean => {
    try {
      outage.throwIfDown(path);
      return true;
    } catch {
      return false;
    }
  };
  return { outage, isOpen, wait: (ms: number) => (now += ms) };
}

test("one repository without an answer is left alone, the others are asked", async () => {
  const { outage, isOpen, wait } = open();
  await outage.watch("cache", fails(down())).catch(() => {});
  expect([isOpen("cache"), isOpen("app")]).toEqual([false, true]);
  wait(30_000);
  expect(isOpen("cache")).toBe(true);
});

test("two of them are an outage of the host, until one answers", async () => {
  const { outage, isOpen } = open();
  await outage.watch("cache", fails(down())).catch(() => {});
  await outage.watch("app", fails(down())).catch(() => {});
  expect(isOpen("other")).toBe(false);
  await outage.watch("other", () => Promise.resolve());
  expect([isOpen("other"), isOpen("cache"), isOpen("app")]).toEqual([true, true, true]);
});

test("what an outage already said is none of its own, and an answer is none", async () => {
  const { outage, isOpen } = open();
  const error = down();
  await outage.watch("cache", fails(error)).catch(() => {});
  await outage.watch("app", fails(error)).catch(() => {});
  await outage.watch("app", fails(new RegistryError("unreachable", "503"))).catch(() => {});
  expect([isOpen("cache"), isOpen("app"), isOpen("other")]).toEqual([false, true, true]);
});
