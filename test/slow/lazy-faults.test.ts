/**
 * A registry that goes wrong while a step reads its layers: whatever the fault, the moment and the step, the image has
 * whole files only, or there is none and the log says why. The gate has some: test/real/lazy/faults.test.ts.
 */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { missing, runLazily } from "../real/lazy/lazy-run.ts";
import type { ActionRun } from "../support/action.ts";
import { flattenImage } from "../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../support/git-repository.ts";
import {
  LAYER_FAULTS,
  type LayerFault,
  type LayerFaults,
  startLayerFaults,
} from "../support/layer-faults.ts";

const machine = inject("machine");
const prefix = `lazy-slow-faults-${process.pid}-${Date.now().toString(36)}`;
const make = (folder: string): string =>
  `: ${prefix}; mkdir /${folder}; for i in $(seq 1 60); do head -c $((i * 1500)) /dev/urandom > /${folder}/$i; done; head -c 15000000 /dev/urandom > /${folder}/big; sleep 2.2`;

/** What a step does with \`/data\`; each leaves a copy in \`/copy\`, as whole as it could be had. */
const steps = {
  copy: "RUN cp -r /data /copy",
  // A step that goes on after what it could not read.
  hidden:
    "RUN mkdir /copy; for f in $(ls /data); do cat /data/$f > /copy/$f 2>/dev/null || cp /data/$f /copy/$f 2>/dev/null || : ; done",
  // The file system copies a file up before it is written to.
  append:
    "RUN for f in $(ls /data); do printf '' >> /data/$f || :; chmod 600 /data/$f || :; done 2>/dev/null; cp -r /data /copy 2>/dev/null || :",
  stage: "COPY --from=build /data /copy",
  mount: "RUN --mount=type=bind,from=build,source=/data,target=/m cp -r /m /copy 2>/dev/null || :",
} as const;

const dockerfile = (step: string): string => `FROM ${machine.base} AS build
RUN ${make("data")}
FROM build
COPY handler.py /handler.py
${step}
`;

let repository: GitRepository;
let faults: LayerFaults;
/** The image before any fault. */
let whole: ReadonlyMap<string, string>;
let count = 0;

beforeAll(async () => {
  if (missing !== undefined) return;
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile("RUN true"),
    "one/handler.py": "0\n",
  });
  faults = await startLayerFaults(machine.registry);
  const cold = await run();
  expect(cold.images.one?.status, cold.log).toBe("built");
  whole = await flattenImage(machine.registry, `${prefix}/one`, cold.images.one?.digest ?? "");
});
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await faults?.stop();
});

function run(): Promise<ActionRun> {
  const inputs = { registry: `${faults.host}/${prefix}`, lazy: "true", "timeout-minutes": "1", retries: "1" };
  return runLazily(repository, inputs);
}

function hashOf(files: ReadonlyMap<string, string>, path: string): string | undefined {
  return / ([0-9a-f]{12})$/.exec(files.get(path) ?? "")?.[1];
}

/** A minute and more each, until a time limit or the last retry. */
const WAITS: ReadonlySet<LayerFault> = new Set(["hang", "away"]);

const moments = [0, 400_000, 6_000_000];
const cases = LAYER_FAULTS.flatMap((kind) =>
  moments.flatMap((after, index) =>
    (Object.keys(steps) as (keyof typeof steps)[])
      // Every kind with every step; a fault that waits for a time limit once.
      .filter((_, step) =>
        WAITS.has(kind) ? index === 1 && step < 2 : (step + index) % moments.length === 0 || kind === "reset",
      )
      .map((step) => ({ kind, after, step })),
  ),
);

test.for(cases)(
  "$kind after $after bytes, $step",
  { timeout: 900_000 },
  async ({ kind, after, step }, context) => {
    context.skip(missing !== undefined, missing);
    count += 1;
    repository.commit({ "one/Dockerfile": dockerfile(steps[step]), "one/handler.py": `${count}\n` });
    faults.plan(kind, after);
    const edit = await run();
    const { hits } = faults;
    faults.plan(undefined, 0);
    const told = `${kind} after ${after} in ${step}, ${hits} hits\n${edit.log}`;
    expect(edit.exitCode, told).not.toBeNull();
    expect(hits, told).toBeGreaterThan(0);
    if (edit.exitCode === 0) {
      expect(edit.images.one?.status, told).toBe("built");
      const files = await flattenImage(machine.registry, `${prefix}/one`, edit.images.one?.digest ?? "");
      const names = [...whole.keys()]
        .filter((path) => path.startsWith("/data/"))
        .map((path) => path.slice(6));
      expect(names).toHaveLength(61);
      const broken = names.flatMap((name) =>
        ["/copy/", "/data/"].filter(
          (folder) => hashOf(files, folder + name) !== hashOf(whole, `/data/${name}`),
        ),
      );
      expect(broken, told).toEqual([]);
    } else {
      expect(edit.exitCode, told).toBe(1);
      expect(edit.log, told).toContain("::error");
      expect(edit.images.one?.digest, told).toBeUndefined();
      // Only of a registry that never comes back there is no image.
      expect(["away", "hang", "refused", ...(after === 0 ? ["reset"] : [])], told).toContain(kind);
    }
  },
);
