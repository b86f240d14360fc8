/**
 * Amazon ECR's own interface at the socket: JSON 1.1 over HTTP, for the real AWS SDK (AWS_ENDPOINT_URL_ECR).
 * The answers, error names and texts are Amazon's as far as they are documented; what it does not know
 * (layer parts, scans, replication) it refuses with UnknownOperationException.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { batchDeleteImage, batchGetImage, putImage } from "./ecr-endpoint-images.ts";
import {
  AwsError,
  addRepository,
  denialText,
  type EcrRepository,
  type EcrState,
  issueToken,
  repositoryArn,
} from "./ecr-state.ts";

export interface EcrEndpoint {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

type Input = Readonly<Record<string, unknown>>;

export async function startEcrEndpoint(state: EcrState): Promise<EcrEndpoint> {
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      console.error("ECR endpoint:", error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(state: EcrState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const [service = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  const isPublic = service === "SpencerFrontendService";
  const action = `${isPublic ? "ecr-public" : "ecr"}:${operation}`;
  const input: Input = JSON.parse(body === "" ? "{}" : body);
  state.calls.push({ action, input });
  state.used.add(action);
  const send = (status: number, value: object, type?: string): void => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      ...(type ? { "x-amzn-errortype": type } : {}),
    };
    response.writeHead(status, headers).end(JSON.stringify(value));
  };

  const failure = state.failures.findIndex((planned) => planned.action === action);
  const [planned] = failure < 0 ? [] : state.failures.splice(failure, 1);
  if (planned !== undefined)
    return send(planned.status, { __type: planned.type, message: "injected" }, planned.type);
  if (!String(request.headers.authorization ?? "").startsWith("AWS4-HMAC-SHA256")) {
    return send(400, {
      __type: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
    });
  }
  try {
    if (state.denied.has(action)) {
      const name = input.repositoryName;
      const resource = typeof name === "string" ? repositoryArn(state, name) : "*";
      throw new AwsError("AccessDeniedException", denialText(state, action, resource));
    }
    if (isPublic && operation === "GetAuthorizationToken") {
      return send(200, { authorizationData: authorize(state) });
    }
    send(200, await operate(state, operation, input));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    send(400, { __type: error.type, message: error.message }, error.type);
  }
}

async function operate(state: EcrState, operation: string, input: Input): Promise<object> {
  switch (operation) {
    case "GetAuthorizationToken": {
      // The caller's own registry, whichever one the token will be used for.
      const proxyEndpoint = `https://${state.callerAccount}.dkr.ecr.${state.region}.amazonaws.com`;
      return { authorizationData: [{ ...authorize(state), proxyEndpoint }] };
    }
    case "DescribeRepositories": {
      const names = Array.isArray(input.repositoryNames)
        ? input.repositoryNames
        : [...state.repositories.keys()];
      return { repositories: names.map((name) => describe(state, find(state, { repositoryName: name }))) };
    }
    case "CreateRepository":
      return { repository: describe(state, create(state, input)) };
    case "PutLifecyclePolicy": {
      const repository = find(state, input);
      repository.lifecycle = String(input.lifecyclePolicyText);
      return { repositoryName: repository.name, lifecyclePolicyText: repository.lifecycle };
    }
    case "GetRepositoryPolicy": {
      const { name, policy } = find(state, input);
      if (policy === undefined) {
        throw new AwsError(
          "RepositoryPolicyNotFoundException",
          `Repository policy does not exist for the repository with name '${name}'`,
        );
      }
      return { repositoryName: name, policyText: policy };
    }
    case "SetRepositoryPolicy": {
      const repository = find(state, input);
      repository.policy = String(input.policyText);
      return { repositoryName: repository.name, policyText: repository.policy };
    }
    case "BatchGetImage":
      return batchGetImage(state, find(state, input), input);
    case "GetDownloadUrlForLayer": {
      const { name } = find(state, input);
      const layerDigest = String(input.layerDigest);
      return { downloadUrl: `http://${state.registryHost}/v2/${name}/blobs/${layerDigest}`, layerDigest };
    }
    case "GetAccountSetting":
      return { name: String(input.name), value: state.blobMounting ? "ENABLED" : "DISABLED" };
    case "BatchDeleteImage":
      return batchDeleteImage(state, find(state, input), input);
    case "PutImage":
      return putImage(state, find(state, input), input);
    default:
      throw new AwsError("UnknownOperationException", `${operation} is not known here`);
  }
}

function authorize(state: EcrState): { authorizationToken: string; expiresAt: number } {
  const { password, expiresAt } = issueToken(state);
  return {
    authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
    expiresAt: (state.toldExpiry?.getTime() ?? expiresAt) / 1000,
  };
}

function find(state: EcrState, input: Input): EcrRepository {
  const name = String(input.repositoryName);
  const repository = state.repositories.get(name);
  if (repository !== undefined && (input.registryId ?? state.account) === state.account) return repository;
  const registry = String(input.registryId ?? state.account);
  throw new AwsError(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
  );
}

function create(state: EcrState, input: Input): EcrRepository {
  const name = String(input.repositoryName);
  const filters = Array.isArray(input.imageTagMutabilityExclusionFilters)
    ? input.imageTagMutabilityExclusionFilters
    : [];
  if (filters.length > 0 && !state.knowsExclusion) {
    throw new AwsError(
      "InvalidParameterException",
      "Invalid parameter at 'imageTagMutability' failed to satisfy constraint",
    );
  }
  if (filters.length > 5) throw new AwsError("InvalidParameterException", "at most 5 exclusion filters");
  if (state.repositories.has(name)) {
    const text = `The repository with name '${name}' already exists in the registry with id '${state.account}'`;
    throw new AwsError("RepositoryAlreadyExistsException", text);
  }
  return addRepository(state, name, {
    mutability: String(input.imageTagMutability ?? "MUTABLE"),
    filters: filters.map((one: { filter?: unknown }) => String(one.filter)),
    scanOnPush: JSON.stringify(input.imageScanningConfiguration ?? {}).includes('"scanOnPush":true'),
  });
}

function describe(state: EcrState, repository: EcrRepository): object {
  return {
    registryId: state.account,
    repositoryName: repository.name,
    repositoryArn: repositoryArn(state, repository.name),
    repositoryUri: `${state.account}.dkr.ecr.${state.region}.amazonaws.com/${repository.name}`,
    imageTagMutability: repository.mutability,
    ...(repository.filters.length === 0
      ? {}
      : {
          imageTagMutabilityExclusionFilters: repository.filters.map((filter) => ({
            filterType: "WILDCARD",
            filter,
          })),
        }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  };
}
