export const id = 173;
export const ids = [173];
export const modules = {

/***/ 3173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseCleanInputs: () => (/* reexport */ parseCleanInputs),
  runClean: () => (/* binding */ runClean)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/images/find.js + 18 modules
var find = __webpack_require__(9076);
// EXTERNAL MODULE: ./lib/session.js + 8 modules
var lib_session = __webpack_require__(9819);
// EXTERNAL MODULE: ./lib/github/ask.js
var ask = __webpack_require__(4018);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
;// CONCATENATED MODULE: ./lib/clean/github.js
/** What cleaning asks of GitHub: whether the pull request is closed, and its cache entries. */


const PER_PAGE = 100;
const PAGES = 100;
/** `undefined`: GitHub did not say. */
async function readState(world, token, pullRequest) {
    const { status, json } = await (0,ask/* askGithub */.f)(world, token, "GET", `pulls/${pullRequest}`);
    return status === 200 ? (0,registry_json/* stringAt */.bX)(json, "state") : undefined;
}
/** Removes every cache entry of the pull request's own ref; returns how many. Throws an Error with the cause. */
async function deleteCaches(world, token, pullRequest) {
    const ref = `refs/pull/${pullRequest}/merge`;
    const ids = [];
    for (let page = 1; page <= PAGES; page += 1) {
        const query = `actions/caches?ref=${encodeURIComponent(ref)}&per_page=${PER_PAGE}&page=${page}`;
        const { status, json, said } = await (0,ask/* askGithub */.f)(world, token, "GET", query);
        if (status !== 200)
            throw new Error(`listing the entries of ${ref}: ${status}${said}`);
        const entries = (0,registry_json/* objectsAt */.yR)(json, "actions_caches").filter(registry_json/* isObject */.Gv);
        // What another ref has is never removed, whatever the answer holds.
        for (const entry of entries) {
            const id = (0,registry_json/* numberAt */.tk)(entry, "id");
            if (id !== undefined && (0,registry_json/* stringAt */.bX)(entry, "ref") === ref)
                ids.push(id);
        }
        if (entries.length < PER_PAGE)
            break;
    }
    let removed = 0;
    for (const id of ids) {
        const { status, said } = await (0,ask/* askGithub */.f)(world, token, "DELETE", `actions/caches/${id}`);
        // Another run, or GitHub itself, was faster.
        if (status === 404)
            continue;
        if (status >= 300)
            throw new Error(`removing an entry of ${ref}: ${status}${said} (${removed} are removed)`);
        removed += 1;
    }
    return removed;
}

;// CONCATENATED MODULE: ./lib/clean/pull-request-tags.js
/** Which tags a pull request's runs have left, and which of them are nobody else's. Pure. */
/** Tags of images and build records: `pr12-src-…`, `pr12-fork-record-…`. Nothing that a user named. */
function isImageTagOf(pullRequest, tag) {
    return new RegExp(`^pr${pullRequest}-(fork-)?(src-[0-9a-f]{20}|record-([0-9a-f]{20}|last))$`).test(tag);
}
/** Tags of layer caches and cache mounts: `pr12-app-linux-amd64-1f2e3d4c-partial`. */
function isCacheTagOf(pullRequest, tag) {
    return new RegExp(`^pr${pullRequest}-.+-[0-9a-f]{8}(-partial|-mounts)?$`).test(tag);
}

// EXTERNAL MODULE: ./lib/input-modes.js
var input_modes = __webpack_require__(5446);
// EXTERNAL MODULE: ./lib/input-reader.js
var input_reader = __webpack_require__(1371);
// EXTERNAL MODULE: ./lib/registry/target.js
var registry_target = __webpack_require__(8330);
;// CONCATENATED MODULE: ./lib/clean/clean-inputs.js
/** The inputs of `mode: clean`, and whose pull request it is. Pure. */





/** `payload` is the parsed event file. Throws one UserError with all problems. */
function parseCleanInputs(read, event, payload) {
    const { text, wrong, problems } = (0,input_reader/* createInputReader */.i)(read);
    const registry = () => {
        if (text("registry") === "")
            return undefined;
        try {
            return (0,registry_target/* parseRegistryTarget */.W)(text("registry"));
        }
        catch (error) {
            if (!(error instanceof errors/* UserError */.y))
                throw error;
            problems.push(...error.problems);
            return undefined;
        }
    };
    const given = () => {
        const value = text("pull-request");
        if (value === "")
            return undefined;
        return /^[1-9]\d{0,9}$/.test(value)
            ? Number(value)
            : wrong("pull-request", "the number of a pull request", undefined);
    };
    const asked = given();
    const isEvent = event === "pull_request" || event === "pull_request_target";
    const body = (0,registry_json/* isObject */.Gv)(payload) ? payload : undefined;
    const own = isEvent ? (0,registry_json/* numberAt */.tk)((0,registry_json/* objectAt */.lJ)(body, "pull_request"), "number") : undefined;
    const isClosed = (0,registry_json/* stringAt */.bX)(body, "action") === "closed";
    if (own !== undefined && !isClosed) {
        problems.push(`mode clean: pull request ${own} is open (the event's action is ${JSON.stringify((0,registry_json/* stringAt */.bX)(body, "action") ?? "")}): run it on types: [closed]`);
    }
    else if (own !== undefined && asked !== undefined && own !== asked) {
        problems.push(`input pull-request: expected ${own}, whose event this is, found "${asked}"`);
    }
    else if (own === undefined && asked === undefined && text("pull-request") === "") {
        problems.push(`mode clean: expected the event pull_request with types: [closed], or the input pull-request; found the event ${event}`);
    }
    const token = text("github-token");
    const target = registry();
    const hasToken = token !== "" && !token.startsWith("${{");
    if (target === undefined && text("registry") === "" && !hasToken) {
        problems.push("mode clean: needs the input registry, github-token or both; found neither");
    }
    problems.push(...(0,input_modes/* findForeignInputs */.T)("clean", read));
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    return {
        imagesFiles: (0,input_reader/* splitList */.r)(text("images-file")),
        registry: target,
        cacheRepository: text("cache-repository") || "ml-image-cache",
        token: hasToken ? token : undefined,
        pullRequest: own ?? asked ?? 0,
        isKnownClosed: own !== undefined,
    };
}

;// CONCATENATED MODULE: ./lib/clean/run-clean.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/** `mode: clean` in order: whose pull request, its tags in every repository, its entries in GitHub's cache. */






/** `true` when nothing is left that could be removed. Doing it again is fine. */
async function runClean(world, inputs) {
    const { token, pullRequest } = inputs;
    if (token !== undefined)
        world.log.mask(token);
    await refuseOpen(world, inputs);
    const isClean = await cleanRegistry(world, inputs);
    if (token !== undefined) {
        try {
            const count = await deleteCaches(world, token, pullRequest);
            world.log.info(`GitHub's cache: ${describeCount(count, "entry", "entries")} of pull request ${pullRequest} removed`);
        }
        catch (error) {
            world.log.warning(`GitHub's cache entries of pull request ${pullRequest} are still there (the job needs permissions: actions: write): ${(0,errors/* describeError */.U)(error)}`);
        }
    }
    return isClean;
}
/** A number that somebody typed: what an open pull request needs is not removed. */
async function refuseOpen(world, { isKnownClosed, token, pullRequest }) {
    if (isKnownClosed)
        return;
    const state = token === undefined ? undefined : await readState(world, token, pullRequest).catch(() => undefined);
    if (state === "closed")
        return;
    throw new errors/* UserError */.y([
        state === undefined
            ? `input pull-request: expected a closed pull request, and GitHub does not say what ${pullRequest} is: give github-token, with permissions: pull-requests: read`
            : `input pull-request: expected a closed pull request, found ${pullRequest}, which is ${state}`,
    ]);
}
async function cleanRegistry(world, inputs) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { registry, pullRequest, cacheRepository } = inputs;
        if (registry === undefined)
            return true;
        const session = __addDisposableResource(env_1, await (0,lib_session/* openSession */.f)(world, registry), true);
        const { store } = session;
        if (store === undefined)
            return true;
        const { specs } = await (0,find/* loadImages */.z)(world, {
            root: session.root,
            repositoryFiles: async () => (await session.tree).listPaths(),
            imagesFiles: inputs.imagesFiles,
            images: [],
            rebuild: [],
            registry,
            platforms: [],
        });
        const images = new Set(specs.flatMap(({ repositories }) => repositories));
        let isClean = true;
        for (const repository of new Set([...images, cacheRepository])) {
            const isOurs = (tag) => (images.has(repository) && isImageTagOf(pullRequest, tag)) ||
                (repository === cacheRepository && isCacheTagOf(pullRequest, tag));
            if (!(await cleanRepository(world, store, repository, isOurs)))
                isClean = false;
        }
        return isClean;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function cleanRepository(world, store, repository, isOurs) {
    const path = store.pathOf(repository);
    try {
        const tags = await store.listTags(repository);
        const { removed, kept } = await store.deleteTags(repository, tags.filter(isOurs), tags);
        world.log.info(`${path}: ${describeCount(removed.length, "tag", "tags")} removed`);
        for (const reason of new Set(kept.map(({ because }) => because))) {
            const held = kept.filter(({ because }) => because === reason).map(({ tag }) => tag);
            world.log.warning(`${path}: ${held.join(", ")} not removed: ${reason}`);
        }
        return true;
    }
    catch (error) {
        world.log.error(`${path}: ${(0,errors/* describeError */.U)(error)}`, { file: "", title: "not cleaned" });
        return false;
    }
}
function describeCount(count, one, many) {
    return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
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


/***/ })

};
