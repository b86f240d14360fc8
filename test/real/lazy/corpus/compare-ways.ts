/** Defines the tests of one corpus: each way of building gives the image that an eager build gives, entry by entry. */
import { beforeAll, expect, inject, test } from "vitest";
import { type BuiltWays, buildWays, WAYS, type Way } from "./build-ways.ts";
import { compareFiles } from "./compare-files.ts";
import { type CorpusImage, hasXattrs, makeCorpusImage } from "./corpus-image.ts";
import { generateShape } from "./generate-shape.ts";
import type { Shape } from "./shapes.ts";
import { DIFFERING, makeStageImages } from "./stage-images.ts";

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
    for (const { name } of images) {
      const expected = await built.files(equals, name);
      expect(expected.length).toBeGreaterThan(10);
      const differences = compareFiles(expected, await built.files(way, name));
      if (differences.length > 0) found[name] = differences.slice(0, 60);
    }
    expect(found, told).toEqual({});
  });

  test("what would differ is built plainly, and told", (context) => {
    context.skip(missing !== undefined, missing);
    expect(built.runs.get("cold")?.log).toMatch(
      new RegExp(`${DIFFERING} │ lazy: its layers are not read on demand, as one would differ: /d/`),
    );
    const log = built.runs.get("lazy")?.log ?? "";
    expect(log).toContain(`${DIFFERING} │ lazy: not here: read on demand, a cached layer would differ: /d/`);
    const onDemand = [...log.matchAll(/([\w-]+): built in [^\n]*, reading layers on demand/g)].map(
      ([, name]) => name,
    );
    expect(onDemand.sort()).toEqual(images.flatMap(({ name }) => (name === DIFFERING ? [] : [name])).sort());
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
      ({ name }) => name === DIFFERING || stages === "all" || stages.includes(name),
    ),
  ];
}
