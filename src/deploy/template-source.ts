/** Where a deploy's template comes from: the stack itself, a file, or S3. */
import type { World } from "../shell/world.ts";
import type { TemplateSource } from "./model.ts";
import type { TemplateReference } from "./stack.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, bytes. */
const LARGEST_BODY = 51_200;

export type LoadedTemplate =
  | { readonly kind: "previous" }
  | { readonly kind: "body"; readonly text: string }
  | { readonly kind: "url"; readonly url: string };

/** Reads a template's file; a problem as text where it is missing or too large to be sent. */
export async function loadTemplate(world: World, source: TemplateSource): Promise<LoadedTemplate | string> {
  if (source.kind === "previous") return { kind: "previous" };
  if (source.kind === "url") return { kind: "url", url: source.url };
  const path = source.path.startsWith("/")
    ? source.path
    : `${world.env.GITHUB_WORKSPACE || world.cwd}/${source.path}`;
  const text = await world.files.readText(path);
  if (text === undefined)
    return `input template: expected a file or an https:// or s3:// URL, found no file ${source.path}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST_BODY) {
    return (
      `input template: ${source.path} has ${bytes} bytes, CloudFormation takes ${LARGEST_BODY} in a request; ` +
      "put it into S3 (up to 1 MB), for example with aws cloudformation package, and give its https:// or s3:// URL"
    );
  }
  const local = findLocalPath(text);
  if (local !== undefined) {
    return `input template: ${source.path} names the local path ${local}; package it first (aws cloudformation package, or sam package) and give the packaged template`;
  }
  return { kind: "body", text };
}

/** What `aws cloudformation package` would have replaced by an S3 URL. */
function findLocalPath(text: string): string | undefined {
  return /^\s*"?(?:CodeUri|ContentUri|DefinitionUri|TemplateURL)"?\s*:\s*["']?(\.{1,2}\/[^\s"',]+)/m.exec(
    text,
  )?.[1];
}

/** `s3://bucket/key` is what people copy; CloudFormation takes https only. The region's endpoint also serves others. */
export function templateUrl(text: string): string | undefined {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/(\S+)$/.exec(text) ?? [];
  if (bucket !== undefined && key !== undefined) return `https://${bucket}.s3.amazonaws.com/${key}`;
  return /^https:\/\/\S+$/.test(text) ? text : undefined;
}

/** The template as `GetTemplateSummary` takes it. */
export function referenceOf(template: LoadedTemplate, stackId: string): TemplateReference {
  switch (template.kind) {
    case "previous":
      return { StackName: stackId };
    case "body":
      return { TemplateBody: template.text };
    case "url":
      return { TemplateURL: template.url };
  }
}
