/**
 * Carries a plan out: builds in dependency order, sets the tags of what is reused, copies what another
 * repository has. It chooses nothing; the plan did.
 */
import { describeError } from "../errors.ts";
import type { ImageName, Outcome, Plan, PlannedImage } from "../model.ts";
import { sourceTag } from "../plan/tags.ts";
import type { World } from "../shell/world.ts";
import { buildOne } from "./build-one.ts";
import { orderLongestFirst } from "./longest-first.ts";
import { askMounting, noteLayers } from "./mount-bases.ts";
import { publishReused, pushTag, readSizes, refuseUnrunnable, setMovingTags } from "./publish.ts";
import { runTasks } from "./schedule.ts";
import { type BuildPlanOptions, planned, type Site } from "./site.ts";

/** Never throws for an image: each ends in an outcome. */
export async function buildPlan(
  world: World,
  plan: Plan,
  options: BuildPlanOptions,
): Promise<ReadonlyMap<ImageName, Outcome>> {
  const { store, push, inputTags, createRepositories, parts } = options;
  const publication =
    store !== undefined && push
      ? { store, trigger: plan.trigger, inputTags, createRepositories, parts }
      : undefined;
  const known = { locations: new Map(), layers: new Map(), readers: new Map(), saves: [] };
  const facts = { world, plan, options, publication, ...known };
  const site: Site = { ...facts, mounting: askMounting(facts) };
  const tasks = plan.order.map((name) => {
    const image = planned(plan, name);
    const { last, baseline } = options.records.get(name) ?? {};
    return {
      key: name,
      needs: needsOf(image),
      seconds: (last ?? baseline)?.durationSeconds,
      isQuick: image.decision.action === "reuse",
      run: () => settle(site, image),
    };
  });
  const outcomes = await runTasks<ImageName, Outcome>(orderLongestFirst(tasks), options.maxParallel, {
    isSuccess: (outcome) => outcome.status === "built" || outcome.status === "reused",
    block: (name, because) => ({ status: "blocked", name, because }),
  });
  await Promise.all(site.saves);
  return outcomes;
}

function needsOf({ decision, parents }: PlannedImage): readonly ImageName[] {
  switch (decision.action) {
    case "build":
      return parents.map((edge) => edge.parent);
    case "share":
      return [decision.with];
    case "reuse":
      return [];
  }
}

async function settle(site: Site, image: PlannedImage): Promise<Outcome> {
  const { name } = image.spec;
  const started = site.world.clock.now();
  try {
    switch (image.decision.action) {
      case "reuse":
        return await reuse(site, image);
      case "share":
        return await share(site, image);
      case "build":
        return await buildOne(site, image);
    }
  } catch (error) {
    const message = describeError(error);
    site.world.log.error(`${name}: ${message}`, {
      file: image.spec.definedAt.split(":")[0] ?? "",
      title: `image ${name} failed`,
    });
    return {
      status: "failed",
      name,
      message,
      durationSeconds: (site.world.clock.now() - started) / 1000,
      steps: [],
    };
  }
}

async function reuse(site: Site, image: PlannedImage): Promise<Outcome> {
  const { decision, spec } = image;
  if (decision.action !== "reuse") throw new Error("not a reuse");
  const { manifest, sizeBytes, missingRepositories } = decision.found;
  const uri = site.options.store?.uriOf(decision.found.repository, manifest.digest);
  const { store } = site.options;
  if (store !== undefined) {
    const to = { store, trigger: site.plan.trigger };
    await refuseUnrunnable(site.world, to, image, decision.found.repository, manifest);
  }
  await noteLayers(site, decision.found.repository, manifest);
  if (uri !== undefined) site.locations.set(spec.name, `docker-image://${uri}`);
  if (site.publication !== undefined) await publishReused(site.world, site.publication, image);
  // Without a push, only another image's repository may have it.
  const [own] = spec.repositories;
  const isCopied = missingRepositories.includes(own);
  const isPushed = site.publication !== undefined;
  const isTagged = isPushed && (isCopied || site.plan.trigger.scope.kind === "trusted");
  return {
    status: "reused",
    name: spec.name,
    digest: manifest.digest,
    place: {
      repository: isCopied && !isPushed ? decision.found.repository : own,
      tag: isTagged ? sourceTag(site.plan.trigger, decision.fingerprint) : decision.found.tag,
    },
    sizeBytes,
  };
}

/** Its twin's build pushed to this image's repositories too. */
async function share(site: Site, image: PlannedImage): Promise<Outcome> {
  const { decision, spec } = image;
  if (decision.action !== "share") throw new Error("not a share");
  const { publication, locations } = site;
  const location = locations.get(decision.with);
  if (location !== undefined) locations.set(spec.name, location);
  const tag = publication === undefined ? "" : pushTag(publication, image);
  const manifest = (await publication?.store.find(spec.repositories[0], [tag]))?.get(tag);
  if (publication !== undefined && manifest === undefined) {
    throw new Error(`${spec.repositories[0]}:${tag} is missing although ${decision.with} was pushed there`);
  }
  const found = publication !== undefined && manifest !== undefined;
  if (found) {
    await refuseUnrunnable(site.world, publication, image, spec.repositories[0], manifest);
    await setMovingTags(site.world, publication, image, manifest);
  }
  return {
    status: "built",
    name: spec.name,
    digest: manifest?.digest,
    durationSeconds: 0,
    sizeBytes: found ? (await readSizes(publication, image, manifest)).sizeBytes : undefined,
    steps: [],
  };
}
