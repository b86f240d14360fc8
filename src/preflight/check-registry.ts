/** What the registry will refuse: repositories that are missing, pushes without the right to, tags that cannot move. */
import { type Publication, prepareRepositories, refuseImmutableTags } from "../build/publish.ts";
import { describeError, UserError } from "../errors.ts";
import type { PlannedImage } from "../model.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import type { Problem } from "./problem.ts";
import { withinTime } from "./time-limit.ts";

const TIME_LIMIT_MS = 45_000;

/** One probe for each repository: an upload is begun and cancelled, which leaves nothing. */
export async function findRefusals(
  world: World,
  to: Publication,
  images: readonly PlannedImage[],
): Promise<readonly Problem[]> {
  const probes = new Map<string, Promise<Problem | undefined>>();
  const checks = images.flatMap((image) =>
    image.spec.repositories.map(async (repository) => {
      const prepared = await ask(world, prepareRepositories(to, image, [repository]));
      if (prepared !== undefined) return [prepared];
      const path = to.store.pathOf(repository);
      const probe = probes.get(path) ?? ask(world, to.store.registry.probePush(path));
      probes.set(path, probe);
      const { decision } = image;
      const mustMove = decision.action === "build" && decision.replaces;
      const tags = mustMove ? await ask(world, refuseImmutableTags(to, image, [repository])) : undefined;
      return [await probe, tags].filter((problem) => problem !== undefined);
    }),
  );
  return (await Promise.all(checks)).flat();
}

/** A clear no is an error; network trouble and odd answers tell nothing, and the build meets them with its retries. */
async function ask(world: World, question: Promise<void>): Promise<Problem | undefined> {
  try {
    await withinTime(world, TIME_LIMIT_MS, question);
    return undefined;
  } catch (error) {
    const isClear = error instanceof RegistryError ? isRefusal(error) : error instanceof UserError;
    const level = isClear ? "error" : "warning";
    return { level, message: isClear ? describeError(error) : `not checked: ${describeError(error)}` };
  }
}

function isRefusal({ kind }: RegistryError): boolean {
  return kind === "denied" || kind === "missing-repository" || kind === "immutable";
}
