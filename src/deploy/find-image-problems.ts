/** The images of a deploy against what takes them: the template that is there, or the one that comes. */
import type { JsonObject } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { checkImages, imagesIn } from "./check-images.ts";
import { type Consumer, findConsumers } from "./consumers.ts";
import type { Findings } from "./image-checks.ts";
import { locateConsumers } from "./locate-consumers.ts";
import type { WantedParameter } from "./model.ts";
import { readTemplate } from "./stack.ts";
import { parseTemplate } from "./template-document.ts";
import type { LoadedTemplate } from "./template-source.ts";

export interface ImagesRequest {
  /** `undefined`: the stack is created. */
  readonly stackId: string | undefined;
  readonly template: LoadedTemplate | { readonly kind: "change-set"; readonly id: string };
  readonly wanted: readonly WantedParameter[];
}

/** A template that cannot be read (in S3, or for want of a right) leaves only the images' existence to be checked. */
export async function findImageProblems(
  world: World,
  aws: AwsClients,
  request: ImagesRequest,
): Promise<Findings> {
  const images = request.wanted.filter((one) => imagesIn(one).length > 0);
  if (images.length === 0) return { problems: [], notices: [] };
  const notices: string[] = [];
  let consumers: readonly Consumer[] = [];
  try {
    consumers = await readConsumers(aws, request, new Set(images.map(({ name }) => name)));
  } catch (error) {
    if (!isAwsError(error, "denied", "refused", "transient")) throw error;
    notices.push(`what takes the images is not checked: ${error.message}`);
  }
  const findings = await checkImages(world, images, consumers, aws.region);
  return { problems: findings.problems, notices: [...notices, ...findings.notices] };
}

async function readConsumers(
  aws: AwsClients,
  { stackId, template }: ImagesRequest,
  names: ReadonlySet<string>,
): Promise<readonly Consumer[]> {
  const of = (json: JsonObject | undefined): readonly Consumer[] =>
    json === undefined ? [] : findConsumers(json, names);
  switch (template.kind) {
    case "body":
      return of(parseTemplate(template.text));
    case "url":
      return [];
    case "change-set":
      return stackId === undefined ? [] : of(await readTemplate(aws, stackId, template.id));
    case "previous": {
      if (stackId === undefined) return [];
      const json = await readTemplate(aws, stackId);
      const same = new Map([...names].map((name) => [name, name]));
      if (json === undefined) return [];
      return (await locateConsumers(aws, stackId, json, same)).map(({ consumer, path }) => ({
        ...consumer,
        logicalId: path,
      }));
    }
  }
}
