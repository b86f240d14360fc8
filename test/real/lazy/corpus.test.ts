/** Images that are read on demand are the images that an eager build makes: a sample; all of it: test/slow/lazy.test.ts. */
import { describe } from "vitest";
import { compareWays } from "./corpus/compare-ways.ts";
import { makeSmallFiles, shapes } from "./corpus/shapes.ts";

describe("a sample", () =>
  compareWays({
    shapes: [...shapes, makeSmallFiles(500)],
    seeds: [1, 2, 3, 4, 5],
    seedsPerImage: 5,
    stages: ["stages", "users"],
    withAgain: false,
    timeoutMs: 600_000,
  }));
