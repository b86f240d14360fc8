/** What in a template runs the image that a parameter names. Pure. */
import { isObject, type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from "../registry/json.ts";

/** `architecture` in Docker's words; `undefined`: the template leaves it open. */
export type Architecture = "amd64" | "arm64" | undefined;

export type Consumer =
  | {
      readonly kind: "lambda";
      readonly logicalId: string;
      readonly parameter: string;
      readonly architecture: Architecture;
      /** Aliases in the template that point to a version published from this function. */
      readonly aliases: readonly string[];
    }
  | {
      readonly kind: "ecs";
      /** The task definition's. */
      readonly logicalId: string;
      readonly parameter: string;
      readonly architecture: Architecture;
      readonly services: readonly string[];
    }
  /** A nested stack that gets the parameter under names of its own: inner name → outer name. */
  | { readonly kind: "nested"; readonly logicalId: string; readonly parameters: ReadonlyMap<string, string> };

/** The resources of a template whose image is exactly one of `parameters` (`!Ref P` or `!Sub ${P}`). */
export function findConsumers(template: JsonObject, parameters: ReadonlySet<string>): readonly Consumer[] {
  const resources = Object.entries(objectAt(template, "Resources") ?? {}).flatMap(
    ([logicalId, value]): Resource[] =>
      isObject(value)
        ? [
            {
              logicalId,
              type: stringAt(value, "Type") ?? "",
              properties: objectAt(value, "Properties") ?? {},
            },
          ]
        : [],
  );
  const globals = objectAt(objectAt(template, "Globals"), "Function") ?? {};
  return resources.flatMap((resource) => consumersIn(resource, resources, globals, parameters));
}

interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

function consumersIn(
  { logicalId, type, properties }: Resource,
  all: readonly Resource[],
  globals: JsonObject,
  parameters: ReadonlySet<string>,
): readonly Consumer[] {
  const named = (value: unknown): string | undefined => {
    const name = referenceOf(value);
    return name !== undefined && parameters.has(name) ? name : undefined;
  };
  switch (type) {
    case "AWS::Lambda::Function":
    case "AWS::Serverless::Function": {
      const isServerless = type === "AWS::Serverless::Function";
      const parameter = named(isServerless ? properties.ImageUri : objectAt(properties, "Code")?.ImageUri);
      if (parameter === undefined) return [];
      const list = properties.Architectures ?? (isServerless ? globals.Architectures : undefined);
      return [
        {
          kind: "lambda",
          logicalId,
          parameter,
          architecture: lambdaArchitecture(list),
          aliases: aliasesOf(logicalId, all),
        },
      ];
    }
    case "AWS::ECS::TaskDefinition": {
      const images = objectsAt(properties, "ContainerDefinitions").map(({ Image }) => named(Image));
      const used = [...new Set(images.filter((name) => name !== undefined))];
      const services = all
        .filter(
          (one) =>
            one.type === "AWS::ECS::Service" && referenceOf(one.properties.TaskDefinition) === logicalId,
        )
        .map((one) => one.logicalId);
      const architecture = ecsArchitecture(properties);
      return used.map((parameter) => ({ kind: "ecs", logicalId, parameter, architecture, services }));
    }
    case "AWS::CloudFormation::Stack":
    case "AWS::Serverless::Application": {
      const passed = Object.entries(objectAt(properties, "Parameters") ?? {}).flatMap(
        ([inner, value]): (readonly [string, string])[] => {
          const outer = named(value);
          return outer === undefined ? [] : [[inner, outer]];
        },
      );
      return passed.length === 0 ? [] : [{ kind: "nested", logicalId, parameters: new Map(passed) }];
    }
    default:
      return [];
  }
}

/** The name behind `{Ref: X}` or `{"Fn::Sub": "${X}"}`. */
function referenceOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const sub = stringAt(value, "Fn::Sub");
  return stringAt(value, "Ref") ?? /^\$\{([A-Za-z0-9]+)\}$/.exec(sub ?? "")?.[1];
}

/** x86_64 is Lambda's default: https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html */
function lambdaArchitecture(value: unknown): Architecture {
  if (value === undefined) return "amd64";
  const [first] = stringsAt({ value }, "value");
  return dockerName(first);
}

/** Fargate's default is X86_64; on EC2 the machine decides. */
function ecsArchitecture(properties: JsonObject): Architecture {
  const told = objectAt(properties, "RuntimePlatform")?.CpuArchitecture;
  if (told !== undefined) return dockerName(told);
  const launch = stringsAt(properties, "RequiresCompatibilities");
  return launch.length === 1 && launch[0] === "FARGATE" ? "amd64" : undefined;
}

function dockerName(name: unknown): Architecture {
  if (name === "x86_64" || name === "X86_64") return "amd64";
  return name === "arm64" || name === "ARM64" ? "arm64" : undefined;
}

/** Only aliases that follow a version of the same template: a literal version is pinned on purpose. */
function aliasesOf(functionId: string, all: readonly Resource[]): readonly string[] {
  const versions = new Set(
    all
      .filter(
        (one) =>
          one.type === "AWS::Lambda::Version" && referenceOf(one.properties.FunctionName) === functionId,
      )
      .map((one) => one.logicalId),
  );
  return all
    .filter((one) => {
      if (one.type !== "AWS::Lambda::Alias" || referenceOf(one.properties.FunctionName) !== functionId)
        return false;
      const [version] = stringsAt(objectAt(one.properties, "FunctionVersion"), "Fn::GetAtt");
      return version !== undefined && versions.has(version);
    })
    .map((one) => one.logicalId);
}
