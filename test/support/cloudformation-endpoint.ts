/**
 * CloudFormation, Lambda and ECS at the socket: Query/XML, REST and JSON 1.1 for the real AWS SDK
 * (AWS_ENDPOINT_URL_CLOUDFORMATION and so on), with state. One server for the three.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { answerCloudFormation } from "./cloudformation-answers.ts";
import { CloudError, successScript } from "./cloudformation-engine.ts";
import { ACCOUNT, type CloudState, REGION } from "./cloudformation-state.ts";
import { renderAnswer, renderError } from "./cloudformation-xml.ts";

export interface Cloud {
  readonly state: CloudState;
  /** For the process under test. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export async function startCloud(): Promise<Cloud> {
  const state: CloudState = {
    stacks: new Map(),
    changeSets: new Map(),
    calls: [],
    denied: new Set(),
    templates: new Map(),
    failures: [],
    failuresOn: new Map(),
    functions: new Map(),
    taskDefinitions: new Map(),
    services: new Map(),
    script: successScript,
    onExecute: undefined,
    changes: undefined,
    changeSetFailure: undefined,
    validationEvents: [],
  };
  const server = createServer((request, response) => {
    answer(state, request)
      .then(({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body))
      .catch((error: unknown) => {
        console.error("cloud endpoint:", error);
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    state,
    env: {
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_LAMBDA: url,
      AWS_ENDPOINT_URL_ECS: url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(state: CloudState, request: IncomingMessage): Promise<Answer> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const target = String(request.headers["x-amz-target"] ?? "");
  const url = request.url ?? "";
  if (target.startsWith("AmazonEC2ContainerServiceV20141113.")) {
    return answerJson(state, `ecs:${target.split(".")[1]}`, JSON.parse(body), (action, input) =>
      ecs(state, action, input),
    );
  }
  const [, name] = /^\/2015-03-31\/functions\/([^/?]+)(?:\?|$)/.exec(url) ?? [];
  if (name !== undefined) {
    return answerJson(state, "lambda:GetFunction", { FunctionName: decodeURIComponent(name) }, (_, input) =>
      lambda(state, input),
    );
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  const operation = form.Action ?? "";
  const action = `cloudformation:${operation}`;
  state.calls.push({ action, input: form });
  const xml = (status: number, text: string): Answer => ({ status, type: "text/xml", body: text });
  try {
    refuse(state, action, form.StackName ?? "*");
    return xml(200, renderAnswer(operation, answerCloudFormation(state, operation, form)));
  } catch (error) {
    if (error instanceof CloudError) return xml(error.status, renderError(error.code, error.message));
    throw error;
  }
}

type JsonInput = Readonly<Record<string, unknown>>;

function answerJson(
  state: CloudState,
  action: string,
  input: JsonInput,
  operate: (action: string, input: JsonInput) => object,
): Answer {
  const json = (status: number, value: object): Answer => ({
    status,
    type: "application/x-amz-json-1.1",
    body: JSON.stringify(value),
  });
  state.calls.push({
    action,
    input: Object.fromEntries(Object.entries(input).map(([key, value]) => [key, String(value)])),
  });
  try {
    refuse(state, action, "*");
    return json(200, operate(action, input));
  } catch (error) {
    if (error instanceof CloudError)
      return json(error.status, { __type: error.code, message: error.message, Message: error.message });
    throw error;
  }
}

function refuse(state: CloudState, action: string, resource: string): void {
  const index = state.failures.findIndex((one) => one.action === action);
  const lasting = state.failuresOn.get(resource);
  const [planned] = lasting?.action === action ? [lasting] : index < 0 ? [] : state.failures.splice(index, 1);
  if (planned !== undefined) throw new CloudError(planned.code, planned.message, planned.status);
  if (!state.denied.has(action)) return;
  const user = `arn:aws:sts::${ACCOUNT}:assumed-role/ci/session`;
  throw new CloudError(
    "AccessDenied",
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    403,
  );
}

function lambda(state: CloudState, { FunctionName }: JsonInput): object {
  const name = String(FunctionName);
  const uri = state.functions.get(name);
  if (uri === undefined)
    throw new CloudError("ResourceNotFoundException", `Function not found: ${name}`, 404);
  return {
    Code: { RepositoryType: "ECR", ImageUri: uri, ResolvedImageUri: uri },
    Configuration: {
      FunctionName: name,
      PackageType: "Image",
      State: "Active",
      LastUpdateStatus: "Successful",
    },
  };
}

function ecs(state: CloudState, action: string, input: JsonInput): object {
  const services = Array.isArray(input.services) ? input.services.map(String) : [];
  const definitionOf = (service: string): string => state.services.get(service) ?? "";
  switch (action) {
    case "ecs:DescribeServices":
      return {
        services: services.map((serviceArn) => ({
          serviceArn,
          taskDefinition: definitionOf(serviceArn),
          deployments: [
            { status: "PRIMARY", rolloutState: "COMPLETED", taskDefinition: definitionOf(serviceArn) },
          ],
        })),
        failures: [],
      };
    case "ecs:DescribeTaskDefinition": {
      const images = state.taskDefinitions.get(String(input.taskDefinition)) ?? [];
      return {
        taskDefinition: { containerDefinitions: images.map((image, at) => ({ name: `c${at}`, image })) },
      };
    }
    case "ecs:ListTasks":
      return {
        taskArns: [
          `arn:aws:ecs:${REGION}:${ACCOUNT}:task/cluster/${String(input.serviceName).split("/").pop()}`,
        ],
      };
    case "ecs:DescribeTasks": {
      const tasks = Array.isArray(input.tasks) ? input.tasks.map(String) : [];
      return {
        tasks: tasks.map((taskArn) => {
          const [, definition = ""] =
            [...state.services].find(([arn]) => arn.endsWith(`/${taskArn.split("/").pop()}`)) ?? [];
          const images = state.taskDefinitions.get(definition) ?? [];
          const containers = images.map((image) => ({ image, imageDigest: image.split("@")[1] }));
          return { taskArn, taskDefinitionArn: definition, lastStatus: "RUNNING", containers };
        }),
      };
    }
    default:
      throw new CloudError("InvalidAction", `${action} is not known here`);
  }
}
