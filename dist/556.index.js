export const id = 556;
export const ids = [556];
export const modules = {

/***/ 9556:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseCommentInputs: () => (/* reexport */ parseCommentInputs),
  runComment: () => (/* binding */ runComment)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/deploy/read-results.js
var read_results = __webpack_require__(4284);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/github/comment.js + 1 modules
var comment = __webpack_require__(1337);
// EXTERNAL MODULE: ./lib/report/comment-text.js
var comment_text = __webpack_require__(8151);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
// EXTERNAL MODULE: ./lib/registry/record.js
var record = __webpack_require__(6950);
;// CONCATENATED MODULE: ./lib/report/parse-report.js


const MAX_IMAGES = 2000;
const MAX_STEPS = 2000;
const STATUSES = ["built", "reused", "failed", "blocked"];
/** `undefined`: no report of this version. */
function parseReport(text) {
    const json = (0,registry_json/* parseJsonObject */.dw)(text);
    const images = (0,registry_json/* objectAt */.lJ)(json, "images");
    if (json?.version !== 1 || images === undefined)
        return undefined;
    const parsed = Object.entries(images)
        .slice(0, MAX_IMAGES)
        .flatMap(([name, value]) => {
        const image = (0,registry_json/* isObject */.Gv)(value) ? parseImage(value) : undefined;
        return image === undefined ? [] : [[name.slice(0, 200), image]];
    });
    const savings = parseSavings((0,registry_json/* objectAt */.lJ)(json, "savings"));
    return {
        version: 1,
        trigger: parseTrigger((0,registry_json/* objectAt */.lJ)(json, "trigger")),
        images: Object.fromEntries(parsed),
        ...(savings === undefined ? {} : { savings }),
    };
}
function parseSavings(json) {
    const [seconds, images, unknown] = [
        amount(json, "seconds"),
        amount(json, "images"),
        amount(json, "unknown"),
    ];
    if (seconds === undefined || images === undefined || unknown === undefined)
        return undefined;
    const dollars = amount(json, "dollars");
    return { seconds, images, unknown, ...(dollars === undefined ? {} : { dollars }) };
}
function parseImage(json) {
    const status = STATUSES.find((one) => one === json.status);
    if (status === undefined)
        return undefined;
    const digest = (0,registry_json/* stringAt */.bX)(json, "digest");
    const error = (0,registry_json/* stringAt */.bX)(json, "error");
    const hits = parseHits((0,registry_json/* objectAt */.lJ)(json, "hits"));
    const before = (0,registry_json/* objectAt */.lJ)(json, "before");
    const seconds = amount(before, "durationSeconds");
    const beforeBytes = amount(before, "sizeBytes");
    const bytes = amount(json, "sizeBytes");
    return {
        status,
        repository: ((0,registry_json/* stringAt */.bX)(json, "repository") ?? "").slice(0, 300),
        tag: ((0,registry_json/* stringAt */.bX)(json, "tag") ?? "").slice(0, 128),
        ...(digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? { digest } : {}),
        platforms: [],
        fingerprint: /^[0-9a-f]{64}$/.exec((0,registry_json/* stringAt */.bX)(json, "fingerprint") ?? "")?.[0] ?? "",
        reasons: (0,registry_json/* stringsAt */.kp)(json, "reasons")
            .slice(0, 20)
            .map((one) => one.slice(0, 300)),
        durationSeconds: amount(json, "durationSeconds") ?? 0,
        ...(bytes === undefined ? {} : { sizeBytes: bytes }),
        ...(error === undefined ? {} : { error: error.slice(0, 2000) }),
        steps: (0,registry_json/* objectsAt */.yR)(json, "steps").slice(0, MAX_STEPS).flatMap(parseStep),
        layers: (0,registry_json/* objectsAt */.yR)(json, "layers").slice(0, 500).flatMap(parseLayer),
        ...(hits === undefined ? {} : { hits }),
        ...(0,record/* parseOnDemand */.EQ)(json),
        ...(seconds === undefined
            ? {}
            : {
                before: {
                    builtAt: "",
                    durationSeconds: seconds,
                    ...(beforeBytes === undefined ? {} : { sizeBytes: beforeBytes }),
                },
            }),
        flags: (0,registry_json/* objectsAt */.yR)(json, "flags")
            .slice(0, 50)
            .map((one) => ({
            kind: one.kind === "over-budget" ? "over-budget" : "worse",
            text: ((0,registry_json/* stringAt */.bX)(one, "text") ?? "").slice(0, 300),
        })),
    };
}
function parseStep(json) {
    const name = (0,registry_json/* stringAt */.bX)(json, "name");
    const seconds = amount(json, "seconds");
    if (name === undefined || seconds === undefined)
        return [];
    const spans = Array.isArray(json.intervals) ? json.intervals.slice(0, 100) : [];
    const intervals = spans.flatMap((span) => {
        if (!Array.isArray(span))
            return [];
        const [from, to] = span;
        return Number.isFinite(from) && Number.isFinite(to) && from <= to ? [[from, to]] : [];
    });
    const error = (0,registry_json/* stringAt */.bX)(json, "error")?.slice(0, 500);
    return [{ name: name.slice(0, 300), cached: json.cached === true, seconds, error, intervals }];
}
function parseLayer(json) {
    const bytes = amount(json, "bytes");
    return bytes === undefined
        ? []
        : [{ digest: "", bytes, instruction: (0,registry_json/* stringAt */.bX)(json, "instruction")?.slice(0, 300) }];
}
function parseHits(json) {
    const [cached, total] = [amount(json, "cached"), amount(json, "total")];
    return cached === undefined || total === undefined ? undefined : { cached, total };
}
function amount(json, key) {
    const value = (0,registry_json/* numberAt */.tk)(json, key);
    return value === undefined || value < 0 ? undefined : value;
}
/** Only the commit is told, and only as one: the pull request comes from the event, never from here. */
function parseTrigger(json) {
    const sha = /^[0-9a-f]{40}$/.exec((0,registry_json/* stringAt */.bX)(json, "sha") ?? "")?.[0];
    return {
        event: "pull_request",
        scope: { kind: "untrusted", prefix: "", because: "a pull request" },
        baseScope: undefined,
        isFork: true,
        sha,
        branch: undefined,
        pullRequest: undefined,
        runId: "0",
        runAttempt: "1",
    };
}

// EXTERNAL MODULE: ./lib/github/ask.js
var ask = __webpack_require__(4018);
;// CONCATENATED MODULE: ./lib/comment/find-pull-requests.js
/** A finished run → the open pull requests that still have its commit, as GitHub itself tells. */


/** Throws an Error where GitHub does not answer. Of a fork, the event names no pull request (GitHub's documentation). */
async function findPullRequests(world, token, { headSha, headBranch, headRepository }) {
    const owner = headRepository.split("/")[0] ?? "";
    const query = new URLSearchParams({ state: "open", head: `${owner}:${headBranch}`, per_page: "100" });
    const { status, list, said } = await (0,ask/* askGithub */.f)(world, token, "GET", `pulls?${query}`);
    if (status !== 200)
        throw new Error(`listing pull requests of ${owner}:${headBranch}: ${status}${said}`);
    return list.filter(registry_json/* isObject */.Gv).flatMap((one) => {
        const head = (0,registry_json/* objectAt */.lJ)(one, "head");
        const number = (0,registry_json/* numberAt */.tk)(one, "number");
        const isIt = (0,registry_json/* stringAt */.bX)(head, "sha") === headSha && (0,registry_json/* stringAt */.bX)((0,registry_json/* objectAt */.lJ)(head, "repo"), "full_name") === headRepository;
        return isIt && number !== undefined ? [number] : [];
    });
}

// EXTERNAL MODULE: ./lib/input-modes.js
var input_modes = __webpack_require__(5446);
// EXTERNAL MODULE: ./lib/input-reader.js
var input_reader = __webpack_require__(1371);
;// CONCATENATED MODULE: ./lib/comment/comment-inputs.js
/** The inputs of `mode: comment`, and the finished run that its event tells of. Pure. */




/** `payload` is the parsed event file. Throws one UserError with all problems. */
function parseCommentInputs(read, event, payload) {
    const { text, problems } = (0,input_reader/* createInputReader */.i)(read);
    const token = text("github-token");
    const run = event === "workflow_run" ? readRun((0,registry_json/* isObject */.Gv)(payload) ? payload : undefined) : undefined;
    if (run === undefined) {
        problems.push(`mode comment: expected the event workflow_run of a workflow that ran for a pull request, found ${event}`);
    }
    if (text("results") === "" || text("results").startsWith("{"))
        problems.push("input results: mode comment needs the folder that the other run's report was downloaded to");
    if (token === "" || token.startsWith("${{"))
        problems.push("input github-token: mode comment needs a token with pull-requests: write, found none");
    problems.push(...(0,input_modes/* findForeignInputs */.T)("comment", read));
    const [first, ...rest] = problems;
    if (first !== undefined || run === undefined)
        throw new errors/* UserError */.y([first ?? "", ...rest]);
    return { results: text("results"), token, run };
}
function readRun(payload) {
    const run = (0,registry_json/* objectAt */.lJ)(payload, "workflow_run");
    const id = (0,registry_json/* numberAt */.tk)(run, "id");
    const headSha = /^[0-9a-f]{40}$/.exec((0,registry_json/* stringAt */.bX)(run, "head_sha") ?? "")?.[0];
    const headBranch = (0,registry_json/* stringAt */.bX)(run, "head_branch");
    const headRepository = (0,registry_json/* stringAt */.bX)((0,registry_json/* objectAt */.lJ)(run, "head_repository"), "full_name");
    if (!(0,registry_json/* stringAt */.bX)(run, "event")?.startsWith("pull_request"))
        return undefined;
    if (id === undefined || headSha === undefined || !headBranch || !headRepository)
        return undefined;
    return {
        id: String(id),
        workflow: (0,registry_json/* stringAt */.bX)(run, "name") ?? "",
        headSha,
        headBranch,
        headRepository,
        url: (0,registry_json/* stringAt */.bX)(run, "html_url") ?? "",
    };
}

;// CONCATENATED MODULE: ./lib/comment/run-comment.js
/** `mode: comment`: a fork's run has ended, and what it left becomes the pull request's comment. */








/** More than any run leaves; what a fork uploads has no bound of its own. */
const MOST_REPORTS = 20;
const LONGEST_REPORT = 20_000_000;
/** `true` also where there is nothing to comment on: only an answer that GitHub owes fails the step. */
async function runComment(world, { results, token, run }) {
    world.log.mask(token);
    const { texts } = await (0,read_results/* readResults */.x)(world, results);
    const reports = texts
        .slice(0, MOST_REPORTS)
        .flatMap(({ text }) => (text.length > LONGEST_REPORT ? [] : (parseReport(text) ?? [])));
    if (reports.length === 0) {
        world.log.info(`no comment: run ${run.id} left no report`);
        return true;
    }
    let numbers;
    try {
        numbers = await findPullRequests(world, token, run);
    }
    catch (error) {
        world.log.error(`no comment: ${(0,errors/* describeError */.U)(error)}`);
        return false;
    }
    if (numbers.length === 0)
        world.log.info(`no comment: no open pull request has the commit ${run.headSha} any more`);
    for (const pullRequest of numbers) {
        for (const report of reports) {
            const names = Object.keys(report.images).sort().join("\n");
            await (0,comment/* postComment */.G)(world, {
                token,
                pullRequest,
                kind: "images",
                key: run.workflow,
                part: {
                    key: `fork-${(0,external_node_crypto_.createHash)("sha256").update(names).digest("hex").slice(0, 10)}`,
                    runId: run.id,
                },
                markdown: (0,comment_text/* renderComment */.w)({ ...report, trigger: { ...report.trigger, sha: run.headSha } }, ownUrl(world, run)),
            });
        }
        world.log.info(`pull request ${pullRequest} has the comment of run ${run.id}`);
    }
    return true;
}
/** Only an address of this repository's own runs becomes a link. */
function ownUrl({ env }, { url }) {
    const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY = "" } = env;
    const start = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/`;
    return url.startsWith(start) && /^\d+$/.test(url.slice(start.length)) ? url : undefined;
}


/***/ }),

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

/***/ 4018:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ askGithub)
/* harmony export */ });
/* harmony import */ var _registry_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9869);
/* harmony import */ var _exchange_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4430);
/** One question to GitHub's interface about this repository. */


/** `path` is below `repos/OWNER/NAME/`. Throws only what the network throws. */
async function askGithub(world, token, method, path) {
    const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "" } = world.env;
    const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`;
    const { status, bytes } = await (0,_exchange_js__WEBPACK_IMPORTED_MODULE_0__/* .exchangeWithGithub */ .j)(world, { token, method, url });
    const json = (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJsonObject */ .dw)(bytes);
    const message = (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_1__/* .stringAt */ .bX)(json, "message");
    return {
        status,
        json,
        list: json === undefined ? readList(bytes) : [],
        said: message === undefined ? "" : ` ${message.slice(0, 200)}`,
    };
}
function readList(bytes) {
    try {
        const value = JSON.parse(bytes.toString("utf8"));
        return Array.isArray(value) ? value : [];
    }
    catch {
        return [];
    }
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
