/** Workflows of the repository that still build with docker's own actions: caches that replace each other, images unpacked twice. Pure. */
import { LineCounter, parseDocument } from "yaml";
import { formatBytes } from "../report/markdown.ts";
import type { Finding } from "./finding.ts";

/** A step of docker/build-push-action. */
export interface BuildStep {
  readonly file: string;
  /** Of its `uses`. */
  readonly line: number;
  readonly inputs: Readonly<Record<string, string>>;
  readonly isMatrix: boolean;
}

export interface WorkflowFinding {
  readonly file: string;
  readonly finding: Finding;
}

/** Unpacking less is not worth a word. */
export const LOADED_BYTES = 5_000_000_000;

/** Every `uses: docker/build-push-action`; none where the text is no workflow. */
export function readBuildSteps(file: string, text: string): readonly BuildStep[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) return [];
  const { jobs } = (document.toJS({ maxAliasCount: 100 }) ?? {}) as {
    readonly jobs?: Readonly<Record<string, Job | null>> | null;
  };
  return Object.entries(jobs ?? {}).flatMap(([job, value]) => {
    const { steps, strategy } = value ?? {};
    return (Array.isArray(steps) ? steps : []).flatMap((step: Step | null, index): readonly BuildStep[] => {
      if (!/^docker\/build-push-action@/.test(step?.uses ?? "")) return [];
      const node = document.getIn(["jobs", job, "steps", index, "uses"], true) as
        | { readonly range?: readonly number[] }
        | undefined;
      const inputs = Object.entries(step?.with ?? {}).map(([name, value]) => [name, String(value)] as const);
      return [
        {
          file,
          line: lines.linePos(node?.range?.[0] ?? 0).line,
          inputs: Object.fromEntries(inputs),
          isMatrix: strategy?.matrix !== undefined,
        },
      ];
    });
  });
}

interface Job {
  readonly steps?: unknown;
  readonly strategy?: { readonly matrix?: unknown };
}
interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>> | null;
}

/** Several images under one scope: each export replaces what the others wrote (moby/buildkit, cache backend `gha`). */
export function findSharedScopes(steps: readonly BuildStep[]): readonly WorkflowFinding[] {
  const writers = steps.flatMap((step) => {
    const flag = (step.inputs["cache-to"] ?? "").split("\n").find((one) => /type=gha\b/.test(one));
    if (flag === undefined || !/mode=max\b/.test(flag)) return [];
    return [{ step, scope: /scope=([^,\s]+)/.exec(flag)?.[1] ?? "buildkit" }];
  });
  return writers.flatMap(({ step, scope }): readonly WorkflowFinding[] => {
    const images = new Set(
      writers.filter((other) => other.scope === scope).map((other) => imageOf(other.step)),
    );
    const isOneForAll =
      step.isMatrix && !scope.includes("${{") && Object.values(step.inputs).some(isOfMatrix);
    if (images.size < 2 && !isOneForAll) return [];
    const whose = images.size < 2 ? "every job of the matrix writes" : `${images.size} images write`;
    return [
      {
        file: step.file,
        finding: {
          rule: "cache-scope-shared",
          line: step.line,
          message: `${whose} GitHub's cache with mode=max under the scope ${scope}: each replaces the others' layers, and 10 GB are for the whole repository`,
          instead:
            "this action, which gives each image and platform a cache of its own; or a scope for each image",
        },
      },
    ];
  });
}

/** `bytes` of an image by its context and Dockerfile; `undefined`: not known. */
export function findLoaded(
  steps: readonly BuildStep[],
  bytesOf: (context: string, file: string | undefined) => number | undefined,
): readonly WorkflowFinding[] {
  return steps.flatMap((step): readonly WorkflowFinding[] => {
    if (step.inputs.load !== "true") return [];
    const bytes = bytesOf(step.inputs.context ?? ".", step.inputs.file) ?? 0;
    if (bytes < LOADED_BYTES) return [];
    return [
      {
        file: step.file,
        finding: {
          rule: "image-loaded",
          line: step.line,
          message: `load: true exports ${formatBytes(bytes)} from the builder and unpacks them in the engine, for minutes at each run`,
          instead: "push from the builder, and pull the pushed digest where it is tested",
        },
      },
    ];
  });
}

function imageOf({ inputs }: BuildStep): string {
  return JSON.stringify([inputs.context, inputs.file, inputs.target]);
}

function isOfMatrix(value: string): boolean {
  return /\$\{\{[^}]*\bmatrix\./.test(value);
}
