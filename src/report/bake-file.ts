/**
 * A plan as a bake file: `docker buildx bake -f plan.bake.json` in the repository's root builds what the plan
 * builds, with the same arguments. For people who want to see, or to do it by hand. Pure.
 */
import type {
  ContextSource,
  ImageName,
  ImageSpec,
  Plan,
  PlannedImage,
  RegistryTarget,
  SecretSpec,
} from "../model.ts";
import { sourceTag } from "../plan/tags.ts";
import { basesLabel, fingerprintLabel } from "../registry/labels.ts";

export interface BakeFile {
  readonly group: { readonly default: { readonly targets: readonly string[] } };
  readonly target: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * One target for each image that is built; images of equal content share one. A base that is built is a
 * `target:` context, a reused one its digest. Without a registry, targets have no tags.
 */
export function planToBake(
  plan: Plan,
  registry: RegistryTarget | undefined,
  argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>,
): BakeFile {
  const built = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
  return escapeTemplates({
    group: { default: { targets: built.map(({ spec }) => targetName(spec.name)) } },
    target: Object.fromEntries(
      built.map((image) => [
        targetName(image.spec.name),
        bakeTarget(plan, image, registry, argsToSet.get(image.spec.name)),
      ]),
    ),
  });
}

/** In a bake file, `${` and `%{` begin a template, in JSON too. */
function escapeTemplates(file: BakeFile): BakeFile {
  const double = (_: string, value: unknown): unknown =>
    typeof value === "string" ? value.replace(/([$%])(?=\{)/g, "$1$1") : value;
  return JSON.parse(JSON.stringify(file, double)) as BakeFile;
}

/** Bake's names have no dots. */
function targetName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}

function bakeTarget(
  plan: Plan,
  image: PlannedImage,
  registry: RegistryTarget | undefined,
  extraArgs: ReadonlyMap<string, string> | undefined,
): Readonly<Record<string, unknown>> {
  const { spec, decision } = image;
  const { options, labels } = readBuildFlags(spec.buildFlags);
  const bases = Object.fromEntries([...image.inputs.bases].filter(([, digest]) => digest !== undefined));
  return {
    context: contextText(spec.context) ?? ".",
    ...dockerfileOf(spec),
    ...(spec.target === undefined ? {} : { target: spec.target }),
    args: Object.fromEntries(
      [...spec.args, ...(extraArgs ?? [])].map(([name, value]) => [name, value ?? null]),
    ),
    contexts: contextsOf(plan, image, registry),
    platforms: spec.platforms,
    labels: {
      ...labels,
      [fingerprintLabel]: decision.fingerprint,
      ...(Object.keys(bases).length === 0 ? {} : { [basesLabel]: JSON.stringify(bases) }),
    },
    secret: spec.secrets.map(secretText),
    attest: spec.runtime === "lambda" ? ["type=provenance,disabled=true"] : ["type=provenance,mode=min"],
    tags: tagsOf(plan, image, registry),
    ...options,
  };
}

function tagsOf(
  plan: Plan,
  { spec, decision }: PlannedImage,
  registry: RegistryTarget | undefined,
): readonly string[] {
  if (registry === undefined) return [];
  const tag = sourceTag(plan.trigger, decision.fingerprint);
  const twins = [...plan.images.values()].filter(
    (other) => other.decision.action === "share" && other.decision.with === spec.name,
  );
  const repositories = new Set([spec, ...twins.map((twin) => twin.spec)].flatMap((one) => one.repositories));
  return [...repositories].map((repository) => `${registry.host}/${registry.prefix}${repository}:${tag}`);
}

/** Bake reads a Dockerfile's path from the context, as `docker buildx build -f` does not. */
function dockerfileOf({ dockerfile, context }: ImageSpec): Readonly<Record<string, string>> {
  switch (dockerfile.kind) {
    case "inline":
      return { "dockerfile-inline": dockerfile.text };
    case "remote":
      return { dockerfile: dockerfile.path };
    case "file": {
      const depth = context.kind === "local" && context.path !== "" ? context.path.split("/").length : 0;
      const below = context.kind === "local" && context.path !== "" ? `${context.path}/` : "";
      const isBelow = dockerfile.path.startsWith(below);
      return {
        dockerfile: isBelow ? dockerfile.path.slice(below.length) : "../".repeat(depth) + dockerfile.path,
      };
    }
  }
}

function contextsOf(plan: Plan, { spec, parents }: PlannedImage, registry: RegistryTarget | undefined) {
  const contexts: Record<string, string> = {};
  for (const [name, source] of spec.contexts) {
    const text = contextText(source);
    if (text !== undefined) contexts[name] = text;
  }
  for (const { parent, contextName } of parents) {
    const decision = plan.images.get(parent)?.decision;
    if (decision?.action === "reuse") {
      const { repository, manifest } = decision.found;
      contexts[contextName] =
        `docker-image://${registry?.host}/${registry?.prefix}${repository}@${manifest.digest}`;
    } else if (decision !== undefined) {
      contexts[contextName] = `target:${targetName(decision.action === "share" ? decision.with : parent)}`;
    }
  }
  return contexts;
}

function contextText(source: ContextSource): string | undefined {
  switch (source.kind) {
    case "local":
      return source.path === "" ? "." : source.path;
    case "outside":
      return source.path;
    case "reference":
      return `docker-image://${source.reference}`;
    case "remote":
      return source.url;
    case "image":
      return undefined;
  }
}

function secretText({ id, source }: SecretSpec): string {
  return source.kind === "env"
    ? `type=env,id=${id},env=${source.variable}`
    : `type=file,id=${id},src=${source.path}`;
}

/** Flags of `buildx build` that come from a bake or compose file → their keys there. */
const listKeys: Readonly<Record<string, string>> = {
  annotation: "annotations",
  allow: "entitlements",
  "no-cache-filter": "no-cache-filter",
  ssh: "ssh",
  ulimit: "ulimits",
};

function readBuildFlags(flags: readonly string[]) {
  const options: Record<string, unknown> = {};
  const labels: Record<string, string> = {};
  const hosts: Record<string, string> = {};
  for (const flag of flags) {
    const [, name = "", value = ""] = /^--([a-z-]+)=?(.*)$/s.exec(flag) ?? [];
    const listKey = listKeys[name];
    if (listKey !== undefined) {
      const known = options[listKey];
      options[listKey] = [...(Array.isArray(known) ? known : []), value];
    } else if (name === "label") {
      const equals = value.indexOf("=");
      labels[value.slice(0, equals)] = value.slice(equals + 1);
    } else if (name === "add-host") {
      const colon = value.indexOf(":");
      const host = value.slice(0, colon);
      hosts[host] =
        hosts[host] === undefined ? value.slice(colon + 1) : `${hosts[host]},${value.slice(colon + 1)}`;
    } else if (name === "no-cache") options["no-cache"] = true;
    else options[name] = value;
  }
  if (Object.keys(hosts).length > 0) options["extra-hosts"] = hosts;
  return { options, labels };
}
