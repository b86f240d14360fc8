/** A whole account for a deploy: CloudFormation, Lambda, ECS and ECR at the socket, and the action against it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionOptions, type ActionRun, runAction } from "./action.ts";
import { startCloud } from "./cloudformation-endpoint.ts";
import { materialize } from "./cloudformation-engine.ts";
import { type ImageSettings, startMemoryRegistry } from "./cloudformation-images.ts";
import { ACCOUNT, addStack, type CloudState, REGION, type StackRecord } from "./cloudformation-state.ts";
import { startEcrEndpoint } from "./ecr-endpoint.ts";
import { addRepository, createEcrState, type EcrState } from "./ecr-state.ts";
import { allows, readPolicy, resourceOf } from "./iam-policies.ts";

export const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
export const REPOSITORY = "ml/chord-detector";

/** One function, one parameter for its image, and three that must stay as they are. */
export const TEMPLATE = `
Parameters:
  ChordDetectorImageUri: { Type: String }
  Stage: { Type: String, Default: production }
  Memory: { Type: Number, Default: 1024 }
  ApiKey: { Type: String, NoEcho: true, Default: none }
Resources:
  ChordDetector:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Code: { ImageUri: !Ref ChordDetectorImageUri }
      MemorySize: !Ref Memory
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Ref Stage }
`;
/** As somebody set them once; none is the template's default. */
export const OTHERS = { Stage: "staging", Memory: "3008", ApiKey: "hunter2-secret" };

export interface Account extends AsyncDisposable {
  readonly cloud: CloudState;
  readonly ecr: EcrState;
  readonly root: string;
  /** Of docs/iam: a call that it does not allow fails the test when the account is closed. */
  policy: string;
  /** Pushes an image and returns its URI. */
  image(content: string, settings?: ImageSettings, repository?: string): string;
  remove(uri: string): void;
  /** The stack `chords`, running an image. */
  stack(uri: string, settings?: Partial<StackRecord> & { template?: string }, name?: string): StackRecord;
  /** `results` as a build leaves them. */
  results(uri: string, extra?: Readonly<Record<string, unknown>>): string;
  deploy(inputs: Readonly<Record<string, string>>, options?: Partial<ActionOptions>): Promise<ActionRun>;
  file(name: string, text: string): void;
}

export async function openAccount(node?: string): Promise<Account> {
  const registry = await startMemoryRegistry();
  const ecr = createEcrState(registry.host, ACCOUNT, REGION);
  addRepository(ecr, REPOSITORY);
  const ecrEndpoint = await startEcrEndpoint(ecr);
  const { state: cloud, env, stop } = await startCloud();
  const root = mkdtempSync(join(tmpdir(), "ml-image-build-deploy-"));
  const account: Account = {
    cloud,
    ecr,
    root,
    policy: "deploy",
    image: (content, settings = {}, repository = REPOSITORY) =>
      `${HOST}/${repository}@${registry.add(repository, { content, ...settings })}`,
    remove: (uri) => registry.remove(REPOSITORY, uri.split("@")[1] ?? ""),
    stack(uri, settings = {}, name = "chords") {
      const { parameters: _, ...rest } = settings;
      const parameters = { ChordDetectorImageUri: uri, ...OTHERS };
      const stack = addStack(cloud, name, { template: TEMPLATE, ...rest, parameters });
      materialize(cloud, stack);
      return stack;
    },
    results: (uri, extra = {}) =>
      JSON.stringify({
        "chord-detector": {
          status: "built",
          repository: REPOSITORY,
          tag: "src-0123456789abcdef0123",
          digest: uri.split("@")[1],
          parameter: "ChordDetectorImageUri",
          ...extra,
        },
      }),
    deploy: (inputs, options = {}) =>
      runAction({
        root,
        ...(node === undefined ? {} : { node }),
        timeoutMs: 60_000,
        ...options,
        env: { ...env, AWS_ENDPOINT_URL_ECR: ecrEndpoint.url, ...options.env },
        inputs: { mode: "deploy", stack: "chords", registry: HOST, ...inputs },
      }),
    file: (name, text) => writeFileSync(join(root, name), text),
    async [Symbol.asyncDispose]() {
      const policy = readPolicy(account.policy);
      const missing = [...cloud.calls, ...ecr.calls]
        .map(({ action, input }) => `${action} on ${resourceOf(action, input)}`)
        .filter((call) => !allows(policy, ...splitCall(call)));
      await stop();
      await ecrEndpoint.stop();
      await registry.stop();
      rmSync(root, { recursive: true, force: true });
      if (missing.length > 0) {
        throw new Error(`docs/iam/${account.policy}.json does not allow ${[...new Set(missing)].join(", ")}`);
      }
    },
  };
  return account;
}

function splitCall(call: string): [action: string, resource: string] {
  const [action = "", resource = ""] = call.split(" on ");
  return [action, resource];
}
