export const id = 266;
export const ids = [266];
export const modules = {

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

/***/ 4266:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   publishProblems: () => (/* binding */ publishProblems)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _github_comment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1337);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(646);
/* harmony import */ var _read_event_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5386);
/* harmony import */ var _trigger_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6739);
/* harmony import */ var _comment_part_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3589);
/* harmony import */ var _hand_over_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5568);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5402);
/**
 * A run that ended before anything could be built: its problems go into the job summary, and into the comment
 * that would otherwise go on telling of an older commit.
 */








const MOST_PROBLEMS = 50;
const LONGEST_PROBLEM = 1000;
const modesThatBuild = ["", "all", "plan", "build"];
/** Never throws: whatever goes wrong here, the problems are in the log. */
async function publishProblems(world, problems) {
    try {
        await publish(world, problems);
    }
    catch (error) {
        world.log.debug(`the problems were not published: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
    }
}
/** The inputs are read as they are written: they may be what is wrong. */
async function publish(world, problems) {
    const read = (name) => (world.env[(0,_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .inputVariable */ .LO)(name)] ?? "").trim();
    if (!modesThatBuild.includes(read("mode")))
        return;
    const rest = problems.length - MOST_PROBLEMS;
    const lines = [
        "### Images: nothing was built",
        "",
        ...problems.slice(0, MOST_PROBLEMS).map((problem) => {
            // An AWS account is named in logs, which may mask it, and nowhere else.
            const text = problem.replace(/\b\d{12}\b/g, "…");
            return `- ❌ ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_6__/* .codeCell */ .MZ)(text, LONGEST_PROBLEM)}`;
        }),
        ...(rest > 0 ? [`- … and ${rest} more, in the log`] : []),
    ];
    const markdown = lines.join("\n");
    await (0,_hand_over_js__WEBPACK_IMPORTED_MODULE_5__/* .trySummary */ .g8)(world, `${markdown}\n`);
    const token = read("github-token");
    const wish = read("comment") || "auto";
    const hasToken = token !== "" && !token.startsWith("${{");
    if (!["", "all"].includes(read("mode")) || wish === "never" || !hasToken || world.cancelled.aborted)
        return;
    const { pullRequest, isFork, runId, sha } = (0,_trigger_js__WEBPACK_IMPORTED_MODULE_3__/* .readTrigger */ .v)(world.env, await (0,_read_event_js__WEBPACK_IMPORTED_MODULE_7__/* .readEventPayload */ .N)(world));
    if (pullRequest === undefined || (isFork && wish === "auto"))
        return;
    await (0,_github_comment_js__WEBPACK_IMPORTED_MODULE_1__/* .postComment */ .G)(world, {
        token,
        pullRequest,
        kind: "images",
        key: world.env.GITHUB_WORKFLOW ?? "",
        part: { key: (0,_comment_part_js__WEBPACK_IMPORTED_MODULE_4__/* .problemsKey */ .Q)(world.env), runId },
        markdown: /^[0-9a-f]{40}$/.test(sha ?? "") ? `${markdown}\n\ncommit ${sha?.slice(0, 10)}` : markdown,
    });
}


/***/ })

};
