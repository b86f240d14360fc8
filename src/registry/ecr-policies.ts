/** The settings of a new ECR repository: tag mutability, lifecycle, who may pull. */
import { partitionOf } from "./ecr-host.ts";
import { isObject, type JsonObject, parseJsonObject } from "./json.ts";

/** Tags that this product moves in every image repository. */
const MOVING = ["src-*", "pr*", "record-*", "latest"];
const MOST_FILTERS = 5;
const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/;
const LAMBDA_ACTIONS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const LAMBDA_SERVICE = "lambda.amazonaws.com";
const PULL_REQUEST_DAYS = 14;
const BRANCH_DAYS = 30;

export type TagMutability =
  | { readonly kind: "mutable" }
  /** Immutable but for tags that match one of the wildcard filters. */
  | { readonly kind: "immutable-except"; readonly filters: readonly string[] };

/** ECR allows five exclusions; a repository that needs more is mutable. */
export function chooseMutability(movingTags: readonly string[]): TagMutability {
  const filters = [...MOVING];
  for (const tag of new Set(movingTags)) {
    if (!filters.some((filter) => matchesWildcard(filter, tag))) filters.push(tag);
  }
  const isAllowed = filters.length <= MOST_FILTERS && filters.every((filter) => FILTER.test(filter));
  return isAllowed ? { kind: "immutable-except", filters } : { kind: "mutable" };
}

/**
 * Only what pull requests left behind ever expires. There is no rule for untagged images: an index's parts
 * are untagged, and so is a deployed digest whose tag moved on, and losing it stops the function.
 *
 * A lifecycle rule expires an image with all its tags, so a pull request's image that a trusted run reused
 * (it then has a `src-` tag too) would go. An image that matches a rule is out of reach for the rules after
 * it: the first rule, which never fires, takes all `src-` images out of the second one's reach.
 */
export function imageLifecycle(): string {
  return policy([
    expire(1, "Keeps every image of a trusted run", {
      tagStatus: "tagged",
      tagPatternList: ["src-*"],
      countType: "imageCountMoreThan",
      countNumber: 100_000,
    }),
    expire(2, `Pull requests' images, after ${PULL_REQUEST_DAYS} days`, {
      tagStatus: "tagged",
      // Not `pr*`: that would take `prod` with it.
      tagPatternList: ["pr*-src-*"],
      ...olderThanDays(PULL_REQUEST_DAYS),
    }),
    expire(3, `Pull requests' build records, after ${PULL_REQUEST_DAYS} days`, {
      tagStatus: "tagged",
      tagPatternList: ["pr*-record-*"],
      ...olderThanDays(PULL_REQUEST_DAYS),
    }),
  ]);
}

/** Every cache export leaves the manifest before it untagged, with gigabytes of layers. */
export function cacheLifecycle(): string {
  return policy([
    expire(1, "Replaced caches", { tagStatus: "untagged", ...olderThanDays(1) }),
    expire(2, `Pull requests' caches, after ${PULL_REQUEST_DAYS} days`, {
      tagStatus: "tagged",
      tagPatternList: ["pr*"],
      ...olderThanDays(PULL_REQUEST_DAYS),
    }),
    expire(3, `Other branches' caches, after ${BRANCH_DAYS} days`, {
      tagStatus: "tagged",
      tagPatternList: ["branch-*"],
      ...olderThanDays(BRANCH_DAYS),
    }),
  ]);
}

/**
 * The repository policy with AWS Lambda of this account and region allowed to pull, every foreign statement
 * kept. `undefined`: nothing to change, or a policy that we do not understand and so leave alone.
 */
export function allowLambda(
  existing: string | undefined,
  place: { readonly account: string; readonly region: string },
): string | undefined {
  const statement = {
    Sid: "MlImageBuildLambdaPull",
    Effect: "Allow",
    Principal: { Service: LAMBDA_SERVICE },
    Action: LAMBDA_ACTIONS,
    Condition: {
      StringLike: {
        "aws:sourceArn": `arn:${partitionOf(place.region)}:lambda:${place.region}:${place.account}:function:*`,
      },
    },
  };
  if (existing === undefined || existing.trim() === "") {
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  }
  const parsed = parseJsonObject(existing);
  const present = parsed?.Statement;
  const statements: unknown[] | undefined = Array.isArray(present)
    ? present
    : isObject(present)
      ? [present]
      : undefined;
  if (parsed === undefined || statements === undefined) return undefined;
  if (statements.some((one) => isObject(one) && allowsLambda(one))) return undefined;
  return JSON.stringify({ ...parsed, Statement: [...statements, statement] });
}

function allowsLambda(statement: JsonObject): boolean {
  const principal = isObject(statement.Principal)
    ? listOf(statement.Principal.Service)
    : listOf(statement.Principal);
  const actions = listOf(statement.Action).map((action) => action.toLowerCase());
  const covers = (wanted: string): boolean =>
    actions.some((action) => matchesWildcard(action, wanted.toLowerCase()));
  return statement.Effect === "Allow" && principal.includes(LAMBDA_SERVICE) && LAMBDA_ACTIONS.every(covers);
}

function listOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** `*` stands for any text. */
function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(text);
}

function policy(rules: readonly object[]): string {
  return JSON.stringify({ rules });
}

function expire(rulePriority: number, description: string, selection: object): object {
  return { rulePriority, description, selection, action: { type: "expire" } };
}

function olderThanDays(days: number): object {
  return { countType: "sinceImagePushed", countUnit: "days", countNumber: days };
}
