/**
 * The JSON Schema (draft-07, which editors know best) of `ml-images.yml`. A test holds
 * `schema/ml-images.schema.json` to it. A `title` says what is expected, also in our own messages.
 */
import { contextNamePattern, imageNamePattern, repositoryPattern, tagPattern } from "./names.ts";
import { platformPattern } from "./platforms.ts";

const text = (title: string, description: string) =>
  ({ type: "string", minLength: 1, title, description }) as const;

const argValue = {
  type: ["string", "number", "boolean", "null"],
  title: "a string, a number, a boolean, or nothing",
  description:
    "Numbers and booleans are passed as they are written: 3.10 stays 3.10. Without a value: the variable of that " +
    "name from the environment, as buildx takes it.",
} as const;

/** Keys that `defaults` and images both have. */
const shared = {
  dockerfile: text(
    "a path relative to the context, such as Dockerfile",
    "The Dockerfile, relative to the context. Default: Dockerfile.",
  ),
  target: text("the name of a stage", "The stage to build. Default: the last one."),
  args: {
    type: "object",
    title: "a map from build args to their values",
    description: "Build args (--build-arg). Per image they are merged with those of `defaults`, key by key.",
    propertyNames: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$", title: "the name of a build arg" },
    additionalProperties: argValue,
  },
  contexts: {
    type: "object",
    title: "a map from names to build contexts",
    description:
      "Named build contexts (--build-context). image:NAME is another image of this file; everything else is " +
      "what buildx takes: a path relative to the repository root, docker-image://REFERENCE, a git or https URL, " +
      "oci-layout://PATH. Merged with those of `defaults`, key by key.",
    propertyNames: {
      type: "string",
      pattern: contextNamePattern,
      title: "the name of a context: a lower-case name, or an image reference such as python:3.11",
    },
    additionalProperties: text("a build context such as image:ml-base or libs/shared", "A build context."),
  },
  secrets: {
    type: "array",
    title: "a list of secrets",
    description: "Build secrets (--secret). Replaces the list of `defaults`.",
    items: text(
      "a secret such as id=hf_token,env=HF_TOKEN or id=key,src=key.txt",
      "id=NAME,env=VARIABLE or id=NAME,src=FILE; only an id takes the variable of that name.",
    ),
  },
  platforms: {
    type: "array",
    title: "a list of platforms",
    description: "Platforms of the image. Default: [linux/amd64]. Replaces the list of `defaults`.",
    minItems: 1,
    items: {
      type: "string",
      pattern: platformPattern,
      title: "a platform such as linux/amd64 or linux/arm64",
      description: "OS/ARCHITECTURE[/VARIANT], as BuildKit names them.",
    },
  },
  runtime: {
    enum: ["container", "lambda"],
    title: '"container" or "lambda"',
    description:
      "lambda: one image manifest with gzip layers, the only form that AWS Lambda takes; one platform. Default: container.",
  },
  "timeout-minutes": {
    type: "number",
    exclusiveMinimum: 0,
    maximum: 7200,
    title: "minutes greater than 0, at most 7200 (5 days, when GitHub ends any job)",
    description: "How long the build may take. Finished layers are kept when the time is over.",
  },
  tags: {
    type: "array",
    title: "a list of tags",
    description: "Tags that move to the image of a trusted run. Replaces the list of `defaults`.",
    items: {
      type: "string",
      pattern: tagPattern,
      title: 'a tag such as latest (letters, digits, ".", "_", "-"; not src-…, which this tool sets itself)',
      description: "A tag, without repository and colon.",
    },
  },
  link: {
    enum: ["auto", "off"],
    title: '"auto" or "off"',
    description: "auto: build COPY as COPY --link where that is provably the same. Default: off.",
  },
  lazy: {
    enum: ["auto", true, false],
    title: '"auto", true or false',
    description:
      "Whether cached layers are read on demand, instead of what the input `lazy` says. true counts for runtime: lambda too.",
  },
  budget: {
    type: "object",
    title: "a map with size-mb and seconds",
    description: "What the image may cost; past it a report's flag becomes a failure. Default: none.",
    additionalProperties: false,
    properties: {
      "size-mb": {
        type: "number",
        exclusiveMinimum: 0,
        title: "megabytes greater than 0",
        description: "Compressed size of all layers.",
      },
      seconds: {
        type: "number",
        exclusiveMinimum: 0,
        title: "seconds greater than 0",
        description: "Duration of the build.",
      },
    },
  },
} as const;

const image = {
  type: "object",
  title: "a map with at least a context",
  required: ["context"],
  additionalProperties: false,
  properties: {
    context: text(
      "a path relative to the repository root, such as docker/ml-base",
      'The build context, relative to the repository root ("." is the root itself), or a git or https URL.',
    ),
    ...shared,
    repositories: {
      type: "array",
      title: "a list of repositories",
      description:
        "Where the image goes, below the registry; several get the same build. Default: the image's name.",
      minItems: 1,
      uniqueItems: true,
      items: {
        type: "string",
        pattern: repositoryPattern,
        maxLength: 255,
        title: "a repository below the registry such as team/chord-detector, without host and tag",
        description: "Lower-case path below the registry input, without host and tag.",
      },
    },
    parameter: {
      type: "string",
      pattern: "^[A-Za-z0-9]{1,255}$",
      title: "the name of a CloudFormation parameter (letters and digits only)",
      description: "The CloudFormation parameter that takes the image's URI.",
    },
  },
} as const;

/** The schema as an editor gets it. */
export const imagesFileSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "a map with the key images",
  description: "Container images of a repository, for the ml-image-build GitHub Action.",
  type: "object",
  required: ["images"],
  additionalProperties: false,
  patternProperties: {
    "^x-": { description: "Free for your own use, for example for anchors that images merge (<<: *name)." },
  },
  properties: {
    $schema: text("the address of this schema", "This schema, for editors of images files in JSON."),
    defaults: {
      type: "object",
      title: "a map of image keys",
      description:
        "Values for every image that does not say otherwise. Maps (args, contexts, budget) are merged key by key; " +
        "lists and single values of an image replace these.",
      additionalProperties: false,
      properties: shared,
    },
    images: {
      type: "object",
      title: "a map from names to images",
      description: "The images by name.",
      minProperties: 1,
      propertyNames: {
        type: "string",
        pattern: imageNamePattern,
        maxLength: 128,
        title: "the name of an image: lower-case letters and digits, with single . _ or - between them",
      },
      additionalProperties: image,
    },
  },
} as const;
