export const id = 252;
export const ids = [252];
export const modules = {

/***/ 6412:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dw: () => (/* binding */ refuseUnrunnable),
/* harmony export */   IF: () => (/* binding */ publishReused),
/* harmony export */   Jv: () => (/* binding */ contextLocation),
/* harmony export */   P1: () => (/* binding */ readSizes),
/* harmony export */   QJ: () => (/* binding */ prepareRepositories),
/* harmony export */   gO: () => (/* binding */ refuseImmutableTags),
/* harmony export */   kR: () => (/* binding */ readPushed),
/* harmony export */   lj: () => (/* binding */ pushTag),
/* harmony export */   oE: () => (/* binding */ tagPushed),
/* harmony export */   sL: () => (/* binding */ baseDigest),
/* harmony export */   yy: () => (/* binding */ setMovingTags)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _guard_check_runtime_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9895);
/* harmony import */ var _plan_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5126);
/* harmony import */ var _registry_labels_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3364);
/* harmony import */ var _registry_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(886);
/* harmony import */ var _registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8559);
/* harmony import */ var _registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1583);
/** What a build or a reuse leaves in the registry: repositories, copies, tags; and reading it back. */







/** The tag that a build of this run pushes. */
function pushTag(to, { decision }) {
    return (0,_plan_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .partTag */ .MT)(to.trigger, decision.fingerprint, to.parts.get(decision.name));
}
/** What a child is built on: of an index, the image of the platform that is built here. */
function baseDigest(to, { spec }, manifest) {
    const part = to.parts.get(spec.name);
    const parsed = part === undefined ? undefined : (0,_registry_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .parseManifest */ .Ng)(manifest.bytes, manifest.mediaType);
    if (part === undefined || parsed?.kind !== "index")
        return manifest.digest;
    const wanted = (0,_registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__/* .splitPlatform */ .iQ)(part);
    const entry = parsed.entries.find(({ platform }) => platform && (0,_registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__/* .isSamePlatform */ .SW)(platform, wanted));
    return entry?.digest ?? manifest.digest;
}
/** Makes sure that a push of the image finds its repositories. */
async function prepareRepositories(to, image, repositories) {
    for (const repository of repositories) {
        await to.store.ensureRepository(repository, {
            runtime: image.spec.runtime,
            movingTags: (0,_plan_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .movingTags */ .Ui)(to.trigger, image.spec.tags, to.inputTags).set,
            create: to.createRepositories,
        });
    }
}
/** Throws where a tag that has to move can not: known before the build, not after two hours. */
async function refuseImmutableTags(to, image, repositories) {
    // A part's own tag, and the one that the merged image will get.
    const tags = [...new Set([pushTag(to, image), (0,_plan_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceTag */ .Yr)(to.trigger, image.decision.fingerprint)])];
    for (const [repository, tag] of repositories.flatMap((one) => tags.map((tag) => [one, tag]))) {
        if ((await to.store.find(repository, [tag])).size === 0)
            continue;
        if (!(await to.store.isTagImmutable(repository, tag)))
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`the tag ${tag} of ${repository} is immutable, so a rebuild cannot replace its image: exclude src-* from the repository's immutability (ECR: IMMUTABLE_WITH_EXCLUSION)`);
    }
}
/** Throws, before any tag moves, where the image's runtime could not run it. */
async function refuseUnrunnable(world, to, image, repository, manifest) {
    const { store, trigger } = to;
    const { refusal } = await (0,_guard_check_runtime_js__WEBPACK_IMPORTED_MODULE_1__/* .checkRuntime */ .N)(world, { store, trigger, image, repository, manifest });
    if (refusal !== undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(refusal);
}
/** Sets a reused image's tags and copies it to the repositories that lack it: byte-exact, no pull, no push. */
async function publishReused(world, to, image) {
    const { decision, spec } = image;
    if (decision.action !== "reuse")
        return;
    const { found } = decision;
    const tag = (0,_plan_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceTag */ .Yr)(to.trigger, decision.fingerprint);
    await prepareRepositories(to, image, found.missingRepositories);
    for (const repository of found.missingRepositories) {
        await to.store.copy(found.repository, repository, found.manifest, tag);
        world.log.info(`${spec.name} │ copied from ${found.repository} to ${repository}`);
    }
    // A trusted run that takes over a pull request's image gives it the tag that trusted runs look for.
    if (to.trigger.scope.kind === "trusted" && found.tag !== tag) {
        for (const repository of spec.repositories) {
            if (!found.missingRepositories.includes(repository)) {
                await to.store.tag(repository, found.manifest, tag);
            }
        }
    }
    await setMovingTags(world, to, image, found.manifest);
}
/** Lets the image's own tags and the input's point to `manifest`, in all of its repositories. */
async function setMovingTags(world, to, image, manifest) {
    // A part of an image is not the image: its tags wait for the report.
    if (to.parts.has(image.spec.name))
        return;
    const { set, notices } = (0,_plan_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .movingTags */ .Ui)(to.trigger, image.spec.tags, to.inputTags);
    for (const notice of notices)
        world.log.info(`${image.spec.name} │ ${notice}`);
    if (set.length === 0)
        return;
    for (const repository of image.spec.repositories) {
        const found = await to.store.find(repository, set);
        for (const tag of set) {
            if (found.get(tag)?.digest === manifest.digest)
                continue;
            try {
                await to.store.tag(repository, manifest, tag);
            }
            catch (error) {
                if (!(error instanceof _registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .g))
                    throw error;
                // The image is there and its digest is what deploys: a tag that may not move is no failure.
                const why = error.kind === "immutable" ? "is immutable" : `could not be moved (${error.message})`;
                world.log.warning(`${image.spec.name}: the tag ${tag} of ${repository} ${why} and stays where it is`);
            }
        }
    }
}
/** Gives an image that was pushed by its digest alone this run's tag. Throws where it is not there. */
async function tagPushed(to, image, repositories, digest) {
    const { store } = to;
    for (const repository of repositories) {
        const lookup = await store.registry.getManifest(store.pathOf(repository), digest);
        if (lookup.kind !== "found")
            throw new Error(`${repository}@${digest} is missing after its push`);
        try {
            await store.tag(repository, lookup.manifest, pushTag(to, image));
        }
        catch (error) {
            // Another run was there first: `readPushed` looks whether what it pushed serves, as after a plain build.
            if (!(0,_registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .isRegistryError */ .I)(error, "immutable"))
                throw error;
        }
    }
}
/**
 * Reads back what the registry has under this run's tag after a build. `undefined`: nothing there that
 * serves (after a failed build). Throws when a build succeeded and the registry does not have its digest.
 */
async function readPushed(to, image, repositories, run) {
    const tag = pushTag(to, image);
    let pushed;
    for (const repository of repositories) {
        const found = (await to.store.find(repository, [tag])).get(tag);
        const isOurs = found !== undefined && found.digest === run.metadata.digest;
        // Another run may have pushed the same content in between: its image is as good.
        const serves = isOurs || (found !== undefined && (await hasFingerprint(to, image, repository, found)));
        if (run.succeeded && !serves) {
            throw new Error(`${repository}:${tag} is ${found?.digest ?? "missing"} in the registry after a push of ${run.metadata.digest}`);
        }
        if (!serves)
            return undefined;
        pushed ??= found;
    }
    return pushed;
}
async function hasFingerprint(to, image, repository, found) {
    const facts = await to.store.labels(repository, found, image.spec.platforms);
    const fingerprint = facts.labels.get(_registry_labels_js__WEBPACK_IMPORTED_MODULE_6__/* .fingerprintLabel */ .TI);
    return facts.missingPlatforms.length === 0 && fingerprint === image.decision.fingerprint;
}
/** Compressed bytes of the image, and of each of its layers. */
async function readSizes(to, image, manifest) {
    return to.store.labels(image.spec.repositories[0], manifest, image.spec.platforms);
}
/** `docker-image://…@sha256:…`: how a child names this image as its build context. */
function contextLocation(to, repository, digest) {
    return `docker-image://${to.store.uriOf(repository, digest)}`;
}


/***/ }),

/***/ 5486:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ countHits),
/* harmony export */   x: () => (/* binding */ placeSteps)
/* harmony export */ });
/* harmony import */ var _cache_build_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4885);
/* harmony import */ var _dockerfile_parse_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2390);
/* harmony import */ var _dockerfile_stages_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3407);
/** Steps → the Dockerfile's lines they stand on, and how many came from a cache. Pure. */



/** What BuildKit counts in `3/5`, beside FROM. */
const COUNTED = new Set(["run", "copy", "add", "workdir"]);
/** The steps with `line` where it is certain; a step that fits no instruction has none. Never throws. */
function placeSteps(steps, dockerfile) {
    const { stages } = (0,_dockerfile_stages_js__WEBPACK_IMPORTED_MODULE_1__/* .readStages */ .i)((0,_dockerfile_parse_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDockerfile */ .A)(dockerfile).instructions);
    return steps.map((step) => {
        const line = lineOf(step, stages, steps);
        return line === undefined ? step : { ...step, line };
    });
}
function lineOf({ name }, stages, steps) {
    const step = (0,_cache_build_step_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStepName */ .Z)(name);
    if (step === undefined)
        return /^https?:\/\//.test(name) ? lineOfDownload(name, stages) : undefined;
    const stage = stages.find((one) => step.stage === undefined
        ? stages.length === 1
        : one.name === step.stage.toLowerCase() || step.stage === `stage-${one.index}`);
    if (stage === undefined)
        return undefined;
    if (step.keyword === "FROM")
        return stage.from.line;
    const layers = stage.commands.filter(({ instruction }) => COUNTED.has(instruction.keyword));
    // A base's ONBUILD adds steps, FROM a stage is none: the file's own instructions are the last ones.
    // A base that is a named context is counted in the total and has no number: all others move up by one.
    const isMoved = step.total > layers.length &&
        steps.some((other) => {
            const first = (0,_cache_build_step_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStepName */ .Z)(other.name);
            return first?.index === 1 && first.stage === step.stage && first.keyword !== "FROM";
        });
    const fromEnd = step.total - step.index + (isMoved ? 0 : 1);
    const found = layers.at(-fromEnd);
    return fromEnd >= 1 && fromEnd <= layers.length && found?.instruction.keyword.toUpperCase() === step.keyword
        ? found.instruction.line
        : undefined;
}
/** `ADD https://…`; where variables hide the address, the only one there is. */
function lineOfDownload(url, stages) {
    const downloads = stages
        .flatMap(({ commands }) => commands.map(({ instruction }) => instruction))
        .filter(({ keyword, args }) => keyword === "add" && args.some((arg) => /^(?:https?:|\$)/.test(arg)));
    const named = downloads.find(({ args }) => args.includes(url));
    return (named ?? (downloads.length === 1 ? downloads[0] : undefined))?.line;
}
/** Of the instructions that make layers. */
function countHits(steps) {
    const counted = steps.filter(({ name, earlierTry }) => {
        if (earlierTry !== undefined)
            return false;
        const step = (0,_cache_build_step_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStepName */ .Z)(name);
        return step !== undefined && step.keyword !== "FROM";
    });
    return { cached: counted.filter(({ cached }) => cached).length, total: counted.length };
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

/***/ 9895:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ checkRuntime),
/* harmony export */   c: () => (/* binding */ withUnpacked)
/* harmony export */ });
/* harmony import */ var _registry_facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7860);
/* harmony import */ var _registry_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(886);
/* harmony import */ var _registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8559);
/* harmony import */ var _registry_record_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6950);
/* harmony import */ var _registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1583);
/* harmony import */ var _lambda_rules_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7300);






/** Throws RegistryError where the registry does not give the layers: a run that repeats it finds the image there. */
async function checkRuntime(world, request) {
    const { store, repository, manifest, image } = request;
    const { spec } = image;
    if (spec.runtime !== "lambda")
        return { refusal: undefined, unpacked: new Map() };
    const parsed = (0,_registry_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .parseManifest */ .Ng)(manifest.bytes, manifest.mediaType);
    if (parsed === undefined)
        throw new Error(`${manifest.digest} is no image`);
    const { mediaType } = manifest;
    const problems = [];
    const notices = [];
    let unpacked = new Map();
    if (parsed.kind === "index") {
        const facts = { mediaType, manifest: parsed, config: undefined, unpackedBytes: undefined };
        problems.push(...(0,_lambda_rules_js__WEBPACK_IMPORTED_MODULE_4__/* .findLambdaProblems */ .Ri)(facts).problems);
    }
    else {
        const { config } = await (0,_registry_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .readImage */ .AM)(store.registry, store.pathOf(repository), manifest);
        const [wanted] = spec.platforms;
        if (wanted !== undefined && !isPlatform(config.platform, wanted)) {
            problems.push(`it is not of the platform ${wanted}`);
        }
        unpacked = await countLayers(world, request, parsed);
        const unpackedBytes = parsed.layers.reduce((sum, { digest }) => sum + (unpacked.get(digest) ?? 0), 0);
        const found = (0,_lambda_rules_js__WEBPACK_IMPORTED_MODULE_4__/* .findLambdaProblems */ .Ri)({ mediaType, manifest: parsed, config, unpackedBytes });
        problems.push(...found.problems);
        notices.push(...found.notices, ...(0,_lambda_rules_js__WEBPACK_IMPORTED_MODULE_4__/* .findCommandNotices */ .SU)(config));
    }
    for (const notice of notices)
        world.log.warning(`${spec.name}: ${notice}`);
    return {
        refusal: problems.length === 0
            ? undefined
            : `it is in the registry and cannot run on Lambda, so no tag was moved to it: ${problems.join("; ")}`,
        unpacked,
    };
}
function isPlatform(found, wanted) {
    return found !== undefined && (0,_registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__/* .isSamePlatform */ .SW)(found, (0,_registry_platforms_js__WEBPACK_IMPORTED_MODULE_5__/* .splitPlatform */ .iQ)(wanted));
}
/** Each layer is counted once in its life: what records know is not read again. */
async function countLayers(world, { store, trigger, image, repository }, { layers }) {
    const own = (0,_registry_record_js__WEBPACK_IMPORTED_MODULE_2__/* .recordTag */ .yg)(trigger, image.decision.fingerprint);
    const trusted = `record-${image.decision.fingerprint.slice(0, 20)}`;
    const tags = [...new Set([own, trusted])];
    const known = new Map();
    const [record, last] = await Promise.all([
        readQuietly(world, store, image.spec.name, repository, tags),
        readQuietly(world, store, image.spec.name, repository, (0,_registry_record_js__WEBPACK_IMPORTED_MODULE_2__/* .lastRecordTags */ .j$)(trigger)),
    ]);
    for (const layer of [...(last?.layers ?? []), ...(record?.layers ?? [])]) {
        if (layer.unpackedBytes !== undefined)
            known.set(layer.digest, layer.unpackedBytes);
    }
    const counted = new Map();
    const fresh = layers.filter(({ digest, mediaType }) => !known.has(digest) && /gzip$/.test(mediaType));
    const started = world.clock.now();
    await Promise.all([...new Map(fresh.map((layer) => [layer.digest, layer])).values()].map(async (layer) => {
        counted.set(layer.digest, await store.registry.countUnpacked(store.pathOf(repository), layer));
    }));
    if (counted.size > 0) {
        const seconds = ((world.clock.now() - started) / 1000).toFixed(1);
        world.log.debug(`${image.spec.name}: ${counted.size} layers counted in ${seconds} s`);
    }
    const all = new Map([...known, ...counted]);
    if (record !== undefined && counted.size > 0)
        await remember(world, store, repository, own, record, all);
    return all;
}
function withUnpacked(layers, unpacked) {
    return layers.map((layer) => {
        const bytes = unpacked.get(layer.digest);
        return bytes === undefined ? layer : { ...layer, unpackedBytes: bytes };
    });
}
/** A reused image's record gets what was counted now, so that the next run does not count again. */
async function remember(world, store, repository, tag, record, unpacked) {
    const layers = withUnpacked(record.layers ?? [], unpacked);
    try {
        await (0,_registry_record_js__WEBPACK_IMPORTED_MODULE_2__/* .writeRecord */ .rh)(store, repository, [tag], { ...record, layers });
    }
    catch (error) {
        if (!(error instanceof _registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .g))
            throw error;
        world.log.debug(`${record.image}: its layers' sizes were not kept: ${error.message}`);
    }
}
async function readQuietly(world, store, name, repository, tags) {
    try {
        return await (0,_registry_record_js__WEBPACK_IMPORTED_MODULE_2__/* .readRecord */ .aE)(store, repository, tags);
    }
    catch (error) {
        if (!(error instanceof _registry_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .g))
            throw error;
        world.log.debug(`${name}: no record of its layers: ${error.message}`);
        return undefined;
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


/***/ }),

/***/ 3684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TP: () => (/* binding */ sumFetched),
/* harmony export */   oC: () => (/* binding */ readFetched),
/* harmony export */   pM: () => (/* binding */ describeFetched)
/* harmony export */ });
/* unused harmony export parseFetched */
/* harmony import */ var _build_describe_step_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7942);
/* harmony import */ var _registry_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9869);
/** How much of the layers a builder has read on demand, as its snapshotter tells beside each layer. */


const ASK_MS = 10_000;
const STATES = "/var/lib/buildkit/runc-stargz/snapshots/snapshotter/snapshots/*/fs/.stargz-snapshotter/*.json";
/** By digest, of a docker-container builder with one node; empty where it does not tell. Never throws. */
async function readFetched(world, builder, env) {
    // One that was read no more than its index has no such file yet.
    const script = `for f in ${STATES}; do cat "$f"; echo; done 2>/dev/null; true`;
    const argv = ["docker", "exec", `buildx_buildkit_${builder}0`, "sh", "-c", script];
    const result = await world.exec(argv, { env, timeoutMs: ASK_MS });
    return result.exitCode === 0 ? parseFetched(result.stdout.toString("utf8")) : new Map();
}
/** Pure. */
function parseFetched(text) {
    const layers = new Map();
    for (const line of text.split("\n")) {
        const json = (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(line);
        const [digest, whole] = [(0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(json, "digest"), (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(json, "size")];
        if (digest === undefined || whole === undefined)
            continue;
        layers.set(digest, { whole, read: Math.min(whole, (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(json, "fetchedSize") ?? 0) });
    }
    return layers;
}
/** What came since; layers that others read at the same time count too. Pure. */
function sumFetched(before, after) {
    let read = 0;
    let whole = 0;
    for (const [digest, layer] of after) {
        const known = before.get(digest);
        read += layer.read - (known?.read ?? 0);
        if (known === undefined)
            whole += layer.whole;
    }
    return { read, whole: Math.max(whole, read) };
}
/** One sentence for people. Pure. */
function describeFetched({ readBytes, plainBytes, savedSeconds = 0 }) {
    const saved = savedSeconds < 1 ? "" : `, which takes about ${(0,_build_describe_step_js__WEBPACK_IMPORTED_MODULE_1__/* .formatSeconds */ .Xo)(savedSeconds)} longer`;
    return `${formatMegabytes(readBytes)} of cached layers were read on demand; a plain build would have pulled ${formatMegabytes(plainBytes)}${saved}`;
}
const formatMegabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;


/***/ }),

/***/ 211:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ legToJson),
  K: () => (/* binding */ parseLegResults)
});

// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
;// CONCATENATED MODULE: ./lib/diagnosis/failure-detail.js
/** A failed build in parts, for reports that show them apart. */

/** What another job wrote; fields of another type are left out. */
function parseFailureDetail(value) {
    if (!(0,registry_json/* isObject */.Gv)(value))
        return undefined;
    const line = (0,registry_json/* numberAt */.tk)(value, "line");
    const texts = ["said", "cause", "remedy", "source", "kept"].flatMap((key) => {
        const text = (0,registry_json/* stringAt */.bX)(value, key);
        return text === undefined ? [] : [[key, text.slice(0, 2000)]];
    });
    return { ...(line === undefined ? {} : { line }), ...Object.fromEntries(texts) };
}

// EXTERNAL MODULE: ./lib/registry/record.js
var record = __webpack_require__(6950);
// EXTERNAL MODULE: ./lib/registry/reference.js
var reference = __webpack_require__(9758);
// EXTERNAL MODULE: ./lib/report/outputs.js
var outputs = __webpack_require__(8568);
;// CONCATENATED MODULE: ./lib/legs/leg-results.js





function legToJson(leg, { trigger, images }, outcomes, registry) {
    const withoutHost = (step) => ({
        ...step,
        name: (0,outputs/* cleanHost */.YH)(step.name, registry),
        error: step.error === undefined ? undefined : (0,outputs/* cleanHost */.YH)(step.error, registry),
    });
    const describe = (name) => {
        const outcome = outcomes.get(name);
        const fingerprint = images.get(name)?.decision.fingerprint;
        if (outcome === undefined)
            return { status: "failed", fingerprint, error: "the leg ended before this image did" };
        return {
            status: outcome.status,
            fingerprint,
            ...("digest" in outcome ? { digest: outcome.digest } : {}),
            ...(outcome.status === "built" ? { onDemand: outcome.onDemand } : {}),
            ...("sizeBytes" in outcome ? { sizeBytes: outcome.sizeBytes } : {}),
            ...("durationSeconds" in outcome
                ? { durationSeconds: outcome.durationSeconds, steps: outcome.steps.map(withoutHost) }
                : {}),
            ...(outcome.status === "failed"
                ? {
                    error: (0,outputs/* cleanHost */.YH)(outcome.message, registry),
                    ...(outcome.failure === undefined ? {} : { failure: cleanDetail(outcome.failure, registry) }),
                }
                : {}),
            ...(outcome.status === "blocked" ? { because: outcome.because } : {}),
        };
    };
    return {
        version: 1,
        leg: leg.name,
        platform: leg.platform,
        attempt: Number(trigger.runAttempt) || 1,
        images: Object.fromEntries(leg.images.map((name) => [name, describe(name)])),
    };
}
/** `undefined`: not a leg's file. */
function parseLegResults(text) {
    const json = (0,registry_json/* parseJsonObject */.dw)(text);
    const leg = (0,registry_json/* stringAt */.bX)(json, "leg");
    const platform = (0,registry_json/* stringAt */.bX)(json, "platform");
    const images = (0,registry_json/* objectAt */.lJ)(json, "images");
    if (json?.version !== 1 || leg === undefined || platform === undefined || images === undefined)
        return undefined;
    const parsed = new Map();
    for (const [name, image] of Object.entries(images)) {
        if (!(0,registry_json/* isObject */.Gv)(image))
            return undefined;
        const status = ["built", "reused", "failed", "blocked"].find((one) => one === image.status);
        if (status === undefined)
            return undefined;
        parsed.set(name, {
            status,
            fingerprint: (0,registry_json/* stringAt */.bX)(image, "fingerprint") ?? "",
            digest: (0,reference/* parseDigest */.m)((0,registry_json/* stringAt */.bX)(image, "digest") ?? ""),
            durationSeconds: (0,registry_json/* numberAt */.tk)(image, "durationSeconds") ?? 0,
            sizeBytes: (0,registry_json/* numberAt */.tk)(image, "sizeBytes"),
            error: (0,registry_json/* stringAt */.bX)(image, "error"),
            because: (0,registry_json/* stringAt */.bX)(image, "because"),
            failure: parseFailureDetail(image.failure),
            ...(0,record/* parseOnDemand */.EQ)(image),
            steps: Array.isArray(image.steps) ? image.steps.filter(isStep) : [],
        });
    }
    return { leg, platform: platform, attempt: (0,registry_json/* numberAt */.tk)(json, "attempt") ?? 1, images: parsed };
}
/** The log's line may name the registry; the other texts are ours, or a figure. */
function cleanDetail(failure, registry) {
    const { said, kept } = failure;
    return {
        ...failure,
        ...(said === undefined ? {} : { said: (0,outputs/* cleanHost */.YH)(said, registry) }),
        ...(kept === undefined ? {} : { kept: (0,outputs/* cleanHost */.YH)(kept, registry) }),
    };
}
function isStep(value) {
    return (0,registry_json/* isObject */.Gv)(value) && typeof value.name === "string" && typeof value.seconds === "number";
}


/***/ }),

/***/ 9532:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ readStoredPlan)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _registry_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9869);
/** The plan of an earlier job, as this job reads it: from the input's text or from the file that it names. */


/** Throws UserError where there is no whole plan: `mode: plan` wrote it, so its form is checked, not each value. */
async function readStoredPlan(world, value) {
    const text = value.startsWith("{") ? value : await readFile(world, value);
    const from = value.startsWith("{") ? "input plan" : `input plan: ${value}`;
    let json;
    try {
        json = JSON.parse(text);
    }
    catch (error) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${from}: expected the plan's JSON: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
    }
    const isWhole = (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(json) &&
        json.version === 1 &&
        (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(json.trigger) &&
        (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(json.images) &&
        Array.isArray(json.legs) &&
        typeof json.nonce === "string" &&
        Object.values(json.images).every((image) => (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(image) && typeof image.fingerprint === "string" && Array.isArray(image.repositories));
    if (!isWhole) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${from}: expected a plan of this version of the action (version 1, with images, legs and nonce), found ${JSON.stringify(text.slice(0, 60))}`);
    }
    return json;
}
async function readFile(world, value) {
    const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
    const stat = await world.files.stat(path);
    // What the artifact of the plan was unpacked to.
    const text = await world.files.readText(stat?.kind === "directory" ? `${path}/plan.json` : path);
    if (text === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`input plan: expected JSON, or the file or folder of a plan, found ${JSON.stringify(value.slice(0, 80))}, which is none`);
    }
    return text;
}


/***/ }),

/***/ 4008:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ readRecords),
/* harmony export */   x: () => (/* binding */ readLastAgain)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _record_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6950);
/** The records that one run is compared with and predicted from. */


/** History is worth no more waiting than this. */
const LONGEST_MS = 15_000;
/** Never throws, and waits for seconds only: a run without history tells less, nothing else. */
async function readRecords(world, store, plan) {
    const found = new Map();
    if (store === undefined)
        return found;
    const ended = new AbortController();
    const reading = Promise.all([...plan.images].map(async ([name, image]) => {
        try {
            found.set(name, await readOne(world, store, plan, image));
        }
        catch (error) {
            world.log.debug(`${name}: no record of earlier builds: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
        }
    }));
    await Promise.race([reading, world.clock.sleep(LONGEST_MS, ended.signal)]);
    ended.abort();
    return new Map(found);
}
/** For a new record: what was not read before the build is asked for once more, so that the trend is not cut. */
async function readLastAgain(world, store, { trigger }, { spec: { name, repositories } }, before) {
    if (before !== undefined && before.isLastUnread !== true)
        return before.last;
    try {
        return await (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .readRecord */ .aE)(store, repositories[0], [(0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .lastRecordTags */ .j$)(trigger)[0]]);
    }
    catch (error) {
        world.log.warning(`${name}: its trend begins anew: the record of its last build cannot be read: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
        return undefined;
    }
}
async function readOne(world, store, { trigger }, { spec, decision }) {
    const [repository] = spec.repositories;
    if (decision.action === "reuse") {
        const own = (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .recordTag */ .yg)(trigger, decision.fingerprint);
        const trusted = `record-${decision.fingerprint.slice(0, 20)}`;
        return {
            last: undefined,
            baseline: undefined,
            reused: await (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .readRecord */ .aE)(store, repository, [...new Set([trusted, own])]),
        };
    }
    const [line] = (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .lastRecordTags */ .j$)(trigger);
    const tags = (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .baselineTags */ .f6)(trigger);
    // One that cannot be read costs the other nothing.
    const read = (wanted) => (0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .readRecord */ .aE)(store, repository, wanted).catch((error) => {
        world.log.debug(`${spec.name}: a record was not read: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
        return "unread";
    });
    const reading = read([line]);
    const readBaseline = async () => {
        if (tags[0] !== line)
            return read(tags);
        // Where the line is compared with itself, its record is read once.
        const own = await reading;
        const isThere = own !== undefined && own !== "unread";
        return isThere || tags.length === 1 ? own : read(tags.slice(1));
    };
    const [own, compared] = await Promise.all([reading, readBaseline()]);
    return {
        last: own === "unread" ? undefined : own,
        baseline: compared === "unread" ? undefined : compared,
        reused: undefined,
        isLastUnread: own === "unread",
    };
}


/***/ }),

/***/ 5810:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ renderGantt)
/* harmony export */ });
/* harmony import */ var _build_describe_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7942);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5402);
/** The run as a Mermaid Gantt chart: images and their long steps, in real time. Pure. */


const MAX_IMAGES = 20;
const STEPS_PER_IMAGE = 5;
/** "" where nothing was built. Times count from the first step of the run. */
function renderGantt(images) {
    const built = Object.entries(images).filter(([, { status, steps }]) => (status === "built" || status === "failed") && steps.some(isWorthABar));
    const starts = built.flatMap(([, { steps }]) => steps.flatMap(({ intervals }) => intervals?.[0]?.[0] ?? []));
    const start = starts.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
    const sections = built.slice(0, MAX_IMAGES).flatMap(([name, image]) => {
        const longest = image.steps
            .filter(isWorthABar)
            .sort((a, b) => b.seconds - a.seconds)
            .slice(0, STEPS_PER_IMAGE);
        const whole = spanOf(image, start);
        return [
            `    section ${ganttText(name)}`,
            ...(whole === undefined ? [] : [bar(name, image.status === "failed" ? "crit" : "active", whole)]),
            ...longest.map((step) => {
                const from = (step.intervals?.[0]?.[0] ?? start) - start;
                const begin = Number.isFinite(from) ? from : 0;
                const end = begin + step.seconds * 1000;
                return bar((0,_build_describe_step_js__WEBPACK_IMPORTED_MODULE_0__/* .titleOfStep */ .KH)(step), step.error === undefined ? "" : "crit", [begin, end]);
            }),
        ];
    });
    if (sections.length === 0)
        return "";
    const hours = built.some(([, { durationSeconds }]) => durationSeconds >= 3600);
    return [
        "```mermaid",
        "gantt",
        "    dateFormat x",
        `    axisFormat ${hours ? "%H:%M" : "%M:%S"}`,
        ...sections,
        "```",
    ].join("\n");
}
function isWorthABar(step) {
    return step.seconds >= 0.1 && !step.name.startsWith("[internal]");
}
function spanOf({ steps }, start) {
    const all = steps.flatMap(({ intervals }) => intervals ?? []).flat();
    if (all.length === 0)
        return undefined;
    return [Math.min(...all) - start, Math.max(...all) - start];
}
function bar(name, mark, [from, to]) {
    const begin = Math.round(from);
    return `    ${ganttText(name)} :${mark === "" ? "" : `${mark}, `}${begin}, ${Math.max(begin + 1, Math.round(to))}`;
}
/** Mermaid reads `:`, `;`, `#`, commas and line ends as syntax, and some words at a line's start. */
function ganttText(text) {
    const clean = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .plainText */ .wh)(text)
        .replace(/[^A-Za-z0-9 ._/=+()[\]-]+/g, " ")
        .replaceAll("](", "] (")
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, 60);
    const isWord = /^(gantt|section|title|click|call|href|done|today|date|exclude|include|axis|tick|weekday|weekend|inclusive|top|acc)/i;
    return isWord.test(clean) || clean === "" ? `- ${clean}` : clean;
}


/***/ }),

/***/ 3589:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ problemsKey),
/* harmony export */   b: () => (/* binding */ partKey)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(646);
/** Which part of a run's comment is a job's own. Pure. */


/** Jobs of a matrix have one name: their images tell them apart. */
function partKey({ GITHUB_JOB = "" }, images) {
    return `${GITHUB_JOB}-${hashOf([...images].sort().join("\n"))}`;
}
/** Of a job that does not know its images yet. */
function problemsKey(env) {
    return `${env.GITHUB_JOB ?? ""}-problems-${hashOf(env[(0,_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputVariable */ .LO)("images")] ?? "")}`;
}
function hashOf(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(text).digest("hex").slice(0, 10);
}


/***/ }),

/***/ 8151:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ renderComment)
/* harmony export */ });
/* harmony import */ var _chart_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5810);
/* harmony import */ var _image_table_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(910);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5402);
/* harmony import */ var _savings_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3773);
/** A run's report as a pull request's comment. Made of the report's values alone, which may be an attacker's. Pure. */




/** GitHub takes 65,536 characters; a comment is read on a phone. */
const MAX_ROWS = 60;
const MAX_CHARACTERS = 50_000;
/** Failures first. `url` leads to the run, whose summary has the rest. */
function renderComment(report, url) {
    const sorted = (0,_image_table_js__WEBPACK_IMPORTED_MODULE_0__/* .sortImages */ .PM)(report.images);
    const shown = sorted.slice(0, MAX_ROWS);
    const flags = sorted.flatMap(([name, { flags = [] }]) => flags.map(({ kind, text }) => `- ${kind === "over-budget" ? "❌" : "⚠️"} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeCell */ .kq)(name)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .escapeCell */ .kq)(text.slice(0, 300))}`));
    const commit = /^[0-9a-f]{40}$/.test(report.trigger.sha ?? "")
        ? report.trigger.sha?.slice(0, 10)
        : undefined;
    const where = [
        commit === undefined ? "" : `commit ${commit}`,
        url === undefined ? "" : `[summary of the run](${url})`,
    ].filter((text) => text !== "");
    const table = `${_image_table_js__WEBPACK_IMPORTED_MODULE_0__/* .TABLE_HEAD */ .Um}${shown.map(([name, image]) => (0,_image_table_js__WEBPACK_IMPORTED_MODULE_0__/* .renderRow */ .re)(name.slice(0, 200), image)).join("")}`;
    const parts = [
        `### Images: ${(0,_image_table_js__WEBPACK_IMPORTED_MODULE_0__/* .headline */ .Pl)(Object.values(report.images))}`,
        table.trimEnd(),
        sorted.length > shown.length ? `… and ${sorted.length - shown.length} more images.` : "",
        flags.slice(0, 30).join("\n"),
        report.savings === undefined ? "" : (0,_savings_js__WEBPACK_IMPORTED_MODULE_2__/* .describeSavings */ .v)(report.savings),
        where.join(" · "),
        (0,_chart_js__WEBPACK_IMPORTED_MODULE_3__/* .renderGantt */ .Z)(report.images),
    ].filter((part) => part !== "");
    let text = "";
    for (const part of parts) {
        if (text.length + part.length > MAX_CHARACTERS)
            continue;
        text += `${part}\n\n`;
    }
    return text.trimEnd();
}


/***/ }),

/***/ 910:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PM: () => (/* binding */ sortImages),
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   Um: () => (/* binding */ TABLE_HEAD),
/* harmony export */   re: () => (/* binding */ renderRow)
/* harmony export */ });
/* harmony import */ var _build_describe_step_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7942);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5402);
/** One row for each image: result, why, time and size against the base. Pure markdown. */


const RANK = { failed: 0, blocked: 1, built: 2, reused: 3 };
/** Failures first, so that what is cut off at the end is what matters least. */
function sortImages(images) {
    const isFlagged = ({ flags }) => ((flags ?? []).length > 0 ? 0 : 1);
    return Object.entries(images).sort(([, a], [, b]) => RANK[a.status] - RANK[b.status] || isFlagged(a) - isFlagged(b));
}
/** `1 built, 3 reused, 1 failed`. */
function headline(results) {
    const all = [...results];
    const counts = ["failed", "blocked", "built", "reused"].map((status) => {
        const count = all.filter((result) => result.status === status).length;
        return count === 0 ? "" : `${count} ${status}`;
    });
    return counts.filter((text) => text !== "").join(", ") || "none";
}
const TABLE_HEAD = "| image | result | why | time | against base | size | against base | cached steps | digest |\n|---|---|---|--:|--:|--:|--:|--:|---|\n";
function renderRow(name, image) {
    const { status, before, sizeBytes, hits, digest } = image;
    const mark = { failed: "❌ failed", blocked: "⛔ blocked", built: "🔨 built", reused: "♻️ reused" }[status];
    const ran = status === "built" || status === "failed";
    const why = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeCell */ .kq)((image.error ?? image.reasons.join("; ")).slice(0, 300));
    const seconds = image.durationSeconds;
    const cells = [
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeCell */ .kq)(name),
        mark,
        why,
        ran ? (0,_build_describe_step_js__WEBPACK_IMPORTED_MODULE_1__/* .formatSeconds */ .Xo)(seconds) : "",
        status === "built" && before !== undefined && seconds > 0
            ? difference(seconds, before.durationSeconds, _build_describe_step_js__WEBPACK_IMPORTED_MODULE_1__/* .formatSeconds */ .Xo)
            : "",
        sizeBytes === undefined ? "" : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z3)(sizeBytes),
        sizeBytes === undefined || before?.sizeBytes === undefined
            ? ""
            : difference(sizeBytes, before.sizeBytes, _markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z3),
        !ran || hits === undefined || hits.total === 0 ? "" : `${hits.cached} of ${hits.total}`,
        digest === undefined ? "" : `\`${digest.slice(7, 19)}\``,
    ];
    return `| ${cells.join(" | ")} |\n`;
}
function difference(now, before, format) {
    if (before === 0 || Math.abs(now - before) / before < 0.005)
        return "same";
    const share = Math.round((Math.abs(now - before) / before) * 100);
    return `${now > before ? "+" : "−"}${format(Math.abs(now - before))} (${share} %)`;
}


/***/ }),

/***/ 2676:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  I: () => (/* binding */ publishLeg),
  f: () => (/* binding */ publishOutcomes)
});

// EXTERNAL MODULE: ./lib/build/describe-step.js
var describe_step = __webpack_require__(7942);
// EXTERNAL MODULE: ./lib/github/comment.js + 1 modules
var comment = __webpack_require__(1337);
// EXTERNAL MODULE: ./lib/legs/leg-results.js + 1 modules
var leg_results = __webpack_require__(211);
// EXTERNAL MODULE: ./lib/build/step-lines.js
var step_lines = __webpack_require__(5486);
// EXTERNAL MODULE: ./lib/registry/record.js
var record = __webpack_require__(6950);
// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(5402);
;// CONCATENATED MODULE: ./lib/report/regressions.js
/** What became worse against the baseline, and which budgets are broken. Pure. */


/** A share and an amount: both must be passed, so that neither seconds nor noise are flagged. */
const SLOWER_IMAGE = { share: 0.3, seconds: 60 };
const SLOWER_STEP = { share: 0.5, seconds: 30 };
const LARGER = { share: 0.1, bytes: 50_000_000 };
const FEWER_HITS = { share: 0.3, steps: 4 };
function findRegressions(now, before) {
    const texts = [];
    const more = now.durationSeconds - before.durationSeconds;
    if (more > SLOWER_IMAGE.seconds && more > before.durationSeconds * SLOWER_IMAGE.share) {
        texts.push(`built in ${(0,describe_step/* formatSeconds */.Xo)(now.durationSeconds)}, was ${(0,describe_step/* formatSeconds */.Xo)(before.durationSeconds)}`);
    }
    for (const step of now.steps) {
        if (step.earlierTry !== undefined)
            continue;
        const was = before.steps.find(({ name }) => name === step.name);
        if (was === undefined || was.cached || step.cached || was.error !== undefined)
            continue;
        const added = step.seconds - was.seconds;
        if (added > SLOWER_STEP.seconds && added > was.seconds * SLOWER_STEP.share) {
            const name = (0,markdown/* plainText */.wh)(step.name).slice(0, 100);
            texts.push(`${name} took ${(0,describe_step/* formatSeconds */.Xo)(step.seconds)}, was ${(0,describe_step/* formatSeconds */.Xo)(was.seconds)}`);
        }
    }
    if (now.sizeBytes !== undefined && before.sizeBytes !== undefined) {
        const added = now.sizeBytes - before.sizeBytes;
        if (added > LARGER.bytes && added > before.sizeBytes * LARGER.share) {
            texts.push(`${(0,markdown/* formatBytes */.z3)(now.sizeBytes)}, was ${(0,markdown/* formatBytes */.z3)(before.sizeBytes)}`);
        }
    }
    const [rate, wasRate] = [hitRate(now.hits), hitRate(before.hits)];
    const isFewer = rate !== undefined && wasRate !== undefined && wasRate - rate > FEWER_HITS.share;
    // A changed requirement costs hits too, and is no news: worth a word only where it cost time.
    if (isFewer && more > SLOWER_IMAGE.seconds) {
        texts.push(`${percent(rate)} of its steps came from the cache, was ${percent(wasRate)}`);
    }
    return texts.map((text) => ({ kind: "worse", text }));
}
function hitRate(hits) {
    return hits === undefined || hits.total < FEWER_HITS.steps ? undefined : hits.cached / hits.total;
}
function percent(share) {
    return `${Math.round(share * 100)} %`;
}
/** `durationSeconds` counts for what was built only: a reused image's is 0. */
function findBrokenBudgets(now, budget) {
    const texts = [];
    const { sizeMb, seconds } = budget;
    if (sizeMb !== undefined && now.sizeBytes !== undefined && now.sizeBytes > sizeMb * 1_000_000) {
        texts.push(`budget size-mb: at most ${sizeMb}, found ${(now.sizeBytes / 1_000_000).toFixed(1)}`);
    }
    if (seconds !== undefined && now.durationSeconds > seconds) {
        texts.push(`budget seconds: at most ${seconds}, found ${now.durationSeconds.toFixed(1)}`);
    }
    return texts.map((text) => ({ kind: "over-budget", text }));
}

// EXTERNAL MODULE: ./lib/plan/tags.js
var tags = __webpack_require__(5126);
;// CONCATENATED MODULE: ./lib/report/results.js

/** In the plan's order. An image without an outcome (the run was cut short) counts as failed. */
function collectResults(plan, outcomes, registry) {
    return new Map(plan.order.map((name) => [name, resultOf(plan, name, outcomes.get(name), registry)]));
}
function resultOf(plan, name, outcome, registry) {
    const image = plan.images.get(name);
    if (image === undefined)
        throw new Error(`the plan has no image ${name}`);
    const { spec, decision } = image;
    const prefix = registry?.prefix ?? "";
    const digest = outcome?.status === "built" || outcome?.status === "reused" ? outcome.digest : undefined;
    const sizeBytes = outcome?.status === "built" || outcome?.status === "reused" ? outcome.sizeBytes : undefined;
    const found = outcome?.status === "reused" ? outcome.place : undefined;
    const repository = prefix + (found?.repository ?? spec.repositories[0]);
    const error = errorOf(outcome, decision);
    return {
        status: outcome?.status ?? "failed",
        ...(digest !== undefined && registry !== undefined
            ? { uri: `${registry.host}/${repository}@${digest}` }
            : {}),
        repository,
        ...(spec.repositories.length > 1 ? { repositories: spec.repositories.map((one) => prefix + one) } : {}),
        tag: found?.tag ?? (0,tags/* sourceTag */.Yr)(plan.trigger, decision.fingerprint),
        ...(digest === undefined ? {} : { digest }),
        platforms: spec.platforms,
        fingerprint: decision.fingerprint,
        reasons: decision.reasons,
        durationSeconds: outcome !== undefined && "durationSeconds" in outcome ? round(outcome.durationSeconds) : 0,
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(spec.parameter === undefined ? {} : { parameter: spec.parameter }),
        ...(error === undefined ? {} : { error }),
    };
}
function errorOf(outcome, decision) {
    if (outcome === undefined)
        return "the run ended before this image did";
    if (outcome.status === "failed")
        return outcome.message;
    if (outcome.status !== "blocked")
        return undefined;
    const isTwin = decision.action === "share" && decision.with === outcome.because;
    return isTwin
        ? `the image of the same content, ${outcome.because}, failed`
        : `its base ${outcome.because} failed`;
}
function round(seconds) {
    return Math.round(seconds * 10) / 10;
}

// EXTERNAL MODULE: ./lib/report/savings.js
var report_savings = __webpack_require__(3773);
;// CONCATENATED MODULE: ./lib/report/build-report.js
/** Plan, outcomes and records → the report of the run. Pure. */





function buildReport(facts) {
    const { plan, outcomes, records, registry, costPerMinute } = facts;
    const images = {};
    for (const [name, result] of collectResults(plan, outcomes, registry)) {
        const spec = plan.images.get(name)?.spec;
        const report = imageReport(result, outcomes.get(name), records.get(name), spec?.budget ?? {});
        const path = spec?.dockerfile.kind === "file" ? { dockerfile: spec.dockerfile.path } : {};
        images[name] = { ...report, ...path };
    }
    const reused = Object.values(images).filter(({ status }) => status === "reused");
    // One build would have made all images of one content.
    const byContent = new Map();
    for (const { fingerprint, savedSeconds } of reused) {
        byContent.set(fingerprint, byContent.get(fingerprint) ?? savedSeconds);
    }
    const savings = (0,report_savings/* countSavings */.p)([...byContent.values()], costPerMinute);
    return { version: 1, trigger: plan.trigger, images, ...(reused.length === 0 ? {} : { savings }) };
}
function imageReport(result, outcome, records, budget) {
    const steps = outcome !== undefined && "steps" in outcome ? outcome.steps : [];
    const layers = outcome?.status === "built" ? outcome.layers : undefined;
    const onDemand = outcome?.status === "built" ? outcome.onDemand : undefined;
    const hits = (0,step_lines/* countHits */.a)(steps);
    const measured = { ...result, steps, hits };
    const { baseline, reused, last } = records ?? {};
    // A twin was not built for itself: nothing of it can be compared.
    const worse = result.status === "built" && steps.length > 0 && baseline !== undefined
        ? findRegressions(measured, baseline)
        : [];
    const flags = [...worse, ...(result.status === "failed" ? [] : findBrokenBudgets(measured, budget))];
    return {
        ...result,
        steps,
        ...(layers === undefined || layers.length === 0 ? {} : { layers }),
        ...(onDemand === undefined ? {} : { onDemand }),
        ...(outcome?.status !== "failed" || outcome.failure === undefined ? {} : { failure: outcome.failure }),
        ...(hits.total === 0 ? {} : { hits }),
        ...(baseline === undefined ? {} : { before: entryOf(baseline) }),
        ...(last === undefined ? {} : { history: (0,record/* continueHistory */.s$)(last) }),
        ...(reused === undefined ? {} : { savedSeconds: reused.durationSeconds }),
        ...(flags.length === 0 ? {} : { flags }),
    };
}
function entryOf({ builtAt, commit, durationSeconds, sizeBytes, hits }) {
    return {
        builtAt,
        durationSeconds,
        ...(commit === undefined ? {} : { commit }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(hits === undefined ? {} : { hits }),
    };
}

// EXTERNAL MODULE: ./lib/report/comment-part.js
var comment_part = __webpack_require__(3589);
// EXTERNAL MODULE: ./lib/report/comment-text.js
var comment_text = __webpack_require__(8151);
// EXTERNAL MODULE: ./lib/report/hand-over.js
var hand_over = __webpack_require__(5568);
// EXTERNAL MODULE: ./lib/report/image-table.js
var image_table = __webpack_require__(910);
// EXTERNAL MODULE: ./lib/report/outputs.js
var report_outputs = __webpack_require__(8568);
// EXTERNAL MODULE: ./lib/lazy/read-fetched.js
var read_fetched = __webpack_require__(3684);
// EXTERNAL MODULE: ./lib/report/chart.js
var chart = __webpack_require__(5810);
;// CONCATENATED MODULE: ./lib/report/duplicate-layers.js

/** Below it nobody would change a Dockerfile for. */
const WORTH_BYTES = 10_000_000;
/** One sentence for each; BuildKit's `COPY --chown` and `--chmod` write the files once. */
function findDuplicates(layers) {
    return layers.flatMap(({ instruction = "", bytes }, index) => {
        const [, tool] = /^(?:RUN\b.*?)?\b(chown|chmod)\s/s.exec(instruction) ?? [];
        if (tool === undefined || bytes < WORTH_BYTES)
            return [];
        const copied = layers.slice(0, index).findLast(({ instruction: one = "", bytes: size }) => {
            return /^(COPY|ADD)\b/.test(one) && size >= bytes * 0.5;
        });
        if (copied === undefined)
            return [];
        return [
            `${(0,markdown/* formatBytes */.z3)(bytes)} are in the image twice: ${tool} after ${(copied.instruction ?? "").slice(0, 80)} copies every file into another layer; write COPY --${tool} instead`,
        ];
    });
}
/** An instruction as a Dockerfile has it, from an image's history. */
function tidyInstruction(text) {
    return (text ?? "")
        .replace(/^\/bin\/sh -c #\(nop\)\s+/, "")
        .replace(/^(RUN )?(\|\d+ .*? )?\/bin\/sh -c /, "RUN ")
        .replace(/\s*# buildkit$/, "");
}

;// CONCATENATED MODULE: ./lib/report/failure-table.js
/** Failures whose cause is known, as a table: where, what was said, why, what helps. Pure markdown. */

const HEAD = "| image | line | it said | cause | what helps |\n|---|---|---|---|---|";
/** The whole section: a table of what is known, then the messages of the others, then what was kept. */
function renderFailures(images) {
    const failed = Object.entries(images).filter(([, { status }]) => status === "failed");
    const known = failed.filter(([, { failure }]) => failure?.cause !== undefined);
    const others = failed.filter(([, { failure }]) => failure?.cause === undefined);
    const messages = others.flatMap(([name, { error }]) => error === undefined ? [] : [`- ❌ **${(0,markdown/* escapeCell */.kq)(name)}**: ${(0,markdown/* escapeCell */.kq)(error.slice(0, 4000))}`]);
    const kept = known.flatMap(([name, { failure }]) => failure?.kept === undefined ? [] : [`- **${(0,markdown/* escapeCell */.kq)(name)}**: ${(0,markdown/* escapeCell */.kq)(failure.kept)}`]);
    const table = known.length === 0 ? "" : [HEAD, ...known.map(([name, image]) => row(name, image))].join("\n");
    return [table, messages.join("\n"), kept.join("\n")].filter((part) => part !== "").join("\n\n");
}
function row(name, { failure = {}, dockerfile }) {
    const { line, said, cause, remedy, source } = failure;
    const place = line === undefined ? "" : (0,markdown/* codeCell */.MZ)(`${dockerfile?.slice(-80) ?? "Dockerfile"}:${line}`);
    const isLink = /^https:\/\/[\w./#?=&%:~-]+$/.test(source ?? "");
    const helps = `${(0,markdown/* escapeCell */.kq)((remedy ?? "").slice(0, 1000))}${isLink ? ` ([more](${source}))` : ""}`;
    return `| ❌ ${(0,markdown/* escapeCell */.kq)(name)} | ${place} | ${(0,markdown/* codeCell */.MZ)(said ?? "", 400)} | ${(0,markdown/* escapeCell */.kq)((cause ?? "").slice(0, 1000))} | ${helps} |`;
}

;// CONCATENATED MODULE: ./lib/report/trend.js
/** How an image's builds went over time, as a Mermaid chart. Pure. */

const MAX_BUILDS = 12;
const MAX_CHARTS = 5;
/** Two points are a comparison, which the table has. */
const MIN_BUILDS = 3;
/** A chart for each built image with a history, the longest build first; the last bar is this run. */
function renderTrends(images) {
    return Object.entries(images)
        .filter(([, image]) => hasTrend(image))
        .sort(([, a], [, b]) => b.durationSeconds - a.durationSeconds)
        .slice(0, MAX_CHARTS)
        .map(([name, image]) => renderTrend(name, image))
        .join("\n\n");
}
/** A twin was built under another name: its own time is none. */
function hasTrend({ status, durationSeconds, history = [] }) {
    return status === "built" && durationSeconds > 0 && history.length + 1 >= MIN_BUILDS;
}
function renderTrend(name, { durationSeconds, history = [] }) {
    const seconds = [...history.map((one) => one.durationSeconds), durationSeconds].slice(-MAX_BUILDS);
    const isLong = Math.max(...seconds) >= 300;
    const values = seconds.map((one) => (isLong ? one / 60 : one).toFixed(1));
    const first = 1 - seconds.length;
    const labels = seconds.map((_, index) => (first + index === 0 ? "now" : String(first + index)));
    const top = Math.max(...values.map(Number), 0.1);
    return [
        "```mermaid",
        "xychart-beta",
        `    title "${chartText(name)}"`,
        `    x-axis [${labels.map((label) => `"${label}"`).join(", ")}]`,
        `    y-axis "${isLong ? "minutes" : "seconds"}" 0 --> ${(top * 1.1).toFixed(1)}`,
        `    bar [${values.join(", ")}]`,
        "```",
    ].join("\n");
}
/** What stands between quotes must not end them. */
function chartText(text) {
    const clean = (0,markdown/* plainText */.wh)(text)
        .replace(/[^A-Za-z0-9 ._/-]+/g, " ")
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, 60);
    return clean === "" ? "-" : clean;
}

;// CONCATENATED MODULE: ./lib/report/summary.js
/** The job summary: one table, what became worse, a picture of the run, slow steps, big layers. Pure markdown. */









/** GitHub drops a summary past 1 MiB (bytes, per step) as a whole. */
const MAX_SUMMARY_BYTES = 900 * 1024;
const SLOWEST = 15;
const LARGEST = 15;
/** Parts stand in the order of their worth; what does not fit any more is left out with a word. */
function renderSummary(report) {
    const sorted = (0,image_table/* sortImages */.PM)(report.images);
    const head = `## Images: ${(0,image_table/* headline */.Pl)(Object.values(report.images))}\n\n${scopeLine(report)}${image_table/* TABLE_HEAD */.Um}`;
    const tail = [
        titled("Failures", renderFailures(report.images)),
        list("Worse than the base", flags(report)),
        report.savings === undefined ? "" : (0,report_savings/* describeSavings */.v)(report.savings),
        list("Layers read on demand", onDemand(report)),
        titled("Timeline (minutes:seconds)", (0,chart/* renderGantt */.Z)(report.images)),
        titled("Last builds", renderTrends(report.images)),
        titled("Slowest steps", slowestSteps(report)),
        titled("Largest layers of what was built", largestLayers(report)),
        list("Layers to save", duplicates(report)),
    ].filter((part) => part !== "");
    return boundBytes(head, sorted.map(([name, image]) => (0,image_table/* renderRow */.re)(name, image)), tail);
}
function scopeLine({ trigger }) {
    if (trigger.scope.kind === "trusted")
        return "";
    return `Run of ${(0,markdown/* escapeCell */.kq)(trigger.scope.because)}: its images carry the tag prefix \`${(0,markdown/* escapeCell */.kq)(trigger.scope.prefix)}\`.\n\n`;
}
function flags({ images }) {
    return Object.entries(images).flatMap(([name, image]) => (image.flags ?? []).map(({ kind, text }) => `${kind === "over-budget" ? "❌" : "⚠️"} **${(0,markdown/* escapeCell */.kq)(name)}**: ${(0,markdown/* escapeCell */.kq)(text)}`));
}
function onDemand({ images }) {
    return Object.entries(images).flatMap(([name, { onDemand: read }]) => read === undefined ? [] : [`**${(0,markdown/* escapeCell */.kq)(name)}**: ${(0,read_fetched/* describeFetched */.pM)(read)}`]);
}
function slowestSteps({ images }) {
    const steps = Object.entries(images)
        .flatMap(([name, { steps: own, dockerfile }]) => own.map((step) => ({ name, dockerfile, step })))
        .filter(({ step }) => !step.cached && step.seconds >= 1)
        .sort((a, b) => b.step.seconds - a.step.seconds)
        .slice(0, SLOWEST);
    if (steps.length === 0)
        return "";
    const rows = steps.map(({ name, dockerfile, step }) => {
        const place = step.line === undefined ? "" : (0,markdown/* codeCell */.MZ)(`${dockerfile?.slice(-80) ?? "Dockerfile"}:${step.line}`);
        const moved = (step.bytesIn ?? 0) + (step.bytesOut ?? 0);
        const bytes = moved === 0 ? "" : (0,markdown/* formatBytes */.z3)(moved);
        return `| ${(0,markdown/* escapeCell */.kq)(name)} | ${(0,markdown/* codeCell */.MZ)((0,describe_step/* titleOfStep */.KH)(step))} | ${place} | ${(0,describe_step/* formatSeconds */.Xo)(step.seconds)} | ${bytes} |`;
    });
    return ["| image | step | line | time | moved |", "|---|---|---|--:|--:|", ...rows].join("\n");
}
function largestLayers({ images }) {
    const layers = Object.entries(images)
        .filter(([, { status }]) => status === "built")
        .flatMap(([name, image]) => (image.layers ?? []).map((layer) => ({ name, layer })))
        .filter(({ layer }) => layer.bytes >= 1_000_000)
        .sort((a, b) => b.layer.bytes - a.layer.bytes)
        .slice(0, LARGEST);
    if (layers.length === 0)
        return "";
    const rows = layers.map(({ name, layer }) => `| ${(0,markdown/* escapeCell */.kq)(name)} | ${(0,markdown/* formatBytes */.z3)(layer.bytes)} | ${(0,markdown/* codeCell */.MZ)(tidyInstruction(layer.instruction))} |`);
    return ["| image | compressed | made by |", "|---|--:|---|", ...rows].join("\n");
}
function duplicates({ images }) {
    return Object.entries(images).flatMap(([name, { layers = [] }]) => {
        const tidy = layers.map((layer) => ({ ...layer, instruction: tidyInstruction(layer.instruction) }));
        return findDuplicates(tidy).map((text) => `**${(0,markdown/* escapeCell */.kq)(name)}**: ${(0,markdown/* escapeCell */.kq)(text)}`);
    });
}
function list(title, lines) {
    return titled(title, lines.map((line) => `- ${line}`).join("\n"));
}
function titled(title, text) {
    return text === "" ? "" : `### ${title}\n\n${text}`;
}
/** The failures' own rows and messages come first, so they stay whatever is cut. */
function boundBytes(head, rows, parts) {
    let text = head;
    let bytes = Buffer.byteLength(head) + 200;
    const fits = (more, limit) => bytes + Buffer.byteLength(more) <= limit;
    const add = (more) => {
        text += more;
        bytes += Buffer.byteLength(more);
    };
    for (const [index, row] of rows.entries()) {
        // Half of the room is for the parts below the table.
        if (!fits(row, MAX_SUMMARY_BYTES / 2)) {
            add(`\n… and ${rows.length - index} more images.\n`);
            break;
        }
        add(row);
    }
    for (const part of parts) {
        if (fits(part, MAX_SUMMARY_BYTES))
            add(`\n${part}\n`);
        else {
            const room = MAX_SUMMARY_BYTES - bytes;
            const cut = Buffer.from(part).subarray(0, Math.max(0, room)).toString("utf8");
            const whole = cut.slice(0, cut.lastIndexOf("\n") + 1);
            // Half a chart is no chart.
            if (!whole.includes("```"))
                add(`\n${whole}`);
            add("\n… the rest does not fit; the report file has everything.\n");
            break;
        }
    }
    return text;
}

;// CONCATENATED MODULE: ./lib/report/timeline-page.js
/** A run as one HTML page that needs nothing else: bars of every image and step, like `cargo --timings`. Pure. */



const COLORS = {
    instruction: "#4c78a8",
    transfer: "#b279a2",
    base: "#9d755d",
    export: "#f58518",
    push: "#e45756",
    "cache-import": "#72b7b2",
    "cache-export": "#54a24b",
    internal: "#bab0ac",
};
const STYLE = `body{font:14px system-ui,sans-serif;margin:1.5rem;color:#1b1f24;background:#fff}
h1{font-size:1.3rem}h2{font-size:1rem;margin:1.2rem 0 .3rem}
.row{display:flex;align-items:center;height:1.25rem}.row:hover{background:#eef3f8}
.name{flex:0 0 26rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font:12px ui-monospace,monospace}
.bars{position:relative;flex:1;height:1rem;background:#f4f5f7}.bar{position:absolute;top:0;height:100%;min-width:2px}
.time{flex:0 0 7rem;text-align:right;font-size:12px}.failed .name{color:#b3261e;font-weight:600}.cached{opacity:.55}
.key span{display:inline-block;margin-right:1rem}.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem}
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e8eb}.bars{background:#23272c}.row:hover{background:#2a3037}}`;
/** No scripts and no outside resources: it opens anywhere, and text from a build stays text. */
function renderTimelinePage({ images }) {
    const all = Object.values(images).flatMap(({ steps }) => steps.flatMap(({ intervals }) => intervals ?? []));
    const start = all.reduce((least, [from]) => Math.min(least, from), Number.POSITIVE_INFINITY);
    const end = all.reduce((most, [, to]) => Math.max(most, to), start);
    const span = Math.max(1, end - start);
    const key = Object.entries(COLORS).map(([kind, color]) => `<span><i style="background:${color}"></i>${kind}</span>`);
    const parts = Object.entries(images).map(([name, image]) => renderImage(name, image, start, span));
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Timeline of the build</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<h1>Timeline of the build${all.length === 0 ? "" : `: ${(0,describe_step/* formatSeconds */.Xo)(span / 1000)}`}</h1>
<p class="key">${key.join("")}</p>
${parts.join("\n")}
</body></html>
`;
}
function renderImage(name, image, start, span) {
    const { status, steps, durationSeconds, sizeBytes, dockerfile = "Dockerfile" } = image;
    const facts = [
        status,
        durationSeconds > 0 ? (0,describe_step/* formatSeconds */.Xo)(durationSeconds) : "",
        sizeBytes === undefined ? "" : (0,markdown/* formatBytes */.z3)(sizeBytes),
        image.onDemand === undefined ? "" : (0,read_fetched/* describeFetched */.pM)(image.onDemand),
        image.savedSeconds === undefined ? "" : `last built in ${(0,describe_step/* formatSeconds */.Xo)(image.savedSeconds)}`,
    ];
    const rows = steps.map((step) => {
        const moved = [
            step.line === undefined ? "" : `${dockerfile}:${step.line}`,
            step.bytesIn === undefined ? "" : `in ${(0,markdown/* formatBytes */.z3)(step.bytesIn)}`,
            step.bytesOut === undefined ? "" : `out ${(0,markdown/* formatBytes */.z3)(step.bytesOut)}`,
            step.error ?? "",
        ];
        const title = [(0,describe_step/* titleOfStep */.KH)(step), ...moved].filter((text) => text !== "").join("\n");
        const color = COLORS[step.kind ?? "internal"];
        const bars = (step.intervals ?? []).map(([from, to]) => `<div class="bar" style="left:${timeline_page_percent(from - start, span)};width:${timeline_page_percent(to - from, span)};background:${color}"></div>`);
        const marks = `row step${step.error === undefined ? "" : " failed"}${step.cached ? " cached" : ""}`;
        const time = step.cached ? "cached" : (0,describe_step/* formatSeconds */.Xo)(step.seconds);
        return `<div class="${marks}" title="${escapeHtml(title)}"><div class="name">${escapeHtml((0,markdown/* plainText */.wh)((0,describe_step/* titleOfStep */.KH)(step)))}</div><div class="bars">${bars.join("")}</div><div class="time">${time}</div></div>`;
    });
    const told = facts.filter((text) => text !== "").join(" · ");
    return `<section class="image ${status}" data-image="${escapeHtml(name)}"><h2>${escapeHtml((0,markdown/* plainText */.wh)(name))} · ${escapeHtml(told)}</h2>\n${rows.join("\n")}</section>`;
}
function timeline_page_percent(part, whole) {
    return `${((part / whole) * 100).toFixed(3)}%`;
}
function escapeHtml(text) {
    return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

;// CONCATENATED MODULE: ./lib/report/trace.js
/** A run as Chrome trace JSON, which Perfetto and chrome://tracing open. Pure. */


/** A process for each image; steps that overlap get a thread each, so that no bar hides another. */
function renderTrace({ images }) {
    const traceEvents = Object.entries(images).flatMap(([image, { steps, status, onDemand }], index) => {
        const pid = index + 1;
        const named = {
            name: "process_name",
            ph: "M",
            pid,
            tid: 0,
            args: { name: `${image} (${status})` },
        };
        const told = onDemand === undefined
            ? []
            : [
                {
                    name: "process_labels",
                    ph: "M",
                    pid,
                    tid: 0,
                    args: { labels: (0,read_fetched/* describeFetched */.pM)(onDemand), ...onDemand },
                },
            ];
        const lanes = [];
        const events = steps
            .flatMap((step) => (step.intervals ?? []).map(([from, to]) => ({ step, from, to })))
            .sort((a, b) => a.from - b.from)
            .map(({ step, from, to }) => {
            const free = lanes.findIndex((end) => end <= from);
            const tid = free === -1 ? lanes.length : free;
            lanes[tid] = to;
            const { kind, cached, error, line, bytesIn, bytesOut } = step;
            return {
                name: (0,describe_step/* titleOfStep */.KH)(step),
                ph: "X",
                ts: from * 1000,
                dur: (to - from) * 1000,
                pid,
                tid: tid + 1,
                cat: kind ?? "step",
                args: { cached, error, line, bytesIn, bytesOut },
            };
        });
        return [named, ...told, ...events];
    });
    return { traceEvents };
}

;// CONCATENATED MODULE: ./lib/report/publish.js
/** Tells people and later steps what came of the builds. */














/** Outputs, summary and comment of `mode: all`; `true` when every image ended built or reused, within its budget. */
async function publishOutcomes(world, finished) {
    const { plan, outcomes, records, inputs, runnerPrice } = finished;
    const { registry } = inputs;
    const results = collectResults(plan, outcomes, registry);
    const costPerMinute = inputs.costPerMinute ?? runnerPrice;
    const report = buildReport({ plan, outcomes, records, registry, costPerMinute });
    const url = runUrl(world);
    const comment = (0,comment_text/* renderComment */.w)(report, url);
    const file = await (0,hand_over/* tryReport */.WE)(world, "report", report, {
        "trace.json": JSON.stringify(renderTrace(report)),
        "timeline.html": renderTimelinePage(report),
        "comment.md": `${comment}\n`,
    });
    const { outputs, notices } = (0,report_outputs/* buildOutputs */.JZ)(results, registry, file);
    (0,hand_over/* setOutputs */.n0)(world, outputs);
    for (const notice of notices)
        world.log.warning(notice);
    const isWithinBudget = tellFlags(world, plan, report);
    await (0,hand_over/* trySummary */.g8)(world, renderSummary(report));
    world.log.info(`Images: ${(0,image_table/* headline */.Pl)(results.values())}`);
    for (const [name, result] of results)
        world.log.info(`  ${name}: ${describeResult(result)}`);
    const saved = report.savings === undefined ? "" : (0,report_savings/* describeSavings */.v)(report.savings);
    if (saved !== "")
        world.log.info(saved);
    // A run that was cancelled has seconds left: enough for files, not for GitHub's API.
    if (!world.cancelled.aborted)
        await tryComment(world, finished, comment);
    const isWhole = [...results.values()].every(({ status }) => status === "built" || status === "reused");
    return isWhole && isWithinBudget;
}
/** Annotations for what became worse; `false` when a budget is broken. */
function tellFlags(world, plan, report) {
    let isWithin = true;
    for (const [name, { flags = [] }] of Object.entries(report.images)) {
        const at = plan.images.get(name)?.spec.definedAt.split(":")[0] ?? "";
        for (const { kind, text } of flags) {
            if (kind === "over-budget") {
                isWithin = false;
                world.log.error(`${name}: ${text}`, { file: at, title: `image ${name} is over its budget` });
            }
            else
                world.log.warning(`${name}: ${text}`);
        }
    }
    return isWithin;
}
/** `auto`: on pull requests of this repository; a fork's token may not write. */
async function tryComment(world, { plan, inputs }, markdown) {
    const { pullRequest, isFork } = plan.trigger;
    if (inputs.comment === "never" || pullRequest === undefined)
        return;
    if (isFork && inputs.comment === "auto") {
        world.log.info("no comment: a fork's pull request has no token that may write; the report folder has its text");
        return;
    }
    if (inputs.token === undefined) {
        world.log.warning("no comment: the input github-token is empty");
        return;
    }
    await (0,comment/* postComment */.G)(world, {
        token: inputs.token,
        pullRequest,
        kind: "images",
        key: world.env.GITHUB_WORKFLOW ?? "",
        // What an earlier attempt could not even begin.
        part: {
            key: (0,comment_part/* partKey */.b)(world.env, plan.order),
            runId: plan.trigger.runId,
            insteadOf: (0,comment_part/* problemsKey */.Q)(world.env),
        },
        markdown,
    });
}
function runUrl({ env }) {
    const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
    return GITHUB_SERVER_URL === undefined || GITHUB_RUN_ID === undefined
        ? undefined
        : `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}
/** What one leg leaves for the report: a file without any registry host; `true` when its images ended built or reused. */
async function publishLeg(world, leg, plan, outcomes, registry) {
    const file = await (0,hand_over/* writeReport */.u5)(world, "report", (0,leg_results/* legToJson */.o)(leg, plan, outcomes, registry));
    (0,hand_over/* setOutputs */.n0)(world, { report: file });
    const own = collectResults(plan, outcomes, registry);
    const facts = { plan, outcomes, records: new Map(), registry, costPerMinute: undefined };
    await (0,hand_over/* trySummary */.g8)(world, renderSummary(buildReport(facts)));
    for (const [name, result] of own)
        world.log.info(`  ${name}: ${describeResult(result)}`);
    return [...own.values()].every(({ status }) => status === "built" || status === "reused");
}
function describeResult(result) {
    const where = result.uri ?? (result.error === undefined ? "not pushed" : result.error);
    const time = result.durationSeconds > 0 ? ` in ${(0,describe_step/* formatSeconds */.Xo)(result.durationSeconds)}` : "";
    return `${result.status}${time}, ${where}`;
}


/***/ }),

/***/ 3773:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ countSavings),
/* harmony export */   v: () => (/* binding */ describeSavings)
/* harmony export */ });
/* harmony import */ var _build_describe_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7942);
/** What reuse saved: the time that the reused images took when they were last built, and its price. Pure. */

function countSavings(reused, costPerMinute) {
    const known = reused.filter((seconds) => seconds !== undefined);
    const seconds = Math.round(known.reduce((sum, one) => sum + one, 0) * 10) / 10;
    const dollars = costPerMinute === undefined ? {} : { dollars: (seconds / 60) * costPerMinute };
    return { seconds, images: known.length, unknown: reused.length - known.length, ...dollars };
}
/** "" where nothing is known to be saved. */
function describeSavings({ seconds, images, unknown, dollars }) {
    if (images === 0)
        return "";
    const what = images === 1 ? "The reused image" : `The ${images} reused images`;
    const money = dollars === undefined ? "" : ` (USD ${dollars.toFixed(2)} at this runner's rate)`;
    const rest = unknown === 0 ? "" : `; of ${unknown} more no build time is known`;
    return `${what} took ${(0,_build_describe_step_js__WEBPACK_IMPORTED_MODULE_0__/* .formatSeconds */ .Xo)(seconds)} when last built: ${(seconds / 60).toFixed(1)} runner minutes not spent${money}${rest}.`;
}


/***/ })

};
