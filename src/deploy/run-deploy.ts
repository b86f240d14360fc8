/** `mode: deploy` in order: results, images and parameters, the stack, what came of it. */
import type { RegistryTarget, Trigger } from "../model.ts";
import type { World } from "../shell/world.ts";
import { openAwsClients } from "./aws-clients.ts";
import { deployStack } from "./deploy.ts";
import type { DeployInputs } from "./deploy-inputs.ts";
import type { DeployReport, NewChangeSet } from "./model.ts";
import { parseResults } from "./parse-results.ts";
import { publishDeploy } from "./publish-deploy.ts";
import { readResults } from "./read-results.ts";
import { startReport } from "./start-report.ts";
import { chooseWanted, type Wanted } from "./wanted-parameters.ts";

export { parseDeployInputs } from "./deploy-inputs.ts";

/** `true` when the stack ended as asked. */
export async function runDeploy(world: World, inputs: DeployInputs, trigger: Trigger): Promise<boolean> {
  if (inputs.token !== undefined) world.log.mask(inputs.token);
  return publishDeploy(world, await makeReport(world, inputs, trigger), inputs, trigger);
}

async function makeReport(world: World, inputs: DeployInputs, trigger: Trigger): Promise<DeployReport> {
  const { request } = inputs;
  const wanted = await readWanted(world, inputs);
  const region = regionOf(world, request.stack, inputs.registry);
  const problems = [...wanted.problems, ...(typeof region === "string" ? [] : region.problems)];
  if (problems.length > 0 || typeof region !== "string") {
    return startReport(world, request, wanted.parameters)("blocked", "nothing was started", { problems });
  }
  for (const notice of wanted.notices) world.log.warning(notice);
  for (const { name, image, from } of wanted.parameters) {
    world.log.info(`${name} = ${image === undefined ? "(a value)" : image.uri} from ${from}`);
  }
  const runName = `${trigger.runId}-${trigger.runAttempt}`.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 80);
  return deployStack(world, openAwsClients(world, region), request, wanted.parameters, runName);
}

async function readWanted(world: World, inputs: DeployInputs): Promise<Wanted> {
  const { source } = inputs.request;
  if (source.kind === "change-set") return { parameters: [], problems: [], notices: [] };
  const { texts, problems } = await readResults(world, inputs.results);
  const results = parseResults(texts);
  const wanted = chooseWanted({
    results: results.images,
    images: inputs.images,
    host: inputs.registry?.host,
    texts: source.parameters,
    skipFailed: inputs.skipFailed,
    // Results that cannot be read have told their own problem.
    mayBeEmpty:
      problems.length + results.problems.length > 0 ||
      source.template.kind !== "previous" ||
      hasSettings(source),
  });
  return { ...wanted, problems: [...problems, ...results.problems, ...wanted.problems] };
}

/** Whether tags, role or topics are asked for. */
function hasSettings({ tags, roleArn, notificationArns }: NewChangeSet): boolean {
  return tags !== undefined || roleArn !== undefined || notificationArns !== undefined;
}

/** The stack's own ARN, what configure-aws-credentials set, or else where the images are. */
function regionOf(
  world: World,
  stack: string,
  registry: RegistryTarget | undefined,
): string | { readonly problems: readonly string[] } {
  const [, , , ofArn] = stack.startsWith("arn:") ? stack.split(":") : [];
  const ofRegistry = registry?.ecr?.kind === "private" ? registry.ecr.region : undefined;
  const region = ofArn || world.env.AWS_REGION || world.env.AWS_DEFAULT_REGION || ofRegistry;
  if (region !== undefined && region !== "") return region;
  return {
    problems: [
      "no AWS region: set aws-region at aws-actions/configure-aws-credentials (AWS_REGION), or give the stack by its ARN",
    ],
  };
}
