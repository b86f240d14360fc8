/** The findings in the repository's own workflows. */
import { joinBelow } from "../dockerfile/clean-path.ts";
import type { MadePlan } from "../make-plan.ts";
import type { ImageName, PlannedImage } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { WorkflowFinding } from "./workflows.ts";

const FOLDER = ".github/workflows";
const MOST_FILES = 100;
const LARGEST_TEXT = 200_000;

/** `sizes` is asked only where an answer could matter. */
export async function adviseOnWorkflows(
  world: World,
  root: string,
  { plan }: Pick<MadePlan, "plan">,
  sizes: () => Promise<ReadonlyMap<ImageName, number>>,
): Promise<readonly WorkflowFinding[]> {
  if (!(await world.files.existing([`${root}/${FOLDER}`])).length) return [];
  const names = (await world.files.list(`${root}/${FOLDER}`))
    .filter(({ name, kind }) => kind === "file" && /\.ya?ml$/.test(name))
    .slice(0, MOST_FILES);
  const texts = await Promise.all(
    names.map(async ({ name }) => {
      const path = `${FOLDER}/${name}`;
      const text = (await world.files.readStart(`${root}/${path}`, LARGEST_TEXT))?.toString("utf8") ?? "";
      return { path, text };
    }),
  );
  const candidates = texts.filter(({ text }) => text.includes("docker/build-push-action@"));
  if (candidates.length === 0) return [];
  const { findLoaded, findSharedScopes, readBuildSteps } = await import("./workflows.ts");
  const steps = candidates.flatMap(({ path, text }) => readBuildSteps(path, text));
  const known = steps.some(({ inputs }) => inputs.load === "true") ? await sizes() : new Map();
  const bytesOf = (context: string, file: string | undefined): number | undefined => {
    const image = [...plan.images.values()].find((one) => isSame(one, context, file));
    return image && known.get(image.spec.name);
  };
  return [...findSharedScopes(steps), ...findLoaded(steps, bytesOf)];
}

function isSame({ spec }: PlannedImage, context: string, file: string | undefined): boolean {
  const clean = (path: string): string => path.replace(/^\.\/?/, "").replace(/\/$/, "");
  if (spec.context.kind !== "local" || spec.context.path !== clean(context)) return false;
  const usual = joinBelow(spec.context.path, "Dockerfile");
  return (
    spec.dockerfile.kind === "file" && spec.dockerfile.path === (file === undefined ? usual : clean(file))
  );
}
