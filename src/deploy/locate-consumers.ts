/** What in a stack, nested stacks included, runs the images of its parameters: found in templates and resources. */
import type { JsonObject } from "../registry/json.ts";
import type { AwsClients } from "./aws-clients.ts";
import { type Consumer, findConsumers } from "./consumers.ts";
import { listResources, readTemplate } from "./stack.ts";

/** A consumer with the root stack's name of its parameter, and the physical ids of its stack. */
export interface LocatedConsumer {
  readonly consumer: Exclude<Consumer, { kind: "nested" }>;
  /** `Nested/ChordDetector`. */
  readonly path: string;
  readonly physicalIds: ReadonlyMap<string, string>;
}

const DEEPEST = 5;

/**
 * `template`: the root's, where the caller has it. `parameters`: inner name → the root's name. Throws `AwsError`.
 */
export async function locateConsumers(
  aws: AwsClients,
  stackId: string,
  template: JsonObject,
  parameters: ReadonlyMap<string, string>,
  prefix = "",
  depth = 0,
): Promise<readonly LocatedConsumer[]> {
  const consumers = findConsumers(template, new Set(parameters.keys()));
  if (consumers.length === 0) return [];
  const physicalIds = await listResources(aws, stackId);
  const located: LocatedConsumer[] = [];
  for (const consumer of consumers) {
    if (consumer.kind !== "nested") {
      const parameter = parameters.get(consumer.parameter) ?? consumer.parameter;
      located.push({ consumer: { ...consumer, parameter }, path: prefix + consumer.logicalId, physicalIds });
      continue;
    }
    const nestedId = physicalIds.get(consumer.logicalId);
    // New in a template that is not deployed yet, or nested without end.
    if (nestedId === undefined || depth >= DEEPEST) continue;
    const nested = await readTemplate(aws, nestedId);
    if (nested === undefined) continue;
    const inner = new Map(
      [...consumer.parameters].map(([name, outer]) => [name, parameters.get(outer) ?? outer]),
    );
    located.push(
      ...(await locateConsumers(aws, nestedId, nested, inner, `${prefix}${consumer.logicalId}/`, depth + 1)),
    );
  }
  return located;
}
