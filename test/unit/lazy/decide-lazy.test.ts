import { expect, test } from "vitest";
import { decideLazy, type LazyFacts } from "../../../src/lazy/decide-lazy.ts";

const right: LazyFacts = {
  wish: "true",
  runtime: "container",
  snapshotter: "stargz",
  cache: "registry",
  pushes: true,
};

test("lazy where all of it is known to work", () => {
  expect(decideLazy(right)).toEqual({ isLazy: true });
});

test("nobody asked: plain, without a word", () => {
  expect(decideLazy({ ...right, wish: "false" })).toEqual({ isLazy: false, because: undefined });
});

test.each<[Partial<LazyFacts>, RegExp]>([
  [{ snapshotter: "overlayfs" }, /snapshotter is overlayfs/],
  [{ snapshotter: undefined }, /not known/],
  [{ runtime: "lambda" }, /lambda is built plainly/],
  [{ cache: "gha" }, /registry cache only/],
  [{ cache: "none" }, /registry cache only/],
  [{ pushes: false }, /writes none/],
])("plain for %o", (change, because) => {
  const decision = decideLazy({ ...right, ...change });
  expect(decision.isLazy ? "" : decision.because).toMatch(because);
});
