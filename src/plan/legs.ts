/** The images to build → legs of a job matrix: each one runner's work for one platform, of about the same length. Pure. */
import type { ImageName, Plan, Platform } from "../model.ts";

/** Images that one job builds for one platform. */
export interface Leg {
  /** Unique in the plan, and fit for an artifact's name: `ml-base-linux-arm64`. */
  readonly name: string;
  /** In build order. */
  readonly images: readonly ImageName[];
  readonly platform: Platform;
  /** Label for `runs-on`. */
  readonly runner: string;
  readonly expectedSeconds: number;
}

export interface LegOptions {
  /** Label of the runners for a platform. */
  readonly runnerOf: (platform: Platform) => string;
  /** Seconds that an image took when it was last built. */
  readonly expected: ReadonlyMap<ImageName, number>;
  /** GitHub takes no more jobs from one matrix. */
  readonly maxLegs?: number;
}

const MAX_LEGS = 256;
/** For an image that nobody has built yet, where nothing else is known. */
const USUAL_SECONDS = 300;

interface Unit {
  readonly images: readonly ImageName[];
  readonly platform: Platform;
  readonly seconds: number;
}

/** Images that are built on each other stay together; a base that is reused joins nothing. */
export function makeLegs(plan: Plan, options: LegOptions): readonly Leg[] {
  const units = makeUnits(plan, options.expected);
  const limit = options.maxLegs ?? MAX_LEGS;
  const shares = units.length <= limit ? units.map((unit) => [unit]) : spread(units, limit);
  const position = new Map(plan.order.map((name, index) => [name, index]));
  const at = (name: ImageName | undefined): number =>
    (name === undefined ? undefined : position.get(name)) ?? 0;
  return shares
    .map((share) => {
      const images = share.flatMap((unit) => unit.images).sort((a, b) => at(a) - at(b));
      const platform = (share[0] as Unit).platform;
      return {
        name: `${images[0]}-${platform.replaceAll("/", "-")}`,
        images,
        platform,
        runner: options.runnerOf(platform),
        expectedSeconds: Math.round(share.reduce((sum, unit) => sum + unit.seconds, 0)),
      };
    })
    .sort((a, b) => at(a.images[0]) - at(b.images[0]));
}

function makeUnits(plan: Plan, expected: ReadonlyMap<ImageName, number>): readonly Unit[] {
  const known = [...expected.values()].filter((seconds) => seconds > 0);
  const usual = known.length === 0 ? USUAL_SECONDS : known.reduce((sum, one) => sum + one, 0) / known.length;
  const secondsOf = (name: ImageName): number =>
    plan.images.get(name)?.decision.action === "share" ? 1 : expected.get(name) || usual;
  return groupImages(plan).flatMap((group) => {
    const platformsOf = (name: ImageName): readonly Platform[] => plan.images.get(name)?.spec.platforms ?? [];
    return [...new Set(group.flatMap(platformsOf))].map((platform) => {
      const images = group.filter((name) => platformsOf(name).includes(platform));
      return { images, platform, seconds: images.reduce((sum, name) => sum + secondsOf(name), 0) };
    });
  });
}

/** Connected groups of the images that are built, in build order. */
export function groupImages(plan: Plan): readonly (readonly ImageName[])[] {
  const groupOf = new Map<ImageName, Set<ImageName>>();
  for (const name of plan.order) {
    const image = plan.images.get(name);
    if (image === undefined || image.decision.action === "reuse") continue;
    const related = [
      ...image.parents.map((edge) => edge.parent),
      ...(image.decision.action === "share" ? [image.decision.with] : []),
    ];
    const joined = new Set(related.map((other) => groupOf.get(other)).filter((group) => group !== undefined));
    // The largest takes the others in: a chain of a thousand images stays quick.
    const [into = new Set<ImageName>(), ...others] = [...joined].sort((a, b) => b.size - a.size);
    for (const other of others) {
      for (const member of other) {
        into.add(member);
        groupOf.set(member, into);
      }
    }
    into.add(name);
    groupOf.set(name, into);
  }
  return [...new Set(groupOf.values())].map((members) =>
    members.size === 1 ? [...members] : plan.order.filter((name) => members.has(name)),
  );
}

/** Legs for each platform by its share of the work; in each, the longest unit goes to the shortest leg. */
function spread(units: readonly Unit[], limit: number): readonly (readonly Unit[])[] {
  const byPlatform = new Map<Platform, Unit[]>();
  for (const unit of units) byPlatform.set(unit.platform, [...(byPlatform.get(unit.platform) ?? []), unit]);
  const total = units.reduce((sum, unit) => sum + unit.seconds, 0);
  const platforms = [...byPlatform].map(([, ofPlatform]) => {
    const seconds = ofPlatform.reduce((sum, unit) => sum + unit.seconds, 0);
    const exact = ((limit - byPlatform.size) * seconds) / total;
    // One for each platform, whatever its share; the rest by share.
    return { ofPlatform, count: Math.min(ofPlatform.length, 1 + Math.floor(exact)) };
  });
  return platforms.flatMap(({ ofPlatform, count }) => {
    const legs = Array.from({ length: count }, () => ({ seconds: 0, units: [] as Unit[] }));
    for (const unit of [...ofPlatform].sort((a, b) => b.seconds - a.seconds)) {
      const shortest = legs.reduce((least, leg) => (leg.seconds < least.seconds ? leg : least));
      shortest.units.push(unit);
      shortest.seconds += unit.seconds;
    }
    return legs.map((leg) => leg.units).filter((some) => some.length > 0);
  });
}
