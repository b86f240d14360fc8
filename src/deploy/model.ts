/** The vocabulary of `mode: deploy`: types only. The story: request → preflight → change set → wait → verified stack. */
import type { Digest } from "../model.ts";

/** What a user asks `mode: deploy` for, from the inputs alone. */
export interface DeployRequest {
  /** A stack's name or ARN. */
  readonly stack: string;
  readonly source: DeploySource;
  /** `false`: the change set is left for a later run. */
  readonly execute: boolean;
  readonly allowReplacement: boolean;
  /** How long to wait for somebody else's update, milliseconds. */
  readonly busyLimitMs: number;
  /** How long to wait for this update, milliseconds; `undefined`: no limit. */
  readonly updateLimitMs: number | undefined;
  readonly waitForCleanup: boolean;
  /** `true`: a cancelled run cancels the update too, which rolls the stack back. */
  readonly cancelUpdate: boolean;
}

export type DeploySource =
  | ({ readonly kind: "new" } & NewChangeSet)
  /** A change set that an earlier run made with `execute: false`; its ARN or name. */
  | { readonly kind: "change-set"; readonly changeSet: string };

export interface NewChangeSet {
  readonly parameters: readonly ParameterText[];
  readonly template: TemplateSource;
  readonly capabilities: readonly string[];
  /** `undefined`: the stack keeps its own. */
  readonly tags: ReadonlyMap<string, string> | undefined;
  readonly roleArn: string | undefined;
  /** `undefined`: the stack keeps its own. */
  readonly notificationArns: readonly string[] | undefined;
}

/** A line of the input `parameters`; the value may hold `{image-name}`. */
export interface ParameterText {
  readonly name: string;
  readonly text: string;
}

export type TemplateSource =
  | { readonly kind: "previous" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

/** An image that a result names, with the URI that a stack gets. */
export interface DeployImage {
  readonly name: string;
  /** Registry's host, with port. */
  readonly host: string;
  /** Path below the host. */
  readonly repository: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  /** `HOST/repository@sha256:…`. */
  readonly uri: string;
}

/** The value that a stack's parameter is to have, and the images in it. */
export interface WantedParameter {
  readonly name: string;
  readonly value: string;
  /** The image whose URI is the whole value; `undefined` for any other text. */
  readonly image: DeployImage | undefined;
  /** The images that only a part of the value comes from (`{name.digest}`). */
  readonly parts?: readonly DeployImage[];
  /** Where the value was asked for, for messages. */
  readonly from: string;
}

/** A parameter that a template declares (`GetTemplateSummary`). */
export interface DeclaredParameter {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly noEcho: boolean;
}

/** A stack as `DescribeStacks` tells it, with what a deploy needs of it. */
export interface StackState {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** Parameters with their values; a NoEcho one has asterisks. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly roleArn: string | undefined;
  readonly notificationArns: readonly string[];
  /** Milliseconds since the epoch by Amazon's clock. */
  readonly updatedAt: number;
}

/** One line of a change set. */
export interface ResourceChange {
  /** `Parent/Child` for a resource of a nested stack. */
  readonly logicalId: string;
  readonly type: string;
  readonly action: string;
  /** `always` and `conditional` as Amazon says `True` and `Conditional`. */
  readonly replacement: "never" | "conditional" | "always";
  /** Properties and attributes that change. */
  readonly scope: readonly string[];
}

/** One event of a stack or one nested in it. */
export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly token: string | undefined;
  /** Milliseconds since the epoch by Amazon's clock. */
  readonly at: number;
}

/** Why an update failed: the resource, Amazon's words, what helps. */
export interface RootCause {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  readonly status: string;
  readonly reason: string;
  readonly remedy: string | undefined;
}

/** What the output `change` says. */
export type ChangeWord =
  /** The stack was created or updated, and the images run. */
  | "updated"
  | "none"
  /** A change set waits to be executed. */
  | "pending"
  | "rolled-back"
  /** The time limit struck; the stack goes on. */
  | "timeout"
  | "cancelled"
  /** Nothing was started. */
  | "blocked"
  /** It ended in a state that needs a person, or the read-back found another image. */
  | "failed";

/** Everything that a deploy came to; outputs, summary and comment are made of it. */
export interface DeployReport {
  readonly stack: string;
  readonly change: ChangeWord;
  readonly status: string | undefined;
  /** One sentence. */
  readonly headline: string;
  /** Errors, most telling first. */
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  readonly parameters: readonly WantedParameter[];
  readonly changes: readonly ResourceChange[];
  readonly changeSet: string | undefined;
  readonly cause: RootCause | undefined;
  /** What was read back, in words. */
  readonly verified: readonly string[];
  readonly outputs: ReadonlyMap<string, string>;
  readonly seconds: number;
}
