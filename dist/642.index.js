export const id = 642;
export const ids = [642];
export const modules = {

/***/ 4284:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ readResults)
/* harmony export */ });
const DEEPEST = 4;
/** The texts of all results; `problems` where there are none. A folder's `*.json` files count, at any depth. */
async function readResults(world, value) {
    if (value === "")
        return { texts: [], problems: [] };
    if (value.startsWith("{"))
        return { texts: [{ text: value, from: "input results" }], problems: [] };
    const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
    const stat = await world.files.stat(path);
    if (stat === undefined) {
        const what = `expected JSON, a file or a folder, found ${JSON.stringify(value.slice(0, 80))}, which is none`;
        return { texts: [], problems: [`input results: ${what}`] };
    }
    const files = stat.kind === "directory" ? await listJson(world, path, DEEPEST) : [path];
    const texts = [];
    for (const file of files) {
        const text = await world.files.readText(file);
        if (text !== undefined)
            texts.push({ text, from: file.slice(path.length + 1) || value });
    }
    const problems = texts.length === 0 ? [`input results: the folder ${value} has no *.json file`] : [];
    return { texts, problems };
}
async function listJson(world, directory, depth) {
    const found = [];
    for (const { name, kind } of await world.files.list(directory)) {
        const path = `${directory}/${name}`;
        if (kind === "directory" && depth > 0)
            found.push(...(await listJson(world, path, depth - 1)));
        else if (kind === "file" && name.endsWith(".json"))
            found.push(path);
    }
    return found.sort();
}


/***/ }),

/***/ 3642:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseDeployInputs: () => (/* reexport */ deploy_inputs/* parseDeployInputs */.I),
  runDeploy: () => (/* binding */ runDeploy)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/registry/retry.js
var retry = __webpack_require__(1653);
;// CONCATENATED MODULE: ./lib/deploy/aws-error.js
/** Errors of CloudFormation, Lambda and ECS, told with the next move and sorted by what can be done about them. */


class AwsError extends errors/* UserError */.y {
    name = "AwsError";
    kind;
    /** `ValidationError`, `ChangeSetNotFoundException`. */
    awsName;
    /** Amazon's own words. */
    said;
    constructor(kind, awsName, said, message, cause) {
        super(message, { cause });
        this.kind = kind;
        this.awsName = awsName;
        this.said = said;
    }
}
const CONFIGURE = "put aws-actions/configure-aws-credentials before this action and give its job `permissions: id-token: write`";
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|NoCredentialProviders)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_CREDENTIALS = /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?|IncompleteSignature)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/;
const THROTTLED = /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|LimitExceeded|ServiceUnavailable|InternalFailure|InternalError|ServerException)$/;
/** `action` is the IAM action behind the call (`cloudformation:DescribeStacks`). One that is an `AwsError` is passed on. */
function describeAwsError(error, action) {
    if (error instanceof AwsError)
        return error;
    const name = error instanceof Error ? error.name : "";
    const said = error instanceof Error ? error.message : String(error);
    const make = (kind, text) => new AwsError(kind, name, said, text, error);
    if (name === "AbortError")
        return make("cancelled", `${action}: the run was cancelled`);
    if (NO_CREDENTIALS.test(name))
        return make("denied", `${action}: no AWS credentials (${said}); ${CONFIGURE}`);
    if (EXPIRED.test(name) || /security token.*expired/i.test(said)) {
        const remedy = "ask for a longer session (role-duration-seconds), or run configure-aws-credentials again";
        return make("expired", `${action}: the AWS credentials have expired; ${remedy}`);
    }
    if (UNKNOWN_CREDENTIALS.test(name)) {
        return make("denied", `${action}: AWS does not accept these credentials (${name}: ${said}); ${CONFIGURE}`);
    }
    if (DENIED.test(name)) {
        const missing = /perform:? ([\w-]+:\w+)/.exec(said)?.[1] ?? action;
        const resource = /on resource:? (\S+)/.exec(said)?.[1];
        const where = resource === undefined ? "" : ` on ${resource}`;
        return make("denied", `AWS denies ${missing}; allow it${where} for the role of this job. ${said}`);
    }
    const status = statusOf(error);
    if (THROTTLED.test(name) || status === undefined || status >= 500 || status === 429) {
        const text = status === undefined ? (0,retry/* describeConnectionError */.si)(error).text : `${name}: ${said}`;
        return make("transient", `${action} had no answer after several tries (${text})`);
    }
    return make("refused", `${action} was refused (${name}: ${said})`);
}
/** Whether AWS refused in these words; the Query protocol has one name, `ValidationError`, for many things. */
function saysNo(error, words) {
    return (error instanceof AwsError && error.kind === "refused" && words.test(`${error.awsName}: ${error.said}`));
}
function isAwsError(error, ...kinds) {
    return error instanceof AwsError && kinds.includes(error.kind);
}
function statusOf(error) {
    if (!(error instanceof Error) || !("$metadata" in error))
        return undefined;
    const metadata = error.$metadata;
    if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata))
        return undefined;
    return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

;// CONCATENATED MODULE: ./lib/deploy/aws-clients.js

/**
 * CloudFormation throttles early (`Rate exceeded`): eight tries with back-off before a call counts as
 * failed. Not the SDK's adaptive mode, which slowed a run of few calls to a crawl after two throttles (26 s
 * against 9 s in our test). Without `throwOnRequestTimeout` the SDK only warns about a hanging request.
 */
const COMMON = {
    maxAttempts: 8,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};
/** Sends nothing yet. Calls end when the run is cancelled. */
function openAwsClients(world, region) {
    const open = (load) => {
        let sdk;
        return async (action, send, stopsWhenCancelled = true) => {
            try {
                sdk ??= load();
                return await send(await sdk, stopsWhenCancelled ? { abortSignal: world.cancelled } : {});
            }
            catch (error) {
                throw describeAwsError(error, action);
            }
        };
    };
    const options = { ...COMMON, region };
    return {
        region,
        cloudFormation: open(async () => {
            const { CloudFormation } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(805)]).then(__webpack_require__.t.bind(__webpack_require__, 3805, 19));
            return new CloudFormation(options);
        }),
        lambda: open(async () => {
            const { Lambda } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(696)]).then(__webpack_require__.t.bind(__webpack_require__, 1696, 19));
            return new Lambda(options);
        }),
        ecs: open(async () => {
            const { ECS } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(212)]).then(__webpack_require__.t.bind(__webpack_require__, 212, 19));
            return new ECS(options);
        }),
    };
}

;// CONCATENATED MODULE: ./lib/deploy/change-set-table.js
/** `prefix`: the nested stack's path with a trailing slash, or "". */
function readChanges(changes, prefix) {
    return changes.flatMap(({ ResourceChange: change }) => {
        if (change === undefined)
            return [];
        const details = change.Details ?? [];
        const names = details.flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []);
        return [
            {
                logicalId: prefix + (change.LogicalResourceId ?? "?"),
                type: change.ResourceType ?? "?",
                action: change.Action ?? "Modify",
                replacement: replacementOf(change.Action, change.Replacement),
                scope: [...new Set(names.length > 0 ? names : (change.Scope ?? []))],
            },
        ];
    });
}
function replacementOf(action, told) {
    if (action !== undefined && action !== "Modify")
        return "never";
    if (told === "True")
        return "always";
    return told === "Conditional" ? "conditional" : "never";
}
/** Types whose every change is a new revision beside the old one: replacing them loses nothing. */
const REVISIONS = new Set([
    "AWS::ECS::TaskDefinition",
    "AWS::Lambda::Version",
    "AWS::Lambda::LayerVersion",
    "AWS::ApiGateway::Deployment",
]);
/** Changes that replace (or may replace) a resource and what it holds: databases, buckets, addresses. */
function findReplacements(changes) {
    return changes.filter(({ replacement, type }) => replacement !== "never" && !REVISIONS.has(type));
}
/** Removals come with a template, never with a new image. */
function describeChange({ logicalId, type, action, replacement, scope }) {
    const how = replacement === "always" ? "REPLACE" : replacement === "conditional" ? "MAY REPLACE" : action;
    const what = scope.length === 0 ? "" : `: ${scope.join(", ")}`;
    return `${how} ${logicalId} (${type})${what}`;
}
/** `2 modified, 1 added, 1 REPLACED`. */
function countChanges(changes) {
    const loud = findReplacements(changes).map(({ replacement }) => replacement);
    const certain = loud.filter((one) => one === "always").length;
    const possible = loud.length - certain;
    const counts = new Map();
    for (const { action } of changes)
        counts.set(action, (counts.get(action) ?? 0) + 1);
    const words = {
        Add: "added",
        Modify: "modified",
        Remove: "removed",
        Import: "imported",
    };
    const parts = [...counts].map(([action, count]) => `${count} ${words[action] ?? action.toLowerCase()}`);
    if (certain > 0)
        parts.push(`${certain} of them REPLACED`);
    if (possible > 0)
        parts.push(`${possible} of them MAY BE REPLACED`);
    return parts.join(", ") || "no resources";
}

;// CONCATENATED MODULE: ./lib/deploy/read-change-set.js

const DEEPEST = 5;
/** One description, every page of it. Throws `AwsError`. */
async function describeChangeSet(aws, changeSet, stack) {
    const rawChanges = [];
    for (let next;;) {
        const token = next;
        const page = await aws.cloudFormation("cloudformation:DescribeChangeSet", (sdk, options) => sdk.describeChangeSet({
            ChangeSetName: changeSet,
            ...(stack === undefined ? {} : { StackName: stack }),
            ...(token === undefined ? {} : { NextToken: token }),
        }, options));
        rawChanges.push(...(page.Changes ?? []));
        next = page.NextToken;
        if (next !== undefined)
            continue;
        return {
            id: page.ChangeSetId ?? changeSet,
            stackId: page.StackId ?? stack ?? "",
            status: page.Status ?? "",
            executionStatus: page.ExecutionStatus ?? "",
            reason: page.StatusReason ?? "",
            createdAt: page.CreationTime?.getTime() ?? 0,
            parameters: new Map((page.Parameters ?? []).flatMap(({ ParameterKey: key, ParameterValue: value }) => key === undefined || value === undefined ? [] : [[key, value]])),
            rawChanges,
        };
    }
}
/** All resources that a change set touches; a nested stack's are read from its own change set. */
async function listChanges(aws, { rawChanges }, prefix = "", depth = 0) {
    const changes = [...readChanges(rawChanges, prefix)];
    for (const { ResourceChange: change } of rawChanges) {
        if (change?.ChangeSetId === undefined || depth >= DEEPEST)
            continue;
        const nested = await describeChangeSet(aws, change.ChangeSetId);
        changes.push(...(await listChanges(aws, nested, `${prefix}${change.LogicalResourceId}/`, depth + 1)));
    }
    return changes;
}

;// CONCATENATED MODULE: ./lib/deploy/execute-change-set.js


const NOT_EXECUTABLE = /^(InvalidChangeSetStatus|ChangeSetNotFound)|can ?not be updated|_IN_PROGRESS state/;
/**
 * `token` marks the events of this operation. `DisableRollback` is always sent: the documentation of its
 * default contradicts itself (facts D29). Throws `AwsError`.
 */
async function executeChangeSet(aws, changeSet, token) {
    try {
        // Not cut off by a cancellation: whether it started must be known.
        await aws.cloudFormation("cloudformation:ExecuteChangeSet", (sdk, options) => sdk.executeChangeSet({
            ChangeSetName: changeSet.id,
            StackName: changeSet.stackId,
            ClientRequestToken: token,
            DisableRollback: false,
        }, options), false);
        return { kind: "started" };
    }
    catch (error) {
        if (!saysNo(error, NOT_EXECUTABLE) && !isAwsError(error, "transient"))
            throw error;
        // The answer may have been lost: then the change set is under way all the same.
        if (await isUnderWay(aws, changeSet))
            return { kind: "started" };
        if (error.kind === "transient")
            throw error;
        return { kind: "superseded", because: error.said };
    }
}
/** Where it cannot be told, it is taken to be: "nothing was started" would be wrong, and the wait finds out. */
async function isUnderWay(aws, changeSet) {
    try {
        const { executionStatus } = await describeChangeSet(aws, changeSet.id, changeSet.stackId);
        return executionStatus === "EXECUTE_IN_PROGRESS" || executionStatus === "EXECUTE_COMPLETE";
    }
    catch (error) {
        if (saysNo(error, /^ChangeSetNotFound/))
            return false;
        if (isAwsError(error, "cancelled", "denied", "expired", "transient"))
            return true;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/deploy/remedies.js
/** What Amazon's reasons mean and what helps. Pure; most specific first. */
const REMEDIES = [
    {
        // facts D11; re:Post QUIZjd2s…
        says: /manifest, config or layer media type|media type for the source image .* is not supported/i,
        helps: "Lambda takes one image manifest with gzip layers: set runtime: lambda for the image in the images file and build again (or --provenance=false --sbom=false)",
    },
    {
        says: /UnsupportedImageLayerDetected|ImageLayerFailure/i,
        helps: "a layer is not gzip: build with compression=gzip,force-compression=true, or set runtime: lambda for the image",
    },
    {
        // facts B9: Lambda tries to add the policy with the caller's own rights.
        says: /Lambda does not have permission to access the ECR image/i,
        helps: "the repository's policy must allow lambda.amazonaws.com ecr:BatchGetImage and ecr:GetDownloadUrlForLayer: build once with create-repositories: true and runtime: lambda, or attach docs/iam/lambda-pull.json",
    },
    {
        says: /CannotPullContainerError|pull image manifest has been retried|ResourceInitializationError.*pull/i,
        helps: "ECS could not pull the image: the task execution role needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and the task's subnet a way to ECR and S3",
    },
    {
        says: /exec format error|Runtime\.InvalidEntrypoint|image architecture|does not match the architecture|ImageArchitecture/i,
        helps: "the image is for another processor: build it with the platform of the function (linux/amd64 or linux/arm64), or change Architectures in the template",
    },
    {
        // facts C27, C28
        says: /Source image .* does not exist|ImageDeleted|Requested image not found|manifest unknown|ImageNotFound/i,
        helps: "the image is no longer in its repository; a lifecycle rule may have removed it (untagged images, or too small a count). Build again with rebuild: true, and keep deployed images by tag and count",
    },
    {
        says: /ECS Deployment Circuit Breaker was triggered|failed to stabilize|did not stabilize|failed to start/i,
        helps: "the new tasks did not become healthy: look at the stopped tasks' reasons (aws ecs describe-tasks) and the containers' logs",
    },
    {
        says: /is not authorized to perform:? iam:PassRole/i,
        helps: "the role that CloudFormation uses needs iam:PassRole on the role named there (condition iam:PassedToService)",
    },
    {
        says: /not authorized to perform|AccessDenied|Access Denied|HandlerErrorCode: AccessDenied/i,
        helps: "the role that CloudFormation uses lacks the action named there: give it to the stack's service role (role-arn), or to this job's role where there is none",
    },
    {
        says: /Image size .*exceed|exceeds the maximum|MaximumImageSize|image is larger/i,
        helps: "Lambda takes 10 GB uncompressed: leave out what the function does not need (CUDA wheels, caches, build tools), or run it on ECS",
    },
    {
        says: /denied by stack policy/i,
        helps: "the stack's policy protects this resource from updates: change the policy (aws cloudformation set-stack-policy), or leave the resource as it is",
    },
    {
        says: /already exists/i,
        helps: "a resource of that name exists outside of this stack: let CloudFormation choose the name, import the resource, or remove it",
    },
    {
        says: /LimitExceeded|quota/i,
        helps: "an account limit was reached: raise it in Service Quotas, or remove what is not needed",
    },
    {
        says: /update (is )?in progress|ResourceConflict|ConcurrentModification/i,
        helps: "something else changed the same resource at that moment: run the job again",
    },
];
/** `undefined`: nothing known; Amazon's own words stand for themselves. */
function findRemedy(reason) {
    return REMEDIES.find(({ says }) => says.test(reason))?.helps;
}

;// CONCATENATED MODULE: ./lib/deploy/root-cause.js

const STACK = "AWS::CloudFormation::Stack";
/**
 * The oldest failed event of a resource that was not just cancelled because another one failed; nested
 * stacks included, whose own `AWS::CloudFormation::Stack` events only repeat it (facts B8). Not what failed
 * while rolling back, unless nothing failed before. A stack's own event is the last resort.
 */
function findRootCause(events) {
    const failed = events
        .filter((event) => event.status.endsWith("_FAILED") && !isCancelled(event))
        .sort((a, b) => a.at - b.at);
    const resources = failed.filter(({ type }) => type !== STACK);
    const forward = resources.filter(({ status }) => !status.startsWith("ROLLBACK") && !status.startsWith("UPDATE_ROLLBACK"));
    const rollingBack = firstRollback(events);
    const before = forward.filter(({ at }) => at <= rollingBack);
    const cause = before[0] ?? forward[0] ?? resources[0] ?? failed[0] ?? lastWords(events);
    return cause === undefined ? undefined : describeCause(cause);
}
/** What failed in the roll-back itself, which is what a person has to mend first. */
function findRollbackFailure(events) {
    const since = firstRollback(events);
    const failed = events
        .filter((event) => event.status.endsWith("_FAILED") && event.type !== STACK && event.at > since && !isCancelled(event))
        .sort((a, b) => a.at - b.at);
    return failed[0] === undefined ? undefined : describeCause(failed[0]);
}
/** `Resource update cancelled`: another one failed. A cause may have the word too (`Transaction cancelled, …`). */
function isCancelled({ reason }) {
    return /^Resource \w+ cancell?ed/i.test(reason ?? "");
}
function firstRollback(events) {
    const starts = events.filter(({ type, status }) => type === STACK && (status === "ROLLBACK_IN_PROGRESS" || status === "UPDATE_ROLLBACK_IN_PROGRESS"));
    return Math.min(Number.POSITIVE_INFINITY, ...starts.map(({ at }) => at));
}
/** A stack may roll back without any failed resource: an alarm, a hook, a person. */
function lastWords(events) {
    return [...events]
        .sort((a, b) => a.at - b.at)
        .find(({ type, status, reason }) => type === STACK && status.endsWith("ROLLBACK_IN_PROGRESS") && reason !== undefined);
}
function describeCause({ logicalId, type, stackName, status, reason = "no reason given", }) {
    return { logicalId, type, stackName, status, reason, remedy: findRemedy(reason) };
}

;// CONCATENATED MODULE: ./lib/deploy/states.js
/** What each stack status means for a deploy. Pure. */
/** Whether an update can start now. `undefined`: there is no stack. */
function gateOf(status, stack) {
    // A stack that only ever had a change set: Amazon lets it be created still.
    if (status === undefined || status === "REVIEW_IN_PROGRESS" || status === "DELETE_COMPLETE") {
        return { kind: "absent" };
    }
    if (status.endsWith("_IN_PROGRESS"))
        return { kind: "busy" };
    const blocked = (because, command) => ({
        kind: "blocked",
        because,
        wayOut: `aws cloudformation ${command} --stack-name ${stack}`,
    });
    switch (status) {
        case "CREATE_COMPLETE":
        case "UPDATE_COMPLETE":
        case "UPDATE_ROLLBACK_COMPLETE":
        case "IMPORT_COMPLETE":
        case "IMPORT_ROLLBACK_COMPLETE":
            return { kind: "ready" };
        // Deleting it for the user would take resources with DeletionPolicy Retain out of the stack (facts D27).
        case "ROLLBACK_COMPLETE":
            return blocked("its creation failed and was rolled back; it can only be deleted", "delete-stack");
        case "ROLLBACK_FAILED":
        case "DELETE_FAILED":
            return blocked("a roll-back or deletion failed half-way; delete it (what blocks is in its events)", "delete-stack");
        case "CREATE_FAILED":
        case "UPDATE_FAILED":
            return blocked("an operation without roll-back failed; roll it back first", "rollback-stack");
        case "UPDATE_ROLLBACK_FAILED":
            return blocked("the roll-back of an update failed; finish it first", "continue-update-rollback");
        default:
            return blocked("its state is not known here; look at it in the console first", "describe-stacks");
    }
}
/** What a status says about a create or update that is known to have started. */
function endOf(status) {
    switch (status) {
        case "CREATE_COMPLETE":
        case "UPDATE_COMPLETE":
        case "IMPORT_COMPLETE":
            return { kind: "succeeded", isCleaningUp: false };
        // Live already, though the SDK's waiter waits on (facts D9).
        case "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
            return { kind: "succeeded", isCleaningUp: true };
        case "ROLLBACK_COMPLETE":
        case "UPDATE_ROLLBACK_COMPLETE":
        case "IMPORT_ROLLBACK_COMPLETE":
            return { kind: "rolled-back", isCleaningUp: false };
        case "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS":
            return { kind: "rolled-back", isCleaningUp: true };
        default:
            return status.endsWith("_IN_PROGRESS") ? { kind: "running" } : { kind: "stuck" };
    }
}
/** The command that helps after a failed operation; `undefined`: nothing needs doing. */
function wayOutOf(status, stack) {
    const gate = gateOf(status, stack);
    return gate.kind === "blocked" ? gate.wayOut : undefined;
}

;// CONCATENATED MODULE: ./lib/deploy/explain-failure.js


/** `name`: the stack's, as the user gave it. */
function explainFailure(events, stack, name) {
    const status = stack?.status ?? "an unknown state";
    const cause = findRootCause(events) ?? fromStatus(stack, name);
    const isBack = endOf(status).kind === "rolled-back";
    const rollback = isBack ? undefined : findRollbackFailure(events);
    const isNew = rollback !== undefined && rollback.reason !== cause?.reason;
    const wayOut = wayOutOf(status, name);
    const state = [
        `the stack is in ${status}`,
        // After a failed creation nothing ran before.
        status.startsWith("UPDATE_ROLLBACK_COMPLETE") ? " and runs what it ran before" : "",
        wayOut === undefined ? "" : `. The way out: ${wayOut}`,
    ];
    return {
        cause,
        problems: [
            ...(cause === undefined ? [] : [explain_failure_describeCause(cause)]),
            ...(isNew ? [`the roll-back failed at ${explain_failure_describeCause(rollback)}`] : []),
            state.join(""),
        ],
    };
}
/** `ChordDetector (AWS::Lambda::Function): reason. Remedy`. */
function explain_failure_describeCause({ logicalId, type, reason, remedy }) {
    const helps = remedy === undefined ? "" : ` What helps: ${remedy}`;
    return `${logicalId} (${type}): ${reason}${/[.!?]$/.test(reason) ? "" : "."}${helps}`;
}
/** Where events may not be read, the stack's own reason at least names the resource. */
function fromStatus(stack, name) {
    if (stack?.reason === undefined || stack.reason === "")
        return undefined;
    return {
        logicalId: name,
        type: "AWS::CloudFormation::Stack",
        stackName: name,
        status: stack.status,
        reason: stack.reason,
        remedy: "allow cloudformation:DescribeStackEvents to see the cause",
    };
}

// EXTERNAL MODULE: ./lib/images/nearest.js
var nearest = __webpack_require__(6424);
;// CONCATENATED MODULE: ./lib/deploy/choose-parameters.js

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LONGEST_VALUE = 4096;
/**
 * Every declared parameter is named or left to its default on purpose: one left out of an update falls back
 * to the template's default, not to its value (facts D2). `current`: the stack's parameters; none for a
 * stack that is created. A parameter that is new in the template has no previous value.
 */
function chooseParameters(declared, current, wanted) {
    const names = new Set(declared.map(({ name }) => name));
    const values = new Map(wanted.map((one) => [one.name, one]));
    const problems = wanted.flatMap((one) => problemsOf(one, names));
    const list = [];
    const missing = [];
    for (const { name, hasDefault } of declared) {
        const value = values.get(name)?.value;
        if (value !== undefined)
            list.push({ ParameterKey: name, ParameterValue: value });
        else if (current.has(name))
            list.push({ ParameterKey: name, UsePreviousValue: true });
        else if (!hasDefault)
            missing.push(name);
    }
    if (missing.length > 0) {
        problems.push(`no value for ${missing.join(", ")}: the template gives no default and the stack has none; give it with the input parameters`);
    }
    return { list, problems };
}
function problemsOf({ name, value, from }, names) {
    if (!names.has(name)) {
        const known = (0,nearest/* didYouMean */.a)(name, names, `; it declares ${[...names].join(", ") || "none"}`);
        const others = from.startsWith("image ")
            ? ". If the image belongs to another stack, choose this stack's with the input images"
            : "";
        return [`${from}: the template has no parameter ${name}${known}${others}`];
    }
    if (value.length > LONGEST_VALUE) {
        return [
            `${from}: the value of ${name} has ${value.length} characters; CloudFormation takes ${LONGEST_VALUE}`,
        ];
    }
    // `A=1,B=2` in one line would become the value `1,B=2` of A.
    const next = /,\s*([A-Za-z0-9]+)=/.exec(value)?.[1];
    return next !== undefined && names.has(next)
        ? [
            `${from}: ${name} would get the text ",${next}=…" too; parameters are separated by lines, not by commas`,
        ]
        : [];
}
/** Whether the stack has all these values already. A NoEcho one reads as asterisks: not known, so not the same. */
function hasValues(current, declared, wanted) {
    const hidden = new Set(declared.filter(({ noEcho }) => noEcho).map(({ name }) => name));
    return wanted.every(({ name, value }) => !hidden.has(name) && current.get(name) === value);
}
/** Whether a stack shows a value; a NoEcho one reads as asterisks, which prove nothing against it. */
function hasValue({ parameters }, { name, value }) {
    const found = parameters.get(name);
    return found === value || /^\*+$/.test(found ?? "");
}

;// CONCATENATED MODULE: ./lib/deploy/poll-schedule.js
/** When to ask again. Pure. */
/** Seconds. Lambda swaps an image in about 25 s, ECS in minutes: early answers first, then a calm rhythm. */
const STEPS = [0.5, 1, 2, 2, 3, 5, 8, 10];
/**
 * Milliseconds before poll number `count` (from 0). The SDK's waiters start at 30 s and swallow
 * throttling (facts D10). `random` in [0, 1) spreads the stacks of a matrix apart.
 */
function pollDelayMs(count, random) {
    const seconds = STEPS[Math.min(count, STEPS.length - 1)] ?? 10;
    return seconds * 1000 * (0.9 + random * 0.2);
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
;// CONCATENATED MODULE: ./lib/deploy/template-document.js
/** A CloudFormation template's text → plain JSON, short forms (`!Ref X`) written out. Pure. */


/** `undefined`: neither JSON nor YAML with an object on top. CloudFormation itself checks the rest. */
function parseTemplate(text) {
    const json = (0,registry_json/* parseJsonObject */.dw)(text);
    if (json !== undefined)
        return json;
    const document = (0,dist/* parseDocument */.Tp)(text, { logLevel: "silent", uniqueKeys: false });
    if (document.errors.length > 0)
        return undefined;
    const value = plain(document.contents, document);
    return (0,registry_json/* isObject */.Gv)(value) ? value : undefined;
}
function plain(node, document) {
    if ((0,dist/* isAlias */.Vj)(node))
        return plain(node.resolve(document), document);
    if ((0,dist/* isScalar */.jn)(node))
        return withTag(node.tag, node.value);
    if ((0,dist/* isSeq */.oP)(node))
        return withTag(node.tag, node.items.map((item) => plain(item, document)));
    if (!(0,dist/* isMap */.jh)(node))
        return undefined;
    const entries = node.items.flatMap((pair) => {
        if (!(0,dist/* isPair */.tO)(pair) || !(0,dist/* isScalar */.jn)(pair.key))
            return [];
        return [[String(pair.key.value), plain(pair.value, document)]];
    });
    return withTag(node.tag, Object.fromEntries(entries));
}
/** `!Ref X` → `{Ref: X}`, `!GetAtt A.B` → `{"Fn::GetAtt": ["A", "B"]}`. */
function withTag(tag, value) {
    if (tag === undefined || !tag.startsWith("!") || tag === "!")
        return value;
    const name = tag.slice(1);
    if (name === "Ref" || name === "Condition")
        return { [name]: value };
    if (name === "GetAtt" && typeof value === "string") {
        const dot = value.indexOf(".");
        return { "Fn::GetAtt": dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
    }
    return { [`Fn::${name}`]: value };
}

;// CONCATENATED MODULE: ./lib/deploy/stack.js


/** By name or ARN; `undefined`: there is none. Throws `AwsError`. */
async function describeStack(aws, stack) {
    try {
        const answer = await aws.cloudFormation("cloudformation:DescribeStacks", (sdk, options) => sdk.describeStacks({ StackName: stack }, options));
        const [found] = answer.Stacks ?? [];
        return found === undefined ? undefined : readStack(found);
    }
    catch (error) {
        // The Query protocol has no name of its own for it (facts D30).
        if (saysNo(error, /^ValidationError: .*does not exist/))
            return undefined;
        throw error;
    }
}
function readStack(stack) {
    const pairs = (list, read) => new Map((list ?? []).map((item) => read(item)).map(([key = "", value = ""]) => [key, value]));
    return {
        id: stack.StackId ?? "",
        name: stack.StackName ?? "",
        status: stack.StackStatus ?? "",
        reason: stack.StackStatusReason,
        parameters: pairs(stack.Parameters, (one) => [one.ParameterKey, one.ParameterValue]),
        outputs: pairs(stack.Outputs, (one) => [one.OutputKey, one.OutputValue]),
        tags: pairs(stack.Tags, (one) => [one.Key, one.Value]),
        roleArn: stack.RoleARN,
        notificationArns: stack.NotificationARNs ?? [],
        updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0,
    };
}
/** What a template declares: the stack's own, a text, or one in S3. Throws `AwsError`. */
async function summarizeTemplate(aws, template) {
    const answer = await aws.cloudFormation("cloudformation:GetTemplateSummary", (sdk, options) => sdk.getTemplateSummary(template, options));
    return {
        parameters: (answer.Parameters ?? []).map((one) => ({
            name: one.ParameterKey ?? "",
            hasDefault: one.DefaultValue !== undefined,
            noEcho: one.NoEcho === true,
        })),
        transforms: answer.DeclaredTransforms ?? [],
        capabilities: answer.Capabilities ?? [],
        capabilitiesReason: answer.CapabilitiesReason,
    };
}
/** A stack's template after its transforms, or the one that a change set would bring. Throws `AwsError`. */
async function readTemplate(aws, stackId, changeSet) {
    const answer = await aws.cloudFormation("cloudformation:GetTemplate", (sdk, options) => sdk.getTemplate({
        StackName: stackId,
        TemplateStage: "Processed",
        ...(changeSet === undefined ? {} : { ChangeSetName: changeSet }),
    }, options));
    return parseTemplate(answer.TemplateBody ?? "");
}
/** Logical id → physical id of everything in a stack (not in those nested in it). Throws `AwsError`. */
async function listResources(aws, stackId) {
    const found = new Map();
    let next;
    do {
        const token = next;
        const answer = await aws.cloudFormation("cloudformation:ListStackResources", (sdk, options) => sdk.listStackResources({ StackName: stackId, ...(token === undefined ? {} : { NextToken: token }) }, options));
        for (const { LogicalResourceId, PhysicalResourceId } of answer.StackResourceSummaries ?? []) {
            if (LogicalResourceId !== undefined && PhysicalResourceId !== undefined) {
                found.set(LogicalResourceId, PhysicalResourceId);
            }
        }
        next = answer.NextToken;
    } while (next !== undefined);
    return found;
}

;// CONCATENATED MODULE: ./lib/deploy/read-settled.js




const LOOKS = 5;
/**
 * The end was told by an event, and DescribeStacks may still show the values and outputs from before, under the
 * same UPDATE_COMPLETE. `since`: when the change set was made, by Amazon's clock. Asks a few times, then takes
 * what there is. Never throws an `AwsError`.
 */
async function readSettled(world, aws, stack, since, wanted) {
    let latest = stack;
    for (let look = 0; look < LOOKS && !world.cancelled.aborted; look += 1) {
        if (latest.updatedAt >= since && wanted.every((one) => hasValue(latest, one)))
            return latest;
        await world.clock.sleep(pollDelayMs(look, Math.random()), world.cancelled);
        try {
            latest = (await describeStack(aws, stack.id)) ?? latest;
        }
        catch (error) {
            if (!isAwsError(error, "cancelled", "denied", "expired", "refused", "transient"))
                throw error;
            return latest;
        }
    }
    return latest;
}

// EXTERNAL MODULE: ./lib/registry/reference.js
var registry_reference = __webpack_require__(9758);
// EXTERNAL MODULE: ./lib/registry/credentials.js
var credentials = __webpack_require__(6097);
// EXTERNAL MODULE: ./lib/registry/ecr-client.js
var ecr_client = __webpack_require__(5737);
// EXTERNAL MODULE: ./lib/registry/ecr-host.js
var ecr_host = __webpack_require__(9148);
// EXTERNAL MODULE: ./lib/registry/host-registry.js
var host_registry = __webpack_require__(5793);
// EXTERNAL MODULE: ./lib/registry/image-config.js
var image_config = __webpack_require__(5473);
// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
;// CONCATENATED MODULE: ./lib/deploy/find-image.js
/** Reads an image's manifest and config from its registry, by digest, with as few rights as it takes. */







/** `needsConfig`: whether the architecture matters. Never throws for a registry's refusal. */
async function findDeployImage(world, image, needsConfig) {
    const ecr = (0,ecr_host/* parseEcrHost */.wl)(image.host);
    const reader = ecr?.kind === "private" ? ecrReader(world, (0,ecr_client/* openEcrClient */.U)(ecr), image) : hostReader(world, image);
    try {
        const found = await reader.readManifest();
        if (found === undefined)
            return { kind: "absent" };
        const manifest = (0,registry_manifest/* parseManifest */.Ng)(found.bytes, found.mediaType);
        if (manifest === undefined) {
            return { kind: "unknown", because: `${image.uri} is ${found.mediaType}, which is no image` };
        }
        const { mediaType } = found;
        if (manifest.kind === "index" || !needsConfig) {
            return { kind: "found", mediaType, manifest, config: undefined, notice: undefined };
        }
        try {
            const bytes = await reader.readConfig(manifest.config.digest);
            const config = bytes === undefined ? undefined : (0,image_config/* parseImageConfig */.F)(bytes);
            return { kind: "found", mediaType, manifest, config, notice: undefined };
        }
        catch (error) {
            if (!(error instanceof registry_error/* RegistryError */.g))
                throw error;
            const notice = `the architecture of ${image.name} is not checked: ${error.message}`;
            return { kind: "found", mediaType, manifest, config: undefined, notice };
        }
    }
    catch (error) {
        if ((0,registry_error/* isRegistryError */.I)(error, "missing-repository"))
            return { kind: "absent" };
        if (error instanceof registry_error/* RegistryError */.g)
            return { kind: "unknown", because: error.message };
        throw error;
    }
}
/** ECR's own interface: two actions on the one repository, and no login. */
function ecrReader(world, client, { repository, digest }) {
    return {
        async readManifest() {
            const answer = await client.call("ecr:BatchGetImage", repository, (sdk) => sdk.batchGetImage({
                registryId: client.ecr.account,
                repositoryName: repository,
                imageIds: [{ imageDigest: digest }],
                acceptedMediaTypes: [...registry_manifest/* MANIFEST_TYPES */._P],
            }, { abortSignal: world.cancelled }));
            const [failure] = answer.failures ?? [];
            if (failure !== undefined && failure.failureCode !== "ImageNotFound") {
                // An archived image, or a lost encryption key.
                throw new registry_error/* RegistryError */.g("unexpected", `${repository}@${digest}: ${failure.failureCode}: ${failure.failureReason ?? ""}`);
            }
            const text = answer.images?.[0]?.imageManifest;
            if (text === undefined)
                return undefined;
            return { bytes: Buffer.from(text), mediaType: answer.images?.[0]?.imageManifestMediaType ?? "" };
        },
        async readConfig(layerDigest) {
            const answer = await client.call("ecr:GetDownloadUrlForLayer", repository, (sdk) => sdk.getDownloadUrlForLayer({ registryId: client.ecr.account, repositoryName: repository, layerDigest }, { abortSignal: world.cancelled }));
            const url = answer.downloadUrl;
            if (url === undefined)
                return undefined;
            try {
                const response = await world.http({ method: "GET", url });
                const bytes = await response.bytes();
                if (response.status === 200 && (0,registry_manifest/* digestOf */.ol)(bytes) === layerDigest)
                    return bytes;
                throw new registry_error/* RegistryError */.g("unexpected", `the config of ${repository} came with status ${response.status}`);
            }
            catch (error) {
                if (error instanceof registry_error/* RegistryError */.g)
                    throw error;
                throw new registry_error/* RegistryError */.g("unreachable", `the config of ${repository} cannot be downloaded`, {
                    cause: error,
                });
            }
        },
    };
}
/** Any other registry, with the logins that Docker has. */
function hostReader(world, { host, repository, digest }) {
    const registry = (0,host_registry/* openHostRegistry */.y)(world, host, { dockerConfig: (0,credentials/* userDockerConfig */.O8)(world.env) });
    return {
        async readManifest() {
            const lookup = await registry.getManifest(repository, digest);
            return lookup.kind === "found" ? lookup.manifest : undefined;
        },
        readConfig: (config) => registry.getBlob(repository, config, image_config/* LARGEST_CONFIG_BYTES */.e),
    };
}

// EXTERNAL MODULE: ./lib/guard/lambda-rules.js
var lambda_rules = __webpack_require__(7300);
;// CONCATENATED MODULE: ./lib/deploy/image-checks.js
/** Whether what takes an image can run it: manifest, layers, architecture, size, region. Pure. */


/** Python stacks shrink to between a half and a third. */
const LAMBDA_SUSPECT = 5 * 1024 ** 3;
/** `region`: the stack's. */
function checkImage(checked, consumers, region) {
    const problems = [];
    const notices = [];
    const mine = consumers.filter((one) => one.kind !== "nested" && one.parameter === checked.parameter);
    for (const consumer of mine) {
        if (consumer.kind === "lambda")
            problems.push(...lambdaProblems(checked, consumer.logicalId, region));
        if (consumer.kind === "nested")
            continue;
        problems.push(...architectureProblems(checked, consumer.logicalId, consumer.architecture));
    }
    const ecr = (0,ecr_host/* parseEcrHost */.wl)(checked.image.host);
    if (ecr?.kind === "private" && ecr.region !== region && !mine.some(({ kind }) => kind === "lambda")) {
        notices.push(`${checked.image.name} lies in ${ecr.region}, the stack in ${region}: every pull crosses regions`);
    }
    if (mine.some(({ kind }) => kind === "lambda") &&
        (0,lambda_rules/* packedBytes */.uM)(checked.manifest) > LAMBDA_SUSPECT &&
        problems.length === 0) {
        notices.push(`${checked.image.name} has ${(0,lambda_rules/* gigabytes */.kN)((0,lambda_rules/* packedBytes */.uM)(checked.manifest))} of compressed layers; Lambda takes 10 GB uncompressed, and may refuse it`);
    }
    return { problems: [...new Set(problems)], notices };
}
function lambdaProblems(checked, logicalId, region) {
    const { image } = checked;
    const what = `Lambda function ${logicalId} cannot take image ${image.name}`;
    const ecr = (0,ecr_host/* parseEcrHost */.wl)(image.host);
    const problems = [];
    if (ecr?.kind !== "private") {
        problems.push(`${what}: expected a private ECR repository, found ${image.host}`);
    }
    else if (ecr.region !== region) {
        problems.push(`${what}: the image lies in ${ecr.region}, the stack in ${region}, and Lambda pulls within its region only; push or replicate it to ${region}`);
    }
    if (/\.dkr[.-]ecr-fips\./.test(image.host)) {
        problems.push(`${what}: Lambda refuses ECR's FIPS hosts; give the registry as ${image.host.replace("-fips", "")}`);
    }
    // What is wrong with the image's ENV is told where it is built.
    const found = (0,lambda_rules/* findLambdaProblems */.Ri)({ ...checked, unpackedBytes: undefined });
    problems.push(...found.problems.map((problem) => `${what}: ${problem}`));
    return problems;
}
function architectureProblems({ image, manifest, config }, logicalId, wanted) {
    if (wanted === undefined)
        return [];
    const found = manifest.kind === "index"
        ? manifest.entries.flatMap(({ platform }) => (platform === undefined ? [] : [platform]))
        : config?.platform === undefined
            ? []
            : [config.platform];
    if (found.length === 0)
        return [];
    if (found.some(({ os, architecture }) => os === "linux" && architecture === wanted))
        return [];
    const names = found.map(({ os, architecture }) => `${os}/${architecture}`).join(", ");
    return [
        `${logicalId} runs linux/${wanted}, image ${image.name} is ${names}: it would fail with "exec format error"; build it with platforms: [linux/${wanted}], or change the template`,
    ];
}

;// CONCATENATED MODULE: ./lib/deploy/check-images.js
/** The preflight of the images: each exists, and what takes it can run it. Nothing is started before. */



/** `consumers`: what is known to take the images, by the root stack's parameter names. */
async function checkImages(world, parameters, consumers, region) {
    const problems = [];
    const notices = [];
    for (const { name, checked } of parameters.flatMap(imagesIn)) {
        const mine = consumers.filter((one) => one.kind !== "nested" && one.parameter === name);
        const needsConfig = mine.some((one) => one.kind !== "nested" && one.architecture !== undefined);
        const found = await findDeployImage(world, checked, needsConfig);
        switch (found.kind) {
            case "absent":
                problems.push(`${name}: ${checked.uri} is not in its registry; a lifecycle rule may have removed it, or another registry was built for. Build again with rebuild: ${checked.name}`);
                break;
            case "unknown":
                notices.push(`whether ${checked.uri} exists is not checked: ${found.because}`);
                break;
            case "found": {
                const facts = { image: checked, parameter: name, ...found };
                const findings = checkImage(facts, consumers, region);
                problems.push(...findings.problems);
                notices.push(...findings.notices, ...(found.notice === undefined ? [] : [found.notice]));
            }
        }
    }
    return { problems, notices };
}
/** The images that a value names, whole or by a part of it. */
function imagesIn({ name, value, image, parts = [] }) {
    const whole = image ?? imageOf(name, value);
    return (whole === undefined ? parts : [whole]).map((checked) => ({ name, checked }));
}
/** A value that somebody wrote out: `HOST/repository@sha256:…`. */
function imageOf(name, value) {
    const reference = (0,registry_reference/* parseReference */.F2)(value);
    if (reference?.digest === undefined)
        return undefined;
    const { host, repository, digest, tag } = reference;
    return { name, host, repository, digest, tag, uri: value };
}

;// CONCATENATED MODULE: ./lib/deploy/consumers.js
/** What in a template runs the image that a parameter names. Pure. */

/** The resources of a template whose image is exactly one of `parameters` (`!Ref P` or `!Sub ${P}`). */
function findConsumers(template, parameters) {
    const resources = Object.entries((0,registry_json/* objectAt */.lJ)(template, "Resources") ?? {}).flatMap(([logicalId, value]) => (0,registry_json/* isObject */.Gv)(value)
        ? [
            {
                logicalId,
                type: (0,registry_json/* stringAt */.bX)(value, "Type") ?? "",
                properties: (0,registry_json/* objectAt */.lJ)(value, "Properties") ?? {},
            },
        ]
        : []);
    const globals = (0,registry_json/* objectAt */.lJ)((0,registry_json/* objectAt */.lJ)(template, "Globals"), "Function") ?? {};
    return resources.flatMap((resource) => consumersIn(resource, resources, globals, parameters));
}
function consumersIn({ logicalId, type, properties }, all, globals, parameters) {
    const named = (value) => {
        const name = referenceOf(value);
        return name !== undefined && parameters.has(name) ? name : undefined;
    };
    switch (type) {
        case "AWS::Lambda::Function":
        case "AWS::Serverless::Function": {
            const isServerless = type === "AWS::Serverless::Function";
            const parameter = named(isServerless ? properties.ImageUri : (0,registry_json/* objectAt */.lJ)(properties, "Code")?.ImageUri);
            if (parameter === undefined)
                return [];
            const list = properties.Architectures ?? (isServerless ? globals.Architectures : undefined);
            return [
                {
                    kind: "lambda",
                    logicalId,
                    parameter,
                    architecture: lambdaArchitecture(list),
                    aliases: aliasesOf(logicalId, all),
                },
            ];
        }
        case "AWS::ECS::TaskDefinition": {
            const images = (0,registry_json/* objectsAt */.yR)(properties, "ContainerDefinitions").map(({ Image }) => named(Image));
            const used = [...new Set(images.filter((name) => name !== undefined))];
            const services = all
                .filter((one) => one.type === "AWS::ECS::Service" && referenceOf(one.properties.TaskDefinition) === logicalId)
                .map((one) => one.logicalId);
            const architecture = ecsArchitecture(properties);
            return used.map((parameter) => ({ kind: "ecs", logicalId, parameter, architecture, services }));
        }
        case "AWS::CloudFormation::Stack":
        case "AWS::Serverless::Application": {
            const passed = Object.entries((0,registry_json/* objectAt */.lJ)(properties, "Parameters") ?? {}).flatMap(([inner, value]) => {
                const outer = named(value);
                return outer === undefined ? [] : [[inner, outer]];
            });
            return passed.length === 0 ? [] : [{ kind: "nested", logicalId, parameters: new Map(passed) }];
        }
        default:
            return [];
    }
}
/** The name behind `{Ref: X}` or `{"Fn::Sub": "${X}"}`. */
function referenceOf(value) {
    if (!(0,registry_json/* isObject */.Gv)(value))
        return undefined;
    const sub = (0,registry_json/* stringAt */.bX)(value, "Fn::Sub");
    return (0,registry_json/* stringAt */.bX)(value, "Ref") ?? /^\$\{([A-Za-z0-9]+)\}$/.exec(sub ?? "")?.[1];
}
/** x86_64 is Lambda's default: https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html */
function lambdaArchitecture(value) {
    if (value === undefined)
        return "amd64";
    const [first] = (0,registry_json/* stringsAt */.kp)({ value }, "value");
    return dockerName(first);
}
/** Fargate's default is X86_64; on EC2 the machine decides. */
function ecsArchitecture(properties) {
    const told = (0,registry_json/* objectAt */.lJ)(properties, "RuntimePlatform")?.CpuArchitecture;
    if (told !== undefined)
        return dockerName(told);
    const launch = (0,registry_json/* stringsAt */.kp)(properties, "RequiresCompatibilities");
    return launch.length === 1 && launch[0] === "FARGATE" ? "amd64" : undefined;
}
function dockerName(name) {
    if (name === "x86_64" || name === "X86_64")
        return "amd64";
    return name === "arm64" || name === "ARM64" ? "arm64" : undefined;
}
/** Only aliases that follow a version of the same template: a literal version is pinned on purpose. */
function aliasesOf(functionId, all) {
    const versions = new Set(all
        .filter((one) => one.type === "AWS::Lambda::Version" && referenceOf(one.properties.FunctionName) === functionId)
        .map((one) => one.logicalId));
    return all
        .filter((one) => {
        if (one.type !== "AWS::Lambda::Alias" || referenceOf(one.properties.FunctionName) !== functionId)
            return false;
        const [version] = (0,registry_json/* stringsAt */.kp)((0,registry_json/* objectAt */.lJ)(one.properties, "FunctionVersion"), "Fn::GetAtt");
        return version !== undefined && versions.has(version);
    })
        .map((one) => one.logicalId);
}

;// CONCATENATED MODULE: ./lib/deploy/locate-consumers.js


const locate_consumers_DEEPEST = 5;
/**
 * `template`: the root's, where the caller has it. `parameters`: inner name → the root's name. Throws `AwsError`.
 */
async function locateConsumers(aws, stackId, template, parameters, prefix = "", depth = 0) {
    const consumers = findConsumers(template, new Set(parameters.keys()));
    if (consumers.length === 0)
        return [];
    const physicalIds = await listResources(aws, stackId);
    const located = [];
    for (const consumer of consumers) {
        if (consumer.kind !== "nested") {
            const parameter = parameters.get(consumer.parameter) ?? consumer.parameter;
            located.push({ consumer: { ...consumer, parameter }, path: prefix + consumer.logicalId, physicalIds });
            continue;
        }
        const nestedId = physicalIds.get(consumer.logicalId);
        // New in a template that is not deployed yet, or nested without end.
        if (nestedId === undefined || depth >= locate_consumers_DEEPEST)
            continue;
        const nested = await readTemplate(aws, nestedId);
        if (nested === undefined)
            continue;
        const inner = new Map([...consumer.parameters].map(([name, outer]) => [name, parameters.get(outer) ?? outer]));
        located.push(...(await locateConsumers(aws, nestedId, nested, inner, `${prefix}${consumer.logicalId}/`, depth + 1)));
    }
    return located;
}

;// CONCATENATED MODULE: ./lib/deploy/verify-ecs.js
/** Throws `AwsError`. */
async function verifyEcs(world, aws, { path, consumer, physicalIds }, services, uri) {
    const verdicts = [];
    const definition = physicalIds.get(consumer.logicalId);
    if (services.length === 0 && definition !== undefined) {
        verdicts.push(await verifyDefinition(aws, path, definition, uri));
    }
    for (const service of services) {
        const arn = physicalIds.get(service);
        if (arn === undefined)
            continue;
        verdicts.push(...(await verifyService(world, aws, service, arn, uri)));
    }
    return verdicts;
}
async function verifyService(world, aws, name, arn, uri) {
    // arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME; the old short form has no cluster.
    const [, cluster] = /:service\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
    const inCluster = cluster === undefined ? {} : { cluster };
    const answer = await aws.ecs("ecs:DescribeServices", (sdk, options) => sdk.describeServices({ ...inCluster, services: [arn] }, options));
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
    if (verdict.kind !== "same")
        return [verdict];
    return [verdict, ...(await verifyTasks(world, aws, name, arn, inCluster, definition, uri))];
}
async function verifyDefinition(aws, what, definition, uri) {
    const answer = await aws.ecs("ecs:DescribeTaskDefinition", (sdk, options) => sdk.describeTaskDefinition({ taskDefinition: definition }, options));
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
async function verifyTasks(world, aws, name, serviceName, inCluster, definition, uri) {
    const listed = await aws.ecs("ecs:ListTasks", (sdk, options) => sdk.listTasks({ ...inCluster, serviceName, desiredStatus: "RUNNING" }, options));
    const arns = listed.taskArns ?? [];
    if (arns.length === 0)
        return [{ kind: "unknown", text: `ECS service ${name} runs no task` }];
    const answer = await aws.ecs("ecs:DescribeTasks", (sdk, options) => sdk.describeTasks({ ...inCluster, tasks: arns }, options));
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
function digestsOf(tasks, uri) {
    const digests = tasks.flatMap(({ containers }) => (containers ?? []).flatMap(({ image, imageDigest }) => image === uri && imageDigest !== undefined ? [imageDigest] : []));
    return [...new Set(digests)];
}
function digestOf(uri) {
    return uri.slice(uri.indexOf("@") + 1);
}

;// CONCATENATED MODULE: ./lib/deploy/verify-lambda.js
/** Throws `AwsError`. */
async function verifyLambda(aws, { consumer, path, physicalIds }, aliases, uri) {
    const name = physicalIds.get(consumer.logicalId);
    if (name === undefined)
        return [{ kind: "unknown", text: `${path} has no physical id in the stack` }];
    const verdicts = [];
    const running = await readFunction(aws, name);
    if (!isSame(running, uri)) {
        const remedy = `it was changed past the stack; aws lambda update-function-code --function-name ${name} --image-uri ${uri}`;
        verdicts.push({
            kind: "different",
            text: `Lambda function ${path} runs ${running.uri} and not ${uri}: ${remedy}`,
        });
    }
    else if (running.state === "Failed" || running.lastUpdate === "Failed") {
        verdicts.push({
            kind: "different",
            text: `Lambda function ${path} has the image but failed: ${running.reason}`,
        });
    }
    else
        verdicts.push({ kind: "same", text: `Lambda function ${path} runs ${verify_lambda_digestOf(uri)}` });
    for (const alias of aliases) {
        // An alias's physical id is its ARN, which GetFunction takes for the version behind it.
        const arn = physicalIds.get(alias);
        if (arn === undefined)
            continue;
        const served = await readFunction(aws, arn);
        if (isSame(served, uri)) {
            verdicts.push({ kind: "same", text: `its alias ${alias} serves it too` });
            continue;
        }
        verdicts.push({
            kind: "different",
            text: `alias ${alias} of Lambda function ${path} still serves ${served.uri}: no new version was published, because only a ` +
                "parameter's value changed (aws/serverless-application-model#3820). Let the version's logical id or AutoPublishCodeSha256 follow the image, or deploy with a template",
        });
    }
    return verdicts;
}
async function readFunction(aws, name) {
    const { Code, Configuration } = await aws.lambda("lambda:GetFunction", (sdk, options) => sdk.getFunction({ FunctionName: name }, options));
    return {
        uri: Code?.ImageUri ?? "no image",
        resolved: Code?.ResolvedImageUri ?? "",
        state: Configuration?.State,
        lastUpdate: Configuration?.LastUpdateStatus,
        reason: Configuration?.LastUpdateStatusReason ?? Configuration?.StateReason ?? "no reason given",
    };
}
/** Lambda also tells the digest that it resolved the URI to. */
function isSame({ uri, resolved }, wanted) {
    return uri === wanted && (resolved === "" || verify_lambda_digestOf(resolved) === verify_lambda_digestOf(wanted));
}
function verify_lambda_digestOf(uri) {
    return uri.slice(uri.indexOf("@") + 1);
}

;// CONCATENATED MODULE: ./lib/deploy/verify.js







/** Every wanted parameter and every consumer of an image. Never throws for a missing right: that is `unknown`. */
async function verifyStack(world, aws, stack, wanted) {
    const verdicts = wanted.flatMap((one) => verifyParameter(stack, one));
    const images = new Map(wanted.flatMap(({ name, value, image }) => image === undefined && imageOf(name, value) === undefined ? [] : [[name, value]]));
    const inParts = wanted.filter(({ name, parts }) => parts !== undefined && !images.has(name));
    verdicts.push(...inParts.map(({ name }) => unread(name, "its value is only a part of an image's URI")));
    if (images.size === 0)
        return verdicts;
    const located = await unlessUnknown(verdicts, "what runs the images", async () => {
        const template = await readTemplate(aws, stack.id);
        const same = new Map([...images.keys()].map((name) => [name, name]));
        return template === undefined ? undefined : locateConsumers(aws, stack.id, template, same);
    });
    for (const one of located ?? []) {
        const uri = images.get(one.consumer.parameter) ?? "";
        const found = await unlessUnknown(verdicts, one.path, () => verifyConsumer(world, aws, one, uri));
        verdicts.push(...(found ?? []));
    }
    for (const name of located === undefined ? [] : images.keys()) {
        if (located?.some(({ consumer }) => consumer.parameter === name))
            continue;
        verdicts.push(unread(name, "no Lambda function or ECS task definition here has it as its image by !Ref"));
    }
    return verdicts;
}
/** Only the stack's own word then: said, so that nobody takes it for more. */
function unread(parameter, because) {
    return { kind: "unknown", text: `what runs the image of ${parameter} is not read back: ${because}` };
}
function verifyConsumer(world, aws, one, uri) {
    switch (one.consumer.kind) {
        case "lambda":
            return verifyLambda(aws, one, one.consumer.aliases, uri);
        case "ecs":
            return verifyEcs(world, aws, one, one.consumer.services, uri);
    }
}
function verifyParameter(stack, wanted) {
    if (hasValue(stack, wanted))
        return [];
    const { name, value } = wanted;
    const found = stack.parameters.get(name);
    // Only images are told; other values may be somebody's secrets.
    const what = imageOf(name, value) === undefined ? "another value than asked for" : `${found} and not ${value}`;
    return [{ kind: "different", text: `the stack's parameter ${name} has ${what}` }];
}
async function unlessUnknown(verdicts, what, read) {
    try {
        return await read();
    }
    catch (error) {
        if (!isAwsError(error, "denied", "expired", "refused", "transient", "cancelled"))
            throw error;
        verdicts.push({ kind: "unknown", text: `${what} could not be read back: ${error.message}` });
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/deploy/progress.js

const noProgress = { hasEvidence: false, lastStatus: "", sameStatus: 0 };
/** Without an event that confirms it, a status counts when it was read this often in a row… */
const CONFIRMING_LOOKS = 3;
/** …and where events can be read, about five minutes: a stack's end always has one, so without it the status is stale. */
const CONFIRMING_LOOKS_BESIDE_EVENTS = 35;
/**
 * DescribeStacks may answer with the state before the update, also after it told the new one (facts B6, D8:
 * a stale UPDATE_COMPLETE was taken for success). So an end counts only after evidence of this operation, and
 * when the stack's own event says the same or the status stays.
 */
function judgeProgress(watch, before, look) {
    const { stack, events, canReadEvents } = look;
    const own = events.filter((event) => event.physicalId === watch.stackId && event.at >= watch.since);
    const hasEvidence = before.hasEvidence ||
        events.some(({ token }) => token === watch.token) ||
        own.some(({ status }) => isRunning(status)) ||
        (isRunning(stack.status) && !canReadEvents);
    const sameStatus = hasEvidence && stack.status === before.lastStatus ? before.sameStatus + 1 : 1;
    const progress = { hasEvidence, lastStatus: stack.status, sameStatus };
    const end = endOf(stack.status);
    const isWaiting = "isCleaningUp" in end && end.isCleaningUp && watch.waitForCleanup;
    const enough = canReadEvents ? CONFIRMING_LOOKS_BESIDE_EVENTS : CONFIRMING_LOOKS;
    const isConfirmed = own.some(({ status }) => status === stack.status) || sameStatus >= enough;
    if (end.kind === "running" || isWaiting || !hasEvidence || !isConfirmed) {
        return { progress, end: { kind: "running" } };
    }
    return { progress, end };
}
/** A stack is in REVIEW_IN_PROGRESS as soon as its first change set is made, before anything runs. */
function isRunning(status) {
    return status !== "REVIEW_IN_PROGRESS" && endOf(status).kind === "running";
}

;// CONCATENATED MODULE: ./lib/deploy/read-events.js

/** `since`: milliseconds since the epoch by Amazon's clock; older events are of other operations. */
function openEvents(aws, rootStackId, since) {
    const known = new Map([[rootStackId, new Set()]]);
    async function readStack(stackId, seen) {
        const fresh = [];
        for (let next;;) {
            const token = next;
            const page = await aws.cloudFormation("cloudformation:DescribeStackEvents", (sdk, options) => sdk.describeStackEvents({ StackName: stackId, ...(token === undefined ? {} : { NextToken: token }) }, options));
            // Newest first: the first one that is known or too old ends it.
            for (const event of (page.StackEvents ?? []).map(readEvent)) {
                if (seen.has(event.id) || event.at < since)
                    return fresh;
                fresh.push(event);
            }
            next = page.NextToken;
            if (next === undefined)
                return fresh;
        }
    }
    return {
        async read() {
            const events = [];
            let isComplete = true;
            try {
                // Nested stacks are found while reading, so the list grows under this loop.
                for (const [stackId, seen] of known) {
                    const fresh = await readStack(stackId, seen).catch((error) => {
                        const isNested = stackId !== rootStackId;
                        // A role that may look at the stack need not see those nested in it: their parent tells the failure then.
                        if (isNested && (saysNo(error, /does not exist/) || isAwsError(error, "denied")))
                            return [];
                        throw error;
                    });
                    for (const event of fresh) {
                        seen.add(event.id);
                        const isNested = event.type === "AWS::CloudFormation::Stack" && event.physicalId.startsWith("arn:");
                        if (isNested && !known.has(event.physicalId))
                            known.set(event.physicalId, new Set());
                    }
                    events.push(...[...fresh].reverse());
                }
            }
            catch (error) {
                if (isAwsError(error, "denied"))
                    return { events, denied: error.message, isComplete: false };
                // The next look finds what this one missed.
                if (!isAwsError(error, "transient"))
                    throw error;
                isComplete = false;
            }
            // Stable: Amazon's order decides between events of the same millisecond.
            return { events: events.sort((a, b) => a.at - b.at), denied: undefined, isComplete };
        },
    };
}
function readEvent(event) {
    return {
        id: event.EventId ?? "",
        stackId: event.StackId ?? "",
        stackName: event.StackName ?? "",
        logicalId: event.LogicalResourceId ?? "",
        physicalId: event.PhysicalResourceId ?? "",
        type: event.ResourceType ?? "",
        status: event.ResourceStatus ?? "",
        // A hook says in a field of its own what it objects to.
        reason: event.HookStatusReason ?? event.ResourceStatusReason,
        token: event.ClientRequestToken,
        at: event.Timestamp?.getTime() ?? 0,
    };
}

;// CONCATENATED MODULE: ./lib/deploy/wait-for-update.js





/** Nobody answers for so long: then it is not a hiccup. */
const SILENCE_LIMIT_MS = 10 * 60_000;
/** A quick look never starts an operation; one that never begins is not waited for without end. */
const NO_EVIDENCE_LIMIT_MS = 5 * 60_000;
/** `limitMs`: `undefined` for none. The update goes on whatever this returns. */
async function waitForUpdate(world, aws, watch, limitMs) {
    const reader = openEvents(aws, watch.stackId, watch.since);
    const events = [];
    const started = world.clock.now();
    let answeredAt = started;
    let progress = noProgress;
    let stack;
    let canReadEvents = true;
    let hasReadEvents = true;
    for (let poll = 0;; poll += 1) {
        await world.clock.sleep(limited(pollDelayMs(poll, Math.random()), started, limitMs, world), world.cancelled);
        if (world.cancelled.aborted)
            return { kind: "cancelled", events, stack };
        try {
            stack = (await describeStack(aws, watch.stackId)) ?? stack;
            if (canReadEvents) {
                const fresh = await reader.read();
                events.push(...fresh.events);
                for (const event of fresh.events)
                    world.log.info(describeEvent(event));
                hasReadEvents = fresh.isComplete;
                if (fresh.denied !== undefined) {
                    canReadEvents = false;
                    world.log.warning(`the update is watched by its status only: ${fresh.denied}`);
                }
            }
            answeredAt = world.clock.now();
        }
        catch (error) {
            if (isAwsError(error, "cancelled"))
                return { kind: "cancelled", events, stack };
            if (isAwsError(error, "expired", "denied"))
                return { kind: "lost", because: error.message, events, stack };
            if (!isAwsError(error, "transient"))
                throw error;
            world.log.info(`no answer, asking again: ${error.message}`);
            if (world.clock.now() - answeredAt > SILENCE_LIMIT_MS) {
                return { kind: "lost", because: error.message, events, stack };
            }
        }
        if (stack !== undefined) {
            const judged = judgeProgress(watch, progress, {
                stack,
                events,
                canReadEvents: canReadEvents && hasReadEvents,
            });
            progress = judged.progress;
            if (judged.end.kind !== "running")
                return { kind: "ended", end: judged.end, events, stack };
        }
        const elapsed = world.clock.now() - started;
        if (limitMs !== undefined && elapsed >= limitMs)
            return { kind: "timeout", events, stack };
        if (!progress.hasEvidence && elapsed > NO_EVIDENCE_LIMIT_MS) {
            const because = `no sign of this update within 5 minutes; the stack says ${stack?.status ?? "nothing"}`;
            return { kind: "lost", because, events, stack };
        }
    }
}
/** Never sleeps past the limit: the last look is at the limit itself. */
function limited(delay, started, limitMs, world) {
    if (limitMs === undefined)
        return delay;
    return Math.max(0, Math.min(delay, started + limitMs - world.clock.now()));
}
/** `12:03:11  UPDATE_IN_PROGRESS  ChordDetector (AWS::Lambda::Function)  reason`. */
function describeEvent({ at, status, logicalId, type, stackName, reason }) {
    const time = new Date(at).toISOString().slice(11, 19);
    const why = reason === undefined ? "" : `  ${reason}`;
    return `${time}  ${status.padEnd(28)}  ${stackName}/${logicalId} (${type})${why}`;
}

;// CONCATENATED MODULE: ./lib/deploy/finish.js





/** Never throws an `AwsError`: the update is under way, and "nothing was started" would be wrong. */
async function finishUpdate(world, aws, request, { changeSet, token, wanted, made }, report) {
    const { stackId, createdAt: since } = changeSet;
    world.log.info(`${request.stack}: the change set is executed; its events:`);
    const watch = { stackId, token, since, waitForCleanup: request.waitForCleanup };
    let waited;
    try {
        waited = await waitForUpdate(world, aws, watch, request.updateLimitMs);
    }
    catch (error) {
        if (!isAwsError(error, "refused", "denied", "transient"))
            throw error;
        waited = { kind: "lost", because: error.message, events: [], stack: undefined };
    }
    const { stack } = waited;
    const facts = { ...made, status: stack?.status, outputs: stack?.outputs ?? new Map() };
    const still = `the stack is still in ${stack?.status ?? "an unknown state"} and goes on by itself; the next deploy waits for it`;
    switch (waited.kind) {
        case "cancelled": {
            const text = await cancelUpdate(world, aws, request, stackId);
            return report("cancelled", "the run was cancelled", { ...facts, problems: [text] });
        }
        case "timeout": {
            const problem = `the time limit (timeout-minutes) struck: ${still}`;
            return report("timeout", "the time limit struck", { ...facts, problems: [problem] });
        }
        case "lost":
            return report("timeout", "how it ends is not known", {
                ...facts,
                problems: [`${waited.because}; ${still}`],
            });
        case "ended":
            break;
    }
    const { end } = waited;
    if (end.kind === "succeeded" && waited.stack !== undefined) {
        const stack = await readSettled(world, aws, waited.stack, since, wanted);
        const verdicts = await verifyStack(world, aws, stack, wanted);
        const textsOf = (kind) => verdicts.filter((one) => one.kind === kind).map(({ text }) => text);
        const problems = textsOf("different");
        const notices = [...(made.notices ?? []), ...textsOf("unknown")];
        const all = {
            ...facts,
            status: stack.status,
            outputs: stack.outputs,
            verified: textsOf("same"),
            notices,
            problems,
        };
        return problems.length === 0
            ? report("updated", "the new values are live", all)
            : report("failed", "the stack has the new values, but something else runs", all);
    }
    const failure = explainFailure(waited.events, stack, request.stack);
    return end.kind === "rolled-back"
        ? report("rolled-back", "the update failed and was rolled back", { ...facts, ...failure })
        : report("failed", "the stack needs a person", { ...facts, ...failure });
}
/** An update that was started this moment cannot be cancelled yet; a runner kills after ten seconds. */
const CANCEL_TRIES = 4;
/** Only when the user chose it, because it rolls the stack back. */
async function cancelUpdate(world, aws, request, stackId) {
    if (!request.cancelUpdate) {
        return `the run was cancelled; ${request.stack} goes on updating by itself (cancel-update: true would roll it back)`;
    }
    for (let attempt = 1;; attempt += 1) {
        try {
            await aws.cloudFormation("cloudformation:CancelUpdateStack", (sdk, options) => sdk.cancelUpdateStack({ StackName: stackId }, options), false);
            return `the run was cancelled; the update of ${request.stack} is cancelled too, and rolls back`;
        }
        catch (error) {
            if (!isAwsError(error, "refused", "denied", "expired", "transient"))
                throw error;
            if (isAwsError(error, "refused") && attempt < CANCEL_TRIES) {
                await world.clock.sleep(1000);
                continue;
            }
            return `the run was cancelled; the update of ${request.stack} goes on, it could not be cancelled: ${error.message}`;
        }
    }
}

;// CONCATENATED MODULE: ./lib/deploy/make-change-set.js



/** Amazon has two texts for "nothing to do" (facts D4). */
const EMPTY = /submitted information didn't contain changes|^(ValidationError: )?No updates are to be performed/;
const BUSY = /can ?not be updated|in .*_IN_PROGRESS state/;
const LIMIT_MS = 15 * 60_000;
/** An empty or failed change set is removed again. Throws `AwsError` when AWS refuses the request itself. */
async function makeChangeSet(world, aws, request) {
    let id;
    try {
        // Not cut off by a cancellation: what was made must be known, to be removed.
        const answer = await aws.cloudFormation("cloudformation:CreateChangeSet", (sdk, options) => sdk.createChangeSet({ ...request, ClientToken: request.ChangeSetName }, options), false);
        id = answer.Id ?? request.ChangeSetName;
    }
    catch (error) {
        if (saysNo(error, EMPTY))
            return { kind: "empty" };
        if (saysNo(error, BUSY))
            return { kind: "busy" };
        // No answer: it may have been made all the same.
        if (isAwsError(error, "transient"))
            await removeChangeSet(world, aws, request.ChangeSetName, request.StackName);
        throw error;
    }
    const state = await orRemove(world, aws, id, request.StackName, () => awaitChangeSet(world, aws, id, request.StackName));
    if (state === undefined) {
        await removeChangeSet(world, aws, id, request.StackName);
        return { kind: "cancelled" };
    }
    if (state.status === "CREATE_COMPLETE")
        return { kind: "made", state };
    const details = EMPTY.test(state.reason) ? [] : await make_change_set_explainFailure(world, aws, state);
    await removeChangeSet(world, aws, id, request.StackName);
    if (EMPTY.test(state.reason) && !/nested/i.test(state.reason))
        return { kind: "empty" };
    if (request.IncludeNestedStacks === true && /nested change set/i.test(state.reason)) {
        // cloudformation-coverage-roadmap#759: a nested stack that takes another one's outputs cannot be previewed, but updated.
        world.log.warning(`the nested stacks cannot be previewed (${state.reason}); the change set is made without them`);
        const ChangeSetName = `${request.ChangeSetName}-flat`;
        return makeChangeSet(world, aws, { ...request, ChangeSetName, IncludeNestedStacks: false });
    }
    const problem = [
        `the change set failed (${state.status}): ${state.reason || "no reason given"}`,
        ...details,
    ];
    return { kind: "failed", problem: problem.join("; ") };
}
/** `undefined`: cancelled. */
async function awaitChangeSet(world, aws, id, stack) {
    const deadline = world.clock.now() + LIMIT_MS;
    for (let poll = 0;; poll += 1) {
        await world.clock.sleep(pollDelayMs(poll, Math.random()), world.cancelled);
        if (world.cancelled.aborted)
            return undefined;
        const state = await describeChangeSet(aws, id, stack);
        if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(state.status))
            return state;
        if (world.clock.now() > deadline) {
            return { ...state, status: "TIMEOUT", reason: `still ${state.status} after 15 minutes` };
        }
    }
}
/** Early validation says in its events what the change set's reason only hints at (facts B5.7). */
async function make_change_set_explainFailure(world, aws, state) {
    if (!state.reason.includes("AWS::EarlyValidation"))
        return [];
    try {
        const answer = await aws.cloudFormation("cloudformation:DescribeEvents", (sdk, options) => sdk.describeEvents({ ChangeSetName: state.id, Filters: { FailedEvents: true } }, options));
        return (answer.OperationEvents ?? []).flatMap((event) => {
            const reason = event.ValidationStatusReason ?? event.ResourceStatusReason;
            const where = event.ValidationPath ?? event.LogicalResourceId ?? "";
            return reason === undefined ? [] : [`${where}: ${reason}`];
        });
    }
    catch (error) {
        if (!isAwsError(error, "denied", "refused", "transient"))
            throw error;
        world.log.warning(`the reasons of the early validation cannot be read: ${error.message}`);
        return ["allow cloudformation:DescribeEvents to see which property is wrong"];
    }
}
/** Work on a change set of ours: when it throws, the change set is removed. */
async function orRemove(world, aws, id, stack, work) {
    try {
        return await work();
    }
    catch (error) {
        await removeChangeSet(world, aws, id, stack);
        throw error;
    }
}
/** Never fails a run: a change set that stays costs nothing but a place in the list. */
async function removeChangeSet(world, aws, id, stack) {
    try {
        await aws.cloudFormation("cloudformation:DeleteChangeSet", (sdk, options) => sdk.deleteChangeSet({ ChangeSetName: id, StackName: stack }, options), false);
    }
    catch (error) {
        if (!isAwsError(error, "denied", "expired", "transient", "refused", "cancelled"))
            throw error;
        world.log.warning(`the change set ${id} was not removed: ${error.message}`);
    }
}

;// CONCATENATED MODULE: ./lib/deploy/await-ready.js



/** Waits for somebody else's operation, until `deadline` (milliseconds since the epoch). */
async function awaitReady(world, aws, name, deadline) {
    let told = "";
    for (let poll = 0; !world.cancelled.aborted; poll += 1) {
        const stack = await describeStack(aws, name);
        const gate = gateOf(stack?.status, name);
        if (stack === undefined || gate.kind === "absent")
            return { kind: "absent", status: stack?.status };
        const { status } = stack;
        switch (gate.kind) {
            case "ready":
                return { kind: "ready", stack };
            case "blocked":
                return {
                    kind: "blocked",
                    status,
                    problem: `stack ${name} is in ${status}: ${gate.because}. The way out: ${gate.wayOut}`,
                };
            case "busy":
                break;
        }
        const wait = pollDelayMs(poll, Math.random());
        if (world.clock.now() + wait > deadline) {
            return {
                kind: "blocked",
                status,
                problem: `stack ${name} is still in ${status}: another operation runs on it. Wait for it and run this job again, or raise wait-minutes`,
            };
        }
        if (status !== told)
            world.log.info(`${name} is in ${status}: waiting for that operation to end`);
        told = status;
        await world.clock.sleep(wait, world.cancelled);
    }
    return { kind: "cancelled" };
}

// EXTERNAL MODULE: ./lib/deploy/capabilities.js
var capabilities = __webpack_require__(4517);
;// CONCATENATED MODULE: ./lib/deploy/find-image-problems.js






/** A template that cannot be read (in S3, or for want of a right) leaves only the images' existence to be checked. */
async function findImageProblems(world, aws, request) {
    const images = request.wanted.filter((one) => imagesIn(one).length > 0);
    if (images.length === 0)
        return { problems: [], notices: [] };
    const notices = [];
    let consumers = [];
    try {
        consumers = await readConsumers(aws, request, new Set(images.map(({ name }) => name)));
    }
    catch (error) {
        if (!isAwsError(error, "denied", "refused", "transient"))
            throw error;
        notices.push(`what takes the images is not checked: ${error.message}`);
    }
    const findings = await checkImages(world, images, consumers, aws.region);
    return { problems: findings.problems, notices: [...notices, ...findings.notices] };
}
async function readConsumers(aws, { stackId, template }, names) {
    const of = (json) => json === undefined ? [] : findConsumers(json, names);
    switch (template.kind) {
        case "body":
            return of(parseTemplate(template.text));
        case "url":
            return [];
        case "change-set":
            return stackId === undefined ? [] : of(await readTemplate(aws, stackId, template.id));
        case "previous": {
            if (stackId === undefined)
                return [];
            const json = await readTemplate(aws, stackId);
            const same = new Map([...names].map((name) => [name, name]));
            if (json === undefined)
                return [];
            return (await locateConsumers(aws, stackId, json, same)).map(({ consumer, path }) => ({
                ...consumer,
                logicalId: path,
            }));
        }
    }
}

;// CONCATENATED MODULE: ./lib/deploy/preflight.js
/** Everything that can be known to be wrong from a template's summary and the stack. Pure. */

function checkRequest({ source, summary, stack, wanted }) {
    const current = new Set(stack?.parameters.keys() ?? []);
    const chosen = chooseParameters(summary.parameters, current, wanted);
    const isPrevious = source.template.kind === "previous";
    const notices = [];
    const problems = [...chosen.problems, ...missingCapabilities(source, summary)];
    if (isPrevious && summary.transforms.includes("AWS::LanguageExtensions")) {
        problems.push("the stack's template uses the transform AWS::LanguageExtensions: CloudFormation does not promise that new parameter values reach a previous template then; give the input template");
    }
    const macros = summary.transforms.filter((name) => !name.startsWith("AWS::"));
    if (isPrevious && macros.length > 0) {
        notices.push(`the stack's template is transformed again by ${macros.join(", ")}, as that macro is today`);
    }
    const isKept = stack === undefined || keepsSettings(source, stack);
    return {
        parameters: chosen.list,
        problems,
        notices,
        unmet: stack === undefined ? [] : unmetBy(stack, wanted, isKept),
        isNothingToDo: isPrevious && stack !== undefined && hasValues(stack.parameters, summary.parameters, wanted) && isKept,
    };
}
/** An empty change set sets nothing, not even a value that no resource uses. */
function unmetBy(stack, wanted, isKept) {
    const unused = wanted.filter((one) => !hasValue(stack, one)).map(({ name }) => name);
    const texts = unused.length === 0
        ? []
        : [`CloudFormation found nothing to update: no resource seems to use ${unused.join(", ")}`];
    return isKept
        ? texts
        : [
            ...texts,
            "stack-tags, role-arn or notification-arns differ from the stack's, but CloudFormation found nothing to update: they come with its next change",
        ];
}
/** CAPABILITY_AUTO_EXPAND has no effect on change sets; CAPABILITY_NAMED_IAM includes CAPABILITY_IAM. */
function missingCapabilities(source, summary) {
    const given = new Set(source.capabilities);
    const missing = summary.capabilities.filter((name) => name !== "CAPABILITY_AUTO_EXPAND" &&
        !given.has(name) &&
        !(name === "CAPABILITY_IAM" && given.has("CAPABILITY_NAMED_IAM")));
    if (missing.length === 0)
        return [];
    const why = summary.capabilitiesReason === undefined ? "" : ` (${summary.capabilitiesReason})`;
    return [
        `the template needs ${missing.join(", ")}${why}: acknowledge it with capabilities: ${missing.join(", ")}`,
    ];
}
function keepsSettings({ tags, roleArn, notificationArns }, stack) {
    const own = ownTags(stack);
    const isSameTags = tags === undefined ||
        (tags.size === own.size && [...tags].every(([key, value]) => own.get(key) === value));
    const topics = [...stack.notificationArns].sort().join();
    return (isSameTags &&
        (roleArn === undefined || roleArn === stack.roleArn) &&
        (notificationArns === undefined || [...notificationArns].sort().join() === topics));
}
/** Without those that belong to Amazon and cannot be set (`aws:servicecatalog:…`). */
function ownTags(stack) {
    return new Map([...stack.tags].filter(([key]) => !key.startsWith("aws:")));
}

// EXTERNAL MODULE: ./lib/deploy/template-source.js
var template_source = __webpack_require__(2059);
;// CONCATENATED MODULE: ./lib/deploy/prepare.js







/** Throws `AwsError` where AWS refuses a call that nothing explains. */
async function prepareChangeSet(world, aws, request) {
    const { source, wanted } = request;
    const template = await (0,template_source/* loadTemplate */.PM)(world, source.template);
    if (typeof template === "string")
        return { kind: "blocked", status: undefined, problems: [template] };
    const ready = await awaitReady(world, aws, request.stack, request.deadline);
    if (ready.kind === "cancelled")
        return ready;
    if (ready.kind === "blocked")
        return { kind: "blocked", status: ready.status, problems: [ready.problem] };
    if (ready.kind === "absent" && (template.kind === "previous" || request.stack.startsWith("arn:"))) {
        const problem = `there is no stack ${request.stack} in ${aws.region}: check the input stack and the region (AWS_REGION), or give its name and the input template to create it`;
        return { kind: "blocked", status: ready.status, problems: [problem] };
    }
    const stack = ready.kind === "ready" ? ready.stack : undefined;
    const status = stack?.status;
    const summary = await summarizeTemplate(aws, (0,template_source/* referenceOf */.Bz)(template, stack?.id ?? request.stack));
    for (const { name } of summary.parameters.filter(({ noEcho }) => noEcho)) {
        const value = wanted.find((one) => one.name === name)?.value ?? "";
        // Shorter ones would mask half of the log.
        if (value.length > 3)
            world.log.mask(value);
    }
    const preflight = checkRequest({ source, summary, stack, wanted });
    if (preflight.problems.length > 0)
        return { kind: "blocked", status, problems: preflight.problems };
    if (preflight.isNothingToDo && stack !== undefined)
        return { kind: "none", stack, notices: preflight.notices };
    const images = await findImageProblems(world, aws, { stackId: stack?.id, template, wanted });
    const notices = [...preflight.notices, ...images.notices];
    if (images.problems.length > 0)
        return { kind: "blocked", status, problems: images.problems };
    const made = await makeChangeSet(world, aws, changeSetInput(request, template, stack, preflight));
    switch (made.kind) {
        case "made": {
            // What lies in S3 can only be read through the change set.
            const late = template.kind === "url" ? await checkAgainst(world, aws, made.state, wanted) : undefined;
            if (late !== undefined && late.problems.length > 0)
                return { kind: "blocked", status, problems: late.problems };
            return {
                kind: "made",
                status,
                changeSet: made.state,
                wanted,
                notices: [...notices, ...(late?.notices ?? [])],
            };
        }
        case "empty":
            return stack === undefined
                ? { kind: "blocked", status, problems: ["the template has no resources"] }
                : { kind: "none", stack, notices: [...notices, ...preflight.unmet] };
        case "failed":
            return { kind: "blocked", status, problems: [made.problem] };
        case "busy":
        case "cancelled":
            return made;
    }
}
/** A change set whose images do not fit its template is removed again. */
async function checkAgainst(world, aws, { id, stackId }, wanted) {
    const findings = await orRemove(world, aws, id, stackId, () => findImageProblems(world, aws, { stackId, template: { kind: "change-set", id }, wanted }));
    if (findings.problems.length > 0)
        await removeChangeSet(world, aws, id, stackId);
    return findings;
}
function changeSetInput({ stack: name, source, changeSetName }, template, stack, { parameters }) {
    // What leaving tags out does is told for UpdateStack only (it keeps them): so the stack's own are sent.
    const tags = source.tags ?? (stack === undefined ? undefined : ownTags(stack));
    return {
        // By name, although Amazon takes the ARN too: stand-ins (moto, LocalStack) know the name only.
        StackName: stack?.name ?? name,
        ChangeSetName: changeSetName,
        ChangeSetType: stack === undefined ? "CREATE" : "UPDATE",
        Description: "ml-image-build: image digests of this run",
        IncludeNestedStacks: true,
        ...templateInput(template),
        Parameters: [...parameters],
        Capabilities: source.capabilities.filter(capabilities/* isCapability */.F),
        ...(tags === undefined ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
        ...(source.roleArn === undefined ? {} : { RoleARN: source.roleArn }),
        ...(source.notificationArns === undefined ? {} : { NotificationARNs: [...source.notificationArns] }),
    };
}
function templateInput(template) {
    switch (template.kind) {
        case "previous":
            return { UsePreviousTemplate: true };
        case "body":
            return { TemplateBody: template.text };
        case "url":
            return { TemplateURL: template.url };
    }
}

;// CONCATENATED MODULE: ./lib/deploy/reopen-change-set.js




/** Its images may be gone since it was made: they are checked like those of a new one. Throws `AwsError`. */
async function reopenChangeSet(world, aws, request) {
    const gate = await awaitReady(world, aws, request.stack, request.deadline);
    if (gate.kind === "cancelled")
        return gate;
    if (gate.kind === "blocked")
        return { kind: "blocked", status: gate.status, problems: [gate.problem] };
    const changeSet = await describeChangeSet(aws, request.changeSet, request.stack);
    const status = gate.kind === "ready" ? gate.stack.status : gate.status;
    if (nameOf(changeSet.stackId) !== nameOf(request.stack)) {
        const problem = `input change-set: it is one of the stack ${nameOf(changeSet.stackId)}, not of ${nameOf(request.stack)}`;
        return { kind: "blocked", status, problems: [problem] };
    }
    if (changeSet.status !== "CREATE_COMPLETE" || changeSet.executionStatus !== "AVAILABLE") {
        const found = `${changeSet.status}, ${changeSet.executionStatus} ${changeSet.reason}`.trim();
        const problem = `input change-set: expected one that can be executed, found ${found}; make a new one with execute: false`;
        return { kind: "blocked", status, problems: [problem] };
    }
    const current = gate.kind === "ready" ? gate.stack.parameters : new Map();
    const wanted = [...changeSet.parameters].flatMap(([name, value]) => {
        const image = imageOf(name, value);
        // A NoEcho value reads as asterisks; others that stay as they are need no look.
        const isPlain = current.get(name) !== value && !/^\*+$/.test(value);
        return image === undefined && !isPlain ? [] : [{ name, value, image, from: "the change set" }];
    });
    const template = { kind: "change-set", id: changeSet.id };
    const images = await findImageProblems(world, aws, { stackId: changeSet.stackId, template, wanted });
    return images.problems.length > 0
        ? { kind: "blocked", status, problems: images.problems }
        : { kind: "made", status, changeSet, wanted, notices: images.notices };
}
/** `arn:aws:cloudformation:…:stack/NAME/UUID`, or the name itself. */
function nameOf(stack) {
    return stack.split("/")[1] ?? stack;
}

;// CONCATENATED MODULE: ./lib/deploy/start-report.js
/** The clock starts now. */
function startReport(world, { stack }, asked) {
    const started = world.clock.now();
    return (change, headline, facts = {}) => ({
        stack,
        change,
        headline,
        status: undefined,
        problems: [],
        notices: [],
        parameters: asked,
        changes: [],
        changeSet: undefined,
        cause: undefined,
        verified: [],
        outputs: new Map(),
        ...facts,
        seconds: (world.clock.now() - started) / 1000,
    });
}

;// CONCATENATED MODULE: ./lib/deploy/verify-none.js

/** `failed` where a function or service was changed past the stack: no change set would ever mend that. */
async function verifyNothingChanged(world, aws, report, { stack, notices }, wanted) {
    const verdicts = await verifyStack(world, aws, stack, wanted);
    const textsOf = (kind) => verdicts.filter((one) => one.kind === kind).map(({ text }) => text);
    const problems = textsOf("different");
    const facts = {
        status: stack.status,
        outputs: stack.outputs,
        verified: textsOf("same"),
        notices: [...notices, ...textsOf("unknown")],
        problems,
    };
    return problems.length === 0
        ? report("none", "the stack has these values already", facts)
        : report("failed", "the stack has these values, but something else runs", facts);
}

;// CONCATENATED MODULE: ./lib/deploy/deploy.js
/** The story of a deploy: prepare, show, start, wait, read back. Every way it can end is a report. */











/** Two merges at once: so often a deploy starts over because another operation came first. */
const ROUNDS = 5;
/** `runName`: letters, digits and dashes; unique to this run and attempt. Problems become a report, not an error. */
async function deployStack(world, aws, request, asked, runName) {
    const report = startReport(world, request, asked);
    const deadline = world.clock.now() + request.busyLimitMs;
    try {
        for (let round = 1;; round += 1) {
            const prepared = await prepare(world, aws, request, asked, deadline, changeSetName(world, runName));
            if (prepared.kind === "cancelled")
                return report("cancelled", "cancelled before anything was started");
            if (prepared.kind === "blocked") {
                return report("blocked", "nothing was started", {
                    status: prepared.status,
                    problems: prepared.problems,
                });
            }
            if (prepared.kind === "none")
                return await verifyNothingChanged(world, aws, report, prepared, asked);
            if (prepared.kind === "made") {
                const ended = await carryOut(world, aws, request, prepared, report);
                if (ended !== undefined)
                    return ended;
            }
            if (round >= ROUNDS || request.source.kind === "change-set") {
                const problem = `other operations on ${request.stack} came first ${round} times: run this job again, or let deploys of one stack queue (concurrency in the workflow)`;
                return report("blocked", "nothing was started", { problems: [problem] });
            }
            world.log.info(`another operation on ${request.stack} came first; starting over`);
        }
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.y))
            throw error;
        if (isAwsError(error, "cancelled"))
            return report("cancelled", "cancelled before anything was started");
        return report("blocked", "nothing was started", { problems: error.problems });
    }
}
function prepare(world, aws, { source, stack }, wanted, deadline, name) {
    switch (source.kind) {
        case "new":
            return prepareChangeSet(world, aws, { stack, source, wanted, deadline, changeSetName: name });
        case "change-set":
            return reopenChangeSet(world, aws, { stack, changeSet: source.changeSet, deadline });
    }
}
/** `undefined`: another operation came first. */
async function carryOut(world, aws, request, prepared, report) {
    const { changeSet, wanted } = prepared;
    const begin = () => beginUpdate(world, aws, request, prepared, report);
    // A person's own change set stays where it is.
    const begun = request.source.kind === "change-set"
        ? await begin()
        : await orRemove(world, aws, changeSet.id, changeSet.stackId, begin);
    switch (begun.kind) {
        case "ended":
            return begun.report;
        case "superseded":
            world.log.info(`the change set is obsolete: ${begun.because}`);
            await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
            return undefined;
        case "started": {
            const { token, made } = begun;
            return finishUpdate(world, aws, request, { changeSet, token, wanted, made }, report);
        }
    }
}
/** Shows the change set and starts it, if it may be. Throws `AwsError` where nothing was started. */
async function beginUpdate(world, aws, request, { changeSet, notices, wanted, status }, report) {
    const end = (...told) => ({ kind: "ended", report: report(...told) });
    const changes = await listChanges(aws, changeSet);
    showChanges(world, changes);
    const facts = { changes, notices, parameters: wanted, status };
    const refused = request.allowReplacement ? [] : findReplacements(changes);
    if (refused.length > 0) {
        await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
        const problems = refused.map((one) => `${describeChange(one)}: replacements are refused (allow-replacement: false)`);
        return end("blocked", "nothing was started", { ...facts, problems });
    }
    const made = { ...facts, changeSet: changeSet.id };
    if (!request.execute) {
        const headline = `the change set waits: ${countChanges(changes)}. Execute it with the input change-set`;
        return end("pending", headline, made);
    }
    if (world.cancelled.aborted) {
        await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
        return end("cancelled", "cancelled before anything was started", facts);
    }
    const token = changeSet.id
        .slice(changeSet.id.indexOf("/") + 1)
        .replace(/[^A-Za-z0-9-]/g, "-")
        .slice(0, 128);
    const started = await executeChangeSet(aws, changeSet, token);
    return started.kind === "superseded" ? started : { kind: "started", token, made };
}
function showChanges(world, changes) {
    world.log.group(`Change set: ${countChanges(changes)}`, changes.map(describeChange));
    for (const change of findReplacements(changes)) {
        world.log.warning(`${describeChange(change)}: a replaced resource loses what it holds, unless its policies keep it`);
    }
}
/** Letters, digits and dashes, at most 128; the time tells rounds and re-runs apart. */
function changeSetName(world, runName) {
    return `mib-${runName}-${world.clock.now().toString(36)}`;
}

;// CONCATENATED MODULE: ./lib/deploy/parse-results.js
/** Results of builds (the output `results` or `images`, or a report file) → one entry per image. Pure. */


/**
 * Several texts are one run's legs: an image that failed in one attempt and was built in another counts as
 * built (the artifacts of earlier attempts stay), but two digests for one image are a contradiction.
 */
function parseResults(texts) {
    const images = new Map();
    const problems = [];
    for (const { text, from } of texts) {
        const json = (0,registry_json/* parseJsonObject */.dw)(text);
        if (json === undefined) {
            problems.push(`${from}: expected the JSON object of the output "results", found ${quote(text)}`);
            continue;
        }
        for (const [name, value] of Object.entries(imagesOf(json))) {
            const entry = (0,registry_json/* isObject */.Gv)(value) ? parseEntry(name, value, from) : `expected an object`;
            if (typeof entry === "string") {
                problems.push(`${from}: image ${name}: ${entry}`);
                continue;
            }
            const before = images.get(name);
            if (before?.digest !== undefined && entry.digest !== undefined && before.digest !== entry.digest) {
                problems.push(`image ${name} has two digests: ${before.digest} in ${before.from}, ${entry.digest} in ${entry.from}; ` +
                    "give the results of one run only");
            }
            if (before?.digest === undefined || entry.digest !== undefined)
                images.set(name, entry);
        }
    }
    return { images, problems };
}
/** A report has its images below `images`; the outputs are the map itself. */
function imagesOf(json) {
    return typeof json.version === "number" ? ((0,registry_json/* objectAt */.lJ)(json, "images") ?? {}) : json;
}
function parseEntry(name, json, from) {
    const status = (0,registry_json/* stringAt */.bX)(json, "status");
    const repository = (0,registry_json/* stringAt */.bX)(json, "repository");
    if (status === undefined || repository === undefined) {
        return 'expected {"status": …, "repository": …, "digest": …} as the output "results" has them';
    }
    // Artifacts may come from a job that ran other people's code: only what has the form of a reference goes on.
    if (!(0,registry_reference/* isRepository */.Z6)(repository))
        return `expected a repository's path, found ${quote(repository)}`;
    // Whatever a failed image left behind is not what was asked for.
    const isDone = status === "built" || status === "reused";
    const told = isDone ? (0,registry_json/* stringAt */.bX)(json, "digest") : undefined;
    const digest = told === undefined ? undefined : (0,registry_reference/* parseDigest */.m)(told);
    if (told !== undefined && digest === undefined)
        return `expected a digest sha256:…, found ${quote(told)}`;
    return {
        name,
        status,
        repository,
        digest,
        uri: (0,registry_json/* stringAt */.bX)(json, "uri"),
        tag: tagIn(json),
        parameter: (0,registry_json/* stringAt */.bX)(json, "parameter"),
        error: (0,registry_json/* stringAt */.bX)(json, "error"),
        from,
    };
}
function tagIn(json) {
    const tag = (0,registry_json/* stringAt */.bX)(json, "tag");
    return tag !== undefined && (0,registry_reference/* isTag */.dz)(tag) ? tag : undefined;
}
function quote(text) {
    return JSON.stringify(text.trim().slice(0, 60));
}

// EXTERNAL MODULE: ./lib/build/describe-step.js
var describe_step = __webpack_require__(7942);
// EXTERNAL MODULE: ./lib/github/comment.js + 1 modules
var comment = __webpack_require__(1337);
// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(5402);
;// CONCATENATED MODULE: ./lib/deploy/render.js
/** The report of a deploy as markdown, for the job summary and the pull request. Pure. */



const MARKS = {
    updated: "✅",
    none: "✅",
    pending: "📝",
    "rolled-back": "❌",
    timeout: "⏱️",
    cancelled: "🛑",
    blocked: "⛔",
    failed: "❌",
};
/** A comment ends at 65,536 characters, a summary at 1 MiB: failures and replacements come first anyway. */
const MAX_ROWS = 200;
function renderDeploy(report) {
    const { stack, change, headline, problems, notices, verified } = report;
    const parts = [
        `## ${MARKS[change]} Stack ${(0,markdown/* escapeCell */.kq)(stack)}: ${change}`,
        `${(0,markdown/* escapeCell */.kq)(headline)}${report.status === undefined ? "" : ` (\`${report.status}\`)`}, after ${(0,describe_step/* formatSeconds */.Xo)(report.seconds)}.`,
        list(problems, "❌"),
        renderImages(report),
        renderChanges(report.changes),
        list(verified, "✔️"),
        list(notices, "⚠️"),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
function list(texts, mark) {
    return texts.map((text) => `- ${mark} ${(0,markdown/* escapeCell */.kq)(text.slice(0, 2000))}`).join("\n");
}
/** Only images have their values told; others may be secrets. */
function renderImages({ parameters }) {
    if (parameters.length === 0)
        return "";
    const rows = parameters.map(({ name, image }) => {
        const value = image === undefined ? "set" : `\`${image.repository}@${image.digest.slice(0, 19)}…\``;
        return `| ${(0,markdown/* escapeCell */.kq)(name)} | ${image === undefined ? "" : (0,markdown/* escapeCell */.kq)(image.name)} | ${value} |`;
    });
    return ["| parameter | image | value |", "|---|---|---|", ...rows].join("\n");
}
function renderChanges(changes) {
    if (changes.length === 0)
        return "";
    const replaced = findReplacements(changes);
    const sorted = [...replaced, ...changes.filter((one) => !replaced.includes(one))];
    const rows = sorted.slice(0, MAX_ROWS).map((one) => {
        const { logicalId, type, action, replacement, scope } = one;
        const isLoud = replaced.includes(one);
        const words = { always: "**yes**", conditional: "maybe", never: "" }[replacement];
        const how = isLoud ? `⚠️ ${replacement === "always" ? "**REPLACED**" : "**may be replaced**"}` : words;
        return `| ${(0,markdown/* escapeCell */.kq)(logicalId)} | ${(0,markdown/* escapeCell */.kq)(type)} | ${(0,markdown/* escapeCell */.kq)(action)} | ${how} | ${(0,markdown/* escapeCell */.kq)(scope.join(", ").slice(0, 200))} |`;
    });
    const more = sorted.length - rows.length;
    return [
        `### Change set: ${countChanges(changes)}`,
        "",
        ...(replaced.length === 0
            ? []
            : ["> ⚠️ **A replaced resource loses what it holds, unless its policies keep it.**", ""]),
        "| resource | type | action | replacement | what changes |",
        "|---|---|---|---|---|",
        ...rows,
        ...(more > 0 ? [`\n… and ${more} more`] : []),
    ].join("\n");
}

;// CONCATENATED MODULE: ./lib/deploy/publish-deploy.js
/** Tells people and later steps what came of a deploy: log, annotations, outputs, summary, comment. */



/** `true` when the stack ended as asked. */
async function publishDeploy(world, report, inputs, trigger) {
    const outputs = {
        "stack-status": report.status ?? "",
        change: report.change,
        // One JSON value: outputs of a stack named like ours would shadow ours.
        "stack-outputs": JSON.stringify(Object.fromEntries(report.outputs)),
        "change-set": report.change === "pending" ? (report.changeSet ?? "") : "",
    };
    for (const [name, value] of Object.entries(outputs))
        world.log.setOutput(name, value);
    for (const notice of report.notices)
        world.log.warning(notice);
    for (const text of report.verified)
        world.log.info(`read back: ${text}`);
    for (const problem of report.problems)
        world.log.error(problem);
    world.log.info(`Stack ${report.stack}: ${report.change} in ${(0,describe_step/* formatSeconds */.Xo)(report.seconds)}: ${report.headline}`);
    const markdown = renderDeploy(report);
    try {
        await world.log.summary(markdown);
    }
    catch (error) {
        world.log.warning(`the job summary was not written: ${error instanceof Error ? error.message : String(error)}`);
    }
    // A run that was cancelled has seconds left: enough for a file, not for GitHub's API.
    if (report.change !== "cancelled")
        await publish_deploy_comment(world, markdown, inputs, trigger);
    return report.change === "updated" || report.change === "none" || report.change === "pending";
}
/** `auto`: on pull requests of this repository; a fork's token may not write. */
async function publish_deploy_comment(world, markdown, inputs, trigger) {
    const { pullRequest } = trigger;
    if (inputs.comment === "never" || pullRequest === undefined)
        return;
    if (inputs.token === undefined || (trigger.isFork && inputs.comment === "auto"))
        return;
    const key = `${world.env.GITHUB_WORKFLOW ?? ""}/${inputs.request.stack}`;
    await (0,comment/* postComment */.G)(world, { token: inputs.token, pullRequest, kind: "deploy", key, markdown });
}

// EXTERNAL MODULE: ./lib/deploy/read-results.js
var read_results = __webpack_require__(4284);
;// CONCATENATED MODULE: ./lib/deploy/wanted-parameters.js
/** Results and the input `parameters` → the values that the stack is to have. Pure. */


/** `{chord-detector}`, `{chord-detector.digest}`. SSM's `{{resolve:…}}` and JSON do not look like it. */
const PLACEHOLDER = /\{([a-z0-9]+(?:[._-]+[a-z0-9]+)*)\}/g;
const FIELDS = ["uri", "digest", "repository", "tag"];
/** A parameter named by the input `parameters` wins over the one that an image brings. */
function chooseWanted(request) {
    const { results, texts } = request;
    const problems = [];
    const notices = [];
    for (const name of request.images) {
        if (!results.has(name))
            problems.push(`input images: the results have no image ${name}${hint(name, results)}`);
    }
    const uses = (entry) => request.images.length === 0 || request.images.includes(entry.name);
    const image = (entry) => {
        const made = wanted_parameters_imageOf(entry, request.host);
        if (typeof made !== "string")
            return made;
        problems.push(made);
        return undefined;
    };
    const parameters = [];
    const named = new Map(texts.map(({ name }) => [name, "input parameters"]));
    for (const text of texts) {
        const filled = fill(text, request, image, problems);
        if (filled !== undefined)
            parameters.push(filled);
    }
    for (const entry of results.values()) {
        const { parameter } = entry;
        if (parameter === undefined || !uses(entry))
            continue;
        const other = named.get(parameter);
        if (other === "input parameters")
            continue;
        if (other !== undefined) {
            problems.push(`the images ${other} and ${entry.name} have the same parameter ${parameter}; choose one with the input images`);
            continue;
        }
        named.set(parameter, entry.name);
        if (entry.digest === undefined && request.skipFailed) {
            notices.push(`${entry.name} is ${entry.status}: ${parameter} keeps its value (skip-failed)`);
            continue;
        }
        const found = image(entry);
        if (found !== undefined) {
            parameters.push({ name: parameter, value: found.uri, image: found, from: `image ${entry.name}` });
        }
    }
    // Where skip-failed left all of them out, its notices have told.
    if (parameters.length + problems.length + notices.length === 0) {
        (request.mayBeEmpty ? notices : problems).push(nothingToSet(results, request.mayBeEmpty));
    }
    return { parameters, problems, notices };
}
function fill({ name, text }, { results }, image, problems) {
    let whole;
    const parts = new Set();
    let isBroken = false;
    const value = text.replace(PLACEHOLDER, (placeholder, word) => {
        const { entry, field } = resolve(word, results);
        if (entry === undefined) {
            problems.push(`input parameters: ${name}: ${placeholder} is no image of the results${hint(word, results)}`);
            isBroken = true;
            return placeholder;
        }
        const found = image(entry);
        if (found === undefined) {
            isBroken = true;
            return placeholder;
        }
        if (found[field] === undefined) {
            problems.push(`input parameters: ${name}: image ${found.name} has no ${field} in the results`);
            isBroken = true;
            return placeholder;
        }
        if (field === "uri" && placeholder === text)
            whole = found;
        else
            parts.add(found);
        return found[field];
    });
    if (isBroken)
        return undefined;
    return {
        name,
        value,
        image: whole,
        ...(parts.size === 0 ? {} : { parts: [...parts] }),
        from: "input parameters",
    };
}
/** Image names may have dots: the whole word first, then without its last part. */
function resolve(word, results) {
    const entry = results.get(word);
    const dot = word.lastIndexOf(".");
    const field = FIELDS.find((one) => one === word.slice(dot + 1));
    if (entry !== undefined || dot < 0 || field === undefined)
        return { entry, field: "uri" };
    return { entry: results.get(word.slice(0, dot)), field };
}
function wanted_parameters_imageOf(entry, host) {
    const { name, repository, digest, tag } = entry;
    if (digest === undefined) {
        const why = entry.error === undefined ? "" : ` (${entry.error})`;
        return entry.status === "built" || entry.status === "reused"
            ? `image ${name} was ${entry.status} but not pushed: it has no digest; build it with push: true`
            : `image ${name} is ${entry.status}${why}: build it, choose others with the input images, or keep its parameter with skip-failed: true`;
    }
    const where = host ?? (0,registry_reference/* parseReference */.F2)(entry.uri ?? "")?.host;
    if (where === undefined) {
        return `image ${name}: the results have no registry host; give the input registry`;
    }
    return { name, host: where, repository, digest, tag, uri: `${where}/${repository}@${digest}` };
}
/** Green for nothing would hide a misspelt output, or one that the runner emptied because of a masked value. */
function nothingToSet(results, mayBeEmpty) {
    const found = results.size === 0
        ? "no results and no parameters are given"
        : "no image of the results (of those that the input images chooses) has a parameter, and the input parameters is empty";
    if (mayBeEmpty)
        return `${found}: all parameters keep their values`;
    return results.size === 0
        ? `${found}: there is nothing to deploy. Check the output that the input results takes: one that is misspelt, or that the runner dropped because it has a masked value, is empty`
        : `${found}: there is nothing to deploy. Give the image its parameter in the images file, or with the input parameters (Name={image})`;
}
function hint(name, results) {
    const known = [...results.keys()];
    const all = known.length === 0 ? "; there are no results" : `; there are ${known.slice(0, 20).join(", ")}`;
    return (0,nearest/* didYouMean */.a)(name, known, all);
}

// EXTERNAL MODULE: ./lib/deploy/deploy-inputs.js + 1 modules
var deploy_inputs = __webpack_require__(9693);
;// CONCATENATED MODULE: ./lib/deploy/run-deploy.js








/** `true` when the stack ended as asked. */
async function runDeploy(world, inputs, trigger) {
    if (inputs.token !== undefined)
        world.log.mask(inputs.token);
    return publishDeploy(world, await makeReport(world, inputs, trigger), inputs, trigger);
}
async function makeReport(world, inputs, trigger) {
    const { request } = inputs;
    const wanted = await readWanted(world, inputs);
    const region = regionOf(world, request.stack, inputs.registry);
    const problems = [...wanted.problems, ...(typeof region === "string" ? [] : region.problems)];
    if (problems.length > 0 || typeof region !== "string") {
        return startReport(world, request, wanted.parameters)("blocked", "nothing was started", { problems });
    }
    for (const notice of wanted.notices)
        world.log.warning(notice);
    for (const { name, image, from } of wanted.parameters) {
        world.log.info(`${name} = ${image === undefined ? "(a value)" : image.uri} from ${from}`);
    }
    const runName = `${trigger.runId}-${trigger.runAttempt}`.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 80);
    return deployStack(world, openAwsClients(world, region), request, wanted.parameters, runName);
}
async function readWanted(world, inputs) {
    const { source } = inputs.request;
    if (source.kind === "change-set")
        return { parameters: [], problems: [], notices: [] };
    const { texts, problems } = await (0,read_results/* readResults */.x)(world, inputs.results);
    const results = parseResults(texts);
    const wanted = chooseWanted({
        results: results.images,
        images: inputs.images,
        host: inputs.registry?.host,
        texts: source.parameters,
        skipFailed: inputs.skipFailed,
        // Results that cannot be read have told their own problem.
        mayBeEmpty: problems.length + results.problems.length > 0 ||
            source.template.kind !== "previous" ||
            hasSettings(source),
    });
    return { ...wanted, problems: [...problems, ...results.problems, ...wanted.problems] };
}
/** Whether tags, role or topics are asked for. */
function hasSettings({ tags, roleArn, notificationArns }) {
    return tags !== undefined || roleArn !== undefined || notificationArns !== undefined;
}
/** The stack's own ARN, what configure-aws-credentials set, or else where the images are. */
function regionOf(world, stack, registry) {
    const [, , , ofArn] = stack.startsWith("arn:") ? stack.split(":") : [];
    const ofRegistry = registry?.ecr?.kind === "private" ? registry.ecr.region : undefined;
    const region = ofArn || world.env.AWS_REGION || world.env.AWS_DEFAULT_REGION || ofRegistry;
    if (region !== undefined && region !== "")
        return region;
    return {
        problems: [
            "no AWS region: set aws-region at aws-actions/configure-aws-credentials (AWS_REGION), or give the stack by its ARN",
        ],
    };
}


/***/ }),

/***/ 1337:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ postComment)
});

// EXTERNAL MODULE: ./lib/registry/json.js
var json = __webpack_require__(9869);
// EXTERNAL MODULE: ./lib/registry/retry.js
var retry = __webpack_require__(1653);
;// CONCATENATED MODULE: ./lib/github/comment-body.js
/** The text of a sticky comment: a hidden marker, and a part for each job that writes to it. Pure. */
/** GitHub refuses a longer body than 65,536 characters. */
const LONGEST = 65_000;
/** Told apart from other comments by this, hidden, at the very start. */
function commentMarker(kind, key) {
    return `<!-- ml-image-build ${kind} ${safeKey(key)} -->`;
}
function safeKey(key) {
    return key.replace(/[^\w./-]/g, "_").replace(/--+/g, "-");
}
/** `undefined`: a later run has written already, whose word stays. */
function mergeBody(marker, old, part, markdown) {
    if (part === undefined)
        return `${marker}\n${cutAtLine(markdown, LONGEST - marker.length)}`;
    const own = { key: safeKey(part.key), runId: safeKey(part.runId), text: markdown.trim() };
    const known = readSections(old ?? "");
    if (known.some(({ runId }) => Number(runId) > Number(own.runId)))
        return undefined;
    const gone = [own.key, safeKey(part.insteadOf ?? own.key)];
    const others = known.filter(({ key, runId }) => runId === own.runId && !gone.includes(key));
    const sections = [...others, own].sort((a, b) => (a.key < b.key ? -1 : 1));
    const room = Math.floor((LONGEST - marker.length) / sections.length) - 300;
    return [marker, ...sections.map((one) => writeSection({ ...one, text: cutAtLine(one.text, room) }))].join("\n");
}
/** Whether a part stands in a body as this run wrote it, or a later run's word stands there. */
function hasPart(body, part) {
    return readSections(body).some(({ key, runId }) => (key === safeKey(part.key) && runId === safeKey(part.runId)) || Number(runId) > Number(part.runId));
}
function writeSection({ key, runId, text }) {
    return `<!-- part ${runId} ${key} -->\n${text}\n<!-- end of part -->\n`;
}
function readSections(body) {
    return [...body.matchAll(/^<!-- part (\S+) (\S+) -->\n([\s\S]*?)\n<!-- end of part -->$/gm)].map(([, runId = "", key = "", text = ""]) => ({ runId, key, text }));
}
function cutAtLine(text, limit) {
    if (text.length <= limit)
        return text;
    const cut = text.slice(0, Math.max(0, limit - 60));
    return `${withoutOpenFence(cut.slice(0, cut.lastIndexOf("\n") + 1))}\n… the job summary has the rest.`;
}
/** Half a chart is no chart, and its open fence would take the parts of other jobs below into it. */
function withoutOpenFence(text) {
    const fences = [...text.matchAll(/^```/gm)];
    return fences.length % 2 === 0 ? text : text.slice(0, fences.at(-1)?.index);
}

// EXTERNAL MODULE: ./lib/github/exchange.js
var exchange = __webpack_require__(4430);
;// CONCATENATED MODULE: ./lib/github/comment.js
/** One sticky comment on a pull request, updated in place, also by several jobs at once. Never fails a run. */




/** GitHub does not let this token do it. */
class Refusal extends Error {
}
const PAGES = 30;
const PER_PAGE = 100;
const POSTS = 3;
/** Rounds in which other jobs may overwrite this one's part. */
const ROUNDS = 12;
/** Finds our comment over all pages and edits it, else writes it. A refusal is one warning. */
async function postComment(world, request) {
    try {
        await write(world, request);
    }
    catch (error) {
        const hint = error instanceof Refusal ? " (its job needs permissions: pull-requests: write)" : "";
        world.log.warning(`the pull request's comment was not written${hint}: ${(0,retry/* describeConnectionError */.si)(error).text}`);
    }
}
async function write(world, request) {
    const { part, markdown, token } = request;
    const marker = commentMarker(request.kind, request.key);
    const list = `${issuesUrl(world)}/${request.pullRequest}/comments`;
    for (let round = 1; round <= ROUNDS; round += 1) {
        let [first] = await findComments(world, token, list, marker);
        if (first === undefined) {
            const body = mergeBody(marker, undefined, part, markdown) ?? "";
            const sent = await send(world, token, "POST", list, JSON.stringify({ body })).catch(toError);
            // Another job may have written one at the same time: the oldest stays, each takes its own away.
            [first] = await findComments(world, token, list, marker);
            if (first === undefined) {
                if (!(sent instanceof Error))
                    return;
                // A second one that arrives late is found by its elder in the lines below.
                if (sent instanceof Refusal || round >= POSTS)
                    throw sent;
                await world.clock.sleep(1000 * round, world.cancelled);
                continue;
            }
            // Without an answer, whether the first one is this job's is known by its part only: it is edited below.
            const id = sent instanceof Error ? first.id : readId(sent);
            if (!(sent instanceof Error) && (id === undefined || id === first.id))
                return;
            if (id !== first.id)
                await send(world, token, "DELETE", `${issuesUrl(world)}/comments/${id}`);
        }
        const url = `${issuesUrl(world)}/comments/${first.id}`;
        // GitHub has no compare and swap: as little as can be lies between reading and writing.
        const read = world.clock.now();
        const old = part === undefined ? first.body : ((await readBody(world, token, url)) ?? first.body);
        const body = mergeBody(marker, old, part, markdown);
        if (body === undefined)
            return;
        if (body !== old)
            await send(world, token, "PATCH", url, JSON.stringify({ body }));
        if (part === undefined)
            return;
        // Another job's edit may have taken this one's part away: whoever read before this writes within that time.
        const took = world.clock.now() - read;
        await world.clock.sleep(2 * took + 200 + Math.random() * 400 * round, world.cancelled);
        const now = await readBody(world, token, url);
        if (now !== undefined && hasPart(now, part))
            return;
    }
}
/** `undefined`: it is gone, or the answer broke off. */
async function readBody(world, token, url) {
    try {
        const text = await send(world, token, "GET", url);
        return (0,json/* stringAt */.bX)((0,json/* parseJsonObject */.dw)(text), "body")?.replaceAll("\r\n", "\n");
    }
    catch (error) {
        if (error instanceof Refusal)
            return undefined;
        throw error;
    }
}
function issuesUrl({ env }) {
    const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "" } = env;
    return `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
}
/** Ours, the oldest first: our marker at the start, written by our token's user. */
async function findComments(world, token, list, marker) {
    const marked = [];
    for (let page = 1; page <= PAGES; page += 1) {
        const comments = JSON.parse(await send(world, token, "GET", `${list}?per_page=${PER_PAGE}&page=${page}`));
        if (!Array.isArray(comments))
            break;
        for (const one of comments.filter(json/* isObject */.Gv)) {
            const id = (0,json/* numberAt */.tk)(one, "id");
            const body = (0,json/* stringAt */.bX)(one, "body")?.replaceAll("\r\n", "\n");
            // At the start only: a person who quotes it keeps their comment.
            if (id !== undefined && body?.startsWith(marker))
                marked.push({ id, body, author: (0,json/* objectAt */.lJ)(one, "user") });
        }
        if (comments.length < PER_PAGE)
            break;
    }
    // The job's own token writes as an app; nobody else's comment is edited, whatever it starts with.
    const login = marked.some(({ author }) => !isBot(author)) ? await readLogin(world, token) : undefined;
    return marked
        .filter(({ author }) => isBot(author) || (login !== undefined && (0,json/* stringAt */.bX)(author, "login") === login))
        .sort((a, b) => a.id - b.id);
}
function isBot(author) {
    return (0,json/* stringAt */.bX)(author, "type") === "Bot";
}
/** The person behind a personal token; the job's own token has none, and GitHub refuses the question. */
async function readLogin(world, token) {
    try {
        const user = JSON.parse(await send(world, token, "GET", `${world.env.GITHUB_API_URL ?? "https://api.github.com"}/user`));
        return (0,json/* isObject */.Gv)(user) ? (0,json/* stringAt */.bX)(user, "login") : undefined;
    }
    catch {
        return undefined;
    }
}
/** `undefined`: the answer broke off. */
function readId(text) {
    return (0,json/* numberAt */.tk)((0,json/* parseJsonObject */.dw)(text), "id");
}
function toError(error) {
    return error instanceof Error ? error : new Error(String(error));
}
async function send(world, token, method, url, body) {
    const request = { token, method, url, ...(body === undefined ? {} : { body }) };
    const { status, bytes } = await (0,exchange/* exchangeWithGithub */.j)(world, request);
    const text = bytes.toString("utf8");
    // Taken away already: by the try before this one, or by somebody else.
    if (status < 300 || (method === "DELETE" && status === 404))
        return text;
    const message = `${method} ${status}: ${text.slice(0, 200)}`;
    throw [401, 403, 404].includes(status) ? new Refusal(message) : new Error(message);
}


/***/ }),

/***/ 4430:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ exchangeWithGithub)
/* harmony export */ });
/* harmony import */ var _registry_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1653);
/** One exchange with GitHub's interface, asked again after what passes by itself. */

const TRIES = 4;
const FIRST_WAIT_MS = 1000;
/** What GitHub asks for longer than this is told, not waited for. */
const LONGEST_WAIT_MS = 60_000;
/** A POST that may have arrived is not repeated: two comments would be worse than none. Throws what the network throws. */
async function exchangeWithGithub(world, request) {
    const { token, method, url, body } = request;
    for (let attempt = 1;; attempt += 1) {
        const isLast = attempt >= TRIES || world.cancelled.aborted;
        const wait = FIRST_WAIT_MS * 2 ** (attempt - 1);
        let asked = 0;
        try {
            const response = await world.http({
                method,
                url,
                headers: {
                    accept: "application/vnd.github+json",
                    authorization: `Bearer ${token}`,
                    "x-github-api-version": "2022-11-28",
                },
                ...(body === undefined ? {} : { body: Buffer.from(body) }),
            });
            const bytes = await response.bytes();
            const { status, headers } = response;
            const retryAfter = (0,_registry_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .parseRetryAfter */ .mu)(headers.get("retry-after"), world.clock.now());
            // Its secondary limits are a 429 or a 403 with Retry-After; neither was carried out.
            const isLimited = status === 429 || (status === 403 && retryAfter !== undefined);
            const isWorthATry = isLimited || ((0,_registry_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .isTransientStatus */ .Dm)(status) && method !== "POST");
            asked = retryAfter ?? 0;
            if (isLast || !isWorthATry || asked > LONGEST_WAIT_MS)
                return { status, bytes };
        }
        catch (error) {
            if (isLast || method === "POST" || (0,_registry_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .describeConnectionError */ .si)(error).isLasting)
                throw error;
        }
        await world.clock.sleep(Math.max(wait, asked), world.cancelled);
    }
}


/***/ }),

/***/ 7300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ri: () => (/* binding */ findLambdaProblems),
/* harmony export */   SU: () => (/* binding */ findCommandNotices),
/* harmony export */   kN: () => (/* binding */ gigabytes),
/* harmony export */   uM: () => (/* binding */ packedBytes)
/* harmony export */ });
/* unused harmony export LAMBDA_LIMIT */
/** 10 GB uncompressed, all layers; counted in powers of two, so that nothing is refused that Lambda takes. */
const LAMBDA_LIMIT = 10 * 1024 ** 3;
const NEAR_LIMIT = 8 * 1024 ** 3;
const GZIP_LAYER = /(\+gzip|\.tar\.gzip)$/;
const IMAGE_CONFIG = /^application\/vnd\.(oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;
/** Lambda sets these itself: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED = /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_\w+|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN)$/;
const rules = [
    ({ manifest, mediaType }) => manifest.kind === "index"
        ? {
            problem: `it is an index (${mediaType}), Lambda takes one image manifest; set runtime: lambda for it in the images file (or build with --provenance=false --sbom=false for one platform)`,
        }
        : undefined,
    ({ manifest }) => manifest.kind === "image" &&
        manifest.config.mediaType !== "" &&
        !IMAGE_CONFIG.test(manifest.config.mediaType)
        ? { problem: `its config is ${manifest.config.mediaType}, not an image's` }
        : undefined,
    // rules_oci#777: UnsupportedImageLayerDetected. zstd was never seen to work either.
    ({ manifest }) => {
        const odd = manifest.kind === "image" && manifest.layers.find(({ mediaType }) => !GZIP_LAYER.test(mediaType));
        return odd
            ? {
                problem: `a layer is ${odd.mediaType}, Lambda takes gzip layers; build it with compression=gzip,force-compression=true`,
            }
            : undefined;
    },
    // Gzip with an index behind the archive's end: an image's own `lazy: true`, or a base that was built with it.
    ({ manifest }) => manifest.kind === "image" && manifest.layers.some(({ toc }) => toc !== undefined)
        ? {
            notice: "a layer is written in eStargz, and that Lambda takes it is not verified: docs/lazy.md has a test of one minute; `lazy: false` for the base that brings it, and a rebuild, write gzip",
        }
        : undefined,
    ({ config }) => config?.platform !== undefined &&
        (config.platform.os !== "linux" || !["amd64", "arm64"].includes(config.platform.architecture))
        ? {
            problem: `it is ${config.platform.os}/${config.platform.architecture}, Lambda runs linux/amd64 and linux/arm64`,
        }
        : undefined,
    ({ manifest, config }) => manifest.kind === "image" &&
        config !== undefined &&
        config.diffIds > 0 &&
        config.diffIds !== manifest.layers.length
        ? {
            problem: `its config names ${config.diffIds} layers, its manifest ${manifest.layers.length}; build it again (input rebuild)`,
        }
        : undefined,
    // rules_oci#645. A config without any history is fine.
    ({ manifest, config }) => manifest.kind === "image" &&
        config?.hasHistory === true &&
        config.layerInstructions.length !== manifest.layers.length
        ? {
            problem: `its history tells of ${config.layerInstructions.length} layers, its manifest has ${manifest.layers.length}, and Lambda refuses that; take a base image that was built with Docker or BuildKit, or build it again (input rebuild)`,
        }
        : undefined,
    ({ manifest }) => {
        const bytes = manifest.kind === "image" ? packedBytes(manifest) : 0;
        return bytes > LAMBDA_LIMIT
            ? { problem: `its compressed layers alone have ${gigabytes(bytes)}, Lambda takes 10 GB uncompressed` }
            : undefined;
    },
    ({ manifest, unpackedBytes: bytes }) => {
        if (bytes === undefined || (manifest.kind === "image" && packedBytes(manifest) > LAMBDA_LIMIT))
            return undefined;
        if (bytes > LAMBDA_LIMIT) {
            return {
                problem: `its layers have ${gibibytes(bytes)} uncompressed, Lambda takes 10 GiB; the summary lists the layers by size`,
            };
        }
        return bytes >= NEAR_LIMIT
            ? { notice: `its layers have ${gibibytes(bytes)} uncompressed, Lambda takes 10 GiB` }
            : undefined;
    },
    ({ config }) => {
        const names = [...(config?.environment.keys() ?? [])].filter((name) => RESERVED.test(name));
        return names.length > 0
            ? {
                notice: `its ENV ${names.join(", ")} has no effect on Lambda, which sets ${names.length === 1 ? "it" : "them"} itself`,
            }
            : undefined;
    },
];
/** Every rule is asked, so that all problems are told at once. */
function findLambdaProblems(facts) {
    const found = rules.map((rule) => rule(facts));
    return {
        problems: found.flatMap((one) => one?.problem ?? []),
        notices: found.flatMap((one) => one?.notice ?? []),
    };
}
/** What a function starts; a notice only: a template's ImageConfig may say it instead, and a base needs none. */
function findCommandNotices(config) {
    if (config.command.length > 0)
        return [];
    if (config.entrypoint.length === 0) {
        return [
            "it has neither ENTRYPOINT nor CMD: without ImageConfig.Command in the template, Lambda has nothing to start",
        ];
    }
    // The entrypoint of AWS's own base images takes the handler as its argument.
    if (!config.entrypoint.some((one) => /(lambda-entrypoint\.sh|awslambdaric)$/.test(one)))
        return [];
    return [
        'it names no handler: set CMD ["module.function"] in the Dockerfile, or ImageConfig.Command in the template',
    ];
}
/** Compressed, all layers. */
function packedBytes(manifest) {
    return manifest.kind === "image" ? manifest.layers.reduce((sum, { size }) => sum + size, 0) : 0;
}
function gigabytes(bytes) {
    return `${(bytes / 1e9).toFixed(1)} GB`;
}
function gibibytes(bytes) {
    return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}


/***/ })

};
