/** Defines the tests of one corpus: each way of building gives the image that an eager build gives, entry by entry. */
import { beforeAll, expect, inject, test } from "vitest";
import { type BuiltWays, buildWays, WAYS, type Way } from "./build-ways.ts";
import { compareFiles } from "./compare-files.ts";
import { type CorpusImage, hasXattrs, makeCorpusImage } from "./corpus-image.ts";
import { generateShape } from "./generate-shape.ts";
import type { Shape } from "./shapes.ts";
import { KNOWN, makeStageImages } from "./stage-images.ts";

const machine = inject("machine");
const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;

export interface Corpus {
  /** In one image. */
  readonly shapes: readonly Shape[];
  /** Of generated shapes; some to an image. */
  readonly seeds: readonly number[];
  readonly seedsPerImage: number;
  /** Names of images, or all. */
  readonly stages: readonly string[] | "all";
  /** A lazy edit on what a lazy edit left, too. */
  readonly withAgain: boolean;
  readonly timeoutMs: number;
}

export function compareWays(corpus: Corpus): void {
  const mark = `corpus-${process.pid}-${Date.now().toString(36)}`;
  const images = makeImages(corpus, mark);
  const ways = (Object.keys(WAYS) as Way[]).filter(
    (way) => WAYS[way].equals !== undefined && (corpus.withAgain || way !== "lazyAgain"),
  );
  let built: BuiltWays;
  beforeAll(async () => {
    if (missing === undefined) built = await buildWays(machine, images, mark, corpus.withAgain);
  }, corpus.timeoutMs);

  test.for(ways)("%s", { timeout: corpus.timeoutMs }, async (way, context) => {
    context.skip(missing !== undefined, missing);
    const found: Record<string, readonly string[]> = {};
    const { equals = way, told } = WAYS[way];
    for (const { name } of images.filter((image) => image.name !== KNOWN)) {
      const expected = await built.files(equals, name);
      expect(expected.length).toBeGreaterThan(10);
      const differences = compareFiles(expected, (await built.files(way, name)).map(withoutYearOne));
      if (differences.length > 0) found[name] = differences.slice(0, 60);
    }
    expect(found, told).toEqual({});
  });

  // Whoever changes this, changes what `lazy: auto` may do: docs/lazy.md.
  test("what is known to differ: a time of 0, and names that are not UTF-8", async (context) => {
    context.skip(missing !== undefined, missing);
    const [edit, lazy] = [await built.files("edit", KNOWN), await built.files("lazy", KNOWN)];
    const differing = compareFiles(edit, lazy).map((line) => line.split(" ").slice(0, 2).join(" "));
    expect([...new Set(differing)].sort()).toEqual([
      "+ /count",
      "+ /d/zero",
      "+ /read",
      "- /count",
      "- /d/zero",
      "- /read",
    ]);
    expect(lazy.find((line) => line.startsWith("/d/zero"))).toMatch(/\] -\d+ /);
    expect(compareFiles(edit, await built.files("eagerOnLazy", KNOWN))).toEqual([]);
  });

  test("the caches were used, and read on demand where they can be", (context) => {
    context.skip(missing !== undefined, missing);
    for (const way of ways.filter((one) => one !== "cold")) {
      const lines = (built.runs.get(way)?.log ?? "")
        .split("\n")
        .filter((line) => line.includes(`RUN : ${mark}`));
      const steps = lines.filter((line) => line.includes("✓"));
      expect(steps.length, way).toBeGreaterThanOrEqual(images.length - 1);
      expect(
        steps.filter((line) => !line.includes("· CACHED")),
        way,
      ).toEqual([]);
    }
    expect(built.parts.get("lazy")).toBeGreaterThan(images.length);
    expect(built.parts.get("eager")).toBe(0);
  });
}

/**
 * The one difference that is known: eStargz's index leaves out a time of 0, which a lazy step takes for the year 1, and
 * its file system for the first second that it knows. Held by a test below.
 */
function withoutYearOne(line: string): string {
  return line.replace(/\] -\d+ ([0-9a-f]{12})/, "] 0 $1");
}

function makeImages({ shapes, seeds, seedsPerImage, stages }: Corpus, mark: string): readonly CorpusImage[] {
  const { base } = machine;
  const generated = Array.from({ length: Math.ceil(seeds.length / seedsPerImage) }, (_, index) => {
    const own = seeds.slice(index * seedsPerImage, (index + 1) * seedsPerImage);
    return makeCorpusImage(
      `seeds-${own[0]}`,
      own.map((seed) => generateShape(seed, hasXattrs)),
      base,
      mark,
    );
  });
  const able = shapes.filter(({ needs }) => needs === undefined || hasXattrs);
  return [
    ...(able.length === 0 ? [] : [makeCorpusImage("shapes", able, base, mark)]),
    ...generated,
    ...makeStageImages(base, mark).filter(
      ({ name }) => name === KNOWN || stages === "all" || stages.includes(name),
    ),
  ];
}
