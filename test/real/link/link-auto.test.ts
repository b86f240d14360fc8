/** `link: auto` against the plain build of the same Dockerfile, entry by entry, on both drivers. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { flattenImage } from "../../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { contextFiles, linkCases } from "./corpus.ts";

const machine = inject("machine");
const drivers = [
  {
    driver: "docker",
    builder: "default",
    missing: machine.engine === "ready" ? undefined : machine.engine.missing,
  },
  {
    driver: "docker-container",
    builder: typeof machine.containerBuilder === "string" ? machine.containerBuilder : "",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
  },
];

describe.each(drivers)("link: auto on the $driver driver", ({ driver, builder, missing }) => {
  const prefix = `link-${driver}`;
  let repository: GitRepository;
  let run: ActionRun;
  const files = Object.fromEntries(
    linkCases.flatMap(({ name, dockerfile }) => [
      [`${name}/Dockerfile`, `FROM BASE\n${dockerfile}\n`.replaceAll("BASE", machine.base)],
      ...Object.entries(contextFiles).map(([path, text]) => [`${name}/${path}`, text]),
    ]),
  );

  beforeAll(async () => {
    if (missing !== undefined) return;
    const images = linkCases.flatMap(({ name }) =>
      ["auto", "off"].map(
        (link) => `  ${name}-${link}: { context: ${name}, link: ${link === "auto" ? "auto" : '"off"'} }\n`,
      ),
    );
    repository = createRepository({ ".github/ml-images.yml": `images:\n${images.join("")}`, ...files });
    run = await runAction({
      root: repository.root,
      node: machine.node,
      env: { BUILDX_BUILDER: builder },
      inputs: { registry: `${machine.registry}/${prefix}`, cache: "none" },
      timeoutMs: 400_000,
    });
  }, 420_000);
  afterAll(() => repository?.[Symbol.dispose]());

  test.each(linkCases)("$name: $verdict", async ({ name, verdict }) => {
    expect.soft(missing).toBeUndefined();
    const [auto, off] = [run.images[`${name}-auto`], run.images[`${name}-off`]];
    const log = run.log
      .split("\n")
      .filter((line) => line.includes(`${name}-auto`))
      .join("\n");
    expect([auto?.status, off?.status], log).toEqual(["built", "built"]);
    const flat = (suffix: string, digest = ""): ReturnType<typeof flattenImage> =>
      flattenImage(machine.registry, `${prefix}/${name}-${suffix}`, digest);
    expect([...(await flat("auto", auto?.digest))]).toEqual([...(await flat("off", off?.digest))]);
    const isLinked = /✓ \[[^\]]*\] (COPY|ADD|copy) --link/.test(log);
    const wasRefused = log.includes("built again with plain COPY");
    expect(wasRefused ? "refused" : isLinked ? "linked" : "kept", log).toBe(verdict);
  });
});
