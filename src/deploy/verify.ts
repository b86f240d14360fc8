/** After a deploy: the stack has the values, and what runs the images runs these digests. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { imageOf } from "./check-images.ts";
import { hasValue } from "./choose-parameters.ts";
import { type LocatedConsumer, locateConsumers } from "./locate-consumers.ts";
import type { StackState, WantedParameter } from "./model.ts";
import { readTemplate } from "./stack.ts";
import { verifyEcs } from "./verify-ecs.ts";
import { verifyLambda } from "./verify-lambda.ts";

/** What one read-back came to; a text each. */
export type Verdict =
  | { readonly kind: "same"; readonly text: string }
  | { readonly kind: "different"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

/** Every wanted parameter and every consumer of an image. Never throws for a missing right: that is `unknown`. */
export async function verifyStack(
  world: World,
  aws: AwsClients,
  stack: StackState,
  wanted: readonly WantedParameter[],
): Promise<readonly Verdict[]> {
  const verdicts = wanted.flatMap((one) => verifyParameter(stack, one));
  const images = new Map(
    wanted.flatMap(({ name, value, image }): (readonly [string, string])[] =>
      image === undefined && imageOf(name, value) === undefined ? [] : [[name, value]],
    ),
  );
  const inParts = wanted.filter(({ name, parts }) => parts !== undefined && !images.has(name));
  verdicts.push(...inParts.map(({ name }) => unread(name, "its value is only a part of an image's URI")));
  if (images.size === 0) return verdicts;
  const located = await unlessUnknown(verdicts, "what runs the images", async () => {
    const template = await readTemplate(aws, stack.id);
    const same = new Map([...images.keys()].map((name) => [name, name]));
    return template === undefined ? undefined : locateConsumers(aws, stack.id, template, same);
  });
  for (const one of located ?? []) {
    const uri = images.get(one.consumer.parameter) ?? "";
    const found = await unlessUnknown(verdicts, one.path, () => verifyConsumer(world, aws, one, uri));
    verdicts.push(...(found ?? []));
  }
  for (const name of located === undefined ? [] : images.keys()) {
    if (located?.some(({ consumer }) => consumer.parameter === name)) continue;
    verdicts.push(unread(name, "no Lambda function or ECS task definition here has it as its image by !Ref"));
  }
  return verdicts;
}

/** Only the stack's own word then: said, so that nobody takes it for more. */
function unread(parameter: string, because: string): Verdict {
  return { kind: "unknown", text: `what runs the image of ${parameter} is not read back: ${because}` };
}

function verifyConsumer(
  world: World,
  aws: AwsClients,
  one: LocatedConsumer,
  uri: string,
): Promise<readonly Verdict[]> {
  switch (one.consumer.kind) {
    case "lambda":
      return verifyLambda(aws, one, one.consumer.aliases, uri);
    case "ecs":
      return verifyEcs(world, aws, one, one.consumer.services, uri);
  }
}

function verifyParameter(stack: StackState, wanted: WantedParameter): readonly Verdict[] {
  if (hasValue(stack, wanted)) return [];
  const { name, value } = wanted;
  const found = stack.parameters.get(name);
  // Only images are told; other values may be somebody's secrets.
  const what =
    imageOf(name, value) === undefined ? "another value than asked for" : `${found} and not ${value}`;
  return [{ kind: "different", text: `the stack's parameter ${name} has ${what}` }];
}

async function unlessUnknown<T>(
  verdicts: Verdict[],
  what: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isAwsError(error, "denied", "expired", "refused", "transient", "cancelled")) throw error;
    verdicts.push({ kind: "unknown", text: `${what} could not be read back: ${error.message}` });
    return undefined;
  }
}
