/** External bases that their registries do not have, or not for the wanted platforms. */
import type { BuilderChoice } from "../build/builder.ts";
import type { ImageName, PlannedImage, Platform } from "../model.ts";
import type { BaseImages } from "../registry/bases.ts";
import { userDockerConfig } from "../registry/credentials.ts";
import type { World } from "../shell/world.ts";
import type { Problem } from "./problem.ts";
import { withinTime } from "./time-limit.ts";

export interface BaseChecks {
  readonly bases: BaseImages;
  readonly basesOf: (name: ImageName) => ReadonlyMap<string, ReadonlySet<Platform>>;
  readonly choice: BuilderChoice | undefined;
}

const TIME_LIMIT_MS = 30_000;

/** What the registry of a base does not tell is passed over: the build asks it again. */
export async function findMissingBases(
  world: World,
  images: readonly PlannedImage[],
  { bases, basesOf, choice }: BaseChecks,
): Promise<readonly Problem[]> {
  const asked = images.flatMap(({ spec }) =>
    [...basesOf(spec.name)].map(async ([reference, platforms]) => {
      const answer = await withinTime(world, TIME_LIMIT_MS, bases.check(reference, [...platforms]));
      return answer?.kind === "absent" ? { spec, reference, reason: answer.reason } : undefined;
    }),
  );
  const missing = (await Promise.all(asked)).filter((one) => one !== undefined);
  if (missing.length === 0) return [];
  const doubt = await findDoubt(world, choice);
  return missing.map(({ spec, reference, reason }) => {
    const place = spec.dockerfile.kind === "file" ? spec.dockerfile.path : spec.definedAt;
    const at = { file: place.split(":")[0] ?? "" };
    const message = `${place}: expected the base image ${reference}, found that ${reason}`;
    return doubt === undefined
      ? { level: "error", message, at }
      : { level: "warning", at, message: `${message}; the build fails, unless ${doubt}` };
  });
}

/** Why a builder may find what the registry does not have; `undefined`: it cannot. */
async function findDoubt(world: World, choice: BuilderChoice | undefined): Promise<string | undefined> {
  if (choice?.kind === "use" && choice.driver === "docker") return "the engine has it already";
  if (choice?.kind === "use" && choice.driver !== "docker-container") return "its builder has a mirror";
  if (choice?.kind === "use") {
    const argv = ["docker", "buildx", "inspect", choice.name] as const;
    const { exitCode, stdout } = await world.exec([...argv], { timeoutMs: TIME_LIMIT_MS });
    return exitCode !== 0 || stdout.includes("mirrors") ? "its builder has a mirror" : undefined;
  }
  // What a new builder is configured with, where nothing else is said.
  const folders = [world.env.BUILDX_CONFIG, `${userDockerConfig(world.env)}/buildx`, "/etc/buildkit"];
  const texts = await Promise.all(
    folders.flatMap((folder) =>
      folder === undefined
        ? []
        : ["buildkitd.default.toml", "buildkitd.toml"].map((name) =>
            world.files.readText(`${folder}/${name}`),
          ),
    ),
  );
  return texts.some((text) => text?.includes("mirrors") === true) ? "its builder has a mirror" : undefined;
}
