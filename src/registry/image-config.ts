/** What an image's config blob says about the image: labels, ONBUILD triggers, platform. */
import { objectAt, objectsAt, parseJsonObject, stringAt, stringsAt } from "./json.ts";
import { type PlatformParts, parsePlatformParts } from "./platforms.ts";

/** Configs are kilobytes; ones above this are no image configs. */
export const LARGEST_CONFIG_BYTES = 8 * 1024 * 1024;

export interface ImageConfig {
  readonly platform: PlatformParts | undefined;
  readonly labels: ReadonlyMap<string, string>;
  /** `ONBUILD` instructions, which run in every Dockerfile that starts from the image. */
  readonly onbuild: readonly string[];
  /** `ENV` of the image, which Dockerfiles that start from it see. */
  readonly environment: ReadonlyMap<string, string>;
  /** `WORKDIR`, in which such Dockerfiles begin; "" where the image has none. */
  readonly workingDirectory: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** The instruction behind each layer, in order. */
  readonly layerInstructions: readonly string[];
  /** Some tools write none, which is fine. */
  readonly hasHistory: boolean;
  /** How many layers the config names. */
  readonly diffIds: number;
}

/** `undefined`: not a JSON object. An artifact's empty config has no platform and no labels. */
export function parseImageConfig(bytes: Uint8Array): ImageConfig | undefined {
  const json = parseJsonObject(bytes);
  if (json === undefined) return undefined;
  const config = objectAt(json, "config");
  const labels = new Map<string, string>();
  for (const [name, value] of Object.entries(objectAt(config, "Labels") ?? {})) {
    if (typeof value === "string") labels.set(name, value);
  }
  const environment = new Map<string, string>();
  for (const text of stringsAt(config, "Env")) {
    const equals = text.indexOf("=");
    if (equals > 0) environment.set(text.slice(0, equals), text.slice(equals + 1));
  }
  const layerInstructions = objectsAt(json, "history")
    .filter((one) => one.empty_layer !== true)
    .map((one) => stringAt(one, "created_by") ?? "");
  return {
    platform: parsePlatformParts(json),
    labels,
    onbuild: stringsAt(config, "OnBuild"),
    environment,
    workingDirectory: stringAt(config, "WorkingDir") ?? "",
    entrypoint: stringsAt(config, "Entrypoint"),
    command: stringsAt(config, "Cmd"),
    layerInstructions,
    hasHistory: objectsAt(json, "history").length > 0,
    diffIds: stringsAt(objectAt(json, "rootfs"), "diff_ids").length,
  };
}
