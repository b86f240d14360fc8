/** Everything that can be known to fail before the first build starts, of all images at once. */
import { chooseBuilder } from "../build/builder.ts";
import type { BuilderSurvey } from "../build/open-builder.ts";
import type { Publication } from "../build/publish.ts";
import type { CacheChoice } from "../cache/choose-cache.ts";
import { describeError } from "../errors.ts";
import type { MadePlan } from "../make-plan.ts";
import type { ImageName, PlannedImage, Platform } from "../model.ts";
import type { Session } from "../session.ts";
import type { World } from "../shell/world.ts";
import { findMissingBases } from "./check-bases.ts";
import { findBuilderProblems } from "./check-builder.ts";
import { findRefusals } from "./check-registry.ts";
import { findMissingSecrets } from "./missing-secrets.ts";
import { explainMissingSources } from "./missing-sources.ts";
import { type Problem, tellProblems } from "./problem.ts";

export interface PreflightOptions {
  readonly survey: BuilderSurvey;
  /** `undefined`: nothing is pushed. */
  readonly publication: Publication | undefined;
  readonly cache: CacheChoice;
  readonly parts: ReadonlyMap<ImageName, Platform>;
}

/** Nothing to build, nothing asked. Throws UserError with every certain failure; logs warnings. */
export async function preflight(
  world: World,
  session: Session,
  made: MadePlan,
  options: PreflightOptions,
): Promise<void> {
  const { plan } = made;
  const wanted = plan.order.flatMap((name) => plan.images.get(name) ?? []);
  const built = wanted.filter(({ decision }) => decision.action === "build");
  if (built.length === 0) return;
  const pushed = wanted.filter(({ decision }) => decision.action !== "reuse");
  const { publication } = options;
  const problems: readonly (readonly Problem[])[] = await Promise.all([
    plan.trigger.isFork ? [] : findMissingSecrets(world, built, session.root),
    findSourceProblems(world, session, made, built),
    publication === undefined ? [] : findRefusals(world, publication, pushed),
    findBuildersProblems(world, session, made, built, options),
  ]);
  tellProblems(world.log, problems.flat());
}

async function findSourceProblems(
  world: World,
  session: Session,
  { lost }: MadePlan,
  images: readonly PlannedImage[],
): Promise<readonly Problem[]> {
  const tree = await session.tree;
  const found = await Promise.all(
    images.map((image) => explainMissingSources(world, tree, image, lost.get(image.spec.name) ?? [])),
  );
  return found.flat();
}

async function findBuildersProblems(
  world: World,
  session: Session,
  { analyses, basesOf }: MadePlan,
  images: readonly PlannedImage[],
  { survey, publication, cache, parts }: PreflightOptions,
): Promise<readonly Problem[]> {
  const registryHost = publication?.store.target.host;
  let choice: ReturnType<typeof chooseBuilder>;
  let { builders, engineStore }: Partial<Awaited<BuilderSurvey["facts"]>> = {};
  try {
    const facts = await survey.facts;
    ({ builders, engineStore } = facts);
    choice = chooseBuilder(facts, { registryHost });
  } catch (error) {
    choice = { kind: "impossible", because: describeError(error) };
  }
  const kind = cache.kind === "registry" && !cache.canWrite ? "none" : cache.kind;
  const wishes = { choice, builders: builders ?? [], engineStore, cache: kind, parts };
  return [
    ...findBuilderProblems(images, analyses, wishes),
    ...(await findMissingBases(world, images, { bases: session.bases, basesOf, choice })),
  ];
}
