/** Lazy builds against eager ones for every shape, every image and many seeds. */
import { describe } from "vitest";
import { caseCount, firstSeed } from "../real/differential/case-count.ts";
import { compareWays } from "../real/lazy/corpus/compare-ways.ts";
import { makeSmallFiles, shapes } from "../real/lazy/corpus/shapes.ts";

const HOUR = 3_600_000;
const seeds = Array.from({ length: caseCount(30) }, (_, index) => firstSeed() + index);
const none = { shapes: [], seeds: [], seedsPerImage: 5, stages: [], withAgain: true, timeoutMs: HOUR };

describe("every shape", () => compareWays({ ...none, shapes: [...shapes, makeSmallFiles(10_000)] }));

describe("every kind of image", () => compareWays({ ...none, stages: "all" }));

describe("generated shapes", () => compareWays({ ...none, seeds }));
