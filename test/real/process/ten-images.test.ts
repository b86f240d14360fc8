/** Ten images in two chains, one of which breaks in its middle: outcomes, order, and that others go on beside it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { runAction } from "../../support/action.ts";
import { createRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const drivers = [
  { driver: "docker", missing: machine.engine === "ready" ? undefined : machine.engine.missing, env: {} },
  {
    driver: "docker-container",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
    env: typeof machine.containerBuilder === "string" ? { BUILDX_BUILDER: machine.containerBuilder } : {},
  },
];

interface Report {
  readonly images: Readonly<
    Record<
      string,
      {
        steps: readonly { name: string; intervals?: readonly (readonly [number, number])[] }[];
        error?: string;
      }
    >
  >;
}

test.each(drivers)("ten images on the $driver driver", async ({ driver, missing, env }) => {
  const mount = `ten-images-${driver}-${process.pid}-${Date.now()}`;
  /** Each waits until the other one runs: only images that are built side by side get past it. */
  const meet = (own: string, other: string): string =>
    `RUN --mount=type=cache,id=${mount},target=/meeting touch /meeting/${own}; n=0; until [ -e /meeting/${other} ]; do n=$((n+1)); [ $n -lt 1200 ] || exit 3; sleep 0.1; done\n`;
  const image = (name: string, base: string, more = ""): Record<string, string> => ({
    [`${name}/Dockerfile`]: `FROM ${base}\nCOPY own /own-${name}\n${more}RUN cat /own-${name}\n`,
    [`${name}/own`]: `${name} ${mount}\n`,
  });
  expect(missing).toBeUndefined();
  const names = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4", "c", "d"];
  using repository = createRepository({
    ".github/ml-images.yml": `images:\n${names.map((name) => `  ${name}: { context: ${name} }\n`).join("")}`,
    ...image("a1", machine.base, meet("a1", "b1")),
    ...image("a2", "a1"),
    ...image("a3", "a2"),
    ...image("a4", "a3"),
    ...image("b1", machine.base, meet("b1", "a1")),
    ...image("b2", "b1", "RUN echo 'this one is broken' >&2; exit 9\n"),
    ...image("b3", "b2"),
    ...image("b4", "b3"),
    ...image("c", machine.base),
    ...image("d", machine.base),
  });
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-ten-"));
  try {
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      env: { ...env, RUNNER_TEMP: directory },
      inputs: {
        registry: `${machine.registry}/ten-images-${driver}`,
        "max-parallel": "4",
        "cache-mounts": "none",
        cache: "none",
        retries: "0",
      },
    });
    expect(run.exitCode, run.log).toBe(1);
    const statuses = Object.fromEntries(
      Object.entries(run.images).map(([name, { status }]) => [name, status]),
    );
    expect(statuses, run.log).toEqual({
      ...Object.fromEntries(["a1", "a2", "a3", "a4", "b1", "c", "d"].map((name) => [name, "built"])),
      b2: "failed",
      b3: "blocked",
      b4: "blocked",
    });
    expect(run.images.b2?.error).toContain("this one is broken");
    expect(run.images.b3?.error).toBe("its base b2 failed");
    expect(run.images.b4?.error).toContain("failed");
    const { images } = JSON.parse(readFileSync(run.outputs.report ?? "", "utf8")) as Report;
    const spanOf = (name: string): readonly [number, number] => {
      const own = (images[name]?.steps ?? []).filter((step) => / RUN | COPY /.test(step.name));
      const all = own.flatMap(({ intervals }) => intervals ?? []).flat();
      return [Math.min(...all), Math.max(...all)];
    };
    // Children begin when their base is there, not before.
    for (const [base, child] of [
      ["a1", "a2"],
      ["a2", "a3"],
      ["a3", "a4"],
      ["b1", "b2"],
    ] as const) {
      expect(spanOf(child)[0], `${child} after ${base}`).toBeGreaterThanOrEqual(spanOf(base)[1]);
    }
    const [a, b] = [spanOf("a1"), spanOf("b1")];
    expect(Math.min(a[1], b[1]) - Math.max(a[0], b[0])).toBeGreaterThan(0);
    // Blocked images are not even tried.
    for (const name of ["b3", "b4"]) expect(images[name]?.steps).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
