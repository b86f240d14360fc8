/** Reads back which image an ECS service's deployment and its tasks run. */
import type { Task } from "@aws-sdk/client-ecs";
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import type { LocatedConsumer } from "./locate-consumers.ts";
import type { Verdict } from "./verify.ts";

/** Throws `AwsError`. */
export async function verifyEcs(
  world: World,
  aws: AwsClients,
  { path, consumer, physicalIds }: LocatedConsumer,
  services: readonly string[],
  uri: string,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const definition = physicalIds.get(consumer.logicalId);
  if (services.length === 0 && definition !== undefined) {
    verdicts.push(await verifyDefinition(aws, path, definition, uri));
  }
  for (const service of services) {
    const arn = physicalIds.get(service);
    if (arn === undefined) continue;
    verdicts.push(...(await verifyService(world, aws, service, arn, uri)));
  }
  return verdicts;
}

async function verifyService(
  world: World,
  aws: AwsClients,
  name: string,
  arn: string,
  uri: string,
): Promise<readonly Verdict[]> {
  // arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME; the old short form has no cluster.
  const [, cluster] = /:service\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  const inCluster = cluster === undefined ? {} : { cluster };
  const answer = await aws.ecs("ecs:DescribeServices", (sdk, options) =>
    sdk.describeServices({ ...inCluster, services: [arn] }, options),
  );
  const service = answer.services?.[0];
  const controller = service?.deploymentController?.type ?? "ECS";
  if (controller !== "ECS") {
    return [
      { kind: "unknown", text: `ECS service ${name} is deployed by ${controller}, which is not read back` },
    ];
  }
  // "Stable" is also true after a roll-back: the deployment that won is the one to ask (aws-actions/amazon-ecs-deploy-task-definition).
  const primary = service?.deployments?.find(({ status }) => status === "PRIMARY");
  const definition = primary?.taskDefinition ?? service?.taskDefinition;
  if (definition === undefined)
    return [{ kind: "unknown", text: `ECS service ${name} tells no task definition` }];
  if (primary?.rolloutState === "FAILED") {
    const why = primary.rolloutStateReason ?? "no reason given";
    return [{ kind: "different", text: `the deployment of ECS service ${name} failed: ${why}` }];
  }
  const verdict = await verifyDefinition(aws, `ECS service ${name}`, definition, uri);
  if (verdict.kind !== "same") return [verdict];
  return [verdict, ...(await verifyTasks(world, aws, name, arn, inCluster, definition, uri))];
}

async function verifyDefinition(
  aws: AwsClients,
  what: string,
  definition: string,
  uri: string,
): Promise<Verdict> {
  const answer = await aws.ecs("ecs:DescribeTaskDefinition", (sdk, options) =>
    sdk.describeTaskDefinition({ taskDefinition: definition }, options),
  );
  const images = (answer.taskDefinition?.containerDefinitions ?? []).map(({ image }) => image ?? "");
  const revision = definition.slice(definition.lastIndexOf("/") + 1);
  return images.includes(uri)
    ? { kind: "same", text: `${what} has ${digestOf(uri)} (${revision})` }
    : {
        kind: "different",
        text: `${what} has ${images.join(", ") || "no image"} in ${revision} and not ${uri}`,
      };
}

/** The digests that the agents pulled. An index's tasks tell one of its children, so only plain digests are compared. */
async function verifyTasks(
  world: World,
  aws: AwsClients,
  name: string,
  serviceName: string,
  inCluster: { readonly cluster?: string },
  definition: string,
  uri: string,
): Promise<readonly Verdict[]> {
  const listed = await aws.ecs("ecs:ListTasks", (sdk, options) =>
    sdk.listTasks({ ...inCluster, serviceName, desiredStatus: "RUNNING" }, options),
  );
  const arns = listed.taskArns ?? [];
  if (arns.length === 0) return [{ kind: "unknown", text: `ECS service ${name} runs no task` }];
  const answer = await aws.ecs("ecs:DescribeTasks", (sdk, options) =>
    sdk.describeTasks({ ...inCluster, tasks: arns }, options),
  );
  const tasks = (answer.tasks ?? []).filter(({ lastStatus }) => lastStatus === "RUNNING");
  const old = tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn !== definition);
  const pulled = digestsOf(tasks, uri);
  world.log.debug(`${name}: ${tasks.length} tasks, digests ${pulled.join(", ")}`);
  if (old.length > 0) {
    return [
      {
        kind: "different",
        text: `${old.length} of ${tasks.length} tasks of ECS service ${name} still run another task definition`,
      },
    ];
  }
  const isRead = pulled.includes(digestOf(uri));
  return isRead
    ? [
        {
          kind: "same",
          text: `ECS service ${name}: ${tasks.length} running ${tasks.length === 1 ? "task has" : "tasks have"} it`,
        },
      ]
    : [
        {
          kind: "unknown",
          text: `the tasks of ECS service ${name} tell the digests ${pulled.join(", ") || "of none"}; an index's own is not among them`,
        },
      ];
}

function digestsOf(tasks: readonly Task[], uri: string): readonly string[] {
  const digests = tasks.flatMap(({ containers }) =>
    (containers ?? []).flatMap(({ image, imageDigest }) =>
      image === uri && imageDigest !== undefined ? [imageDigest] : [],
    ),
  );
  return [...new Set(digests)];
}

function digestOf(uri: string): string {
  return uri.slice(uri.indexOf("@") + 1);
}
