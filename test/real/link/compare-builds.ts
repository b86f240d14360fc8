/** `link: auto` against the plain build of the same Dockerfile, entry by entry, on both drivers. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { flattenImage } from "../../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { contextFiles, type LinkCase } from "./corpus.ts";

const machine = inject("machine");

/** Defines the tests of one driver. */
export function compareBuilds(driver: "docker" | "docker-container", linkCases: readonly LinkCase[]): void {
  const { containerBuilder, engine } = machine;
  const isEngine = driver === "docker";
  const missing = isEngine
    ? engine === "ready"
      ? undefined
      : engine.missing
    : typeof containerBuilder === "string"
      ? undefined
      : containerBuilder.missing;
  const builder = isEngine ? "default" : String(containerBuilder);
  const prefix = `link-${driver}`;
  /** Bases with a WORKDIR of their own; the second one's is a link. */
  const bases = {
    PLACED: ["placed", "WORKDIR /srv/app\n"],
    ASTRAY: ["astray", "RUN mkdir -p /real /srv && ln -s /real /srv/app\nWORKDIR /srv/app\n"],
  } as const;
  const named = (text: string): string =>
    Object.entries(bases).reduce(
      (all, [word, [name]]) => all.replaceAll(word, `${machine.registry}/${prefix}-${name}:1`),
      text.replaceAll("BASE", machine.base),
    );
  let repository: GitRepository;
  let run: ActionRun;
  const files = Object.fromEntries(
    linkCases.flatMap(({ name, dockerfile }) => [
      [`${name}/Dockerfile`, named(`FROM BASE\n${dockerfile}\n`)],
      ...Object.entries(contextFiles).map(([path, text]) => [`${name}/${path}`, text]),
    ]),
  );

  const home = { "home-dir/Dockerfile": `FROM ${machine.base}\nWORKDIR /srv/home\n` };

  beforeAll(async () => {
    if (missing !== undefined) return;
    for (const [name, text] of Object.values(bases)) {
      const output = `type=image,name=${machine.registry}/${prefix}-${name}:1,push=true`;
      const argv = ["buildx", "build", "--builder", builder, "--provenance=false", "--output", output, "-"];
      execFileSync("docker", argv, { input: `FROM ${machine.base}\n${text}`, stdio: "pipe" });
    }
    const images = linkCases.flatMap(({ name }) =>
      ["auto", "off"].map(
        (link) => `  ${name}-${link}: { context: ${name}, link: ${link === "auto" ? "auto" : '"off"'} }\n`,
      ),
    );
    repository = createRepository({
      ".github/ml-images.yml": `images:\n  home-dir: { context: home-dir }\n${images.join("")}`,
      ...home,
      ...files,
    });
    run = await runAction({
      root: repository.root,
      node: machine.node,
      env: { BUILDX_BUILDER: builder },
      inputs: { registry: `${machine.registry}/${prefix}`, cache: "none", "max-parallel": "4" },
      timeoutMs: 400_000,
    });
  }, 420_000);
  afterAll(() => repository?.[Symbol.dispose]());

  test.for(linkCases)("$name: $verdict", async ({ name, verdict }, context) => {
    context.skip(missing !== undefined, missing);
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
}
