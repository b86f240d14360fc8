export const id = 764;
export const ids = [764];
export const modules = {

/***/ 2764:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  carryOut: () => (/* binding */ carryOut),
  confineToLeg: () => (/* reexport */ confineToLeg),
  findPrice: () => (/* reexport */ findPrice),
  publishLeg: () => (/* reexport */ report_publish/* publishLeg */.I),
  publishOutcomes: () => (/* reexport */ report_publish/* publishOutcomes */.f),
  readLeg: () => (/* reexport */ readLeg),
  surveyBuilders: () => (/* reexport */ surveyBuilders)
});

// EXTERNAL MODULE: ./lib/errors.js
var lib_errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/plan/tags.js
var tags = __webpack_require__(5126);
// EXTERNAL MODULE: ./lib/guard/check-runtime.js
var check_runtime = __webpack_require__(9895);
// EXTERNAL MODULE: ./lib/read-dockerfile.js + 1 modules
var read_dockerfile = __webpack_require__(5666);
// EXTERNAL MODULE: ./lib/registry/labels.js
var registry_labels = __webpack_require__(3364);
// EXTERNAL MODULE: ./lib/registry/read-records.js
var read_records = __webpack_require__(4008);
// EXTERNAL MODULE: ./lib/dockerfile/link-check.js
var link_check = __webpack_require__(5197);
;// CONCATENATED MODULE: ./lib/lazy/write-fault.js
/** A file of the user's under a name of eStargz's own; or its writer is at odds with Go's gzip (stargz-snapshotter#2330). */
const SIGNS = /\bTOC JSON\b|e?stargz|gzip ?footer|footer buffer|unsupported input tar entry|reading from source tar/i;
const LOST = /\bEOF\b|connection reset|transport is closing|error reading from server|connection refused/i;
/** The line that tells; `undefined`: it had no part in it. */
function findWriteFault({ succeeded, ended, steps, text }) {
    if (succeeded || ended !== "exit")
        return undefined;
    const exports = steps.filter(({ name, error }) => error !== undefined && /^exporting /.test(name));
    const errors = [
        ...exports.map(({ error }) => error ?? ""),
        ...text.split("\n").filter((line) => line.startsWith("ERROR:")),
    ];
    const sign = errors.find((line) => SIGNS.test(line));
    if (sign !== undefined)
        return sign;
    // A builder that dies while it writes has no last words.
    const isWriting = steps.some(({ name }) => /^exporting /.test(name));
    return isWriting ? errors.find((line) => LOST.test(line)) : undefined;
}

// EXTERNAL MODULE: ./lib/cache/build-step.js
var build_step = __webpack_require__(4885);
// EXTERNAL MODULE: ./lib/cache/cache-flags.js
var cache_flags = __webpack_require__(5070);
// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
// EXTERNAL MODULE: ./lib/registry/retry.js
var retry = __webpack_require__(1653);
;// CONCATENATED MODULE: ./lib/cache/cache-health.js
/**
 * Whether a cache store answers, found out before BuildKit is given it: BuildKit asks a store that is down for
 * minutes, lets no other build of its builder begin meanwhile, and nothing takes the store back from it.
 */


/** How long our own questions to a store that does not answer may go on, milliseconds. */
const PATIENCE_MS = 10_000;
/** A store that is down is left alone for so long. */
const FRESH_MS = 5 * 60_000;
/** `store`: for people. */
function createCacheHealth(world, store) {
    let downSince;
    let isTold = false;
    return {
        async watch(ask) {
            if (downSince !== undefined && world.clock.now() - downSince < FRESH_MS)
                return undefined;
            try {
                const answer = await ask();
                downSince = undefined;
                return answer;
            }
            catch (error) {
                if (!(0,registry_error/* isRegistryError */.I)(error, "unreachable"))
                    throw error;
                if (world.cancelled.aborted)
                    return undefined;
                downSince = world.clock.now();
                if (!isTold) {
                    world.log.warning(`layer caches are left out while ${store} is down: ${(0,lib_errors/* describeError */.U)(error)}. Images are built and pushed all the same`);
                }
                isTold = true;
                return undefined;
            }
        },
    };
}

;// CONCATENATED MODULE: ./lib/cache/ask-github-layers.js
/** Whether GitHub's cache service and the store behind it answer, asked as BuildKit's `gha` backend asks them. */





/** Of BuildKit's entries (tonistiigi/go-actions-cache); another one some day means: not known to be there. */
const LAYERS_VERSION = (0,external_node_crypto_.createHash)("sha256").update("|go-actionscache-1.0").digest("hex");
/** The name that BuildKit's descriptions of a scope's layers begin with. */
function layersKey(scope) {
    return `index-${scope}-1-`;
}
const METHOD = "twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL";
const LIMITS = { retries: 3, budgetMs: PATIENCE_MS };
/** Of one exchange. */
const TIMEOUT_MS = 5_000;
/** Throws RegistryError, kind `unreachable`, where one of them does not answer or refuses. Odd answers are BuildKit's affair. */
async function askGithubLayers(world, scopes) {
    const { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: token, ACTIONS_CACHE_SERVICE_V2: isV2, } = world.env;
    // The older service has other questions; BuildKit reads the switch as Go reads booleans.
    if (!url || !token || !/^(?:1|t|true)$/i.test(isV2 ?? ""))
        return;
    await Promise.all(scopes.map(async (scope) => {
        const key = layersKey(scope);
        const said = await ask(world, "GitHub's cache", {
            method: "POST",
            url: new URL(METHOD, url).href,
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: Buffer.from(JSON.stringify({ key, restore_keys: [key], version: LAYERS_VERSION })),
        });
        const blob = (0,registry_json/* stringAt */.bX)((0,registry_json/* parseJsonObject */.dw)(said), "signed_download_url");
        if (blob === undefined || !URL.canParse(blob))
            return;
        const headers = { range: "bytes=0-0", "x-ms-version": "2021-12-02" };
        await ask(world, "the store of GitHub's cache", { method: "GET", url: blob, headers });
    }));
}
async function ask(world, who, request) {
    return (0,retry/* withRetries */.LH)(world, LIMITS, async () => {
        const response = await exchange(world, who, request);
        const { status } = response;
        if ((0,retry/* isTransientStatus */.Dm)(status)) {
            const retryAfterMs = (0,retry/* parseRetryAfter */.mu)(response.headers.get("retry-after"), world.clock.now());
            throw new retry/* TransientFailure */.$r(`${who} answered ${status}${await wordsOf(response)}`, { retryAfterMs });
        }
        // A link that ran out is asked for anew by BuildKit; a token that ran out is not.
        if (request.method === "POST" && (status === 401 || status === 403))
            throw new registry_error/* RegistryError */.g("unreachable", `${who} refused (${status}${await wordsOf(response)})`);
        if (request.method === "GET") {
            await response.stream?.cancel();
            return Buffer.alloc(0);
        }
        return response.bytes().catch((error) => fail(who, error));
    });
}
async function exchange(world, who, request) {
    return world.http({ ...request, timeoutMs: TIMEOUT_MS }).catch((error) => fail(who, error));
}
function fail(who, error) {
    // The address of a blob is signed, and stays out of the message.
    throw new retry/* TransientFailure */.$r(`${who} gave no answer: ${(0,retry/* describeConnectionError */.si)(error).text}`);
}
async function wordsOf(response) {
    const json = (0,registry_json/* parseJsonObject */.dw)(await response.bytes().catch(() => Buffer.alloc(0)));
    const said = (0,registry_json/* stringAt */.bX)(json, "msg");
    return said === undefined ? "" : `: ${said.slice(0, 200)}`;
}

;// CONCATENATED MODULE: ./lib/cache/cache-names.js
/** How layer caches are named, and who reads whose. Pure. */

const LONGEST_TAG = 128;
/**
 * A trusted run reads what trusted runs wrote and nothing else: a pull request's build can be made to cache
 * anything under any key. Others read their own, their base branch's and the trusted ones: three, not a long
 * list, because BuildKit loads every one of them and chooses among them as it likes (moby/buildkit#6418).
 */
function nameCaches(trigger, image, platform) {
    const own = cacheName(ownScope(trigger), image, platform);
    const others = trigger.scope.kind === "trusted"
        ? []
        : [...(trigger.baseScope === undefined ? [] : [trigger.baseScope]), TRUSTED]
            .map((scope) => cacheName(scope, image, platform))
            .filter((name) => name !== own);
    return { own, partial: `${own}-partial`, others };
}
const TRUSTED = "trusted-";
function ownScope({ scope }) {
    return scope.kind === "trusted" ? TRUSTED : scope.prefix;
}
/**
 * `trusted-app-linux-amd64-1f2e3d4c`, `pr12-app-linux-amd64-…`. The hash keeps apart what the readable part
 * cannot (`branch-a-b` + `c`, `branch-a` + `b-c`); the first word tells an expiry rule whose it is.
 */
function cacheName(scope, image, platform) {
    const hash = (0,external_node_crypto_.createHash)("sha256")
        .update(JSON.stringify([scope, image, platform]))
        .digest("hex")
        .slice(0, 8);
    const readable = `${scope}${image}-${platform.replaceAll("/", "-")}`;
    return `${readable.slice(0, LONGEST_TAG - "-partial".length - 9)}-${hash}`;
}

;// CONCATENATED MODULE: ./lib/cache/layer-caches.js
/** The layer caches of a run: which of them exist, and where new ones go. No failure here fails a run. */





/** Makes sure that the cache repository is there; without it the run goes on without writing caches. */
async function openLayerCaches(world, choice, options) {
    if (choice.kind === "none") {
        const text = `No layer caches: ${choice.because}`;
        if (choice.isWorthAWarning)
            world.log.warning(text);
        else
            world.log.info(text);
        return { kind: "none" };
    }
    if (choice.kind === "gha") {
        const refused = await options.refuse();
        for (const [name, reason] of refused)
            world.log.warning(`${name}: no layer cache: ${reason}`);
        return { kind: "gha", refused, health: createCacheHealth(world, "GitHub's cache") };
    }
    const { store, repository } = options;
    if (store === undefined)
        return { kind: "none" };
    let { canWrite } = choice;
    const health = createCacheHealth(world, `the cache repository ${repository}`);
    try {
        if (canWrite) {
            await store.ensureRepository(repository, {
                purpose: "cache",
                runtime: "container",
                movingTags: [],
                create: options.createRepositories,
            });
            // Anything but a clear no may pass before the first cache is written.
            const probe = () => store.registry.probePush(store.pathOf(repository), PATIENCE_MS);
            await health.watch(probe).catch((error) => {
                if ((0,registry_error/* isRegistryError */.I)(error, "denied"))
                    throw error;
            });
        }
    }
    catch (error) {
        canWrite = false;
        world.log.warning(`layer caches are not written in this run: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
    return { kind: "registry", store, repository, canWrite, health };
}
/** Fresh credentials: the build before an export may have outlived those it began with. Never throws. */
async function refreshLogin(world, caches) {
    try {
        await caches.store.prepareLogin();
    }
    catch (error) {
        world.log.debug(`the registry's credentials were not renewed: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}
/** Whether caches can be written now; one whose store is down is not written, which is told. Never throws. */
async function isWritable(world, caches, names) {
    if (caches.kind === "gha")
        return (await findGithubCaches(world, caches.health, names)).length > 0;
    await refreshLogin(world, caches);
    const { store, repository, health } = caches;
    const look = () => Promise.all(names.map((tag) => digestOf(world, store, repository, tag)));
    return (await health.watch(look)) !== undefined;
}
/** GitHub tells only the builder which of them exist: all or, where it is down, none. */
async function findGithubCaches(world, health, scopes) {
    const answer = await health.watch(async () => {
        await askGithubLayers(world, scopes);
        return scopes;
    });
    return answer ?? [];
}
/** Tags of the caches that a build reads in the registry, the most specific first. */
function nameReads(trigger, image, platform) {
    const names = nameCaches(trigger, image, platform);
    return [names.own, names.partial, ...names.others];
}
/** Looks which caches of an image exist; a missing one would cost BuildKit a request and the log an error. */
async function findCaches(world, caches, trigger, image, platform) {
    const names = nameCaches(trigger, image, platform);
    const wanted = [names.own, names.partial, ...names.others];
    if (caches.kind === "gha") {
        const locate = (scope) => ({ kind: "gha", scope });
        return {
            platform,
            names,
            own: locate(names.own),
            partial: locate(names.partial),
            reads: (await findGithubCaches(world, caches.health, wanted)).map(locate),
            exist: undefined,
            hasPartial: true,
        };
    }
    const { store, repository } = caches;
    const locate = (tag) => ({
        kind: "registry",
        reference: store.referenceOf(repository, tag),
    });
    const look = () => Promise.all(wanted.map((tag) => digestOf(world, store, repository, tag)));
    const digests = (await caches.health.watch(look)) ?? [];
    const isStale = digests[1] !== undefined && digests[1] === digests[0];
    const found = wanted.filter((_, index) => digests[index] !== undefined && !(index === 1 && isStale));
    return {
        platform,
        names,
        own: locate(names.own),
        partial: locate(names.partial),
        reads: found.map(locate),
        exist: found.length > 0,
        hasPartial: found.includes(names.partial),
    };
}
async function digestOf(world, store, repository, tag) {
    try {
        return (await store.registry.headManifest(store.pathOf(repository), tag, PATIENCE_MS))?.digest;
    }
    catch (error) {
        if ((0,registry_error/* isRegistryError */.I)(error, "unreachable"))
            throw error;
        world.log.debug(`the cache ${repository}:${tag} was not looked up: ${(0,lib_errors/* describeError */.U)(error)}`);
        return undefined;
    }
}

// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
;// CONCATENATED MODULE: ./lib/lazy/verdict.js
/**
 * Whether a cache's layers can be read on demand: told in the cache's own manifest, so that the answer goes with the layers
 * it is about, and nobody can give it who could not have written the cache. Pure.
 */

const KEY = "io.ml-image-build.lazy";
/** Of what is looked at: an answer by other rules is none. */
const RULES = 1;
/** A base or a package may have changed meanwhile: a heavy build then writes in eStargz again, and looks. */
const LASTS_MS = 30 * 24 * 3_600_000;
/** `undefined`: nobody has looked at these layers, or it is long ago. */
function readVerdict(manifest, now) {
    const text = (0,registry_json/* stringAt */.bX)((0,registry_json/* objectAt */.lJ)((0,registry_json/* parseJsonObject */.dw)(manifest), "annotations"), KEY);
    const json = (0,registry_json/* parseJsonObject */.dw)(text ?? "");
    if (json === undefined || (0,registry_json/* numberAt */.tk)(json, "rules") !== RULES)
        return undefined;
    const because = (0,registry_json/* stringAt */.bX)(json, "differs");
    if (because === undefined)
        return json.exact === true ? { kind: "exact" } : undefined;
    const at = (0,registry_json/* stringAt */.bX)(json, "at") ?? "";
    return now - Date.parse(at) < LASTS_MS ? { kind: "differs", because, at } : undefined;
}
/** The same manifest with the answer. Throws where it is no JSON object. */
function writeVerdict(manifest, verdict) {
    const json = (0,registry_json/* parseJsonObject */.dw)(manifest);
    if (json === undefined)
        throw new Error("it is no manifest");
    const told = verdict.kind === "exact"
        ? { rules: RULES, exact: true }
        : { rules: RULES, differs: verdict.because, at: verdict.at };
    const annotations = { ...(0,registry_json/* objectAt */.lJ)(json, "annotations"), [KEY]: JSON.stringify(told) };
    return Buffer.from(JSON.stringify({ ...json, annotations }));
}

;// CONCATENATED MODULE: ./lib/lazy/cache-layers.js
/** What the layer caches of an image consist of, as their manifests in the registry say. */




/** Of all caches that the image's build reads; `undefined`: there is none. Never throws. */
async function findCacheLayers(world, { store, repository }, trigger, { spec }) {
    const tags = spec.platforms.flatMap((platform) => nameReads(trigger, spec.name, platform));
    try {
        const found = await store.find(repository, tags);
        const manifests = tags.flatMap((tag) => found.get(tag) ?? []);
        return manifests.length === 0 ? undefined : sumCaches(manifests, world.clock.now());
    }
    catch (error) {
        world.log.debug(`${spec.name}: its caches were not looked at: ${(0,lib_errors/* describeError */.U)(error)}`);
        return undefined;
    }
}
/** Those of the tags that name a cache with a layer in eStargz. Never throws: what cannot be looked at is not among them. */
async function findLazyTags(world, { store, repository }, tags) {
    try {
        const found = await store.find(repository, tags);
        return new Set([...found].flatMap(([tag, { bytes, mediaType }]) => listLayers(bytes, mediaType).some(({ toc }) => toc !== undefined) ? [tag] : []));
    }
    catch (error) {
        world.log.debug(`the caches of ${repository} were not looked at: ${(0,lib_errors/* describeError */.U)(error)}`);
        return new Set();
    }
}
/** Pure. */
function sumCaches(manifests, now) {
    const known = manifests.map(({ bytes, mediaType }) => {
        const layers = listLayers(bytes, mediaType);
        return { layers, verdict: readVerdict(bytes, now), isLazy: layers.some(({ toc }) => toc !== undefined) };
    });
    const differing = known.find(({ verdict }) => verdict?.kind === "differs")?.verdict;
    const isExact = known.every(({ verdict, isLazy }) => !isLazy || verdict?.kind === "exact");
    return {
        layers: sumLayers(known.flatMap(({ layers }) => layers)),
        state: differing ?? { kind: isExact ? "exact" : "unseen" },
        exact: new Set(known.flatMap(({ layers, verdict }) => verdict?.kind === "exact" ? layers.map(({ digest }) => digest) : [])),
        digests: [...new Set(manifests.map(({ digest }) => digest))],
    };
}
/** A cache's layers; none where it is no image manifest. Pure. */
function listLayers(manifest, mediaType) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest, mediaType);
    return parsed?.kind === "image" ? parsed.layers : [];
}
/** Each layer once. Pure. */
function sumLayers(layers) {
    const unique = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
    const sum = (isLazy) => unique.filter(({ toc }) => (toc !== undefined) === isLazy).reduce((total, { size }) => total + size, 0);
    return { lazy: sum(true), plain: sum(false) };
}
/** Layers of several images' caches that are known to come out equal. Never throws. */
async function findExactLayers(world, caches, trigger, images) {
    const found = await Promise.all(images.map((image) => findCacheLayers(world, caches, trigger, image)));
    return new Set(found.flatMap((one) => [...(one?.exact ?? [])]));
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/promises"
var promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./lib/registry/limit.js
var registry_limit = __webpack_require__(1328);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./lib/lazy/read-toc.js
/** Reads the index at a layer's end: some requests for parts of it. */




/** gzip's header with a field of 26 bytes (`SG`, its length, 16 digits, `STARGZ`), and an empty body. */
const FOOTER_BYTES = 51;
const FIELD = /^SG..([0-9a-f]{16})STARGZ$/s;
/** Indexes of small layers come with it. */
const FIRST_READ = 64 * 1024;
/** A file is about 100 bytes of it, and 500 unpacked: half a million of them. */
const LARGEST_TOC = 64 * 1024 ** 2;
const LARGEST_JSON = 256 * 1024 ** 2;
const TAR_BLOCK = 512;
/** Throws where it cannot be read, is too large, or is not the one that the manifest names: then nobody can tell. */
async function readToc(registry, path, layer) {
    const { digest, size, toc } = layer;
    const from = Math.max(0, size - FIRST_READ);
    const end = await registry.readPart(path, digest, from, size - from);
    const start = findToc(end.subarray(-FOOTER_BYTES));
    const length = size - FOOTER_BYTES - (start ?? size);
    if (start === undefined || length <= 0 || length > LARGEST_TOC)
        throw new Error(`the index of ${digest} is not where it should be, or too large`);
    const packed = start >= from
        ? end.subarray(start - from, -FOOTER_BYTES)
        : await registry.readPart(path, digest, start, length);
    const tar = await (0,external_node_util_.promisify)(external_node_zlib_.gunzip)(packed, { maxOutputLength: LARGEST_JSON });
    const json = tar.subarray(TAR_BLOCK, TAR_BLOCK + Number.parseInt(tar.toString("latin1", 124, 135), 8));
    if ((0,registry_manifest/* digestOf */.ol)(json) !== toc)
        throw new Error(`the index of ${digest} is not the one that its manifest names`);
    const parsed = (0,registry_json/* parseJsonObject */.dw)(json);
    if (parsed === undefined)
        throw new Error(`the index of ${digest} is no JSON`);
    return parsed;
}
/** Where it begins. Pure. */
function findToc(footer) {
    if (footer.length !== FOOTER_BYTES || footer.readUInt32BE(0) !== 0x1f8b0804)
        return undefined;
    const digits = FIELD.exec(footer.toString("latin1", 12, 38))?.[1];
    return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

;// CONCATENATED MODULE: ./lib/lazy/scan-tar.js
/**
 * What only the tar of a layer tells, and its index does not. BuildKit writes no such layers; those of a base may be by
 * anybody.
 */
const BLOCK = 512;
const LARGEST_PAX = 1024 ** 2;
/** Reads to the archive's end. Throws what the source throws. */
async function scanTar(source) {
    const reader = new BlockReader(source);
    let size;
    for (;;) {
        const header = await reader.take(BLOCK);
        if (header.length < BLOCK)
            return damaged("it ends before its end");
        if (header.every((byte) => byte === 0))
            return undefined;
        if (!hasItsSum(header))
            return damaged("a header of it is none");
        const type = String.fromCharCode(header[156] ?? 0);
        const own = readNumber(header.subarray(124, 136));
        if (type === "x" || type === "g") {
            if (own > LARGEST_PAX)
                return damaged("a header of it is too long");
            const records = readRecords(await reader.take(own));
            const fault = findRecordFault(records);
            if (fault !== undefined)
                return fault;
            const told = records.get("size");
            if (told !== undefined)
                size = Number(told);
            await reader.skip(paddingOf(own));
            continue;
        }
        if (type === "S")
            return damaged("it has sparse files");
        const isLongName = type === "L" || type === "K";
        const length = isLongName ? own : (size ?? own);
        if (!isLongName)
            size = undefined;
        if (!(await reader.skip(length + paddingOf(length))))
            return damaged("it ends before its end");
    }
}
function damaged(because) {
    return { kind: "damaged", because };
}
/** An index knows whole seconds, rounded, where a builder cuts them off; and the converter spoils sparse files. */
function findRecordFault(records) {
    if ([...records.keys()].some((key) => key.startsWith("GNU.sparse")))
        return damaged("it has sparse files");
    return /\.\d*[1-9]/.test(records.get("mtime") ?? "")
        ? { kind: "differs", because: "it has modification times with parts of seconds" }
        : undefined;
}
function paddingOf(length) {
    return (BLOCK - (length % BLOCK)) % BLOCK;
}
/** Octal digits, or the bytes of the number itself where its first bit says so. */
function readNumber(field) {
    if (((field[0] ?? 0) & 0x80) === 0)
        return Number.parseInt(Buffer.from(field).toString("latin1").trim(), 8) || 0;
    return field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x7f);
}
/** Its own field counts as blanks. */
function hasItsSum(header) {
    const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
    return sum === readNumber(header.subarray(148, 156));
}
/** `LENGTH KEY=VALUE\n`, one after the other. */
function readRecords(body) {
    const records = new Map();
    for (let at = 0; at < body.length;) {
        const space = body.indexOf(" ", at);
        const length = Number(body.toString("latin1", at, space));
        if (space < 0 || !(length > 0))
            break;
        const record = body.toString("latin1", space + 1, at + length - 1);
        const equals = record.indexOf("=");
        records.set(record.slice(0, equals), record.slice(equals + 1));
        at += length;
    }
    return records;
}
class BlockReader {
    #chunks;
    #rest = new Uint8Array();
    constructor(source) {
        this.#chunks = source[Symbol.asyncIterator]();
    }
    /** Fewer at the end. */
    async take(length) {
        const parts = [];
        for (let missing = length; missing > 0 && (await this.#fill());) {
            const part = this.#rest.subarray(0, missing);
            parts.push(part);
            this.#rest = this.#rest.subarray(part.length);
            missing -= part.length;
        }
        return Buffer.concat(parts);
    }
    async skip(length) {
        let missing = length;
        while (missing > 0 && (await this.#fill())) {
            const here = Math.min(missing, this.#rest.length);
            this.#rest = this.#rest.subarray(here);
            missing -= here;
        }
        return missing === 0;
    }
    async #fill() {
        while (this.#rest.length === 0) {
            const next = await this.#chunks.next();
            if (next.done === true)
                return false;
            this.#rest = next.value;
        }
        return true;
    }
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./lib/lazy/toc-differences.js
/**
 * What a layer holds that its eStargz index does not, or that the snapshotter shows in another way than an unpacked layer
 * has it: docs/decisions/0085-exact-lazy-layers.md. Anything that is not known to come out equal is a difference. Pure.
 */


const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
/** Names that the snapshotter keeps for itself, at the root of a layer. */
const RESERVED = new Set([
    ".prefetch.landmark",
    ".no.prefetch.landmark",
    ".stargz-snapshotter",
    "stargz.index.json",
]);
/** 0, and what is before it, is left out and seen as the year 1; later times are not in every file system. */
const KNOWN_TIME = /^(?:19[7-9]\d|20\d\d)-/;
const LARGEST_ID = 2 ** 32 - 2;
const LARGEST_MAJOR = 2 ** 12 - 1;
const LARGEST_MINOR = 2 ** 20 - 1;
/** One reason, for people; `undefined`: read on demand, the layer is what it is when it is unpacked. */
function findTocDifference(toc) {
    // Go writes an empty list so.
    const isEmpty = toc.entries === null;
    const isKnown = Array.isArray(toc.entries) && toc.entries.every(registry_json/* isObject */.Gv);
    if (toc.version !== 1 || !(isEmpty || isKnown))
        return "its index has another form";
    const entries = new Map();
    for (const json of (0,registry_json/* objectsAt */.yR)(toc, "entries")) {
        const type = (0,registry_json/* stringAt */.bX)(json, "type") ?? "";
        // A further part of a large file.
        if (type === "chunk")
            continue;
        const path = cleanPath((0,registry_json/* stringAt */.bX)(json, "name") ?? "");
        if (entries.has(path))
            return `/${path} is in it twice`;
        entries.set(path, { path, type, json });
    }
    for (const entry of entries.values()) {
        const found = findDifference(entry, entries);
        if (found !== undefined)
            return `/${entry.path}${found}`;
    }
    return undefined;
}
/** As Go's `path.Clean` has it, without the first slash. */
function cleanPath(name) {
    return external_node_path_.posix.normalize(`/${name}`).replace(/^\/+|\/+$/g, "");
}
function findDifference(entry, entries) {
    const { path, type, json } = entry;
    const target = (0,registry_json/* stringAt */.bX)(json, "linkName") ?? "";
    const attributes = Object.keys((0,registry_json/* objectAt */.lJ)(json, "xattrs") ?? {});
    if ([path, target, ...attributes].some((text) => text.includes("\uFFFD")))
        return " has a name that is not UTF-8";
    const names = path.split("/");
    const base = names.at(-1) ?? "";
    if (RESERVED.has(names[0] ?? ""))
        return " has a name that the snapshotter keeps for itself";
    if (path === "")
        return isPlainRoot(entry) ? undefined : " has a mode or an owner of its own";
    const parent = entries.get(names.slice(0, -1).join("/"));
    if (names.length > 1 && parent?.type !== "dir")
        return " is in a directory that the layer does not have";
    if (names.slice(0, -1).some((name) => name.startsWith(WHITEOUT)))
        return " is below a name of whiteouts";
    if (base.startsWith(WHITEOUT))
        return findWhiteoutDifference(entry, base, entries);
    if (!KNOWN_TIME.test((0,registry_json/* stringAt */.bX)(json, "modtime") ?? ""))
        return " has a modification time of 0, or one that not every file system knows";
    if (attributes.some((name) => name !== "security.capability"))
        return " has extended attributes";
    if (![(0,registry_json/* numberAt */.tk)(json, "uid") ?? 0, (0,registry_json/* numberAt */.tk)(json, "gid") ?? 0].every((id) => isBetween(id, LARGEST_ID)))
        return " has an owner that is no number of Linux";
    return findTypeDifference(type, json, target, entries);
}
function findTypeDifference(type, json, target, entries) {
    switch (type) {
        case "reg":
        case "dir":
        case "fifo":
            return undefined;
        case "symlink":
            return (((0,registry_json/* numberAt */.tk)(json, "mode") ?? 0) & 0o777) === 0o777 ? undefined : " is a link with a mode";
        case "hardlink": {
            const linked = entries.get(cleanPath(target))?.type;
            const isFile = linked !== undefined && linked !== "dir" && linked !== "hardlink";
            return isFile ? undefined : " is a hard link to what the layer does not have";
        }
        case "char":
        case "block": {
            const [major, minor] = [(0,registry_json/* numberAt */.tk)(json, "devMajor") ?? 0, (0,registry_json/* numberAt */.tk)(json, "devMinor") ?? 0];
            const isKnown = isBetween(major, LARGEST_MAJOR) && isBetween(minor, LARGEST_MINOR);
            // The device 0:0 is how overlayfs tells a file that is gone.
            return isKnown && major + minor > 0 ? undefined : " is a device that Linux does not have";
        }
        default:
            return ` is a ${type}`;
    }
}
function findWhiteoutDifference({ path, type }, base, entries) {
    if (type !== "reg")
        return " is no file, and has a name of whiteouts";
    if (base === OPAQUE)
        return undefined;
    const hidden = base.slice(WHITEOUT.length);
    if (hidden === "" || hidden.startsWith(WHITEOUT))
        return " is a whiteout of an unknown kind";
    return entries.has(`${path.slice(0, -base.length)}${hidden}`)
        ? " hides what the layer itself has"
        : undefined;
}
/** What it is where the layer says nothing of it, as layers by BuildKit never do. */
function isPlainRoot({ type, json }) {
    const isRoots = ((0,registry_json/* numberAt */.tk)(json, "uid") ?? 0) === 0 && ((0,registry_json/* numberAt */.tk)(json, "gid") ?? 0) === 0;
    return type === "dir" && isRoots && (((0,registry_json/* numberAt */.tk)(json, "mode") ?? 0) & 0o7777) === 0o755;
}
function isBetween(value, most) {
    return Number.isInteger(value) && value >= 0 && value <= most;
}

;// CONCATENATED MODULE: ./lib/lazy/inspect-layers.js
/** Looks at layers in a registry: what their indexes tell and, where they may be by anybody, what their tars tell. */







/** An index is some megabytes, and ten times that unpacked. */
const AT_ONCE = 2;
/** By their indexes alone; layers that are not in eStargz have none, and are pulled. Throws where one cannot be read. */
async function inspectIndexes({ registry, path }, layers) {
    const limit = (0,registry_limit/* createLimit */.K)(AT_ONCE);
    const found = await Promise.all(layers
        .filter(({ toc }) => toc !== undefined)
        .map((layer) => limit(async () => findTocDifference(await readToc(registry, path, layer)))));
    return found.find((one) => one !== undefined);
}
/** By their tars: each is read whole, one after the other. Throws where one cannot be read. */
async function inspectTars({ registry, path }, layers) {
    for (const layer of layers) {
        if (layer.toc === undefined)
            continue;
        const fault = await registry.readBlob(path, layer, scanGzip);
        if (fault !== undefined)
            return fault;
    }
    return undefined;
}
async function scanGzip(bytes) {
    let fault;
    await (0,promises_.pipeline)(external_node_stream_.Readable.from(bytes, { objectMode: false }), (0,external_node_zlib_.createGunzip)({ chunkSize: 1024 ** 2 }), async (source) => {
        fault = await scanTar(source);
        // To the end, so that a layer that broke off is not taken for a whole one.
        for await (const _ of source)
            ;
    });
    return fault;
}

;// CONCATENATED MODULE: ./lib/cache/judge-cache.js
/**
 * Looks whether the layers of a cache come out equal when they are read on demand, and notes the answer in the cache's own
 * manifest: a run that reads it asks nobody else.
 */






const LARGEST_CONFIG = 16 * 1024 ** 2;
/** Why the finished build's cache must not stay; `undefined`: it may. Never throws. */
async function judgeCaches(world, build, { names, platform }) {
    const { caches, origins } = build;
    if (caches.kind !== "registry" || !caches.canWrite || origins === undefined)
        return undefined;
    const exact = new Set(await origins.exact);
    try {
        const own = await judgeOne(world, build, caches, { tag: names.own, platform, exact });
        await judgeOne(world, build, caches, { tag: names.partial, platform, exact });
        return own;
    }
    catch (error) {
        world.log.debug(`${build.request.spec.name}: its cache was not looked at, and is not read on demand: ${(0,lib_errors/* describeError */.U)(error)}`);
        return undefined;
    }
}
/**
 * Writes the manifest again with the answer: the one that was looked at, where the tag still has it. Without `looked`, of a cache that was just written, what is there. Never throws.
 */
async function noteVerdict(world, { store, repository }, tag, verdict, looked) {
    const path = store.pathOf(repository);
    try {
        const found = looked ?? (await findManifest(store, path, tag));
        if (found === undefined)
            return;
        // Looking takes a while, and what another run wrote meanwhile stays.
        if (looked !== undefined && (await store.registry.headManifest(path, tag))?.digest !== looked.digest)
            return;
        const told = { mediaType: found.mediaType, bytes: writeVerdict(found.bytes, verdict) };
        await store.registry.putManifest(path, tag, told);
    }
    catch (error) {
        world.log.debug(`${tag}: what is known of its layers was not noted: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}
async function findManifest(store, path, tag) {
    const answer = await store.registry.getManifest(path, tag);
    return answer.kind === "found" ? answer.manifest : undefined;
}
/** As `judgeCaches`. */
async function judgeOne(world, build, caches, { tag, platform, exact }) {
    const { origins } = build;
    const { store, repository } = caches;
    const manifest = await findManifest(store, store.pathOf(repository), tag);
    if (manifest === undefined || origins === undefined)
        return undefined;
    const layers = listLayers(manifest.bytes, manifest.mediaType);
    const known = readVerdict(manifest.bytes, world.clock.now());
    if (layers.every(({ toc }) => toc === undefined)) {
        if (known === undefined && origins.before?.kind === "differs")
            await noteVerdict(world, caches, tag, origins.before, manifest);
        return undefined;
    }
    // Layers above a plain one are pulled with it: a cache like that is for a plain build, which writes it anew.
    if (known?.kind === "differs" || layers.some(({ toc }) => toc === undefined))
        return undefined;
    const fault = known === undefined
        ? await findFault(caches, manifest, exact, () => origins.countForeign(platform))
        : undefined;
    if (known === undefined)
        await noteVerdict(world, caches, tag, toVerdict(world, fault?.because), manifest);
    if (fault === undefined)
        for (const { digest } of layers)
            exact.add(digest);
    else
        world.log.info(`${build.request.spec.name} │ lazy: its layers are not read on demand, as one would differ: ${fault.because}`);
    return fault?.kind === "damaged" ? fault.because : undefined;
}
/** The answer in so many words; without a reason: exact. */
function toVerdict(world, because) {
    return because === undefined
        ? { kind: "exact" }
        : { kind: "differs", because, at: new Date(world.clock.now()).toISOString() };
}
/** Throws where a layer cannot be read: then nobody can tell. */
async function findFault(caches, manifest, exact, countForeign) {
    const source = { registry: caches.store.registry, path: caches.store.pathOf(caches.repository) };
    const unknown = listLayers(manifest.bytes, manifest.mediaType).filter(({ digest, toc }) => toc !== undefined && !exact.has(digest));
    const because = await inspectIndexes(source, unknown);
    if (because !== undefined)
        return { kind: "differs", because };
    const foreign = await listForeign(caches, manifest, await countForeign());
    return inspectTars(source, unknown.filter(({ digest }) => foreign.includes(digest)));
}
/** Layers that lie as deep as a base's; all of them where the cache does not tell. */
async function listForeign({ store, repository }, manifest, count) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
    if (parsed?.kind !== "image")
        return [];
    const { layers } = parsed;
    if (count === Number.POSITIVE_INFINITY)
        return layers.map(({ digest }) => digest);
    const config = await store.registry.getBlob(store.pathOf(repository), parsed.config.digest, LARGEST_CONFIG);
    const depths = readDepths(config ?? Buffer.alloc(0));
    return layers.flatMap(({ digest }) => ((depths.get(digest) ?? 0) < count ? [digest] : []));
}
/** Layer → how many lie below it, at least, in what BuildKit writes of a cache. Pure. */
function readDepths(config) {
    const layers = (0,registry_json/* objectsAt */.yR)((0,registry_json/* parseJsonObject */.dw)(config), "layers");
    const depths = [];
    const depthOf = (index, steps) => {
        const layer = layers[index];
        // A circle is none of BuildKit's.
        if (layer === undefined || steps > layers.length)
            return -1;
        depths[index] ??= depthOf((0,registry_json/* numberAt */.tk)(layer, "parent") ?? 0, steps + 1) + 1;
        return depths[index];
    };
    const found = new Map();
    for (const [index, layer] of layers.entries()) {
        const blob = (0,registry_json/* stringAt */.bX)(layer, "blob") ?? "";
        found.set(blob, Math.min(found.get(blob) ?? Number.POSITIVE_INFINITY, depthOf(index, 0)));
    }
    return found;
}

;// CONCATENATED MODULE: ./lib/lazy/read-fault.js
/** Whether a build that read layers on demand failed, or may have gone wrong, because of that. Pure. */
/** What the kernel, libraries and the snapshotter say when a layer's bytes do not arrive. */
const read_fault_SIGNS = [
    /input\/output error/i,
    /\[Errno 5\]|\bEIO\b|I\/O error/,
    /transport endpoint is not connected|stale file handle|software caused connection abort/i,
    /\bunlazy\b|missing descriptor handlers|(?<!D-)\bbus error|\bSIGBUS\b/i,
];
/** Words of the snapshotter, which steps that fetch something have too: they count where a build has failed. */
const SNAPSHOTTER = /\bstargz\b|remote snapshot\b|failed to (?:read|fetch|resolve|mount)\b.*\b(?:layer|blob|snapshot|footer|TOC)\b/;
/** A step's own exit code, and nothing around it: the step says what is wrong with it. */
const OWN_FAILURE = /^process ".*" did not complete successfully: exit code: \d+|failed to calculate checksum of ref \S+ "[^"]*": not found$/s;
/** Killed by a signal: a page of a program that could not be read ends it so. */
const BY_SIGNAL = /exit code: (?:135|137|139|134)\b/;
/**
 * The line that tells; `undefined`: reading on demand had no part in it. A step's plain exit code is its own unless the
 * step says otherwise; every other failure of a lazy build is taken for a fault of reading: a plain build then decides.
 */
function findReadFault(run) {
    const lines = [...run.output, ...run.failedOutput];
    const signs = run.succeeded ? read_fault_SIGNS : [...read_fault_SIGNS, SNAPSHOTTER];
    const sign = lines.find((line) => signs.some((pattern) => pattern.test(line)));
    // A step may go on after what it could not read.
    if (run.succeeded)
        return sign?.trim();
    if (run.ended !== "exit" && run.ended !== "stalled")
        return undefined;
    if (sign !== undefined)
        return sign.trim();
    const errors = run.steps.flatMap(({ error }) => error === undefined || /context canceled/.test(error) ? [] : [error]);
    if (errors.length === 0)
        return lastError(run.text);
    return errors.find((error) => !OWN_FAILURE.test(error) || BY_SIGNAL.test(error));
}
/** Two steps that mount the same layer at once: the snapshotter refuses one of them, and has it a moment later. */
function isMountRace({ succeeded, steps }) {
    return (!succeeded && steps.some(({ error }) => /failed to prepare .*: layer \S+ unavailable/.test(error ?? "")));
}
function lastError(text) {
    const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
    return said.at(-1) ?? "the build ended without a word";
}
/** For people. */
function describeReadFault(line) {
    return `a cached layer that is read on demand may not have arrived whole (${line.slice(0, 300)})`;
}

// EXTERNAL MODULE: ./lib/lazy/read-fetched.js
var read_fetched = __webpack_require__(3684);
;// CONCATENATED MODULE: ./lib/lazy/read-log.js
const ASK_MS = 30_000;
/** The snapshotter logs each read that failed, whatever the step made of it. */
const FAILED_READ = /statFile error|failed to (?:read|fetch|resolve|mount|check)/;
/** BuildKit's `[log] format` is text or JSON. */
const LEVEL = /\blevel=(\w+)|"level":\s*"(\w+)"/;
const BAD = new Set(["error", "fatal", "panic"]);
/** Of a docker-container builder with one node; `undefined`: nobody can tell. Never throws. */
async function countFailedReads(world, builder, env) {
    const result = await world.exec(["docker", "logs", `buildx_buildkit_${builder}0`], {
        env,
        timeoutMs: ASK_MS,
    });
    if (result.exitCode !== 0)
        return undefined;
    return findFailedReads(`${result.stdout.toString("utf8")}\n${result.stderr}`);
}
/** `undefined`: this is no log of BuildKit's, which says at least that it has started. Pure. */
function findFailedReads(log) {
    const told = log.split("\n").flatMap((line) => {
        const [, text, json] = LEVEL.exec(line) ?? [];
        const level = text ?? json;
        return level === undefined ? [] : [BAD.has(level) && FAILED_READ.test(line)];
    });
    return told.length === 0 ? undefined : told.filter((isBad) => isBad).length;
}

// EXTERNAL MODULE: ./lib/lazy/saved-time.js
var saved_time = __webpack_require__(9691);
// EXTERNAL MODULE: ./lib/lazy/unkept.js
var lazy_unkept = __webpack_require__(39);
// EXTERNAL MODULE: ./lib/registry/record.js
var record = __webpack_require__(6950);
// EXTERNAL MODULE: ./lib/build/arguments.js
var build_arguments = __webpack_require__(9540);
// EXTERNAL MODULE: ./lib/build/describe-step.js
var describe_step = __webpack_require__(7942);
;// CONCATENATED MODULE: ./lib/build/heartbeat.js

const LOOK_MS = 30_000;
/** Tells until `ended`; the log of a run of hours gains some lines an hour, not some a minute. */
async function tellLongSteps(world, image, progress, expected, ended) {
    const told = new Map();
    while (!ended.aborted) {
        await world.clock.sleep(LOOK_MS, ended);
        if (ended.aborted)
            return;
        for (const line of dueLines(progress.running(world.clock.now()), expected, told)) {
            world.log.info(`${image} │ ${line}`);
        }
    }
}
/** A line for each step that has run a minute, two, five, ten, and then each further ten. Notes them in `told`. */
function dueLines(running, expected, told) {
    return running.flatMap(({ name, seconds }) => {
        const mark = markBelow(seconds);
        if (mark === 0 || mark === told.get(name))
            return [];
        told.set(name, mark);
        const before = expected.find((step) => step.name === name && !step.cached && step.error === undefined);
        const about = before === undefined || before.seconds < 30 ? "" : ` of about ${(0,describe_step/* formatSeconds */.Xo)(before.seconds)}`;
        return [`… ${name.replace(/\s+/g, " ").slice(0, 120)} · ${(0,describe_step/* formatSeconds */.Xo)(seconds)}${about}`];
    });
}
function markBelow(seconds) {
    if (seconds >= 600)
        return Math.floor(seconds / 600) * 600;
    return [300, 120, 60].find((mark) => seconds >= mark) ?? 0;
}

;// CONCATENATED MODULE: ./lib/build/metadata.js
/** Never throws: metadata that cannot be read is metadata that says nothing. */
function parseMetadata(text) {
    const value = parseJson(text);
    const digest = value["containerimage.digest"];
    const materials = new Map();
    for (const provenance of provenances(value)) {
        for (const material of provenance.materials ?? []) {
            const sha256 = material.digest?.sha256;
            if (material.uri !== undefined && sha256 !== undefined)
                materials.set(material.uri, `sha256:${sha256}`);
        }
    }
    return {
        digest: typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined,
        materials,
    };
}
/** One for the build, or one for each platform (`buildx.build.provenance/linux/arm64`). */
function provenances(value) {
    return Object.entries(value)
        .filter(([key, one]) => key.startsWith("buildx.build.provenance") && typeof one === "object" && one !== null)
        .map(([, one]) => one);
}
function parseJson(text) {
    try {
        const value = JSON.parse(text ?? "{}");
        return typeof value === "object" && value !== null ? value : {};
    }
    catch {
        return {};
    }
}

// EXTERNAL MODULE: ./lib/build/progress.js + 2 modules
var build_progress = __webpack_require__(9610);
// EXTERNAL MODULE: ./lib/build/watch-transfers.js + 2 modules
var watch_transfers = __webpack_require__(7386);
;// CONCATENATED MODULE: ./lib/build/build-image.js






/** Builds; a line per finished step is logged as it happens. Never throws for a build that fails. */
async function buildImage(world, request, options) {
    const progress = new build_progress/* Progress */.k();
    const output = new BoundedLines(20_000);
    const byStep = new Map();
    const started = world.clock.now();
    const ended = new AbortController();
    const beats = tellLongSteps(world, request.spec.name, progress, options.expected ?? [], ended.signal);
    const argv = (0,build_arguments/* buildArguments */.f)(request);
    const watch = {
        progress,
        builder: request.builder,
        env: options.env,
        stallMinutes: request.stallMinutes ?? 0,
        afterStall: options.afterStall,
    };
    const { result, stall } = await (0,watch_transfers/* execWatched */.w)(world, argv, {
        cwd: request.root,
        env: {
            ...options.env,
            BUILDX_METADATA_PROVENANCE: "min",
            BUILDX_METADATA_WARNINGS: "1",
            // Seven git processes, for an attestation that is not asked for.
            ...(argv.includes("--provenance=false") ? { BUILDX_GIT_INFO: "false" } : {}),
        },
        timeoutMs: options.timeoutMinutes * 60_000,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onStderrLine(line) {
            for (const event of progress.read(line)) {
                if (event.kind === "step-started" || event.kind === "step-done")
                    options.onStep?.(progress);
                if (event.kind === "step-done" && (0,describe_step/* isWorthALine */.Wu)(event.step)) {
                    const text = (0,describe_step/* describeStep */.Ey)(event.step);
                    world.log.info(`${request.spec.name} │ ${text}`);
                    output.add(text);
                }
                else if (event.kind === "output" || event.kind === "text") {
                    if (event.kind === "output")
                        noteOutput(byStep, event.step, event.text);
                    for (const one of event.text.replace(/\n$/, "").split("\n"))
                        output.add(one);
                }
            }
        },
    }, watch);
    ended.abort();
    await beats;
    return {
        succeeded: result.exitCode === 0,
        ended: stall === undefined ? result.ended : "stalled",
        ...(stall === undefined ? {} : { stall }),
        exitCode: result.exitCode,
        seconds: (world.clock.now() - started) / 1000,
        steps: progress.steps(),
        timeline: progress.timeline(),
        metadata: parseMetadata(await world.files.readText(request.metadataFile)),
        text: result.ended === "not-found" ? result.stderr : progress.text(),
        output: output.lines(),
        failedOutput: progress
            .steps()
            .filter(({ error }) => error !== undefined && !/context canceled/.test(error))
            .flatMap(({ name }) => byStep.get(name) ?? []),
    };
}
/** Enough for a resolver's explanation, which stands above its error. */
const LAST_LINES = 400;
function noteOutput(byStep, step, text) {
    const lines = byStep.get(step) ?? [];
    lines.push(...text.replace(/\n$/, "").split("\n"));
    if (lines.length > 2 * LAST_LINES)
        lines.splice(0, lines.length - LAST_LINES);
    byStep.set(step, lines);
}
/** Keeps the first and the last lines of a long log. */
class BoundedLines {
    #first = [];
    #last = [];
    #dropped = 0;
    #half;
    constructor(limit) {
        this.#half = limit / 2;
    }
    add(line) {
        if (this.#first.length < this.#half) {
            this.#first.push(line);
            return;
        }
        this.#last.push(line);
        if (this.#last.length > 2 * this.#half) {
            this.#dropped += this.#half;
            this.#last = this.#last.slice(this.#half);
        }
    }
    lines() {
        const note = this.#dropped === 0 ? [] : [`… ${this.#dropped} lines left out …`];
        return [...this.#first, ...note, ...this.#last];
    }
}

// EXTERNAL MODULE: ./lib/registry/reference.js
var registry_reference = __webpack_require__(9758);
;// CONCATENATED MODULE: ./lib/build/site.js
/** Throws for a name that the plan does not have: a bug. */
function planned(plan, name) {
    const image = plan.images.get(name);
    if (image === undefined)
        throw new Error(`the plan has no image ${name}`);
    return image;
}
/** Of the build before, of its own line where there is one. */
function lastRecord({ options: { records } }, name) {
    const known = records.get(name);
    return known?.last ?? known?.baseline;
}
/** What an earlier build of it took, to compare with; empty where nobody knows. */
function expectedSteps(site, name) {
    return lastRecord(site, name)?.steps ?? [];
}
/** An image and those that share its build. */
function findTwins(plan, name) {
    return plan.order.filter((other) => {
        const { decision } = planned(plan, other);
        return other === name || (decision.action === "share" && decision.with === name);
    });
}
/** Where one build of an image is pushed to. */
function repositoriesOf(plan, name) {
    return [...new Set(findTwins(plan, name).flatMap((twin) => planned(plan, twin).spec.repositories))];
}

;// CONCATENATED MODULE: ./lib/build/lazy-origins.js




/** For a build that writes its caches in eStargz, or has to remember why it does not. */
function findOrigins(site, image, request) {
    const { world, plan, options } = site;
    const mode = options.lazy.get(image.spec.name);
    const before = mode?.kind === "plain" ? mode.differs : undefined;
    const isWritten = request.isLazy === true && request.isOnDemand !== true;
    if (options.caches.kind !== "registry" || !(isWritten || before !== undefined))
        return undefined;
    return {
        before,
        exact: findExactLayers(world, options.caches, plan.trigger, [image, ...parentsOf(site, image)]),
        countForeign: async (platform) => {
            const counts = await Promise.all([
                ...externalBases(image).map(async (base) => (await options.baseLayers(base, platform))?.length ?? Number.POSITIVE_INFINITY),
                ...parentImages(request).map(async (location) => (await readLocation(site, location))?.length ?? Number.POSITIVE_INFINITY),
            ]);
            return Math.max(0, ...counts);
        },
    };
}
/** Their caches hold layers that its build reads. */
function parentsOf({ plan }, image) {
    return image.parents.map(({ parent }) => planned(plan, parent));
}
/** References of images that are not of this run. */
function externalBases({ spec, inputs }) {
    const contexts = [...spec.contexts.values()];
    return [
        ...new Set([
            ...inputs.bases.keys(),
            ...contexts.flatMap((context) => (context.kind === "reference" ? [context.reference] : [])),
        ]),
    ];
}
/** Images of this run that it is built on, as they lie in the registry. */
function parentImages({ parentContexts }) {
    const prefix = "docker-image://";
    return [...parentContexts.values()].flatMap((location) => location.startsWith(prefix) ? [location.slice(prefix.length)] : []);
}
/** All layers of an image of the target registry, whatever platform; `undefined`: it is not there. Throws RegistryError. */
async function readLocation({ options: { store } }, location) {
    const reference = (0,registry_reference/* parseReference */.F2)(location);
    const name = reference?.digest ?? reference?.tag;
    if (store === undefined || reference === undefined || name === undefined)
        return undefined;
    const read = async (digest) => {
        const found = await store.registry.getManifest(reference.repository, digest);
        if (found.kind !== "found")
            return undefined;
        const parsed = (0,registry_manifest/* parseManifest */.Ng)(found.manifest.bytes, found.manifest.mediaType);
        if (parsed?.kind === "image")
            return parsed.layers;
        if (parsed === undefined)
            return undefined;
        const parts = parsed.entries.filter(({ platform }) => platform !== undefined);
        const layers = await Promise.all(parts.map((part) => read(part.digest)));
        return layers.every((one) => one !== undefined) ? layers.flat() : undefined;
    };
    return read(name);
}
/** Of all platforms of a base; `undefined`: its registry does not tell. Never throws. */
async function readBase({ options }, reference, platforms) {
    const found = await Promise.all(platforms.map((platform) => options.baseLayers(reference, platform)));
    return found.every((one) => one !== undefined) ? found.flat() : undefined;
}

;// CONCATENATED MODULE: ./lib/build/check-exact.js
/** That an image comes out as a plain build makes it, before and after it was built of layers that are read on demand. */





/** Never throws: what nobody can tell is a no. */
async function checkReadable(site, image, request) {
    const { world, plan, options } = site;
    const { caches } = options;
    if (caches.kind !== "registry")
        return { kind: "no", because: "there is no cache in a registry" };
    try {
        const [own, ofParents, ...bases] = await Promise.all([
            findCacheLayers(world, caches, plan.trigger, image),
            findExactLayers(world, caches, plan.trigger, parentsOf(site, image)),
            ...externalBases(image).map(async (base) => ({
                base,
                layers: await readBase(site, base, image.spec.platforms),
            })),
        ]);
        if (own === undefined || own.state.kind !== "exact")
            return { kind: "no", because: "its caches are others than when this run began" };
        const exact = new Set([...own.exact, ...ofParents]);
        const because = findForeignBase(bases, exact) ?? (await findOtherParent(site, request, exact));
        if (because !== undefined)
            return { kind: "no", because };
        const { store, repository } = caches;
        return { kind: "yes", exact, caches: own.digests.map((digest) => store.uriOf(repository, digest)) };
    }
    catch (error) {
        return { kind: "no", because: (0,lib_errors/* describeError */.U)(error) };
    }
}
/** A base that is in eStargz without our doing: what lies in its tars, only reading all of them would tell. */
function findForeignBase(bases, exact) {
    for (const { base, layers } of bases) {
        if (layers === undefined)
            return `what layers ${base} has is not known`;
        if (layers.some(({ toc, digest }) => toc !== undefined && !exact.has(digest)))
            return `${base} comes in eStargz, and nobody has looked at its layers`;
    }
    return undefined;
}
/** Images of this run: what is new in them was written by BuildKit, but for what they are built on. */
async function findOtherParent(site, request, exact) {
    const found = await Promise.all(parentImages(request).map(async (location) => {
        const layers = await readLocation(site, location);
        const [bottom] = layers ?? [];
        if (layers === undefined || bottom === undefined)
            return `what layers ${location} has is not known`;
        if (bottom.toc !== undefined && !exact.has(bottom.digest))
            return `nobody has looked at the layers that ${location} is built on`;
        return inspectLocation(site, location, exact);
    }));
    return found.find((one) => one !== undefined);
}
/**
 * What was built of layers that are read on demand: times that the snapshotter gives to what has none (the root of a
 * stage, which no layer holds, and which `COPY --from=stage /` copies) are seen in the new layers. Never throws.
 */
async function findNewDifference(site, repository, digest, exact) {
    const { store } = site.options;
    if (store === undefined)
        return undefined;
    try {
        const because = await inspectLocation(site, store.uriOf(repository, digest), exact);
        return because === undefined ? undefined : { because, isSeen: true };
    }
    catch (error) {
        return { because: `its new layers cannot be looked at: ${(0,lib_errors/* describeError */.U)(error)}`, isSeen: false };
    }
}
/** Throws where nobody can tell. */
async function inspectLocation(site, location, exact) {
    const { store } = site.options;
    const path = (0,registry_reference/* parseReference */.F2)(location)?.repository;
    const layers = await readLocation(site, location);
    if (store === undefined || path === undefined || layers === undefined)
        throw new Error(`the layers of ${location} are not there`);
    const unknown = layers.filter((layer) => !exact.has(layer.digest));
    return inspectIndexes({ registry: store.registry, path }, unknown);
}

// EXTERNAL MODULE: ./lib/cache/cache-trouble.js
var cache_trouble = __webpack_require__(3010);
;// CONCATENATED MODULE: ./lib/cache/pull-advice.js

/** Below it nobody would change a Dockerfile for. */
const WORTH_SECONDS = 1;
/**
 * One sentence for each stage whose cached layers were pulled for light instructions only. A cached step's own
 * time is that of pulling and unpacking it; a RUN that does real work needs the files, so nothing is said then.
 */
function adviseAgainstPulls(steps) {
    const stages = new Map();
    for (const time of steps) {
        const step = (0,build_step/* parseStepName */.Z)(time.name);
        if (step === undefined)
            continue;
        const key = `${step.platform ?? ""} ${step.stage ?? ""}`;
        const text = time.name.replace(/^\[[^\]]*\] /, "");
        stages.set(key, [...(stages.get(key) ?? []), { step, time, text }]);
    }
    return [...stages.values()].flatMap(adviseStage);
}
function adviseStage(placed) {
    const inOrder = [...placed].sort((a, b) => a.step.index - b.step.index);
    const ran = inOrder.filter(({ step, time }) => !time.cached && step.keyword !== "FROM");
    const forcing = ran.filter(({ step, text }) => !isLinked(step, text));
    const first = forcing[0];
    if (first === undefined)
        return [];
    const pulled = inOrder
        .filter(({ step, time }) => step.index < first.step.index && (time.cached || step.keyword === "FROM"))
        .reduce((sum, { time }) => sum + time.seconds, 0);
    const remedies = forcing.map(({ step, text }) => remedyFor(step, text));
    if (pulled < WORTH_SECONDS || remedies.some((remedy) => remedy === undefined))
        return [];
    const what = forcing.map(({ text }, index) => `\`${text.slice(0, 80)}\`: ${remedies[index]}`).join("; ");
    return [
        `about ${Math.round(pulled)} s went into pulling and unpacking cached layers that only light instructions asked for. ${what}`,
    ];
}
function isLinked({ keyword }, text) {
    return (keyword === "COPY" || keyword === "ADD") && /^\w+ (--\S+ )*--link(=true)?( |$)/.test(text);
}
/** `undefined`: it needs the layers below it. */
function remedyFor({ keyword }, text) {
    switch (keyword) {
        case "COPY":
        case "ADD":
            return `write \`${keyword} --link\`, which needs nothing below it (--chown by number; no symbolic link in the destination's path), or set \`link: auto\``;
        case "WORKDIR":
            return "put it before the heavy instructions";
        case "RUN":
            return /^RUN\s+(\/bin\/)?(chmod|chown)\s[^;&|]*$/.test(text)
                ? "write `COPY --link --chmod=… --chown=…` instead"
                : undefined;
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/cache/worth.js
/** Whether a finished build has anything new for its cache. Pure. */


/** An export asks the builder for everything once more: it should save the next build more than that. */
const worth_WORTH_SECONDS = 2;
/**
 * After a code edit every heavy layer is cached, and what ran is not worth an export. Where no cache was
 * there yet, all of it is new, also what this builder had from an earlier run.
 */
function isWorthExporting(steps, hadCache) {
    // The check of `link: auto` is quick, and what it needs is not: without it in the cache all below is pulled.
    if (steps.some(({ name, cached }) => name.includes(link_check/* LINK_CHECK */.Q) && !cached))
        return true;
    return hadCache ? (0,build_step/* secondsRun */.$)(steps) >= worth_WORTH_SECONDS : steps.some(({ name }) => isInstruction(name));
}
/** Caches were read and not one step came from them: worth a word, as it is seldom what was meant. */
function hasZeroHits(steps) {
    const instructions = steps.filter(({ name }) => isInstruction(name));
    return instructions.length > 0 && instructions.every(({ cached }) => !cached);
}
function isInstruction(name) {
    const step = (0,build_step/* parseStepName */.Z)(name);
    return step !== undefined && step.keyword !== "FROM";
}

;// CONCATENATED MODULE: ./lib/lazy/decide-lazy.js
/** Anything that is not known to work is built plainly. */
function decideLazy(facts) {
    const { wish, layers, thresholdBytes } = facts;
    if (wish === "false")
        return { kind: "plain", because: undefined };
    const known = [facts.sizeBytes, layers && layers.lazy + layers.plain].filter((size) => size !== undefined);
    const isLarge = known.length === 0 ? facts.looksLarge : Math.max(...known) >= thresholdBytes;
    const isWanted = wish === "true" || isLarge;
    const because = findObstacle(facts);
    if (because !== undefined) {
        const isWorthALine = wish === "true" || (isWanted && known.length > 0);
        return { kind: "plain", because: isWorthALine ? because : undefined };
    }
    if (!isWanted)
        return { kind: "plain", because: undefined };
    const { state } = facts;
    if (state.kind === "differs")
        return {
            kind: "plain",
            because: `read on demand, a cached layer would differ: ${state.because}`,
            differs: state,
        };
    // With a plain layer at its bottom BuildKit pulls all that lies above it too.
    const isCacheLazy = layers !== undefined && layers.lazy > layers.plain;
    if (isCacheLazy &&
        state.kind === "exact" &&
        !facts.isCacheOld &&
        (wish === "true" || layers.lazy >= thresholdBytes))
        return { kind: "read", cache: layers };
    return { kind: "write", isCacheLazy };
}
function findObstacle({ wish, isOwnWish, runtime, lambdaChild, builderProblem, cache }) {
    const isAskedFor = wish === "true" && isOwnWish;
    if (runtime === "lambda" && !isAskedFor)
        return "runtime: lambda is built plainly: its acceptance of eStargz layers is not verified";
    if (lambdaChild !== undefined && !isAskedFor)
        return `${lambdaChild}, which is built on it, is for AWS Lambda, whose acceptance of eStargz layers is not verified`;
    if (cache !== "registry")
        return "layers are read on demand from a registry cache only, and this run writes none";
    return builderProblem;
}
const INSTALLS = /\b(?:pip3?|uv|conda|mamba|micromamba|poetry|pipenv|pdm|apt-get|apt|apk|dnf|yum|npm|pnpm|yarn)\b[^\n]*\b(?:install|sync|add|ci)\b/;
const DOWNLOADS = /\b(?:wget|curl|snapshot_download|from_pretrained|huggingface-cli|hf download)\b/;
/** A guess, for first builds: what is wrong costs some seconds of compression, or one build more without gain. */
function looksLarge(dockerfile) {
    const joined = dockerfile.replaceAll(/\\\r?\n/g, " ");
    return INSTALLS.test(joined) || DOWNLOADS.test(joined);
}

;// CONCATENATED MODULE: ./lib/lazy/plan-lazy.js




/** One entry for each image that is built. Logs the reasons of images that stay plain, where they matter. */
async function planLazy(world, plan, options) {
    const built = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
    if (built.every(({ spec }) => wishOf(spec.lazy, options.wish) === "false"))
        return new Map();
    const builderProblem = await findBuilderProblem(world, options.choice);
    const modes = await Promise.all(built.map(async (image) => {
        const mode = await planOne(world, plan, image, builderProblem, options);
        const { name } = image.spec;
        if (mode.kind === "plain" && mode.because !== undefined)
            world.log.info(`${name} │ lazy: not here: ${mode.because}`);
        return [name, mode];
    }));
    return new Map(modes);
}
/** An image's own key goes before the input. */
function wishOf(own, input) {
    return own ?? input;
}
async function planOne(world, plan, image, builderProblem, { wish, thresholdBytes, root, caches, records, noCache }) {
    const { spec, decision } = image;
    const record = records.get(spec.name);
    const facts = {
        wish: wishOf(spec.lazy, wish),
        isOwnWish: spec.lazy !== undefined,
        runtime: spec.runtime,
        lambdaChild: findLambdaChild(plan, spec.name),
        builderProblem,
        cache: caches.kind === "registry" && !caches.canWrite ? "none" : caches.kind,
        layers: undefined,
        state: { kind: "unseen" },
        sizeBytes: (record?.last ?? record?.baseline)?.sizeBytes,
        isCacheOld: (0,lazy_unkept/* isTooMuch */.gB)((record?.last ?? record?.baseline)?.unkept),
        looksLarge: true,
        thresholdBytes,
    };
    // A small image may be made of large stages, which only its cache tells.
    const isPossible = decideLazy({ ...facts, sizeBytes: undefined }).kind !== "plain";
    if (!isPossible || caches.kind !== "registry")
        return decideLazy(facts);
    const isCacheRead = !(noCache && decision.action === "build" && decision.isAskedFor);
    const found = isCacheRead ? await findCacheLayers(world, caches, plan.trigger, image) : undefined;
    const { layers, state } = found ?? facts;
    const source = await (0,read_dockerfile/* readDockerfile */.n)(world, root, spec);
    return decideLazy({
        ...facts,
        layers,
        state,
        looksLarge: source.kind === "text" && looksLarge(source.text),
    });
}
/** Only a builder that we make is made this way. */
async function findBuilderProblem(world, choice) {
    switch (choice.kind) {
        case "impossible":
            return "there is no builder";
        case "use":
            if (choice.driver === "docker")
                return "the engine's own builder cannot read layers on demand; `lazy: true` lets the action make one that can";
            if (choice.hasSeveralNodes === true)
                return `the builder ${choice.name} has several nodes, whose logs would have to tell which layers could not be read`;
            return choice.snapshotter === "stargz" && choice.driver === "docker-container"
                ? undefined
                : `the builder ${choice.name} is not the action's own, and its snapshotter is ${choice.snapshotter ?? "not known"}: only stargz reads layers on demand`;
        case "create":
            return (await world.files.stat("/dev/fuse")) === undefined
                ? "this machine has no /dev/fuse, through which layers are read on demand"
                : undefined;
    }
}
/** Its layers go to Lambda, and nobody asked for it by name to have them in eStargz. */
function isForLambda(plan, { spec }) {
    if (spec.lazy === "true")
        return false;
    return spec.runtime === "lambda" || findLambdaChild(plan, spec.name) !== undefined;
}
/** Also a child's child: its layers are in the image. */
function findLambdaChild(plan, name) {
    for (const { spec, parents } of plan.images.values()) {
        if (!parents.some(({ parent }) => parent === name))
            continue;
        if (spec.runtime === "lambda")
            return spec.name;
        const further = findLambdaChild(plan, spec.name);
        if (further !== undefined)
            return further;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/build/prepare-caches.js
/** Which caches a build reads and where its layers are kept; and what is worth saying about that. */









/** `undefined`: no layer caches, in this run or for this image. */
async function prepareCaches(site, image, request, directory) {
    const { world, plan, options } = site;
    const { spec } = image;
    const { caches } = options;
    if (caches.kind === "none" || (caches.kind === "gha" && caches.refused.has(spec.name)))
        return undefined;
    const found = await Promise.all(spec.platforms.map((platform) => findCaches(world, caches, plan.trigger, spec.name, platform)));
    const platforms = caches.kind === "registry" && isForLambda(plan, image)
        ? await Promise.all(found.map((one) => withoutLazy(world, caches, spec.name, one)))
        : found;
    const reads = [...new Set(platforms.flatMap((one) => one.reads.map(cache_flags/* importFlag */.Aq)))];
    const source = await (0,read_dockerfile/* readDockerfile */.n)(world, options.root, request.spec);
    let count = 0;
    return {
        request: { ...request, cacheFrom: reads },
        // A Dockerfile that only buildx sees cannot be cut; its finished builds are cached all the same.
        text: source.kind === "text" ? source.text : "",
        ignoreFile: await (0,read_dockerfile/* readOwnIgnoreFile */.h)(world, options.root, spec),
        caches,
        platforms,
        env: options.env,
        directory,
        checkpointSeconds: options.checkpointMinutes * 60,
        origins: findOrigins(site, image, request),
        count: () => count++,
    };
}
/** An image that has become a function's has caches in eStargz, whose layers would go to Lambda as they are. */
async function withoutLazy(world, caches, name, found) {
    if (found.reads.length === 0)
        return found;
    const { store, repository } = caches;
    const { own, partial, others } = found.names;
    const lazy = await findLazyTags(world, caches, [own, partial, ...others]);
    const locations = new Set([...lazy].map((tag) => store.referenceOf(repository, tag)));
    const reads = found.reads.filter((one) => one.kind !== "registry" || !locations.has(one.reference));
    if (reads.length === found.reads.length)
        return found;
    world.log.info(`${name} │ its cached layers are in eStargz, which Lambda is not known to take: built once without them, and cached as gzip`);
    return { ...found, reads, exist: reads.length > 0, hasPartial: found.hasPartial && !lazy.has(partial) };
}
/** A cache that was there and did not serve. */
function tellCacheUse({ world }, { request, platforms }, run) {
    const { name } = request.spec;
    for (const trouble of (0,cache_trouble/* importTroubles */.sj)(run.steps))
        world.log.warning(`${name}: ${trouble}`);
    if (run.succeeded)
        for (const advice of adviseAgainstPulls(run.steps))
            world.log.info(`${name} │ ${advice}`);
    const wasThere = platforms.some(({ exist }) => exist === true);
    if (wasThere && !request.noCache && hasZeroHits(run.steps)) {
        world.log.info(`${name} │ a layer cache is there, and not one step came from it: the first instruction, a build arg it sees, or the base image is another one than when it was written`);
    }
}

// EXTERNAL MODULE: ./lib/build/publish.js
var publish = __webpack_require__(6412);
;// CONCATENATED MODULE: ./lib/lazy/heavy-step.js
/**
 * When a build that reads layers on demand is not the small edit it was taken for. Such a build can leave no
 * complete cache (docs/decisions/0080-lazy-layers.md), so what takes long is better done by one that can.
 */

/** Steps that take longer, together, are worth keeping. */
const HEAVY_SECONDS = 30;
/** Known before it ran: it took long the last time, or it wants what an earlier build left in a cache mount. Pure. */
function isKnownHeavy(step, expected) {
    const keyword = (0,build_step/* parseStepName */.Z)(step)?.keyword;
    if (keyword === undefined || keyword === "FROM")
        return false;
    if (/--mount=\S*type=cache/.test(step))
        return true;
    return expected.some(({ name, cached, seconds }) => name === step && !cached && seconds >= HEAVY_SECONDS);
}
/** For a step that begins now, after those that have ended: how long until all of them together are heavy. Pure. */
function secondsLeft(states) {
    return Math.max(0, HEAVY_SECONDS - (0,build_step/* secondsRun */.$)(states.filter(({ state }) => state === "done")));
}
/** Steps of the Dockerfile count: pulling a base does not. Pure. */
function isWatched(step) {
    const keyword = (0,build_step/* parseStepName */.Z)(step)?.keyword;
    return keyword !== undefined && keyword !== "FROM";
}

;// CONCATENATED MODULE: ./lib/build/watch-for-heavy.js
/** Watches a build for steps that are more than a small edit. */

/** `expected`: the steps of an earlier build. Many short steps are heavy together. */
function watchForHeavy(world, expected) {
    const heavy = new AbortController();
    const ended = new AbortController();
    const watched = new Set();
    const waitFor = async (progress, step) => {
        await world.clock.sleep(secondsLeft(progress.states()) * 1000, ended.signal);
        if (ended.signal.aborted)
            return;
        if (progress.states().some(({ name, state }) => name === step && state === "running"))
            heavy.abort(step);
    };
    return {
        found: heavy.signal,
        follow(progress) {
            for (const { name, state } of progress.states()) {
                if (state !== "running" || watched.has(name) || !isWatched(name))
                    continue;
                watched.add(name);
                if (isKnownHeavy(name, expected))
                    heavy.abort(name);
                else
                    void waitFor(progress, name);
            }
        },
        stop: () => ended.abort(),
    };
}

;// CONCATENATED MODULE: ./lib/build/build-on-demand.js
/**
 * One build that reads cached layers on demand. It is for small edits: what turns out to be more, or fails where
 * reading may be the reason, is left to a plain build. It writes no cache: docs/decisions/0080-lazy-layers.md.
 */
















const NOTHING_FETCHED = new Map();
/** `directory` is scratch space. A build that fails is no error. `undefined`: to be built plainly, and why has been said. */
async function buildOnDemand(site, image, request, directory, timeoutMinutes) {
    const { world, plan, options, publication } = site;
    const { name } = image.spec;
    const countReads = () => countFailedReads(world, request.builder.name, options.env);
    const fetched = () => (0,read_fetched/* readFetched */.oC)(world, request.builder.name, options.env);
    // Nobody has read anything on a builder that was made for this run, before the first image does.
    const isFresh = request.builder.isOurs === true && !site.readers.has(request.builder.name);
    const [kept, readable, failed, fetchedBefore] = await Promise.all([
        prepareCaches(site, image, request, directory),
        checkReadable(site, image, request),
        failedBefore(site, request, countReads),
        isFresh ? NOTHING_FETCHED : fetched(),
    ]);
    if (readable.kind === "no" || kept === undefined) {
        const because = readable.kind === "no" ? readable.because : "there are no caches";
        world.log.info(`${name} │ lazy: built plainly: ${because}`);
        return undefined;
    }
    const cacheFrom = readable.caches.map((reference) => (0,cache_flags/* importFlag */.Aq)({ kind: "registry", reference }));
    const asked = withoutTags({ ...kept.request, cacheFrom });
    const expected = expectedSteps(site, name);
    const heavy = watchForHeavy(world, expected);
    const build = () => buildImage(world, asked, {
        env: options.env,
        timeoutMinutes,
        onStep: heavy.follow,
        expected,
        signal: AbortSignal.any([heavy.found, world.cancelled]),
    });
    const first = await build();
    const run = isMountRace(first) && !heavy.found.aborted ? await build() : first;
    heavy.stop();
    const words = run.succeeded ? "built" : "ended";
    world.log.group(`${name}: ${words} in ${(0,describe_step/* formatSeconds */.Xo)(run.seconds)}, reading layers on demand`, run.output);
    if (world.cancelled.aborted)
        return { isFinal: true, run };
    if (heavy.found.aborted && !run.succeeded) {
        world.log.info(`${name} │ lazy: ${String(heavy.found.reason)} is more than a small edit: built plainly from here on, which leaves a complete cache`);
        return { isFinal: false, run };
    }
    const telling = fetched();
    const { digest } = run.metadata;
    const differing = run.succeeded && digest !== undefined
        ? findNewDifference(site, image.spec.repositories[0], digest, readable.exact)
        : undefined;
    const fault = findReadFault(run) ?? (await findSilentFault(run, failed, countReads));
    if (fault !== undefined) {
        world.log.warning(`${name}: ${describeReadFault(fault)}; built again without reading on demand`);
        return { isFinal: false, run };
    }
    const differs = await differing;
    if (differs !== undefined) {
        world.log.info(`${name} │ lazy: what was built may be other than by a plain build (${differs.because}); built again plainly`);
        if (differs.isSeen)
            await rememberDifference(world, kept, differs.because);
        return { isFinal: false, run };
    }
    tellCacheUse(site, kept, run);
    if (run.succeeded && publication !== undefined && digest !== undefined)
        await (0,publish/* tagPushed */.oE)(publication, image, repositoriesOf(plan, name), digest);
    const unkept = (0,lazy_unkept/* addUnkept */.v4)(lastRecord(site, name)?.unkept, (0,build_step/* secondsRun */.$)(run.steps));
    const sum = (0,read_fetched/* sumFetched */.TP)(fetchedBefore, await telling);
    if (sum.whole === 0)
        return { isFinal: true, run: { ...run, unkept } };
    const onDemand = (0,saved_time/* describeSaved */.R)(sum, (0,record/* findPulls */.s4)(options.records.get(name)));
    world.log.info(`${name} │ ${(0,read_fetched/* describeFetched */.pM)(onDemand)}`);
    return { isFinal: true, run: { ...run, onDemand, unkept } };
}
/** So that the next edits are not built twice too. Never throws. */
async function rememberDifference(world, { caches, platforms }, because) {
    if (caches.kind !== "registry" || !caches.canWrite)
        return;
    for (const { names } of platforms)
        await noteVerdict(world, caches, names.own, toVerdict(world, because));
}
/** Nobody finds an image by its tag before it is known that all of its layers could be read. */
function withoutTags(request) {
    const { destination } = request;
    if (destination.kind !== "registry")
        return request;
    return { ...request, destination: { ...destination, isUntagged: true } };
}
/**
 * Errors of reading that this run has no part in: none on its own builder, and on the user's what was there before its first
 * build. Not what was there before this image's: a step that two images share runs once, and may have failed by then.
 */
function failedBefore({ readers }, { builder }, count) {
    const known = readers.get(builder.name) ?? (builder.isOurs === true ? Promise.resolve(0) : count());
    readers.set(builder.name, known);
    return known;
}
/** A step may hide an error of reading, and end well with what it had; the builder's log has it. */
async function findSilentFault(run, before, count) {
    if (!run.succeeded)
        return undefined;
    const after = await count();
    if (before === undefined || after === undefined)
        return "the builder's log, which would tell, cannot be read";
    return after > before ? "the builder's log has errors of reading" : undefined;
}

;// CONCATENATED MODULE: ./lib/cache/kept-build.js
/** A run that pushes nothing reads the registry's caches and writes none. */
function canKeep({ caches }) {
    return caches.kind === "gha" || caches.canWrite;
}
/** The whole of a plain cache is pulled and compressed anew for it: too much for a small step on top of one. */
function isExportedLazily(request, isSmallAddition) {
    return request.isLazy === true && (request.isCacheLazy === true || !isSmallAddition);
}

;// CONCATENATED MODULE: ./lib/cache/checkpoint-due.js
/** When a running build's finished layers are saved. Pure. */
/**
 * A step that took long, or several that did together, is saved as soon as it is done; shorter ones when
 * the step after them takes long: whoever loses the runner then loses no more than the threshold and the
 * step that was running.
 */
function isCheckpointDue(unsaved, runningSeconds, thresholdSeconds) {
    if (unsaved.length === 0)
        return false;
    const finished = unsaved.reduce((sum, step) => sum + step.seconds, 0);
    // An export takes about a second: what took less is not worth one.
    return (finished >= thresholdSeconds || (finished >= 1 && runningSeconds.some((one) => one >= thresholdSeconds)));
}

// EXTERNAL MODULE: ./lib/dockerfile/frontend.js
var dockerfile_frontend = __webpack_require__(1680);
// EXTERNAL MODULE: ./lib/dockerfile/parse.js + 2 modules
var parse = __webpack_require__(2390);
// EXTERNAL MODULE: ./lib/dockerfile/stages.js
var dockerfile_stages = __webpack_require__(3407);
// EXTERNAL MODULE: ./lib/dockerfile/mount.js + 1 modules
var dockerfile_mount = __webpack_require__(5952);
;// CONCATENATED MODULE: ./lib/cache/finished-stages.js


/** The steps that are instructions, of one target platform. */
function stepsOf(steps, platform) {
    return steps.flatMap((state) => {
        const step = (0,build_step/* parseStepName */.Z)(state.name);
        if (step === undefined || (step.platform !== undefined && step.platform !== platform))
            return [];
        return [{ ...state, step }];
    });
}
/**
 * One entry for each stage, in the Dockerfile's order. `withoutLast` leaves out the layer on which a step was
 * running when the build stopped, or each stage's last one.
 */
function findFinished(stages, steps, withoutLast) {
    return stages.map((stage) => {
        const finished = countFinished(stage, stages, steps);
        const isLeftOut = withoutLast === "each" ||
            (withoutLast === "under-work" && isUnderWork(stage, finished.length, stages, steps));
        const kept = finished.slice(0, Math.max(0, finished.length - (isLeftOut ? 1 : 0)));
        const cutAt = layersOf(stage)[kept.length]?.instruction.line;
        const commands = stage.commands.filter(({ instruction }) => cutAt === undefined || instruction.line < cutAt);
        return {
            stage,
            done: kept.length,
            ran: kept.flatMap((step) => step === undefined || step.cached ? [] : [{ name: step.name, seconds: step.seconds }]),
            cutAt,
            needs: needsOf(stage, commands, stages),
        };
    });
}
/** The stage's steps that are done, without a gap; `undefined` for one that BuildKit left out. */
function countFinished(stage, stages, steps) {
    const own = ownSteps(stage, stages, steps);
    const layers = layersOf(stage);
    // FROM an image counts as step 1, FROM a stage or scratch does not, and ONBUILD adds some: the
    // instructions of the file are the last ones.
    const counted = Math.max(0, (own[0]?.step.total ?? 0) - layers.length);
    const offset = isBaseUnnumbered(own, layers, counted) ? counted - 1 : counted;
    const finished = [];
    for (const [index, { instruction }] of layers.entries()) {
        const number = offset + index + 1;
        const at = own.find(({ step }) => step.index === number);
        // BuildKit leaves out what changes nothing (a WORKDIR that is the current one): done if a later step is.
        const isLeftOut = at === undefined && own.some(({ step, state }) => step.index > number && state === "done");
        const isDone = at?.state === "done" && at.step.keyword === instruction.keyword.toUpperCase();
        if (!isDone && !isLeftOut)
            break;
        finished.push(at);
    }
    return finished;
}
/**
 * A base that is a named context (a parent, or one held at its digest) counts in the total and has no number:
 * the instructions begin at 1, and the total's own number is missing. When in doubt, fewer steps are done.
 */
function isBaseUnnumbered(own, layers, counted) {
    if (counted === 0 || own.length === 0)
        return false;
    return own.every(({ step }) => step.index < step.total &&
        step.keyword === layers[step.index - counted]?.instruction.keyword.toUpperCase());
}
/** A step on top of the stage's last finished layer began and did not end. */
function isUnderWork(stage, done, stages, steps) {
    const began = ({ state }) => state === "running" || state === "failed";
    if (done < layersOf(stage).length)
        return ownSteps(stage, stages, steps).some(began);
    return stages.some((other) => stage.name !== undefined &&
        other.base.toLowerCase() === stage.name &&
        countFinished(other, stages, steps).length === 0 &&
        ownSteps(other, stages, steps).some(began));
}
function ownSteps(stage, stages, steps) {
    return steps.filter(({ step }) => step.stage === shownName(stage, stages));
}
function layersOf(stage) {
    return stage.commands.filter(({ instruction }) => makesLayer(instruction.keyword));
}
function makesLayer(keyword) {
    return ["run", "copy", "add", "workdir"].includes(keyword);
}
/** As BuildKit's progress has it. */
function shownName({ name, index }, stages) {
    return name ?? (stages.length === 1 ? undefined : `stage-${index}`);
}
function needsOf(stage, kept, stages) {
    const find = (reference) => {
        const earlier = stages.slice(0, stage.index);
        const named = earlier.findLast(({ name }) => name === reference.toLowerCase());
        return named?.index ?? (/^\d+$/.test(reference) ? Number(reference) : -1);
    };
    const references = kept.flatMap(({ command }) => {
        if (command.kind === "copy")
            return command.from === undefined ? [] : [command.from];
        if (command.kind !== "run")
            return [];
        return command.mounts
            .map((mount) => (0,dockerfile_mount/* parseMount */.z)(mount, undefined).mount.from)
            .filter((from) => from !== "");
    });
    const needs = [...references, stage.base].map(find).filter((index) => index >= 0 && index < stage.index);
    return [...new Set(needs)];
}

;// CONCATENATED MODULE: ./lib/cache/cut-dockerfile.js




const COLLECTOR = "ml-image-build-finished";
/** `undefined`: nothing that ran is finished, or the Dockerfile is of a foreign frontend. Never throws. */
function cutDockerfile(text, steps, { withCached, platform, withoutLast = "none" }) {
    const frontend = (0,dockerfile_frontend/* detectFrontend */.k)(text);
    if (frontend !== undefined && !(0,dockerfile_frontend/* isKnownFrontend */.c)(frontend))
        return undefined;
    const parsed = (0,parse/* parseDockerfile */.A)(text);
    const list = (0,dockerfile_stages/* readStages */.i)(parsed.instructions);
    if (parsed.problems.length + list.problems.length > 0)
        return undefined;
    const finished = findFinished(list.stages, stepsOf(steps, platform), withoutLast);
    const ran = finished.flatMap((stage) => stage.ran);
    if (ran.length === 0)
        return undefined;
    const leaves = findLeaves(finished, withCached);
    const lines = text.split("\n");
    const end = (stage) => (finished[stage.stage.index + 1]?.stage.from.line ?? lines.length + 1) - 1;
    const [only] = leaves;
    const isOne = leaves.length === 1 && only !== undefined;
    const kept = lines.filter((_, index) => {
        const line = index + 1;
        const stage = finished.findLast((one) => one.stage.from.line <= line);
        if (stage === undefined)
            return true;
        if (isOne && stage.stage.index > only.stage.index)
            return false;
        return line < (stage.cutAt ?? end(stage) + 1);
    });
    if (isOne)
        return { text: `${kept.join("\n")}\n`, target: only.stage.name, ran };
    const copies = leaves.map(
    // A pattern that matches nothing: the stage must be there, and not a byte of it is copied.
    ({ stage }) => `COPY --from=${stage.name ?? stage.index} /.ml-image-build-nothing* /`);
    const collector = [`FROM scratch AS ${COLLECTOR}`, ...copies];
    return { text: `${[...kept, ...collector].join("\n")}\n`, target: COLLECTOR, ran };
}
/** Stages worth building that no other such stage is made from. */
function findLeaves(finished, withCached) {
    const wanted = finished.filter(({ ran, done }) => (withCached ? done > 0 : ran.length > 0));
    const within = new Set();
    const visit = (stage) => {
        for (const need of stage.needs) {
            const needed = finished[need];
            if (needed === undefined || within.has(need))
                continue;
            within.add(need);
            visit(needed);
        }
    };
    for (const stage of wanted)
        visit(stage);
    return wanted.filter(({ stage }) => !within.has(stage.index));
}

;// CONCATENATED MODULE: ./lib/cache/cut-request.js


/** The same build up to what is finished, of one platform, with nothing but a cache as its result. */
async function cutRequest(world, build, caches, cut) {
    const { request } = build;
    const path = `${build.directory}/finished-${caches.platform.replaceAll("/", "-")}-${build.count()}`;
    await world.files.write(path, cut.text);
    // BuildKit looks for the ignore file beside the Dockerfile before it takes the context's.
    if (build.ignoreFile !== undefined)
        await world.files.write(`${path}.dockerignore`, build.ignoreFile);
    return {
        ...request,
        spec: {
            ...request.spec,
            platforms: [caches.platform],
            target: cut.target,
            dockerfile: { kind: "inline", text: cut.text },
        },
        destination: { kind: "nowhere" },
        inlineDockerfile: path,
        metadataFile: `${path}.json`,
        noCache: false,
        cacheTo: [(0,cache_flags/* exportFlag */.tw)(caches.partial, isExportedLazily(request, caches.exist !== false))],
    };
}

// EXTERNAL MODULE: ./lib/cache/export-cache.js
var export_cache = __webpack_require__(1517);
;// CONCATENATED MODULE: ./lib/cache/cut-stage.js




/**
 * One for each stage that has a step of which `isLong` is true, the first stage first; none of a foreign frontend's.
 * Never throws.
 */
function cutLongStages(text, steps, platform, isLong) {
    const frontend = (0,dockerfile_frontend/* detectFrontend */.k)(text);
    if (frontend !== undefined && !(0,dockerfile_frontend/* isKnownFrontend */.c)(frontend))
        return [];
    const parsed = (0,parse/* parseDockerfile */.A)(text);
    const { stages, problems } = (0,dockerfile_stages/* readStages */.i)(parsed.instructions);
    if (parsed.problems.length + problems.length > 0)
        return [];
    const placed = stepsOf(steps, platform);
    const lines = text.split("\n");
    const finished = findFinished(stages, placed, "none");
    return finished.flatMap(({ stage, done }) => {
        const own = placed.filter(({ step }) => step.stage === shownName(stage, stages));
        if (!own.some(isLong) || (done === 0 && stage.base === "scratch"))
            return [];
        const kept = lines.filter((_, index) => {
            const line = index + 1;
            const at = finished.findLast((one) => one.stage.from.line <= line);
            if (at === undefined)
                return true;
            return at.stage.index <= stage.index && (at.cutAt === undefined || line < at.cutAt);
        });
        return [{ text: `${kept.join("\n")}\n`, key: `${platform} ${stage.index} ${done}` }];
    });
}

;// CONCATENATED MODULE: ./lib/cache/prepare-layers.js






/** A step of less is likely to come with a small build, and the layers below it may not even be on this machine. */
const LONG_SECONDS = 5;
const prepare_layers_LOOK_MS = 2_500;
/** Begins nothing new once `ended` is aborted; does nothing for builds that are not written so. */
function prepareLayers(world, build, ended) {
    const longSeconds = findPatience(build);
    if (longSeconds === undefined)
        return { follow() { }, async stop() { } };
    const { name } = build.request.spec;
    const begun = new Set();
    const startedAt = new Map();
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, world.cancelled]);
    let progress;
    let working;
    /** Nothing depends on it: it is not tried again. */
    let hasFailed = false;
    const isLong = ({ name: step, state, cached, seconds }) => {
        if (cached || (0,build_step/* parseStepName */.Z)(step)?.keyword === "FROM")
            return false;
        if (state === "done")
            return seconds >= longSeconds;
        const since = startedAt.get(step);
        return state === "running" && since !== undefined && world.clock.now() - since >= longSeconds * 1000;
    };
    const prepare = async (caches, cut) => {
        try {
            const request = await cutRequest(world, build, caches, cut);
            const asked = { ...request, destination: { kind: "builder" }, cacheTo: [] };
            const result = await (0,export_cache/* exportCache */.vW)(world, asked, { env: build.env, signal });
            if (result.kind === "failed")
                throw new Error(result.because);
            world.log.debug(`${name}: layers (${cut.key}) were made in eStargz beside the build in ${result.seconds.toFixed(1)} s`);
        }
        catch (error) {
            hasFailed = true;
            world.log.debug(`${name}: layers were not made beside the build: ${(0,lib_errors/* describeError */.U)(error)}`);
        }
    };
    const look = () => {
        if (working !== undefined || hasFailed || ended.aborted)
            return;
        const states = progress?.states() ?? [];
        for (const caches of build.platforms) {
            const cuts = cutLongStages(build.text, states, caches.platform, isLong);
            const next = cuts.find(({ key }) => !begun.has(key));
            if (next === undefined)
                continue;
            begun.add(next.key);
            working = prepare(caches, next).finally(() => {
                working = undefined;
            });
            return;
        }
    };
    const tick = async () => {
        while (!ended.aborted) {
            await world.clock.sleep(prepare_layers_LOOK_MS, ended);
            look();
        }
    };
    void tick();
    return {
        follow(current) {
            progress = current;
            for (const { name: step, state } of current.states())
                if (state === "running" && !startedAt.has(step))
                    startedAt.set(step, world.clock.now());
            look();
        },
        async stop() {
            stopped.abort();
            await working;
        },
    };
}
/** How long a step takes before it is clear that a cache in eStargz will be written; `undefined`: none will be. */
function findPatience({ request, caches, platforms }) {
    if (request.isLazy !== true || request.isOnDemand === true || caches.kind !== "registry")
        return undefined;
    // A small step on top of a plain cache leaves it as it is.
    const isThere = platforms.every(({ exist }) => exist !== false);
    return isThere && request.isCacheLazy !== true ? HEAVY_SECONDS : LONG_SECONDS;
}

// EXTERNAL MODULE: ./lib/cache/rescue.js
var rescue = __webpack_require__(7685);
;// CONCATENATED MODULE: ./lib/cache/save-finished.js












/** Never throws: a build whose cache could not be written is a good build. */
async function saveFinished(world, build, run, pushed) {
    const { name, repositories } = build.request.spec;
    const isThere = build.platforms.every(({ exist }) => exist ?? !hasZeroHits(run.steps));
    if (!isWorthExporting(run.steps, isThere)) {
        world.log.debug(`${name}: every step worth keeping came from a cache, so none is written`);
        // One that somebody else wrote, or an earlier version, can be read on demand from then on.
        if (build.origins === undefined || build.request.isLazy !== true)
            return;
        for (const caches of build.platforms)
            await judgeCaches(world, build, caches);
        return;
    }
    const isHeavy = (0,build_step/* secondsRun */.$)(run.steps) >= HEAVY_SECONDS;
    const names = build.platforms.map(({ names: { own } }) => own);
    if (!(await isWritable(world, build.caches, names)))
        return;
    if (pushed !== undefined)
        await mountLayers(world, build, repositories[0], pushed);
    for (const caches of build.platforms) {
        const isLazy = isExportedLazily(build.request, isThere && !isHeavy);
        if (!(await save(world, build, caches, isLazy)))
            continue;
        const because = await judgeCaches(world, build, caches);
        if (because !== undefined)
            await replaceDamaged(world, build, caches, because);
        await lookBack(world, build, caches);
    }
}
async function save(world, build, caches, isLazy) {
    const { request } = build;
    const { name } = request.spec;
    const result = await (0,export_cache/* exportCache */.vW)(world, {
        ...request,
        spec: { ...request.spec, platforms: [caches.platform] },
        destination: { kind: "nowhere" },
        metadataFile: `${build.directory}/cache-metadata.json`,
        noCache: false,
        cacheTo: [(0,cache_flags/* exportFlag */.tw)(caches.own, isLazy)],
    }, { env: build.env });
    const where = (0,cache_flags/* describeLocation */.lR)(caches.own);
    if (result.kind === "failed")
        world.log.warning(`${name}: its layer cache ${where} was not written: ${result.because}`);
    else
        world.log.info(`${name} │ layer cache ${where} written in ${(0,describe_step/* formatSeconds */.Xo)(result.seconds)}`);
    return result.kind === "saved";
}
/** What cannot be read back must not stay, and is not tried again at each build. */
async function replaceDamaged(world, build, caches, because) {
    world.log.info(`${build.request.spec.name} │ lazy: its cache is written again, plainly: ${because}`);
    if (!(await save(world, build, caches, false)) || build.caches.kind !== "registry")
        return;
    await noteVerdict(world, build.caches, caches.names.own, toVerdict(world, because));
}
/**
 * The image's layers are in the registry already, in another repository: where it allows that, they are
 * made known in the cache repository too, so that gigabytes are not uploaded twice.
 */
async function mountLayers(world, { caches, request }, repository, pushed) {
    if (caches.kind !== "registry")
        return;
    const { store } = caches;
    const [from, to] = [store.pathOf(repository), store.pathOf(caches.repository)];
    try {
        for (const manifest of await imagesOf(caches, from, pushed)) {
            const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
            for (const layer of parsed?.kind === "image" ? parsed.layers : []) {
                // One refusal is the registry's answer for all of them.
                if (!(await store.registry.mountBlob(from, to, layer.digest)))
                    return;
            }
        }
    }
    catch (error) {
        world.log.debug(`${request.spec.name}: its layers are uploaded twice: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}
async function imagesOf({ store }, path, pushed) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(pushed.bytes, pushed.mediaType);
    if (parsed?.kind !== "index")
        return [pushed];
    const lookups = await Promise.all(parsed.entries
        .filter(({ platform }) => platform !== undefined)
        .map(({ digest }) => store.registry.getManifest(path, digest)));
    return lookups.flatMap((lookup) => (lookup.kind === "found" ? [lookup.manifest] : []));
}
/** Warns of a cache that nobody will be able to read, and lets the unfinished build's tag point to the new one. */
async function lookBack(world, build, { names, hasPartial }) {
    const { caches } = build;
    if (caches.kind !== "registry")
        return;
    const { store } = caches;
    try {
        const path = store.pathOf(caches.repository);
        const written = await store.registry.getManifest(path, names.own);
        if (written.kind !== "found")
            return;
        const { manifest } = written;
        const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
        const size = parsed?.kind === "image" ? parsed.config.size : 0;
        if (Math.max(size, manifest.bytes.length) > cache_trouble/* LARGEST_CACHE_CONFIG */.pU) {
            world.log.warning(`${build.request.spec.name}: its cache's description has ${size} bytes, and BuildKit reads none beyond ${cache_trouble/* LARGEST_CACHE_CONFIG */.pU} (moby/buildkit#3719): the next build will not use it; fewer instructions or stages make it smaller`);
        }
        if (hasPartial)
            await store.registry.putManifest(path, names.partial, manifest);
    }
    catch (error) {
        world.log.debug(`the cache ${names.own} was not read back: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}

;// CONCATENATED MODULE: ./lib/cache/layer-keeper.js
/**
 * Sees to it that what a build finished is never built again: follows one build, saves finished layers while
 * it goes on (checkpoints), after it failed or met its time limit (salvage), and after it ended well.
 */











/** Starts to watch at once. */
function keepLayers(world, build) {
    const { name } = build.request.spec;
    const saved = new Set();
    const startedAt = new Map();
    const ended = new AbortController();
    const preparer = prepareLayers(world, build, ended.signal);
    let progress;
    let noted = "";
    let hasFailed = false;
    let saving;
    let notes = Promise.resolve();
    const warn = (error) => {
        hasFailed = true;
        world.log.warning(`${name}: its finished steps are not in the cache: ${(0,lib_errors/* describeError */.U)(error)}`);
    };
    const cutsOf = (withoutLast) => {
        const states = progress?.states() ?? [];
        return build.platforms.flatMap((caches) => {
            const { platform, hasPartial: withCached } = caches;
            const cut = cutDockerfile(build.text, states, { withCached, platform, withoutLast });
            return cut === undefined ? [] : [{ caches, cut }];
        });
    };
    const cuts = () => cutsOf("none");
    /** What is tried where the builder lost a layer: the likely one left out, then each stage's last one. */
    const lesserThan = () => {
        const lesser = [...cutsOf("under-work"), ...cutsOf("each")];
        return ({ caches, cut }) => lesser.filter((less) => less.caches.platform === caches.platform && less.cut.ran.length < cut.ran.length);
    };
    const unsaved = (cut) => cut.ran.filter((step) => !saved.has(step.name));
    const exportCut = async ({ caches, cut }, signal) => (0,export_cache/* exportCache */.vW)(world, await cutRequest(world, build, caches, cut), {
        env: build.env,
        ...(signal === undefined ? {} : { signal }),
    });
    /** Saves what is finished now; says what. */
    const save = async (signal) => {
        const kept = [];
        const names = build.platforms.map((one) => one.names.own);
        if (!(await isWritable(world, build.caches, names)))
            return undefined;
        const lesserOf = lesserThan();
        for (const one of cuts()) {
            let done = one;
            if (unsaved(done.cut).length > 0) {
                let result = await exportCut(done, signal);
                for (const less of lesserOf(one)) {
                    if (result.kind !== "failed" || !result.isLayerLost)
                        break;
                    done = less;
                    result = await exportCut(less, signal);
                }
                if (result.kind === "failed") {
                    // Said once: no further checkpoint is tried in this build.
                    hasFailed = true;
                    world.log.warning(`${name}: its finished steps are not in the cache: ${result.because}`);
                    continue;
                }
                for (const step of done.cut.ran)
                    saved.add(step.name);
            }
            kept.push(describeRan(done.cut));
        }
        return kept.length === 0 ? undefined : kept.join("; ");
    };
    const checkpoint = () => {
        if (saving !== undefined || hasFailed || ended.signal.aborted)
            return;
        const running = (progress?.states() ?? []).filter(({ state }) => state === "running");
        const now = world.clock.now();
        const isDue = cuts().some(({ cut }) => isCheckpointDue(unsaved(cut), running.map((step) => (now - (startedAt.get(step.name) ?? now)) / 1000), build.checkpointSeconds));
        if (!isDue)
            return;
        saving = save()
            .then((what) => {
            if (what !== undefined)
                world.log.info(`${name} │ checkpoint: ${what} in the cache`);
        }, warn)
            .finally(() => {
            saving = undefined;
        });
    };
    const tick = async () => {
        while (!ended.signal.aborted) {
            await world.clock.sleep(Math.min(5_000, build.checkpointSeconds * 500), ended.signal);
            checkpoint();
        }
    };
    if (build.checkpointSeconds > 0)
        void tick();
    /** What the post step does if this process is killed now. */
    const note = () => {
        const current = cuts().filter(({ cut }) => unsaved(cut).length > 0);
        const lesserOf = lesserThan();
        // A step that begins changes what may be lost, if not what is finished.
        const versions = current.flatMap((one) => [one, ...lesserOf(one)]);
        const key = versions.map(({ cut }) => cut.ran.map((step) => step.name).join()).join(";");
        if (key === noted)
            return;
        noted = key;
        const write = async () => {
            for (const one of current) {
                const [whole, ...lesser] = await Promise.all([one, ...lesserOf(one)].map(async ({ caches, cut }) => {
                    const request = await cutRequest(world, build, caches, cut);
                    return { what: describeRan(cut), argv: (0,build_arguments/* buildArguments */.f)(request), cwd: request.root };
                }));
                if (whole === undefined)
                    continue;
                await (0,rescue/* writeRescue */.$7)(world, build, one.caches.platform, {
                    image: name,
                    ...whole,
                    lesser: lesser.map(({ what, argv }) => ({ what, argv })),
                    env: build.env,
                });
            }
        };
        notes = notes.then(write).catch(warn);
    };
    return {
        follow(current) {
            progress = current;
            for (const { name: step, state } of current.states()) {
                if (state === "running" && !startedAt.has(step))
                    startedAt.set(step, world.clock.now());
            }
            note();
            preparer.follow(current);
            if (build.checkpointSeconds > 0)
                checkpoint();
        },
        async saveAll(run, pushed) {
            ended.abort();
            await saving;
            await notes;
            await saveFinished(world, build, run, pushed).catch(warn);
            await preparer.stop();
            // A save that was cancelled is the post step's.
            if (!world.cancelled.aborted)
                await (0,rescue/* dropRescue */.Zg)(world, build);
        },
        async stop() {
            ended.abort();
            await preparer.stop();
            await saving;
            await notes;
            await (0,rescue/* dropRescue */.Zg)(world, build);
        },
        async salvage(run) {
            ended.abort();
            await preparer.stop();
            await notes;
            if (run.ended === "aborted") {
                // Some seconds are left before the runner kills this process: the post step has minutes.
                const waiting = cuts().map(({ cut }) => describeRan(cut));
                return waiting.length === 0 ? undefined : `${waiting.join("; ")} to be saved by the post step`;
            }
            await saving;
            const what = await save(new AbortController().signal).catch(warn);
            await (0,rescue/* dropRescue */.Zg)(world, build);
            return typeof what !== "string" ? undefined : `${what} in the cache, the next run goes on from there`;
        },
    };
}
/** `3 finished steps (6 min 42 s)`. */
function describeRan(cut) {
    const seconds = cut.ran.reduce((sum, step) => sum + step.seconds, 0);
    return `${cut.ran.length} finished step${cut.ran.length === 1 ? "" : "s"} (${(0,describe_step/* formatSeconds */.Xo)(seconds)})`;
}

;// CONCATENATED MODULE: ./lib/diagnosis/built-package.js
/** Which package pip was building when a line came. Pure. */
/** Told once the build has failed. */
const FAILED = /^(?:ERROR: )?(?:Failed building wheel for|Failed to build|Could not build wheels for) [`'"]?(?<name>[A-Za-z0-9][\w.-]*)/;
/** Told before it begins. `Collecting git+https://…` names none. */
const BEGINS = /^(?:Collecting|Building wheel for|Running setup\.py install for) (?<name>[A-Za-z0-9][\w.-]*?)(?:\[[^\]]*\])?(?:[<>=!~;(,\s].*)?$/;
/** `lines` without decoration; `at`: the line that tells what went wrong. */
function findBuiltPackage(lines, at) {
    const after = lines.slice(at).find((line) => FAILED.test(line));
    if (after !== undefined)
        return FAILED.exec(after)?.groups?.name;
    const before = lines.slice(0, at + 1).findLast((line) => BEGINS.test(line));
    return before === undefined ? undefined : BEGINS.exec(before)?.groups?.name;
}

;// CONCATENATED MODULE: ./lib/diagnosis/dockerfile-signatures.js
const REFERENCE = "https://docs.docker.com/reference/dockerfile/";
const dockerfileSignatures = [
    {
        id: "copy-from-missing",
        class: "configuration",
        patterns: [
            /^(?:COPY|ADD) .*--from=\S+ .*failed to (?:compute cache key|calculate checksum)[^\n]*"(?<path>\/[^"]*)": not found/,
        ],
        cause: "the stage or image that --from names has no such file",
        remedy: "the path in that stage (its WORKDIR counts for what it writes, not for --from), and that its steps make it",
        source: `${REFERENCE}#copy---from`,
    },
    {
        id: "copy-missing",
        class: "configuration",
        patterns: [
            /failed to (?:compute cache key|calculate checksum of ref)[^\n]*"(?<path>\/[^"]*)": not found/,
            /(?:COPY|ADD) failed: file not found in build context/,
            /lstat (?<path>\S+): no such file or directory/,
        ],
        cause: "a COPY or ADD source is not in the build context",
        remedy: "check the context's folder, its ignore file, and that the file is committed (the plan's notices name which)",
        source: "https://github.com/moby/buildkit/issues/2104",
    },
    {
        id: "dockerfile-syntax",
        class: "configuration",
        isVerdict: true,
        patterns: [/dockerfile parse error/i, /failed to solve: [^\n]*unknown instruction: (?<package>\S+)/],
        cause: "the Dockerfile cannot be read",
        remedy: "the line and the word that the error names; a missing backslash at the end of the line before is the usual reason",
        source: REFERENCE,
    },
    {
        id: "stage-missing",
        class: "configuration",
        patterns: [
            /target stage "?(?<package>[\w.-]+)"? could not be found/,
            /circular dependency detected on stage: (?<package>\S+)/,
        ],
        cause: "the Dockerfile has no stage of this name that can be built",
        remedy: "the target of the images file against the names after AS in the Dockerfile",
        source: "https://docs.docker.com/build/building/multi-stage/",
    },
    {
        id: "base-name-blank",
        class: "configuration",
        patterns: [
            /base name \((?<package>[^)]*)\) should not be blank/,
            /failed to parse stage name "[^"]*": invalid reference format/,
            /invalid reference format: repository name[^\n]* must be lowercase/,
        ],
        cause: "the name of a base image is empty or not allowed, mostly because a build arg of FROM has no value",
        remedy: "a default (ARG BASE=python:3.11-slim before the first FROM), or the arg in the images file; names in lower case",
        source: `${REFERENCE}#understand-how-arg-and-from-interact`,
    },
    {
        id: "secret-missing",
        class: "credentials",
        patterns: [/secret (?<package>[\w.-]+): not found/, /failed to solve: [^\n]*secret [^\n]*not found/],
        cause: "a step needs a secret that this build does not have",
        remedy: "secrets: in the images file, and its variable in the workflow's env",
        source: "https://docs.docker.com/build/building/secrets/",
    },
    {
        id: "copy-conflict",
        class: "configuration",
        patterns: [
            /cannot (?:copy to non-directory|replace to directory \S+ with file)/,
            /\bmkdir \/\S*: not a directory$/,
        ],
        cause: "a COPY wants a folder where a file is, or a file where a folder is",
        remedy: "a destination that ends in / for folders; remove what is in the way in an earlier step",
        source: `${REFERENCE}#copy`,
    },
    {
        id: "checksum",
        class: "configuration",
        isVerdict: true,
        patterns: [
            /digest mismatch sha256:\w+: sha256:\w+/,
            /WARNING: \d+ (?:of \d+ )?computed checksums? did NOT match/,
            /sha(?:256|512)sum: \S+: no properly formatted/,
        ],
        cause: "a download is not the file that its checksum names",
        remedy: "the publisher changed the file, or the address gives an error page: look at it, then change the checksum",
        source: `${REFERENCE}#add---checksum`,
    },
    {
        id: "line-ends",
        class: "configuration",
        patterns: [
            /\$'\\r': command not found/,
            // `set -e` and an invisible end of line.
            /\bset: (?:line \d+: )?(?:[Ii]llegal option -|-: invalid option)$/,
            /bad interpreter: No such file or directory$/,
            /env: ['‘’]?(?:ba)?sh(?:\\r)?['‘’]?: No such file or directory/,
            /env: ['‘’]?python3?(?:\\r)['‘’]?: No such file/,
        ],
        cause: "a script has Windows line ends (CRLF)",
        remedy: "*.sh text eol=lf in .gitattributes, then git add --renormalize .",
        source: "https://git-scm.com/docs/gitattributes#_eol",
    },
    {
        id: "context-unreadable",
        class: "configuration",
        patterns: [/error from sender: (?:open|lstat) (?<path>\S+): permission denied/],
        cause: "the build context has a file that the runner's user may not read",
        remedy: "leave it out by .dockerignore, or mend its mode (a step in a container may have made it as root)",
        source: "https://github.com/docker/build-push-action/issues/321",
    },
    {
        id: "driver-limits",
        class: "configuration",
        patterns: [
            /(?:Cache export|Multi-platform build|Multiple platforms feature) is (?:currently )?not supported for (?:the )?docker driver/i,
            /OCI exporter is not supported for the docker driver/,
        ],
        cause: "the engine's builder without containerd's image store cannot do this",
        remedy: "docker/setup-buildx-action (a docker-container builder), or the engine's containerd image store",
        source: "https://docs.docker.com/build/builders/drivers/",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/machine-signatures.js
const machineSignatures = [
    {
        id: "disk-full",
        class: "resource",
        patterns: [
            /no space left on device/i,
            /\bdisk quota exceeded/i,
            /not enough free disk space|You don't have enough free space/i,
        ],
        cause: "the disk of the builder is full",
        remedy: "install CPU wheels where no GPU is used, clean package caches in the same RUN (or use cache mounts), or take a runner with a bigger disk",
        source: "https://github.com/actions/runner-images/issues/10237",
    },
    {
        id: "oom-compile",
        class: "resource",
        patterns: [
            /^(?:(?:\/bin\/)?(?:ba)?sh: line \d+:\s+)?(?:\d+\s+)?Killed(?:\s*$|\s{2,}\S)/,
            // BuildKit's own word of it, not what a step prints.
            /(?:did not complete successfully|executor failed running \[.*\]): exit code: 137\b/,
            /(?:failed with|returned non-zero) exit status 137\b/,
            /cannot allocate memory/i,
            /^(?!.*\bCUDA\b).*(?::|\bvirtual) (?:out of memory|memory exhausted)\b/i,
            /fatal error: Killed signal terminated program/,
            /died due to signal 9\b/,
            /ResourceExhausted.*(?:memory|killed)/i,
            /(?:JavaScript heap out of memory|virtual memory exhausted|std::bad_alloc)/,
            /^(?:[\w.]+\.)?_?(?:Array)?MemoryError(?::|$)/,
            /\(signal: 9, SIGKILL: kill\)|: signal: killed$/,
            /out of memory allocating \d+ bytes|DefaultCPUAllocator: (?:can't allocate|not enough) memory/,
            /\bprocess was killed\b.*\bmemory\b|died with <Signals\.SIGKILL/i,
        ],
        cause: "the step was killed, most likely for lack of memory",
        remedy: "compile with fewer jobs (ENV MAX_JOBS=2 CMAKE_BUILD_PARALLEL_LEVEL=2), install a prebuilt wheel, or take a runner with more memory",
        source: "https://github.com/pytorch/pytorch/issues/108174",
    },
    {
        id: "buildkitd-died",
        class: "transient",
        patterns: [
            /frontend grpc server closed unexpectedly/,
            /failed to receive status: rpc error: code = Unavailable desc = /,
            /rpc error: code = Unavailable desc = (?:error reading from server|closing transport|transport is closing|keepalive)/,
        ],
        cause: "BuildKit itself went away: out of memory, disk full, or starved by a compile",
        remedy: "look into the log of the builder's container (docker logs buildx_buildkit_…); compile with fewer jobs or take a bigger runner",
        source: "https://github.com/moby/buildkit/issues/5811",
    },
    {
        id: "runner-lost",
        class: "resource",
        patterns: [/The runner has received a shutdown signal/, /lost communication with the server/],
        cause: "the runner was shut down: out of memory, reclaimed, or cancelled",
        remedy: "take a bigger or an on-demand runner; finished steps are in the layer cache",
        source: "https://github.com/actions/runner-images/issues/8333",
    },
    {
        id: "job-timeout",
        class: "resource",
        patterns: [/has exceeded the maximum execution time of/],
        cause: "the job met its time limit",
        remedy: "build each platform on a native runner; finished steps are in the layer cache",
        source: "https://github.com/doobidoo/mcp-memory-service/issues/1002",
    },
    {
        id: "tls",
        class: "configuration",
        patterns: [
            /x509: /,
            /CERTIFICATE_VERIFY_FAILED/,
            /SSL certificate problem/,
            /server gave HTTP response to HTTPS client/,
            /unable to get local issuer certificate/,
        ],
        cause: "a host's certificate is not trusted inside the build",
        remedy: "install ca-certificates, or your own root certificate, before this step",
        source: "https://docs.docker.com/engine/network/ca-certs/",
    },
];
/** A network's moments: only where nothing more telling was found. */
const networkSignatures = [
    {
        id: "transfer-stalled",
        class: "transient",
        patterns: [/^no byte moved for \S.* at \S/],
        cause: "a registry or cache service keeps a connection open and sends nothing",
        remedy: "look at the service and at what lies between (proxies, firewalls that forget connections); stall-minutes says how long is waited",
        source: "https://github.com/moby/buildkit/issues/2804",
    },
    {
        id: "dns",
        class: "transient",
        patterns: [
            /Temporary failure (?:in name resolution|resolving)/,
            /\bserver misbehaving\b/,
            /lookup \S+(?: on \S+)?: (?:i\/o timeout|no such host)/,
            /Could not resolve (?:host:? |')/i,
            /\bgetaddrinfo (?:EAI_AGAIN|ENOTFOUND)\b/,
            /unable to resolve host address/,
            /Name or service not known/,
            /^wget: bad address /,
        ],
        cause: "a host's name could not be resolved",
        remedy: "try again; if it stays, check the host's spelling and the runner's network",
        source: "https://github.com/moby/buildkit/issues/4327",
    },
    {
        id: "push-broken",
        class: "transient",
        patterns: [
            /failed to (?:copy|push|do request)[^\n]*(?:broken pipe|closed network connection|closed pipe|connection reset|EOF)/,
            /write: broken pipe/,
            /use of closed network connection/,
        ],
        cause: "the connection to the registry broke",
        remedy: "try again: the layers that are there are not sent again; split very large layers",
        source: "https://github.com/docker/buildx/issues/367",
    },
    {
        id: "registry-unwell",
        class: "transient",
        patterns: [
            /unexpected status(?: code)?(?: from \S+ request to)? ?\S*:? ?(?:408|500|502|503|504)\b/,
            /received unexpected HTTP status: 5\d\d/,
            /unexpected status: 5\d\d\b/,
        ],
        cause: "a registry answered with an error of its own",
        remedy: "try again; the registry's status page tells if it lasts",
        source: "https://github.com/moby/buildkit/issues/4327",
    },
    {
        id: "deadline",
        class: "transient",
        patterns: [
            /DeadlineExceeded: context deadline exceeded/,
            /failed to solve: [^\n]*context deadline exceeded/,
        ],
        cause: "a registry did not answer in time",
        remedy: "try again; a mirror of the base image in your own registry answers faster",
        source: "https://github.com/moby/buildkit/issues/4327",
    },
    {
        id: "network",
        class: "transient",
        patterns: [
            /connection reset by peer/i,
            /Network is unreachable|HTTPSConnectionPool\(host='[^']+', port=\d+\): Max retries exceeded/,
            /(?:npm (?:ERR!|error) code E|ERR_PNPM_FETCH_|HTTP error )(?:429|50\d)\b|ERR_PNPM_META_FETCH_FAIL/,
            /\bi\/o timeout\b/,
            /TLS handshake timeout/,
            /\b(?:ECONNRESET|ETIMEDOUT|ESOCKETTIMEDOUT|EPIPE|ERR_SOCKET_TIMEOUT)\b/,
            /failed to do request: [^\n]*connection refused/,
            /connection timed out/i,
            /(?:unexpected EOF(?! while)|early EOF|RPC failed; (?:curl|HTTP)|The remote end hung up unexpectedly)/,
            /CondaHTTPError: HTTP (?:000|5\d\d)/,
            /couldn't connect to 'https:\/\/huggingface\.co'/,
            /\bLocalEntryNotFoundError: /,
            /curl: \((?:6|7|18|28|35|52|55|56|92)\)/,
            /^wget: (?:server returned error: HTTP\/\S+ (?:429|5\d\d)|download timed out|can't connect to remote host)/,
            /\b(?:502 Bad Gateway|503 Service Unavailable|504 Gateway Time-?out|429 Too Many Requests)\b/i,
            /\b(?:500|502|503|504) Server Error: /,
            /curl: \(22\) The requested URL returned error: (?:429|5\d\d)|\bERROR (?:429|50[0234]): /,
        ],
        cause: "a connection broke while something was fetched",
        remedy: "try again; if it stays, check that the address can be reached from the runner",
        source: "https://github.com/docker/build-push-action/issues/933",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/python-build-signatures.js
const pythonBuildSignatures = [
    {
        id: "python-too-new",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /Cannot install on Python version [\d.]+; only versions/,
            /module 'pkgutil' has no attribute 'ImpImporter'/,
            /No module named 'distutils(?:\.\w+)?'/,
            // C files that an old Cython wrote, for a Python before 3.11, 3.9 or 3.12.
            /invalid use of incomplete typedef .PyFrameObject|fatal error: longintrepr\.h|has no member named .(?:tp_print|ob_digit|curexc_type|use_tracing)\b/,
            /The current project's (?:supported )?Python (?:requirement|range) \([^)]*\) is not compatible with/,
            /Current Python version \([\d.]+\) is not allowed by the project/,
            /The (?:current|requested) (?:Python version|interpreter)[^\n]* (?:is incompatible with the project's|does not satisfy) /,
        ],
        cause: "a package or project does not support this version of Python",
        remedy: "the base image of a Python version that it names (python:3.11-slim), or a newer version of the package",
        source: "https://github.com/pypa/setuptools/issues/3935",
    },
    {
        id: "setuptools-2to3",
        class: "dependencies",
        isBuild: true,
        patterns: [/use_2to3 is invalid/],
        cause: "the package's setup needs a setuptools of before version 58",
        remedy: "a newer version of the package, or PIP_CONSTRAINT=constraints.txt with setuptools<58",
        source: "https://github.com/pypa/setuptools/issues/2769",
    },
    {
        id: "pip-metadata",
        class: "dependencies",
        patterns: [
            /Please use pip<24\.1 if you need to use this version/,
            /ERROR: Invalid requirement: '?(?<package>[\w.-]+)/,
            /error in (?<package>\S+) setup command: '\w+' must be/,
        ],
        cause: "a requirement is not written as the standard asks, and pip 24.1 and later refuse that",
        remedy: "correct the line; where the package itself is at fault, a newer version of it, else pip<24.1 in a step before",
        source: "https://github.com/pypa/pip/issues/12063",
    },
    {
        id: "externally-managed",
        class: "configuration",
        patterns: [/error: externally-managed-environment/],
        cause: "Debian 12 and Ubuntu 23.04 and later keep pip out of the system's Python",
        remedy: "a virtual environment (python3 -m venv /opt/venv, ENV PATH=/opt/venv/bin:$PATH), or a python: base image",
        source: "https://packaging.python.org/en/latest/specifications/externally-managed-environments/",
    },
    {
        id: "requirements-missing",
        class: "configuration",
        isVerdict: true,
        patterns: [
            /Could not open requirements file: \[Errno 2\] No such file or directory: '(?<path>[^']+)'/,
            /(?:Directory|ERROR:) '?\S+'? is not installable\. Neither 'setup\.py' nor 'pyproject\.toml' found/,
            /error: File not found: `[^`]*requirements[^`]*`/,
            /Poetry could not find a pyproject\.toml file/,
        ],
        cause: "the file with the requirements is not in the image at this step",
        remedy: "COPY it before the RUN, to the folder where the RUN works (WORKDIR)",
        source: "https://docs.docker.com/build/cache/optimize/",
    },
    {
        id: "wheel-tool-missing",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /error: invalid command 'bdist_wheel'/,
            /Cannot import '(?:setuptools\.build_meta|hatchling\.build|poetry\.core\.masonry\.api|flit_core\.buildapi|mesonpy)'/,
        ],
        cause: "a package is built without isolation, and the tool that builds it is not installed",
        remedy: "pip install setuptools wheel (or the build backend that is named) in a step before",
        source: "https://pip.pypa.io/en/stable/reference/build-system/",
    },
    {
        id: "no-gpu-at-build",
        class: "configuration",
        patterns: [
            /Found no NVIDIA driver on your system/,
            /No CUDA GPUs are available/,
            /libcuda\.so\.1: cannot open shared object file/,
            /Torch not compiled with CUDA enabled/,
            /arch_list\[-1\] \+= '\+PTX'/,
        ],
        cause: "a step uses a GPU, and builds have none",
        remedy: "do it when the container starts; for compiling, TORCH_CUDA_ARCH_LIST and FORCE_CUDA=1 instead of asking a device",
        source: "https://github.com/pytorch/extension-cpp/issues/71",
    },
    {
        id: "cuda-toolkit-missing",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /CUDA_HOME environment variable is not set/,
            /(?:nvcc(?:'|:)? (?:was )?not found|No such file or directory: '[^']*nvcc')/,
            /Could NOT find CUDA(?:Toolkit)? \(missing/,
            /The detected CUDA version \([\d.]+\) mismatches the version that was used to compile\s+PyTorch/,
        ],
        cause: "a package compiles CUDA code, and the image has no CUDA toolkit, or another than torch was built with",
        remedy: "a release wheel for this torch and Python; else an nvidia/cuda:…-devel base of torch's CUDA version",
        source: "https://github.com/Dao-AILab/flash-attention/issues/509",
    },
    {
        id: "cuda-compiler",
        class: "dependencies",
        patterns: [
            /nvcc fatal\s*: Unsupported gpu architecture '(?<path>\w+)'/,
            /#error -- unsupported GNU version! gcc versions later than/,
        ],
        cause: "this CUDA toolkit is older than the GPU architecture or the compiler that it is to work with",
        remedy: "TORCH_CUDA_ARCH_LIST with architectures that it knows, or a newer nvidia/cuda:…-devel base; for gcc, the version that it names (ENV CC=gcc-11 CXX=g++-11)",
        source: "https://docs.nvidia.com/cuda/cuda-installation-guide-linux/#host-compiler-support-policy",
    },
    {
        id: "cmake-too-old",
        class: "dependencies",
        patterns: [/CMake \d[\d.]* or higher is required\.\s+You are running version/],
        cause: "the package needs a newer CMake than the image has",
        remedy: "pip install cmake (its wheels have the newest one) before it, or a newer base image",
        source: "https://pypi.org/project/cmake/",
    },
    {
        id: "cmake-too-new",
        class: "dependencies",
        isBuild: true,
        patterns: [/Compatibility with CMake < 3\.\d+ has been removed from CMake/],
        cause: "a package's build files are older than CMake 4 accepts",
        remedy: "ENV CMAKE_POLICY_VERSION_MINIMUM=3.5, or cmake<4 for the build (PIP_CONSTRAINT); a version with a wheel needs neither",
        source: "https://cmake.org/cmake/help/latest/variable/CMAKE_POLICY_VERSION_MINIMUM.html",
    },
    {
        id: "conda-terms",
        class: "configuration",
        isVerdict: true,
        patterns: [
            /CondaToSNonInteractiveError|Terms of Service have not been accepted for the following channels/,
        ],
        cause: "conda's default channels ask for an agreement first",
        remedy: "conda-forge (conda config --remove channels defaults), or conda tos accept in a step before",
        source: "https://www.anaconda.com/docs/getting-started/tos-plugin",
    },
    {
        id: "hf-model-missing",
        class: "configuration",
        patterns: [
            /is not a local folder and is not a valid model identifier/,
            /RevisionNotFoundError|(?<!Local)EntryNotFoundError/,
        ],
        cause: "Hugging Face has no model, revision or file of this name, or only for who is logged in",
        remedy: 'the name and revision; for a private model a token: secrets: ["id=hf_token,env=HF_TOKEN"]',
        source: "https://huggingface.co/docs/huggingface_hub/package_reference/utilities#errors",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/python-signatures.js
const HOOK = /Getting requirements to build wheel|Preparing metadata|egg_info|build_wheel|prepare_metadata_for_build/;
const pythonSignatures = [
    {
        id: "pybuild-import-cython",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /(?:ModuleNotFoundError|ImportError): No module named '?[Cc]ython\b/,
            /cannot import name '?build_ext'? from 'Cython/,
        ],
        cause: "a package's setup imports Cython, and pip builds it where what you installed is not seen",
        remedy: "an earlier RUN pip install 'cython<3' numpy setuptools wheel, then pip install --no-build-isolation for that package",
        source: "https://github.com/CPJKU/madmom/issues/510",
    },
    {
        id: "pybuild-import-numpy",
        class: "dependencies",
        isBuild: true,
        patterns: [/'numpy\/math\.pxd' not found/],
        cause: "the package does not build with this Cython or numpy",
        remedy: "pin the build's tools: PIP_CONSTRAINT=constraints.txt with cython<3 and numpy<2",
        source: "https://github.com/CPJKU/madmom/issues/547",
    },
    {
        id: "pybuild-import-numpy",
        class: "dependencies",
        isBuild: true,
        patterns: [/No module named 'numpy'/],
        after: HOOK,
        cause: "a package's setup imports numpy, and pip builds it where what you installed is not seen",
        remedy: "an earlier RUN pip install numpy, then pip install --no-build-isolation for that package",
        source: "https://github.com/CPJKU/madmom/issues/547",
    },
    {
        id: "pybuild-import-torch",
        class: "dependencies",
        isBuild: true,
        patterns: [/No module named 'torch'/],
        after: HOOK,
        cause: "a package's setup imports torch, and pip builds it where the installed torch is not seen",
        remedy: "install torch in an earlier RUN, then pip install --no-build-isolation for that package, or take its release wheel",
        source: "https://github.com/Dao-AILab/flash-attention/issues/246",
    },
    {
        id: "pybuild-pkg-resources",
        class: "dependencies",
        isBuild: true,
        patterns: [/No module named '?pkg_resources'?/],
        cause: "setuptools 82 removed pkg_resources, which a package's setup imports",
        remedy: "PIP_CONSTRAINT=constraints.txt with setuptools<81 (a pin in requirements.txt does not reach the isolated build)",
        source: "https://github.com/jhj0517/Whisper-WebUI/pull/651",
    },
    {
        id: "pip-hash",
        class: "dependencies",
        isVerdict: true,
        patterns: [/THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE/],
        cause: "a package is not the one whose hash is written down: the pin was changed without it, or it was published again",
        remedy: "write the hashes anew (pip-compile --generate-hashes, uv pip compile); if nothing was changed, the download was cut short: run again",
        source: "https://github.com/pytorch/pytorch/issues/78420",
    },
    {
        id: "torch-family-mismatch",
        class: "dependencies",
        refines: "pip-resolution",
        patterns: [
            /(?<package>torch(?:vision|audio|text)) \S+ (?:requires|depends on) torch==\S+/,
            /operator (?<package>torchvision)::nms does not exist/,
        ],
        cause: "torch, torchvision and torchaudio are locked to each other, and these versions are not a set",
        remedy: "take the three versions of one release (pytorch.org/get-started/previous-versions)",
        source: "https://github.com/drmingler/docling-api/issues/17",
    },
    {
        id: "pip-resolution",
        class: "dependencies",
        isVerdict: true,
        patterns: [
            /ERROR: Cannot install (?:-r \S+ \([^)]*\) and )?(?<package>[\w.-]+).* because these package versions have conflicting dependencies/,
            /ERROR: ResolutionImpossible/,
            /No solution found when resolving (?:dependencies|tool dependencies)/,
            /SolverProblemError|version solving failed/i,
            /libmamba Could not solve for environment specs/,
            /LibMambaUnsatisfiableError|UnsatisfiableError: The following specifications/,
            /ResolutionImpossible: for help visit/,
        ],
        cause: "the requirements contradict each other",
        remedy: "loosen or change one of the pins that the lines above name (pip check, or uv pip compile, shows it without a build)",
        source: "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
    },
    {
        id: "pip-index-unreachable",
        class: "transient",
        patterns: [/Retrying \(Retry\(total=0,[^\n]*after connection broken by '(?<error>\w+)/],
        cause: "the package index could not be reached, however often pip tried",
        remedy: "try again; if it stays, check the index's address (PIP_INDEX_URL) and the builder's network and proxy",
        source: "https://github.com/pypa/pip/issues/11847",
    },
    {
        id: "no-matching-dist",
        class: "dependencies",
        patterns: [
            /ERROR: Could not find a version that satisfies the requirement (?<package>[\w.-]+)/,
            /ERROR: No matching distribution found for (?<package>[\w.-]+)/,
            /ERROR: (?<package>[\w.-]+?)-\d\S* is not a supported wheel on this platform/,
            /Because (?<package>[\w.-]+) (?:was not found in the package registry|has no wheels)/,
            /ERROR: Package '?(?<package>[\w.-]+)'? requires a different Python/,
            /PackagesNotFoundError|ResolvePackageNotFound/,
        ],
        cause: "no such version exists for this Python and this architecture",
        remedy: "check the version on PyPI (its files name Python versions and architectures); another base image, or a marker in requirements.txt",
        source: "https://github.com/azavea/raster-vision/issues/1867",
    },
    {
        id: "ffmpeg-api",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /(?:has no member named|hat kein Element namens) .{0,3}channel_layout/,
            /Package '?libav(?:format|codec|device)'?,? .*not found|Package libavformat was not found/,
        ],
        cause: "PyAV is compiled here, against an FFmpeg that it does not know or that has no headers",
        remedy: "a version of av that has a wheel for this Python (12 or newer), or a bookworm base with libav*-dev",
        source: "https://github.com/PyAV-Org/PyAV/issues/1463",
    },
    {
        id: "no-compiler",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /unable to execute '?(?:\S*-)?(?:gcc|cc|g\+\+|c\+\+|clang)'?: No such file/,
            /(?:error: )?command '?(?:\S*-)?(?:gcc|cc|g\+\+)'? failed: No such file/,
            /No such file or directory: '(?:\S*-)?(?:gcc|cc|g\+\+|c\+\+|clang|make|cmake|ninja)'/,
            /Unknown compiler\(s\): \[\[/,
            /No CMAKE_CXX?_COMPILER could be found/,
            /(?:^|\s)(?:gcc|cc|g\+\+|make|cmake): (?:command )?not found/,
            /error: Microsoft Visual C\+\+/,
            /can't find Rust compiler|Cargo, the Rust package manager, is not installed/,
            /error: linker `\S+` not found/,
            /CMake must be installed to build/,
        ],
        cause: "a package has no wheel for this Python and base image, so it is compiled, and there is no compiler",
        remedy: "a version (or a base image) for which a wheel exists; pip install --only-binary=:all: fails at once instead; a compiler only where it must be",
        source: "https://github.com/aws/aws-lambda-base-images/issues/25",
    },
    {
        id: "missing-header",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /fatal error: (?!longintrepr\.h)(?<path>[\w./+-]+\.h(?:pp)?): No such file or directory/,
            /(?:ld|cannot find): cannot find -l(?<path>\w+)/,
            /Error: pg_config executable not found/,
            /Could NOT find (?!CUDA)(?<path>\w+) \(missing: /,
            /find a package configuration file provided by "(?<path>[^"]+)"/,
            /Could not find (?:directory of OpenSSL installation|`protoc`)|pkg-config: .*(?:openssl|libffi)[^\n]*not found/,
        ],
        cause: "a package is compiled here, and a library's headers are missing",
        remedy: "install the -dev package that has the file (apt-file search FILE), or take a version with a wheel",
        source: "https://github.com/GoSecure/pyrdp/issues/485",
    },
    {
        id: "numpy2-abi",
        class: "dependencies",
        patterns: [
            /A module that was compiled using NumPy 1\.x cannot be run in/,
            /numpy\.dtype size changed, may indicate binary incompatibility/,
        ],
        cause: "a package was compiled for NumPy 1, and NumPy 2 is installed",
        remedy: "numpy<2 in the requirements, or newer packages",
        source: "https://github.com/NVIDIA/earth2studio/issues/487",
    },
    {
        id: "hf-gated",
        class: "credentials",
        patterns: [
            /Cannot access gated repo for url/,
            /GatedRepoError/,
            /You are trying to access a gated repo/,
            /(?:401|403) Client Error.*huggingface\.co/,
            /Repository Not Found for url: https:\/\/huggingface\.co/,
        ],
        cause: "the model is gated or private, and the build has no token that may read it",
        remedy: 'secrets: ["id=hf_token,env=HF_TOKEN"] and RUN --mount=type=secret,id=hf_token,env=HF_TOKEN …; accept the model\'s licence',
        source: "https://github.com/michaelfeil/infinity/issues/268",
    },
    {
        id: "hf-429",
        class: "transient",
        patterns: [
            /429 Client Error: Too Many Requests for url: https:\/\/huggingface\.co/,
            /We had to rate limit your IP/,
            /HTTP Error 429 thrown while requesting \w+ https:\/\/huggingface\.co/,
            /429 Too Many Requests\)?, domain: https:\/\/\S*\.hf\.co/,
            // Through a mirror: HF_ENDPOINT.
            /\bHfHubHTTPError: 429 /,
        ],
        cause: "Hugging Face limits requests without a token by address, and runners share theirs",
        remedy: "give the build a token (secrets: id=hf_token,env=HF_TOKEN), and download in a step of its own, which is then cached",
        source: "https://github.com/NVIDIA/NeMo-Retriever/pull/1212",
    },
    {
        id: "lfs-pointer",
        class: "configuration",
        patterns: [
            /UnpicklingError: invalid load key, 'v'/,
            /deserializing header: HeaderTooLarge/,
            /version https:\/\/git-lfs\.github\.com\/spec\/v1/,
        ],
        cause: "a file is a pointer of Git LFS, not the file itself",
        remedy: "actions/checkout with lfs: true",
        source: "https://github.com/stratosphereips/StratosphereLinuxIPS/pull/2108",
    },
    {
        id: "pip-timeout",
        class: "transient",
        patterns: [
            /ReadTimeoutError\(?.{0,4}HTTPSConnectionPool/,
            /IncompleteRead\(\d+ bytes read|^error: incomplete-download/,
            /(?:ProtocolError|ConnectionError).*Connection (?:aborted|broken|reset)/,
            // Not apt's nor BuildKit's.
            /^(?!E: |ERROR: failed to)[^\n]*\bFailed to (?:download|fetch)\b[^\n]*(?:timed out|timeout|connection)/i,
        ],
        cause: "a download of a package broke off or took too long",
        remedy: "ENV PIP_DEFAULT_TIMEOUT=120 PIP_RETRIES=10, and a cache mount, so that a retry goes on",
        source: "https://github.com/QuentinFuxa/WhisperLiveKit/issues/171",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/registry-signatures.js
const registrySignatures = [
    {
        id: "hub-429",
        class: "transient",
        patterns: [
            /toomanyrequests/i,
            /unexpected status[^\n]*: 429\b/,
            /\bfailed to (?:solve|authorize|copy|push|fetch|do request)\b[^\n]*429 Too Many Requests/,
        ],
        cause: "the registry limits how often it is asked",
        remedy: "log in to it, or take the base from public.ecr.aws/docker/library or a pull-through cache",
        source: "https://github.com/docker/setup-buildx-action/issues/395",
    },
    {
        id: "ecr-expired",
        class: "credentials",
        patterns: [/authorization token has expired/i],
        cause: "the registry's token ran out while the build went on",
        remedy: "a longer role session (role-duration-seconds); a re-run pushes from the cache",
        source: "https://github.com/aws/aws-cli/issues/6580",
    },
    {
        id: "ecr-immutable",
        class: "configuration",
        patterns: [/The image tag '[^']*' already exists in the '[^']*' repository and cannot be overwritten/],
        cause: "the repository's tags are immutable, and this one exists",
        remedy: "no moving tags (tags: latest) in this repository, or an exclusion for them in its tag mutability",
        source: "https://github.com/moby/buildkit/issues/3776",
    },
    {
        id: "ecr-repo-missing",
        class: "configuration",
        patterns: [
            /The repository with name '[^']*' does not exist in the registry with id/,
            /name unknown: The repository/,
            /\bNAME_UNKNOWN\b|repository name not known to registry/,
        ],
        cause: "the registry has no such repository",
        remedy: "create it, or let the action do that (create-repositories: true)",
        source: "https://github.com/aws-actions/amazon-ecr-login/issues/337",
    },
    {
        id: "ecr-denied",
        class: "credentials",
        patterns: [
            /is not authorized to perform: (?<package>ecr:\w+)/,
            /unexpected status(?: from \w+ request to \S+)?: 403 Forbidden/,
            /dkr\.ecr\.\S+[^\n]*403 Forbidden/,
            /denied: (?:requested access to the resource is denied|permission_denied|Permission|installation not allowed)/i,
            /insufficient_scope/,
            // A refusal without words.
            /failed to push [^\n]*: denied$/,
        ],
        cause: "the role or token may not do this in the registry",
        remedy: "the permissions of docs/iam/build.json, or a token with write access",
        source: "https://github.com/ministryofjustice/cloud-platform/issues/7245",
    },
    {
        id: "ecr-no-creds",
        class: "credentials",
        patterns: [
            /no basic auth credentials/,
            /failed to push [^\n]*: unauthorized\b/,
            /(?:401 Unauthorized|failed to authorize(?!.*(?:\b5\d\d\b|timeout|EOF|reset|refused))|authentication required|authorization failed)/i,
        ],
        cause: "there are no credentials for this registry, or they are wrong",
        remedy: "log in to every registry that bases come from (docker/login-action), with the right account and region",
        source: "https://github.com/aws-actions/amazon-ecr-login/issues/431",
    },
    {
        id: "base-missing",
        class: "configuration",
        patterns: [
            /manifest unknown/i,
            /failed to resolve source metadata for \S+: (?!.*(?:429|Too Many))[^\n]*(?:not found|no match for platform)/,
            /pull access denied/,
            /: no match for platform in manifest/,
        ],
        cause: "the base image does not exist under this name, or not for this platform",
        remedy: "check the tag (NVIDIA removes old CUDA tags) and the platform",
        source: "https://github.com/NVIDIA/nvidia-docker/issues/1768",
    },
    {
        id: "registry-throttle",
        class: "transient",
        patterns: [/ThrottlingException|\bRate exceeded\b|TooManyRequestsException|RequestLimitExceeded/],
        cause: "AWS limits the rate of calls",
        remedy: "try again; fewer builds at the same time (max-parallel)",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html",
    },
    {
        id: "upload-lost",
        class: "transient",
        patterns: [
            /blob upload (?:unknown|invalid)/i,
            /BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
            /UploadNotFoundException/,
        ],
        cause: "the registry forgot an upload that had begun, or its answer to it was lost",
        remedy: "try again: the layers that are there are not sent again",
        source: "https://github.com/GoogleContainerTools/jib/issues/4301",
    },
    {
        id: "digest-mismatch",
        class: "transient",
        patterns: [/unexpected commit digest sha256:\w+, expected sha256:/, /failed size validation: \d+ != \d+/],
        cause: "a layer arrived damaged or cut short",
        remedy: "try again; if it stays, push the base image anew: the registry's copy is damaged",
        source: "https://github.com/containerd/containerd/issues/4604",
    },
    {
        id: "builder-store",
        class: "transient",
        patterns: [
            /parent snapshot \S+ does not exist/,
            /lease "?[\w-]+"?: not found/,
            /failed to (?:get|compute) (?:layer|blob) [^\n]*content digest sha256:\w+: not found/,
            /layer does not exist/,
        ],
        cause: "the builder's store lost a part that it counted on, mostly by a clean-up in the middle of a build",
        remedy: "try again; do not prune the builder while it builds",
        source: "https://github.com/moby/buildkit/issues/3361",
    },
    {
        id: "too-many-layers",
        class: "configuration",
        patterns: [/max depth exceeded/],
        cause: "an image can have 127 layers, its base's included",
        remedy: "join RUN and COPY instructions, or copy the files of a stage into a new one",
        source: "https://github.com/moby/moby/issues/1171",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/system-signatures.js
const systemSignatures = [
    {
        id: "apt-unreachable",
        class: "transient",
        patterns: [
            /E: Package '?[^' ]+?'? has no installation candidate/,
            /E: Unable to locate package \S+/,
            /ERROR: unable to select packages/,
        ],
        after: /^Temporary failure resolving '|^Could not (?:resolve '|connect to )|^(?:Connection (?:failed|refused|reset|timed out)|Unable to connect|Cannot initiate the connection)\b|temporary error \(try again later\)|DNS lookup error|network error \(check Internet/,
        cause: "a mirror did not answer, about which apt-get update and apk only warn, so the package lists are empty",
        remedy: "try again; apt-get -o APT::Update::Error-Mode=any update fails at once; if it stays, check the builder's network and proxy",
        source: "https://manpages.debian.org/testing/apt/apt-get.8.en.html",
    },
    {
        id: "apt-no-candidate",
        class: "system",
        patterns: [
            /E: Package '?(?<package>[^' ]+?)'? has no installation candidate/,
            /E: Unable to locate package (?<package>\S+)/,
            /ERROR: unable to select packages|^(?<package>\S+) \(no such package\)/,
            /No match for argument: (?<package>\S+)|Unable to find a match: (?<package2>\S+)/,
        ],
        cause: "the distribution has no package of this name (a base's tag may have moved to its next release), or apt-get update did not run in the same RUN",
        remedy: "the package's new name (libgl1-mesa-glx is libgl1 now), or pin the release: python:3.11-slim-bookworm",
        source: "https://github.com/docker-library/python/issues/1070",
    },
    {
        id: "apt-version-gone",
        class: "system",
        patterns: [/E: Version '(?<version>[^']+)' for '(?<package>[^']+)' was not found/],
        cause: "the mirror keeps only the newest version of a package",
        remedy: "pin less, or take packages from snapshot.debian.org",
        source: "https://github.com/hadolint/hadolint/wiki/DL3008",
    },
    {
        id: "apt-eol",
        class: "system",
        patterns: [
            /The repository '[^']*' (?:does not have|no longer has) a Release file/,
            /Err:\d+ http\S*debian\.org\S* \S+ Release\s+404/,
        ],
        cause: "the base's release is past its end of life, and left the mirrors",
        remedy: "a newer base image",
        source: "https://github.com/debuerreotype/docker-debian-artifacts/issues/245",
    },
    {
        id: "apt-mirror-sync",
        class: "transient",
        patterns: [
            /File has unexpected size \(\d+ != \d+\)\. Mirror sync in progress/,
            /Hash Sum mismatch/,
            /E: Failed to fetch \S+ +(?:5\d\d|Connection|Could not connect|Temporary)/,
        ],
        cause: "a package mirror was being updated or did not answer",
        remedy: "try again; remove a vendor's apt list (cuda.list) that is not needed",
        source: "https://github.com/NVIDIA/cuda-repo-management/issues/26",
    },
    {
        id: "apt-stale-index",
        class: "system",
        patterns: [/E: Failed to fetch \S+ +404/],
        cause: "the package lists are older than the mirror: apt-get update came from the cache",
        remedy: "apt-get update && apt-get install in one RUN",
        source: "https://docs.docker.com/build/building/best-practices/#apt-get",
    },
    {
        id: "apt-gpg",
        class: "system",
        patterns: [/NO_PUBKEY (?<key>[0-9A-F]{16})/, /E: The repository '[^']*' is not signed/],
        cause: "a repository's key is not in this base image",
        remedy: "a newer tag of the same base, or install the vendor's keyring first",
        source: "https://github.com/NVIDIA/nvidia-docker/issues/1631",
    },
    {
        id: "apt-lock",
        class: "configuration",
        patterns: [/E: Could not get lock \/var\/(?:lib|cache)\/apt\//],
        cause: "two builds use one apt cache mount at the same time",
        remedy: "--mount=type=cache,sharing=locked,target=/var/cache/apt (and /var/lib/apt)",
        source: "https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages",
    },
    {
        id: "apt-clock",
        class: "configuration",
        patterns: [/Release file for \S+ is not valid yet \(invalid for another/],
        cause: "the clock of the builder is behind, so the package lists look as if they came from the future",
        remedy: "set the runner's clock (NTP) and build again",
        source: "https://github.com/docker/for-win/issues/5593",
    },
    {
        id: "apt-unmet",
        class: "system",
        patterns: [
            /(?:The following packages have unmet dependencies|E: Unable to correct problems, you have held broken packages)/,
            /^(?<package>\S+) : Depends: \S+ .*but .* (?:is to be installed|is not installable|is not going to be installed)/,
        ],
        cause: "packages of different releases do not fit together",
        remedy: "one release only: take out foreign apt sources and pins, or take a base of the release that they are for",
        source: "https://wiki.debian.org/DontBreakDebian",
    },
    {
        id: "qemu-crash",
        class: "platform",
        patterns: [/qemu: uncaught target signal \d+/],
        cause: "the emulator crashed",
        remedy: "build this platform on a native runner: mode plan and build, with runners: linux/arm64=ubuntu-24.04-arm",
        source: "https://github.com/docker/buildx/issues/1170",
    },
    {
        id: "exec-format",
        class: "platform",
        patterns: [/exec format error/i],
        cause: "a program of another architecture was started, and no emulator is there",
        remedy: "a native runner for the platform, or docker/setup-qemu-action; check that downloaded binaries fit TARGETARCH",
        source: "https://github.com/aws/aws-lambda-base-images/issues/26",
    },
    {
        id: "illegal-instruction",
        class: "platform",
        patterns: [
            /Illegal instruction(?: +\(core dumped\))?\s*$/,
            /exit code: 132\b/,
            /died with <Signals\.SIGILL/,
            /compiled to use AVX instructions, but these aren't available/,
        ],
        cause: "a binary uses instructions that this machine's processor does not have",
        remedy: "a wheel or binary for this architecture and processor generation; compile without -march=native",
        source: "https://github.com/tensorflow/tensorflow/issues/17411",
    },
    {
        id: "segfault",
        class: "platform",
        patterns: [
            /Segmentation fault(?: +\(core dumped\))?\s*$/,
            /exit code: 139\b/,
            /died with <Signals\.SIGSEGV/,
        ],
        cause: "a program crashed (under emulation, often the emulator's fault)",
        remedy: "a native runner for the platform; else another version of the program or library that crashed",
        source: "https://github.com/docker/buildx/issues/1170",
    },
    {
        id: "glibc",
        class: "platform",
        patterns: [/version [`']GLIBC(?:XX)?_[\d.]+' not found/],
        cause: "a binary was built for a newer system library than the base image has",
        remedy: "a newer base image (AWS Lambda: python3.12 or later), or a binary built on this base",
        source: "https://github.com/qdrant/fastembed/issues/314",
    },
    {
        id: "permission",
        class: "configuration",
        patterns: [
            /(?:sh|bash): (?:line )?(?:\d+: )?(?<path>\S+): Permission denied/,
            /(?:PermissionError|OSError): \[Errno 13\] Permission denied: '(?<path>[^']+)'/,
            /^(?:mkdir|cp|mv|ln|rm|touch|tar|install|chown|chmod): .*: (?:Permission denied|Operation not permitted)$/,
            // A shell that becomes the program does not give its own name.
            /^(?<path>[\w./-]+): Permission denied$/,
            /EACCES: permission denied/,
            /E: Could not open lock file .* Permission denied/,
        ],
        cause: "the step's user may not do this",
        remedy: "COPY --chmod=755 for scripts; USER root before installing, COPY --chown for files",
        source: "https://docs.docker.com/reference/dockerfile/#user",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/tool-signatures.js
const toolSignatures = [
    {
        id: "lock-outdated",
        class: "dependencies",
        isVerdict: true,
        patterns: [
            /`npm ci` can only install packages when your package\.json and (?:package-lock\.json|npm-shrinkwrap\.json)/,
            /The `npm ci` command can only install with an existing package-lock\.json/,
            /ERR_PNPM_(?:OUTDATED|NO)_LOCKFILE/,
            /Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`/,
            /The lockfile would have been (?:modified|created) by this install, which is explicitly forbidden/,
            /poetry\.lock is not up to date with pyproject\.toml|pyproject\.toml changed significantly since poetry\.lock was last generated/,
            /The lockfile at `[^`]*` needs to be updated, but `--(?:locked|frozen)` was provided/,
            /Unable to find lockfile at `[^`]*`/,
            /Your Pipfile\.lock \(\w+\) is out of date/,
            /the lock file \S+ needs to be updated but --(?:locked|frozen) was passed/,
            /missing go\.sum entry for|go: updates to go\.(?:mod|sum) needed/,
            /Lock file hash doesn't match pyproject\.toml|requires-python[^\n]*lock file is incompatible/i,
        ],
        cause: "the lock file is missing or does not fit to what it locks",
        remedy: "write it anew (npm install, pnpm install, yarn, poetry lock, uv lock, pipenv lock, cargo update, go mod tidy) and commit it",
        source: "https://docs.npmjs.com/cli/commands/npm-ci",
    },
    {
        id: "npm-credentials",
        class: "credentials",
        patterns: [/npm (?:ERR!|error) code (?:E401|ENEEDAUTH)/],
        cause: "the registry of npm packages wants a login",
        remedy: 'secrets: ["id=npmrc,src=…"] in the images file, and RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci',
        source: "https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow",
    },
    {
        id: "npm-install",
        class: "dependencies",
        isVerdict: true,
        patterns: [
            /npm (?:ERR!|error) code (?:ERESOLVE|ETARGET|E404|EBADENGINE|EUSAGE)/,
            /ERR_PNPM_(?!META_FETCH_FAIL|FETCH_(?:429|5\d\d))\w+/,
            /error Couldn't find (?:any versions for|package) "(?<package>[^"]+)"/,
        ],
        cause: "npm cannot install what package.json and its lock file ask for",
        remedy: "bring package-lock.json up to date (npm install, then commit it)",
        source: "https://docs.npmjs.com/cli/commands/npm-ci",
    },
    {
        id: "node-openssl",
        class: "dependencies",
        patterns: [/error:0308010C:digital envelope routines::unsupported/],
        cause: "a bundler of before 2022 uses a hash that Node.js 17 and later do not have",
        remedy: "a newer bundler (webpack 5.61 or later), or a node:16 build stage",
        source: "https://github.com/webpack/webpack/issues/14532",
    },
    {
        id: "git-credentials",
        class: "credentials",
        patterns: [
            /fatal: could not read (?:Username|Password) for '?(?<package>https?:\/\/[^']+)'?/,
            /fatal: Authentication failed for/,
            /Host key verification failed/,
            /Permission denied \(publickey/,
            /remote: Repository not found\./,
        ],
        cause: "a private repository is cloned, and the build has no credentials for it",
        remedy: "RUN --mount=type=ssh or --mount=type=secret for the clone (never a token in ARG), with secrets: in the images file",
        source: "https://docs.docker.com/build/building/secrets/#git-authentication-for-remote-contexts",
    },
    {
        id: "git-ref-missing",
        class: "configuration",
        patterns: [
            /fatal: Remote branch (?<package>\S+) not found in upstream/,
            /error: pathspec '(?<package>[^']+)' did not match any file/,
            /fatal: couldn't find remote ref (?<package>\S+)/,
        ],
        cause: "the repository has no such branch, tag or commit any more",
        remedy: "pin a commit or a tag that exists; a shallow clone has no other commits",
        source: "https://git-scm.com/docs/git-clone",
    },
    {
        id: "lfs-quota",
        class: "configuration",
        patterns: [/This repository (?:is over|exceeded) its (?:data quota|LFS budget)/],
        cause: "the repository has used up its bandwidth of Git LFS",
        remedy: "buy more, or keep the files in storage of your own; lfs: true in as few checkouts as possible",
        source: "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-storage-and-bandwidth-usage",
    },
    {
        id: "download-missing",
        class: "configuration",
        patterns: [
            /curl: \(22\) The requested URL returned error: (?:40[0134]|410)/,
            /ERROR (?:403: Forbidden|404: Not Found|410: Gone)\./,
            /^wget: server returned error: HTTP\/\S+ (?:40[0134]|410)\b/,
            /\binvalid response status (?:40[0134]|410)\b/,
            /urllib\.error\.HTTPError: HTTP Error (?:403|404|410)/,
        ],
        cause: "an address does not exist any more, or wants credentials",
        remedy: "open the address; pin another version, and keep what must not vanish in storage of your own",
        source: "https://everything.curl.dev/cmdline/exitcode.html",
    },
    {
        id: "download-not-archive",
        class: "configuration",
        patterns: [
            /gzip: stdin: not in gzip format/,
            /tar: This does not look like a tar archive/,
            /^(?:tar|gzip|gunzip|unzip): (?:invalid (?:tar )?magic|invalid zip magic\b)/,
            /End-of-central-directory signature not found/,
            /xz: \(stdin\): File format not recognized/,
        ],
        cause: "what was downloaded is no archive: mostly the page of an error",
        remedy: "curl --fail --location --show-error, so that the download fails itself, and look at the address",
        source: "https://everything.curl.dev/http/response.html",
    },
    {
        id: "r-package",
        class: "dependencies",
        patterns: [
            /ERROR: (?:configuration|compilation|lazy loading) failed for package [‘'](?<package>[^’']+)/,
            /ERROR: dependenc(?:y|ies) [‘'].* (?:is|are) not available for package [‘'](?<package>[^’']+)/,
            /package [‘'](?<package>[^’']+)[’'] is not available (?:for this version of R|\(for R version)/,
        ],
        cause: "an R package, or one that it needs, could not be installed; a library's headers are the usual lack",
        remedy: "the -dev package that the lines above name, or binary packages (a rocker/r-ver base has them from Posit's package manager)",
        source: "https://cran.r-project.org/doc/manuals/r-release/R-admin.html#Installing-packages",
    },
    {
        id: "go-old",
        class: "dependencies",
        patterns: [
            /go\.mod requires go >= [\d.]+ \(running go [\d.]+/,
            /invalid go version '[\d.]+': must match/,
        ],
        cause: "the module needs a newer Go than the image has",
        remedy: "a golang: base of that version, or ENV GOTOOLCHAIN=auto, which fetches it",
        source: "https://go.dev/doc/toolchain",
    },
    {
        id: "rust-old",
        class: "dependencies",
        patterns: [
            /requires rustc \d[\d.]* or newer/,
            /feature `edition20\d\d` is required/,
            /lock file version `?\d`? (?:requires|was found, but this version of Cargo)/,
        ],
        cause: "a crate needs a newer Rust than the image has",
        remedy: "Rust by rustup instead of the distribution's, or a version of the package that has a wheel",
        source: "https://doc.rust-lang.org/cargo/reference/rust-version.html",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/umbrella-signatures.js
/** Umbrellas: only where nothing more telling was found. */
const umbrellaSignatures = [
    {
        id: "module-missing",
        class: "dependencies",
        patterns: [/ModuleNotFoundError: No module named '(?<package>[\w.]+)'/],
        cause: "a Python module is not installed in this stage",
        remedy: "add its package to the requirements, or install it before this step",
        source: "https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError",
    },
    {
        id: "shared-library-missing",
        class: "system",
        patterns: [
            /(?:ImportError|OSError): (?<path>lib\S+\.so\S*): cannot open shared object file/,
            /OSError: (?<path>sndfile|PortAudio) library not found/,
            /error while loading shared libraries: (?<path>\S+):/,
        ],
        cause: "a system library is missing in the image",
        remedy: "install the package that has it (libGL.so.1 is in libgl1, libgomp.so.1 in libgomp1, libsndfile.so.1 in libsndfile1)",
        source: "https://github.com/docker-library/python/issues/1070",
    },
    {
        id: "wheel-build-failed",
        class: "dependencies",
        isBuild: true,
        patterns: [
            /ERROR: Failed building wheel for (?<package>[\w.-]+)/,
            /ERROR: Failed to build '?(?<package>[\w.-]+)'? when /,
            /ERROR: Failed to build installable wheels for some pyproject\.toml based projects \(?(?<package>[\w.-]+)/,
            /Failed to build `(?<package>[\w.-]+)==/,
            /error: metadata-generation-failed/,
            /× (?:Getting requirements to build wheel|Preparing metadata \(pyproject\.toml\)|python setup\.py egg_info|Building wheel for \S+ \(\S+\)) did not run successfully/,
        ],
        cause: "a package has no wheel for this Python and base image, and building it from source failed",
        remedy: "a version with a wheel (pip download --only-binary=:all: tells), or what its build needs; the lines above the error say which",
        source: "https://github.com/GoSecure/pyrdp/issues/485",
    },
    {
        id: "command-missing",
        class: "system",
        patterns: [
            /(?:sh|bash): (?:line )?(?:\d+: )?(?<package>[\w./-]+): (?:command )?not found/,
            /Cannot find command '(?<package>[^']+)'/,
            /exec: "(?<package>[^"]+)": (?:executable file not found|stat \S+: no such file)/,
        ],
        cause: "a program is not in the image",
        remedy: "install it in an earlier step of this stage, or check the base image and PATH; a script that is there has Windows line ends, or a first line (#!) with a program that is not",
        source: "https://github.com/docker/build-push-action/issues/933",
    },
];

;// CONCATENATED MODULE: ./lib/diagnosis/diagnose.js
/** A failed build's log → what went wrong, and what helps. Pure. */









/** The most telling first. */
const signatures = [
    ...machineSignatures,
    ...pythonSignatures,
    ...pythonBuildSignatures,
    ...systemSignatures,
    ...registrySignatures,
    ...toolSignatures,
    ...dockerfileSignatures,
    ...umbrellaSignatures,
    ...networkSignatures,
];
/** Words of tools that went on all the same: pip tries again by itself (its last try counts), apt warns. */
const HARMLESS = /^(?:WARNING: Retrying \(Retry\(total=[1-9]|W: |npm warn |Ign:\d+ |\+ |WARN\b)/i;
/** A command that is shown, not what it said. */
const ECHO = /^(?:>>> |\d+ \| |-{6,}|> \[[^\]]*\d+\/\d+\])/;
/** What buildx says before every error. */
const UMBRELLA = /^ERROR: (?:failed to build: )?failed to solve: /;
/** A tool's word that it is done: what it complained of before was overcome. */
const SUCCESS = /^(?:Successfully installed |Installed \d+ packages? in |added \d+ packages?\b|up to date, audited |(?:remote: )?(?:Receiving objects|Resolving deltas): +100%|Setting up \S+ \(|Processing triggers for |Finished `?(?:release|dev)|Download(?:ed|ing)\b.* (?:done|complete)\.?$|Installing the current project: |.* saved \[\d+(?:\/\d+)?\]$)/;
/** dpkg goes on with other packages after one that failed, and tells at the end. */
const DPKG_FAILED = /^(?:Errors were encountered while processing|E: Sub-process \S+ returned an error code)/;
/** A program's own end. What a library says before it is the cause only where the program tells so itself. */
const EXCEPTION = /^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)(?::|$)/;
/** A test suite's verdict: what its tests say of networks is their subject. */
const TESTS_FAILED = /^(?:FAILED \S+::|--- FAIL: |FAIL\b|Tests?:\s+\d+ failed|=+ .*\b\d+ failed\b|E {2,}\S)/;
/** Exceptions that only pass on that another program failed. */
const PASSED_ON = /^(?:[\w.]+\.)?(?:CalledProcessError|SystemExit|DistutilsExecError|BackendUnavailable|LocalEntryNotFoundError)\b/;
/** `undefined`: nothing that is known; a guess would send people the wrong way. */
function diagnose(log) {
    const lines = afterSuccess(log
        .flatMap((line) => cleanLine(withoutCommand(line)).split("\n"))
        .filter((line) => line !== "" && !HARMLESS.test(line) && !ECHO.test(line)));
    const matches = signatures.flatMap((signature) => lastMatch(lines, signature) ?? []);
    const counted = matches.filter((match) => !isOvercome(match, matches, lines));
    // A tool's verdict on its own input owes nothing to what broke before it.
    const [first] = counted;
    const verdicts = counted.filter(({ signature, at }) => signature.isVerdict === true && at > (first?.at ?? 0));
    const last = verdicts.sort((a, b) => b.at - a.at)[0];
    const chosen = last === undefined || last.signature.id === first?.signature.refines ? first : last;
    if (chosen === undefined)
        return undefined;
    const { id, class: of, isBuild, cause, remedy, source } = chosen.signature;
    const { line, package: named } = chosen.found;
    const name = named ?? (isBuild === true ? findBuiltPackage(lines, chosen.at) : undefined);
    return { id, class: of, line, package: name, cause, remedy, source };
}
function afterSuccess(lines) {
    const last = lines.findLastIndex((line) => SUCCESS.test(line));
    if (last < 0 || lines.slice(last).some((line) => DPKG_FAILED.test(line)))
        return lines;
    return lines.slice(last + 1);
}
/** A moment of the network, and then a program that ended for another reason. */
function isOvercome({ signature, at }, matches, lines) {
    if (signature.class !== "transient")
        return false;
    if (lines.findLastIndex((line) => TESTS_FAILED.test(line)) >= at)
        return true;
    const end = lines.findLastIndex((line) => EXCEPTION.test(line) && !PASSED_ON.test(line));
    return end > at && !matches.some((other) => other.signature.class === "transient" && other.at >= end);
}
/** Without colours, time stamps, and the numbers that BuildKit and GitHub put before a line. */
function cleanLine(line) {
    return (shorten(line)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
        .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
        .replace(/\r/g, "")
        .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, "")
        .replace(/^##\[error\] ?/, "")
        .replace(/^(?:#?\d+ )?\d+\.\d{1,3} (?=\s*\S)/, "")
        .replace(/^#\d+ /, "")
        .trim());
}
/** No tool's word is that long; a pattern's time can grow with the square of a minified file or a progress bar. */
const LONGEST_END = 1000;
function shorten(line) {
    return line.length <= 2 * LONGEST_END
        ? line
        : `${line.slice(0, LONGEST_END)} … ${line.slice(-LONGEST_END)}`;
}
/** The command is what was asked for, not what went wrong. */
function withoutCommand(line) {
    if (!/did not complete|executor failed/.test(line))
        return line;
    return line
        .replace(/process ".*" did not complete/s, 'process "…" did not complete')
        .replace(/executor failed running \[.*\]:/s, "executor failed running […]:");
}
function lastMatch(lines, signature) {
    const { patterns, after } = signature;
    for (const pattern of patterns) {
        for (let at = lines.length - 1; at >= 0; at--) {
            const line = lines[at] ?? "";
            const match = pattern.exec(line);
            if (match === null)
                continue;
            if (after !== undefined && !lines.slice(Math.max(0, at - 200), at + 1).some((one) => after.test(one)))
                continue;
            const inner = line.replace(UMBRELLA, "").slice(0, 300);
            return { signature, at, found: { line: inner, package: match.groups?.package } };
        }
    }
    return undefined;
}
/** The last line that looks like an error, for failures that nobody knows. */
function lastWords(log) {
    const lines = log.map(cleanLine).filter((line) => line !== "" && !ECHO.test(line));
    const telling = lines.findLast((line) => /\b(?:error|fatal|exception|failed|denied|cannot|not found)\b/i.test(line));
    return (telling ?? lines.at(-1))?.slice(0, 300);
}

;// CONCATENATED MODULE: ./lib/build/failure.js
/** What a failed build's own words say: the inner line, and where in the Dockerfile. Pure. */


/** What the log of a build that ended by itself says; `undefined` for all others. */
function diagnoseRun(run) {
    if (run.stall !== undefined)
        return diagnose([(0,watch_transfers/* describeStall */.o)(run.stall)]);
    if (run.succeeded || run.ended !== "exit")
        return undefined;
    return diagnose([...run.failedOutput, ...errorsOf(run), ...lostCopies(run)]);
}
/** BuildKit's words are the same for a file that the context lacks and one that another stage lacks. */
function lostCopies({ steps }) {
    return steps.flatMap(({ name, error = "" }) => {
        const copy = /\] ((?:COPY|ADD) .*--from=.*)$/s.exec(name)?.[1];
        return copy !== undefined && /: not found$/.test(error) ? [`${copy.replace(/\s+/g, " ")}: ${error}`] : [];
    });
}
/** buildx's own error, without the Dockerfile that it quotes. */
function errorsOf(run) {
    const words = run.text.split("\n").filter((line) => line.startsWith("ERROR:"));
    return [...run.steps.flatMap(({ error }) => (error === undefined ? [] : [error])), ...words];
}
/** `lineOf`: a line of what was built → the line of the user's Dockerfile. `placed`: the steps with their lines there. */
function describeFailure(run, timeoutMinutes, lineOf = (line) => line, placed = []) {
    const line = /^[^\n:]+:(\d+)\n-{10}/m.exec(run.text)?.[1];
    const diagnosis = diagnoseRun(run);
    return {
        message: diagnosis === undefined ? messageOf(run, timeoutMinutes) : describeDiagnosis(diagnosis),
        diagnosis,
        dockerfileLine: line === undefined ? lineOfOpenStep(run, placed) : lineOf(Number(line)),
        isImmutableTag: /immutable|tag invalid: The image tag/i.test(run.text),
    };
}
/** For reports. `kept`: what is kept of the build. */
function detailFailure({ diagnosis, dockerfileLine }, kept) {
    const known = diagnosis === undefined
        ? {}
        : {
            said: diagnosis.line,
            cause: diagnosis.cause,
            remedy: diagnosis.remedy,
            source: diagnosis.source,
        };
    return {
        ...known,
        ...(dockerfileLine === undefined ? {} : { line: dockerfileLine }),
        ...(kept === undefined ? {} : { kept }),
    };
}
/** `E: Unable to locate package x: the distribution has no … What helps: … (https://…)`. */
function describeDiagnosis({ line, cause, remedy, source }) {
    return `${line}: ${cause}. What helps: ${remedy} (${source})`;
}
function messageOf(run, timeoutMinutes) {
    switch (run.ended) {
        case "timeout":
            return `stopped at its time limit of ${timeoutMinutes} minutes${atStep(run)}`;
        case "stalled":
            return run.stall === undefined ? `stopped${atStep(run)}` : (0,watch_transfers/* describeStall */.o)(run.stall);
        case "aborted":
            return `cancelled${atStep(run)}`;
        case "not-found":
            return run.text.trim();
        case "signal":
            return `docker buildx was killed${atStep(run)}`;
        case "exit": {
            const failed = run.steps.find((step) => step.error !== undefined && !/context canceled/.test(step.error));
            const lines = run.text.split("\n").filter((one) => one.startsWith("ERROR:"));
            const said = lines.at(-1)?.replace(/^ERROR:\s*(failed to (build|solve): )*/, "") ?? failed?.error;
            const words = lastWords(run.failedOutput);
            const last = words === undefined || withoutCommand(said ?? "").includes(words) ? "" : `; it said: ${words}`;
            return `${said ?? `docker buildx build ended with exit code ${run.exitCode}`}${last}`;
        }
    }
}
/** What buildx was at, where it says nothing about the Dockerfile: it was ended, or an ADD found nothing. */
function lineOfOpenStep(run, placed) {
    const failed = run.steps.find(({ error }) => error !== undefined && !/context canceled/.test(error));
    const name = run.stall?.step ?? (run.ended === "exit" ? failed : findOpenStep(run))?.name;
    return placed.find((step) => step.name === name)?.line;
}
function findOpenStep({ steps }) {
    const own = steps.filter((step) => !step.cached && !step.name.startsWith("[internal]"));
    return own.find((step) => step.error !== undefined) ?? own.at(-1);
}
function atStep(run) {
    const open = findOpenStep(run);
    return open === undefined ? "" : ` in ${open.name.slice(0, 120)}`;
}

;// CONCATENATED MODULE: ./lib/build/join-runs.js
/** Several tries of one build as one. Pure. */

/** The second one's result; what the first one ran is new for the cache all the same. */
function joinRuns(first, second) {
    const didRun = ({ name, cached, error }) => {
        const keyword = (0,build_step/* parseStepName */.Z)(name)?.keyword;
        return keyword !== undefined && keyword !== "FROM" && !cached && error === undefined;
    };
    return {
        ...second,
        seconds: first.seconds + second.seconds,
        steps: [...first.steps.filter(didRun), ...second.steps],
        timeline: [...markTry(first.timeline), ...second.timeline],
    };
}
/** The last ones of them are of the try that has just ended. */
function markTry(steps) {
    const now = Math.max(0, ...steps.map(({ earlierTry = 0 }) => earlierTry)) + 1;
    return steps.map((step) => ({ ...step, earlierTry: step.earlierTry ?? now }));
}

;// CONCATENATED MODULE: ./lib/build/leave-caches.js
/** A build without the layer caches that failed it. Pure. */


/** As if there were none: what is built then is written as a whole. */
function withoutCaches(kept) {
    const platforms = kept.platforms.map((one) => ({ ...one, reads: [], exist: false, hasPartial: false }));
    return { ...kept, request: { ...kept.request, cacheFrom: [] }, platforms };
}
/** That a build failed at what its caches promised, which costs time, never the image. See `findCacheFault`. */
function leave_caches_findFault({ options: { caches } }, { run, readsCaches }, isLastTry) {
    if (caches.kind === "none" || !readsCaches || run.succeeded || run.ended !== "exit")
        return undefined;
    const repository = caches.kind === "registry" ? caches.store.pathOf(caches.repository) : undefined;
    const fault = (0,cache_trouble/* findCacheFault */._W)(errorsOf(run), repository);
    const diagnosis = diagnoseRun(run);
    const isMeant = fault === "certain" || (fault === "possible" && (isLastTry || diagnosis?.class !== "transient"));
    if (!isMeant)
        return undefined;
    const said = diagnosis?.line ?? errorsOf(run).at(-1)?.split("\n")[0] ?? "";
    return `the layer cache does not have what it promised: ${said}`;
}

;// CONCATENATED MODULE: ./lib/cache/ask-github-cache.js
const ANSWER = /^ml-image-build-github-cache (\{.*\})$/gm;
/** For each file the key that was found or written. Throws an Error with the cause. */
async function askGithubCache(world, request, timeoutMs) {
    const result = await world.exec([...world.self, "github-cache"], {
        input: JSON.stringify(request),
        timeoutMs,
    });
    const output = result.stdout.toString("utf8");
    // Signed addresses: an error may name one.
    for (const [, secret = ""] of output.matchAll(/^::add-mask::(.+)$/gm))
        world.log.mask(secret);
    if (result.ended === "timeout") {
        throw new Error(`GitHub's cache took longer than ${timeoutMs / 60_000} minutes`);
    }
    if (result.ended === "aborted")
        throw new Error("the run was cancelled");
    const said = [...output.matchAll(ANSWER)].at(-1)?.[1];
    if (said === undefined) {
        const last = result.stderr.trim().split("\n").at(-1) ?? "";
        throw new Error(`no answer from GitHub's cache${last === "" ? "" : `: ${last}`}`);
    }
    const answer = JSON.parse(said);
    if ("error" in answer)
        throw new Error(answer.error);
    return answer.keys.map((key) => key ?? undefined);
}

;// CONCATENATED MODULE: ./lib/cache/github-layers.js
/** Whether GitHub's cache has layers that BuildKit's `gha` backend wrote; it tells only who asks as BuildKit does. */



const github_layers_LOOK_MS = 60_000;
/** `scopes`: those that a build reads. Never throws: not known is no. */
async function hasGithubLayers(world, scopes) {
    const keys = scopes.map(layersKey);
    try {
        const [key] = await askGithubCache(world, { kind: "look", keys, version: LAYERS_VERSION }, github_layers_LOOK_MS);
        return key !== undefined;
    }
    catch (error) {
        world.log.debug(`GitHub's cache was not asked for layers: ${(0,lib_errors/* describeError */.U)(error)}`);
        return false;
    }
}

// EXTERNAL MODULE: ./lib/cache/mount-dockerfile.js
var mount_dockerfile = __webpack_require__(1418);
// EXTERNAL MODULE: ./lib/cache/mount-script.js
var mount_script = __webpack_require__(1927);
;// CONCATENATED MODULE: ./lib/cache/mount-build.js
/** Runs one of the small builds beside cache mounts. */




/** Throws an Error with the cause. */
async function runMountBuild(world, { request, platform, env, directory }, { what, dockerfile, destination, saved, timeoutMs }) {
    const base = `${directory}/mounts-${platform.replaceAll("/", "-")}-${what}`;
    const context = `${base}-context`;
    await world.files.makeDirectory(context);
    await world.files.write(base, dockerfile);
    const argv = (0,build_arguments/* buildArguments */.f)({
        ...request,
        spec: {
            ...request.spec,
            platforms: [platform],
            target: mount_dockerfile/* MOUNTS_TARGET */.DR,
            dockerfile: { kind: "inline", text: dockerfile },
            context: { kind: "outside", path: context },
            // No attestation beside it.
            runtime: "lambda",
            buildFlags: [],
        },
        destination,
        inlineDockerfile: base,
        metadataFile: `${base}.json`,
        labels: new Map(),
        parentContexts: new Map([
            ...request.parentContexts,
            ...(saved === undefined ? [] : [[mount_dockerfile/* SAVED_CONTEXT */.kD, saved]]),
        ]),
        noCache: false,
        withSecrets: false,
        cacheFrom: [],
        cacheTo: [],
    });
    const progress = new build_progress/* Progress */.k();
    const output = new Map();
    const result = await world.exec(argv, {
        cwd: request.root,
        env,
        timeoutMs,
        onStderrLine(line) {
            for (const event of progress.read(line)) {
                if (event.kind === "output")
                    output.set(event.step, (output.get(event.step) ?? "") + event.text);
            }
        },
    });
    const said = [...output.values()].map((text) => `${text}\n`).join("");
    if (result.exitCode !== 0) {
        const last = said.trim().split("\n").at(-1) ?? "";
        throw new Error([describeEnd(result.ended, progress), last].filter((part) => part !== "").join(": "));
    }
    return (0,mount_script/* parseStates */.Gt)(said);
}
function describeEnd(ended, progress) {
    if (ended === "timeout")
        return "it took longer than its time limit";
    if (ended === "aborted")
        return "the run was cancelled";
    const failed = progress.steps().find(({ error }) => error !== undefined);
    const said = progress
        .text()
        .split("\n")
        .filter((line) => line.startsWith("ERROR:"));
    const because = failed?.error ?? said.at(-1)?.replace(/^ERROR:\s*/, "") ?? "docker buildx failed";
    return because.replace(/process "\/bin\/sh -c .*" did not/s, "the copy did not").slice(0, 500);
}

// EXTERNAL MODULE: ./lib/cache/mount-changes.js
var mount_changes = __webpack_require__(8703);
;// CONCATENATED MODULE: ./lib/cache/keep-mounts.js
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






const keep_mounts_LOOK_MS = 10 * 60_000;
const COPY_MS = 20 * 60_000;
/** Fills what is empty. Never throws. */
async function restoreMounts(world, plan) {
    const { name } = plan.request.spec;
    const names = mountTags(plan);
    let found = { saved: undefined, before: undefined, mark: undefined };
    // A build that ends half-way must not replace what was saved and did not serve it by the little that it has.
    let isBlind = true;
    try {
        if (plan.isRead) {
            found = await restore(world, plan, [names.own, ...names.others]);
            isBlind = found.saved !== undefined && found.before === undefined;
        }
    }
    catch (error) {
        world.log.warning(`${name}: its cache mounts were not restored: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
    return {
        async save(run) {
            if (!plan.shelf.canWrite || run.ended === "aborted" || !ranWithMounts(run.steps))
                return;
            if (isBlind && !run.succeeded) {
                world.log.info(`${name} │ its cache mounts are not saved: it failed, and had begun without those saved before`);
                return;
            }
            try {
                await keep_mounts_save(world, plan, names.own, found);
            }
            catch (error) {
                world.log.warning(`${name}: its cache mounts were not saved: ${(0,lib_errors/* describeError */.U)(error)}`);
            }
        },
    };
}
/** Like the layer caches: a trusted run reads nothing that another one wrote. */
function mountTags({ trigger, request, platform }) {
    const { own, others } = nameCaches(trigger, request.spec.name, platform);
    return { own: `${own}-mounts`, others: others.map((other) => `${other}-mounts`) };
}
function ranWithMounts(steps) {
    return steps.some(({ name, cached }) => !cached && /\bRUN\b.*--mount=\S*type=cache/i.test(name));
}
async function restore(world, plan, tags) {
    const { needs, platform, shelf } = plan;
    const { name } = plan.request.spec;
    const saved = await shelf.find(tags);
    const wanted = needs.mounts.filter(({ key }) => saved?.keys.includes(key));
    let mark;
    if (saved === undefined)
        return { saved, before: undefined, mark };
    if (wanted.length === 0)
        return { saved, before: new Map(), mark };
    if (saved.steps === needs.steps && (await plan.hasLayerCache())) {
        world.log.debug(`${name}: the steps with cache mounts did not change, so ${shelf.describe(saved.name)} is not restored`);
        return { saved, before: undefined, mark };
    }
    const started = world.clock.now();
    let before = await runMountBuild(world, plan, {
        what: "look",
        dockerfile: (0,mount_dockerfile/* lookDockerfile */.Ow)(needs.tools, needs.mounts, crypto.randomUUID()),
        destination: { kind: "nowhere" },
        timeoutMs: keep_mounts_LOOK_MS,
    });
    const empty = wanted.filter(({ key }) => before.get(key)?.kilobytes === 0);
    if (empty.length > 0) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const fetched = __addDisposableResource(env_1, await saved.bring(plan.directory), true);
            mark = crypto.randomUUID();
            const filled = await runMountBuild(world, plan, {
                what: "restore",
                dockerfile: (0,mount_dockerfile/* restoreDockerfile */.Xg)(needs.tools, empty, mark),
                destination: { kind: "nowhere" },
                saved: fetched.context,
                timeoutMs: COPY_MS,
            });
            before = new Map([...before, ...filled]);
            const seconds = (0,describe_step/* formatSeconds */.Xo)((world.clock.now() - started) / 1000);
            world.log.info(`${name} │ cache mounts for ${platform} restored from ${shelf.describe(saved.name)} in ${seconds}: ${listMounts(empty, filled)}`);
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
    return { saved, before, mark };
}
async function keep_mounts_save(world, plan, tag, found) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const { saved, before, mark } = found;
        const { needs, shelf, platform } = plan;
        const { name } = plan.request.spec;
        const started = world.clock.now();
        const now = await runMountBuild(world, plan, {
            what: "look",
            dockerfile: (0,mount_dockerfile/* lookDockerfile */.Ow)(needs.tools, needs.mounts, crypto.randomUUID(), mark),
            destination: { kind: "nowhere" },
            timeoutMs: keep_mounts_LOOK_MS,
        });
        const filled = needs.mounts.filter(({ key }) => (now.get(key)?.kilobytes ?? 0) > 0);
        if (filled.length === 0)
            return;
        const isOwn = saved?.name === tag;
        const isSame = before !== undefined &&
            filled.every(({ key }) => saved?.keys.includes(key) && before.get(key)?.sum === now.get(key)?.sum);
        if (saved !== undefined && isSame && filled.length === saved.keys.length) {
            if (isOwn && saved.steps !== needs.steps)
                await saved.renote(needs.steps);
            world.log.debug(`${name}: its cache mounts did not change`);
            return;
        }
        const note = { keys: filled.map(({ key }) => key), steps: needs.steps };
        const limitKb = boundOf(plan, filled.length);
        const place = __addDisposableResource(env_2, await shelf.open(tag, note, plan.directory), true);
        const write = (dockerfile, from) => runMountBuild(world, plan, {
            what: "save",
            dockerfile,
            destination: place.destination,
            ...(from === undefined ? {} : { saved: from }),
            timeoutMs: COPY_MS,
        });
        const image = saved?.keys.every((key) => note.keys.includes(key)) === true ? saved.image : undefined;
        let isGrown = false;
        let states = new Map();
        if (image !== undefined && mark !== undefined && (0,mount_changes/* canGrow */.EG)(image, note.keys, now, limitKb)) {
            try {
                const { context } = image;
                const isAlone = context === undefined;
                const grow = (0,mount_dockerfile/* growDockerfile */.wl)(needs.tools, filled, crypto.randomUUID(), mark, isAlone);
                states = await write(grow, context);
                isGrown = true;
            }
            catch (error) {
                world.log.debug(`${name}: what is new in its cache mounts was not saved alone: ${(0,lib_errors/* describeError */.U)(error)}`);
            }
        }
        if (!isGrown)
            states = await write((0,mount_dockerfile/* saveDockerfile */.UG)(needs.tools, filled, crypto.randomUUID(), limitKb));
        await place.keep(isGrown ? saved : undefined);
        const seconds = (0,describe_step/* formatSeconds */.Xo)((world.clock.now() - started) / 1000);
        world.log.info(`${name} │ cache mounts for ${platform} saved as ${shelf.describe(tag)} in ${seconds}: ${listMounts(filled, states)}${isGrown ? `, of which ${megabytesOf(note.keys, now)} MB are new` : ""}`);
        for (const { key, id } of filled) {
            const evicted = states.get(key)?.evicted;
            if (evicted === undefined || evicted.files === 0)
                continue;
            world.log.info(`${name} │ the cache mount ${id} is larger than ${limitKb / 1000} MB: its ${evicted.files} oldest files (${Math.ceil(evicted.kilobytes / 1000)} MB) were left out`);
        }
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
/** Of each of `count` mounts. */
function boundOf({ shelf, limitKb }, count) {
    return Math.min(limitKb, Math.floor((shelf.totalKb ?? Number.POSITIVE_INFINITY) / count));
}
function megabytesOf(keys, states) {
    return Math.ceil(keys.reduce((sum, key) => sum + (states.get(key)?.change?.kilobytes ?? 0), 0) / 1000);
}
function listMounts(mounts, states) {
    return mounts
        .map(({ id, key }) => `${id} (${Math.ceil((states.get(key)?.kilobytes ?? 0) / 1000)} MB)`)
        .join(", ");
}

;// CONCATENATED MODULE: ./lib/build/prepare-mounts.js
/** Cache mounts around a build: filled before it, saved after it. */



/** Never throws: without its mounts a build is slower, and as good. */
async function prepareMounts({ world, plan, options }, image, request, kept, directory) {
    const { mounts, env } = options;
    const { name, platforms, buildFlags } = image.spec;
    const none = { request, keepers: [] };
    if (mounts === undefined)
        return none;
    try {
        const needs = await mounts.find(image);
        if (needs === undefined)
            return none;
        // BuildKit's --no-cache empties cache mounts too. A builder of this run has no layers to be kept from.
        // Unless a bake file asks for the flag itself.
        const isKept = (!request.noCache || request.builder.isOurs === true) && !buildFlags.includes("--no-cache");
        if (!isKept)
            world.log.info(`${name} │ no-cache: this builder begins with empty cache mounts too`);
        const keepers = [];
        for (const platform of platforms) {
            const caches = kept?.platforms.find((one) => one.platform === platform);
            keepers.push(await restoreMounts(world, {
                request,
                platform,
                env,
                directory,
                needs,
                shelf: mounts.shelf,
                trigger: plan.trigger,
                async hasLayerCache() {
                    if (caches === undefined || request.noCache)
                        return false;
                    const scopes = caches.reads.flatMap((one) => (one.kind === "gha" ? [one.scope] : []));
                    return caches.exist ?? hasGithubLayers(world, scopes);
                },
                isRead: isKept,
                limitKb: mounts.limitKb,
            }));
        }
        return {
            request: request.noCache && isKept ? { ...request, noCache: false, cacheFrom: [] } : request,
            keepers,
        };
    }
    catch (error) {
        world.log.warning(`${name}: its cache mounts are not kept: ${(0,lib_errors/* describeError */.U)(error)}`);
        return none;
    }
}
/** One platform after the other: they may share mounts. Never throws. */
async function saveMounts(keepers, run) {
    for (const keeper of keepers)
        await keeper.save(run);
}

;// CONCATENATED MODULE: ./lib/build/retry-delay.js
/** How long to wait before a build is tried again. Pure. */
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 60;
/** What a registry asks for longer than this is not waited for in a job that is paid by the minute. */
const LONGEST_ASKED_SECONDS = 300;
/**
 * `tried`: 0 after the first failure. `random`: 0 to 1; jobs of a matrix must not come back together.
 * `askedSeconds`: what the other side asked to wait.
 */
function retryDelaySeconds(tried, random, askedSeconds = 0) {
    const own = Math.min(FIRST_SECONDS * 3 ** tried, LONGEST_SECONDS);
    return Math.max(own, Math.min(askedSeconds, LONGEST_ASKED_SECONDS)) * (1 + random / 2);
}
/** Seconds of a `Retry-After` that a log quotes (RFC 9110, section 10.2.3; registries also say it in their message). */
function readRetryAfter(log) {
    const found = /retry[- ]after["']?\s*[:=]?\s*["']?(\d+(?:\.\d+)?)\s*(ms|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)?\b/i.exec(log);
    if (found === null)
        return undefined;
    const [, number, unit = "s"] = found;
    const factor = unit === "ms" ? 0.001 : unit.startsWith("m") ? 60 : 1;
    return Number(number) * factor;
}

// EXTERNAL MODULE: ./lib/build/step-kind.js
var step_kind = __webpack_require__(9351);
;// CONCATENATED MODULE: ./lib/build/build-patiently.js














/** Each costs minutes in which nothing happens. */
const STALLS_OVERCOME = 1;
/** Builds again after what passes by itself, with new credentials; what was finished is kept first. */
async function buildPatiently(site, image, request, directory, timeoutMinutes) {
    const { world, options } = site;
    const { name } = image.spec;
    let before;
    let importsCaches = true;
    let afterStall;
    for (let tried = 0;; tried += 1) {
        const left = minutesLeft(timeoutMinutes, before?.seconds ?? 0);
        const attempt = await buildOnce(site, image, request, {
            directory,
            timeoutMinutes: left,
            importsCaches,
            afterStall,
        });
        const run = before === undefined ? attempt.run : joinRuns(before, attempt.run);
        const diagnosis = diagnoseRun(attempt.run);
        const { stall } = attempt.run;
        const fault = importsCaches ? leave_caches_findFault(site, attempt, tried >= options.retries - 1) : undefined;
        if (fault !== undefined && !world.cancelled.aborted) {
            world.log.warning(`${name}: ${fault}; built again without it`);
            importsCaches = false;
            before = run;
            await attempt.keeper?.stop();
            continue;
        }
        const retries = stall === undefined ? options.retries : Math.min(options.retries, STALLS_OVERCOME);
        if (diagnosis === undefined || tried >= retries || world.cancelled.aborted)
            return { ...attempt, run };
        // The build outlived its credentials: with new ones, only the push is left to do.
        const isExpired = diagnosis.id === "ecr-expired";
        if (diagnosis.class !== "transient" && !isExpired)
            return { ...attempt, run };
        if (await isPushed(site, image, attempt.run))
            return { ...attempt, run };
        const seconds = retryDelaySeconds(tried, Math.random(), readRetryAfter(attempt.run.text));
        world.log.warning(`${name}: ${diagnosis.line}: ${diagnosis.cause}; tried again in ${(0,describe_step/* formatSeconds */.Xo)(seconds)} (${tried + 1} of ${retries})`);
        await attempt.keeper?.salvage(attempt.run);
        await world.clock.sleep(seconds * 1000, world.cancelled);
        if (world.cancelled.aborted)
            return { ...attempt, run };
        const isLoggedIn = await loginAnew(site, name, isExpired);
        if (isExpired && !isLoggedIn)
            return { ...attempt, run };
        before = run;
        afterStall = stall?.step;
        // Caches that cannot be read cost time, never the image.
        if (stall !== undefined && (0,step_kind/* kindOfStep */.w)(stall.step) === "cache-import")
            importsCaches = false;
    }
}
/** Of a build's time limit, 0: none, after what it took so far. */
function minutesLeft(timeoutMinutes, seconds) {
    return timeoutMinutes === 0 ? 0 : Math.max(timeoutMinutes - seconds / 60, 0.01);
}
/** `false`: there are no new credentials; the build goes on with those it has where they may still do. */
async function loginAnew({ world, options }, name, isExpired) {
    try {
        await options.store?.prepareLogin(isExpired ? "new" : "lasting");
        return true;
    }
    catch (error) {
        world.log.warning(`${name}: no new login before the next try: ${(0,lib_errors/* describeError */.U)(error)}`);
        return false;
    }
}
/** The push arrived, and its answer did not. */
async function isPushed({ publication }, image, run) {
    const { spec, decision } = image;
    if (publication === undefined || decision.action !== "build" || decision.replaces)
        return false;
    try {
        return (await (0,publish/* readPushed */.kR)(publication, image, spec.repositories, run)) !== undefined;
    }
    catch {
        return false;
    }
}
async function buildOnce(site, image, request, { directory, timeoutMinutes, importsCaches, afterStall }) {
    const { world, options } = site;
    const { name } = image.spec;
    const found = await prepareCaches(site, image, request, directory);
    const kept = importsCaches ? found : found && withoutCaches(found);
    const keeper = kept === undefined || !canKeep(kept) ? undefined : keepLayers(world, kept);
    const asked = kept?.request ?? request;
    const mounts = await prepareMounts(site, image, asked, kept, directory);
    const run = await buildImage(world, mounts.request, {
        env: options.env,
        timeoutMinutes,
        afterStall,
        onStep: keeper?.follow,
        expected: expectedSteps(site, name),
    });
    world.log.group(`${name}: ${run.succeeded ? "built" : "failed"} in ${(0,describe_step/* formatSeconds */.Xo)(run.seconds)}`, run.output);
    if (kept !== undefined)
        tellCacheUse(site, kept, run);
    return {
        run,
        spec: request.spec,
        keeper,
        readsCaches: asked.cacheFrom.length > 0,
        mounts: mounts.keepers,
        lineOf: (line) => line,
    };
}

;// CONCATENATED MODULE: ./lib/build/attempt.js
/** One image's build; with `link: auto` the linked Dockerfile first, and the plain one where its check refuses. */






/** `directory` is scratch space. A build that fails is no error. */
async function buildAttempt(site, image, request, directory, timeoutMinutes) {
    const { world, options } = site;
    const { name } = image.spec;
    const linked = options.linked.get(name);
    // Without cache all layers are made anew, and nothing is saved by linking.
    if (linked !== undefined && !request.noCache) {
        for (const one of linked.linked)
            world.log.info(`${name} │ link: auto: linked, if the check agrees: ${one}`);
        for (const one of linked.refused)
            world.log.info(`${name} │ link: auto: not linked: ${one}`);
        if (linked.text !== undefined) {
            const path = await writeLinked(site, image, linked.text, directory);
            const spec = { ...request.spec, dockerfile: { kind: "inline", text: linked.text } };
            const asked = { ...request, spec, inlineDockerfile: path };
            const first = await buildEitherWay(site, image, asked, directory, timeoutMinutes);
            const because = whyRefused(first.run);
            if (because === undefined)
                return { ...first, lineOf: linked.lineOf };
            world.log.warning(`${name}: link: auto: ${because}; built again with plain COPY. Set link: off, or write COPY --link where it is meant`);
            await first.keeper?.stop();
            const left = minutesLeft(timeoutMinutes, first.run.seconds);
            const second = await buildEitherWay(site, image, request, directory, left);
            return { ...second, run: joinRuns(first.run, second.run) };
        }
    }
    return buildEitherWay(site, image, request, directory, timeoutMinutes);
}
/** On demand where that was planned; and plainly where it was not, or where it did not do. */
async function buildEitherWay(site, image, request, directory, timeoutMinutes) {
    const { builders } = site.options;
    if (request.isOnDemand !== true || builders === undefined)
        return buildWritten(site, image, request, directory, timeoutMinutes);
    const tried = await buildOnDemand(site, image, request, directory, timeoutMinutes);
    if (tried?.isFinal === true)
        return {
            run: tried.run,
            spec: request.spec,
            keeper: undefined,
            readsCaches: true,
            mounts: [],
            lineOf: (line) => line,
        };
    const again = { ...request, builder: await builders.plain(), isOnDemand: false };
    const seconds = tried?.run.seconds ?? 0;
    const attempt = await buildWritten(site, image, again, directory, minutesLeft(timeoutMinutes, seconds));
    return { ...attempt, run: { ...attempt.run, seconds: seconds + attempt.run.seconds } };
}
/** What cannot be written in eStargz is written as gzip. */
async function buildWritten(site, image, request, directory, timeoutMinutes) {
    const first = await buildPatiently(site, image, request, directory, timeoutMinutes);
    const fault = request.isLazy === true ? findWriteFault(first.run) : undefined;
    if (fault === undefined || site.world.cancelled.aborted)
        return first;
    const { name } = image.spec;
    site.world.log.warning(`${name}: its layers cannot be written in eStargz (${fault}); written plainly`);
    await first.keeper?.stop();
    const plain = { ...request, isLazy: false, destination: asGzip(request.destination) };
    const second = await buildPatiently(site, image, plain, directory, minutesLeft(timeoutMinutes, first.run.seconds));
    return { ...second, run: joinRuns(first.run, second.run) };
}
function asGzip(destination) {
    if (destination.kind !== "registry")
        return destination;
    const { compression: _, ...others } = destination;
    return others;
}
/** In a folder of its own, under the user's name for it; BuildKit looks beside it for the ignore file. */
async function writeLinked({ world, options }, { spec }, text, directory) {
    const name = spec.dockerfile.kind === "file" ? spec.dockerfile.path.split("/").at(-1) : undefined;
    const path = `${directory}/linked/${name ?? "Dockerfile"}`;
    await world.files.makeDirectory(`${directory}/linked`);
    await world.files.write(path, text);
    const ignore = await (0,read_dockerfile/* readOwnIgnoreFile */.h)(world, options.root, spec);
    if (ignore !== undefined)
        await world.files.write(`${path}.dockerignore`, ignore);
    return path;
}
/** `undefined`: it succeeded, or failed for a reason that the plain build would have too. */
function whyRefused(run) {
    if (run.succeeded || run.ended !== "exit")
        return undefined;
    if (/unknown flag: --?link\b/.test(run.text))
        return "this builder does not know --link";
    const failed = run.steps.some(({ name, error }) => name.includes(link_check/* LINK_CHECK */.Q) && error !== undefined && !/context canceled/.test(error));
    if (!failed)
        return undefined;
    const said = run.output.find((line) => line.startsWith(`${link_check/* LINK_CHECK */.Q}: `));
    return said?.slice(link_check/* LINK_CHECK */.Q.length + 2) ?? "the check could not run in the image";
}

;// CONCATENATED MODULE: ./lib/lazy/builder-config.js
/** BuildKit's settings of a builder that reads on demand. Pure. */
const SETTINGS = [
    "[worker.oci.stargzSnapshotter]",
    "  no_background_fetch = true",
    '  http_cache_type = "memory"',
    '  filesystem_cache_type = "memory"',
    "[worker.oci.stargzSnapshotter.blob]",
    "  chunk_size = 250000",
];
/**
 * The snapshotter would fetch all of a touched layer in the background: the bytes that are not to be moved, over the line
 * that steps wait for. Larger pieces are fewer requests, one after the other, and what was read is kept in memory until
 * the builder goes: an import of many files took half the time (docs/benchmarks.md). `undefined`: the user's settings
 * say something of the worker themselves, and stay as they are.
 */
function configureLazy(userDefaults) {
    if (/^\s*\[\s*worker/m.test(userDefaults ?? ""))
        return undefined;
    const own = `${SETTINGS.join("\n")}\n`;
    return userDefaults === undefined ? own : `${userDefaults.trimEnd()}\n\n${own}`;
}

;// CONCATENATED MODULE: ./lib/build/builder.js
/**
 * Which buildx builder builds. The rule looks at what a builder can do (its driver, and the engine's image
 * store), not at whether one exists: GitHub's ubuntu-24.04 has a `default` builder that cannot export a
 * cache or an attestation, because its engine has no containerd image store. Pure.
 */
/** Chooses among the builders that are there, or asks for a new one; a builder of the user's is never changed. */
function chooseBuilder(facts, needs) {
    if (facts.chosenByEnvironment !== undefined) {
        const chosen = facts.builders.find((builder) => builder.name === facts.chosenByEnvironment);
        if (chosen === undefined) {
            const known = facts.builders.map((builder) => builder.name).join(", ") || "none";
            return {
                kind: "impossible",
                because: `BUILDX_BUILDER names the builder "${facts.chosenByEnvironment}", which buildx does not know; it knows: ${known}`,
            };
        }
        return use(chosen, "BUILDX_BUILDER names it");
    }
    const current = facts.builders.find((builder) => builder.isCurrent);
    const isLoopback = needs.registryHost !== undefined && isLoopbackHost(needs.registryHost);
    if (current !== undefined && current.driver !== "docker") {
        if (current.driver === "docker-container" && isLoopback && current.network !== "host") {
            return create(facts, isLoopback, `the builder ${current.name} cannot reach ${needs.registryHost}: its network is its own`);
        }
        return use(current, "it is buildx's current builder");
    }
    if (needs.wantsLazy === true && facts.engineStore !== undefined) {
        return create(facts, isLoopback, "the engine's own builder cannot read layers on demand (lazy: true)");
    }
    if (facts.engineStore === "containerd" && current !== undefined) {
        return use(current, "the engine's own builder, and the engine has the containerd image store");
    }
    return create(facts, isLoopback, "the engine's own builder exports neither caches nor attestations without the containerd image store");
}
function use({ name, driver, snapshotter, hasSeveralNodes }, because) {
    return {
        kind: "use",
        name,
        driver,
        because,
        ...(snapshotter === undefined ? {} : { snapshotter }),
        ...(hasSeveralNodes === true ? { hasSeveralNodes } : {}),
    };
}
function create(facts, hostNetwork, because) {
    if (facts.engineStore !== undefined)
        return { kind: "create", hostNetwork, because };
    return {
        kind: "impossible",
        because: "no Docker engine answers `docker info`: start one, or let BUILDX_BUILDER name a remote or kubernetes builder",
    };
}
/** `localhost`, 127.0.0.0/8 and [::1], with or without a port: reached only on the host's own network. */
function isLoopbackHost(host) {
    return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
/** One that runs says it itself; of others the flags that they are to be started with are known. */
function snapshotterOf(node) {
    const label = node?.Labels?.["org.mobyproject.buildkit.worker.snapshotter"];
    const flag = node?.Flags?.map((one) => /^--oci-worker-snapshotter=(.+)$/.exec(one)?.[1]);
    const snapshotter = label ?? flag?.find((one) => one !== undefined);
    return snapshotter === undefined ? {} : { snapshotter };
}
/** `docker buildx ls --format '{{json .}}'` → builders; lines that are no JSON are passed over. */
function parseBuilderList(output) {
    return output.split("\n").flatMap((line) => {
        if (!line.trimStart().startsWith("{"))
            return [];
        const value = JSON.parse(line);
        return [
            {
                name: value.Name ?? "",
                driver: value.Driver ?? "",
                isCurrent: value.Current === true,
                network: value.Nodes?.[0]?.DriverOpts?.network,
                ...snapshotterOf(value.Nodes?.[0]),
                ...((value.Nodes ?? []).length > 1 ? { hasSeveralNodes: true } : {}),
                platforms: [...new Set((value.Nodes ?? []).flatMap(({ Platforms }) => Platforms ?? []))],
            },
        ];
    });
}

// EXTERNAL MODULE: ./lib/build/docker-questions.js
var docker_questions = __webpack_require__(1494);
;// CONCATENATED MODULE: ./lib/build/ask-engine.js
/**
 * What the machine's engine says of itself. Asked at its socket: `docker info` starts every plugin first, to list them
 * (0.07 s of a core, beside the planning). By docker where the engine is elsewhere, or answers otherwise.
 */


/** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`; `undefined`: docker does not tell. Never throws. */
async function askEndpoint(world, { env, signal }) {
    const { argv, options } = docker_questions/* dockerQuestions */.c.endpoint;
    const { exitCode, stdout } = await world.exec(argv, { ...options, env, signal });
    return exitCode === 0 ? stdout.toString("utf8").trim() : undefined;
}
/** `undefined`: none answers. Never throws. */
async function askEngine(world, endpoint, { env, signal }) {
    const socketPath = endpoint?.match(/^unix:\/\/(\/.+)$/)?.[1];
    if (socketPath !== undefined) {
        try {
            const timeoutMs = docker_questions/* ENGINE_TIMEOUT_MS */.i;
            const answer = await world.http({
                method: "GET",
                url: "http://localhost/info",
                socketPath,
                timeoutMs,
                signal,
            });
            const said = (0,registry_json/* parseJsonObject */.dw)(await answer.bytes());
            if (answer.status === 200 && Array.isArray(said?.DriverStatus)) {
                return factsOf(JSON.stringify(said.DriverStatus), (0,registry_json/* stringAt */.bX)(said, "DockerRootDir"));
            }
        }
        catch {
            // Nobody listens there, or nobody of this user's: docker would hear the same.
            return undefined;
        }
    }
    const { argv, options } = docker_questions/* dockerQuestions */.c.engine;
    const { exitCode, stdout } = await world.exec(argv, { ...options, env, signal });
    if (exitCode !== 0)
        return undefined;
    const [status = "", dataFolder] = stdout.toString("utf8").trim().split("\n");
    return factsOf(status, dataFolder);
}
function factsOf(driverStatus, dataFolder) {
    const store = driverStatus.includes("io.containerd.snapshotter") ? "containerd" : "graph-driver";
    return { store, dataFolder: dataFolder ?? "" };
}

// EXTERNAL MODULE: ./lib/session-state.js
var session_state = __webpack_require__(4403);
;// CONCATENATED MODULE: ./lib/build/remove-builder.js
/** Removes builders of ours: in the run itself, after it, and whatever a killed one left. */

const LIMIT_MS = 60_000;
/** How often, and how long, it is looked for what a killed run's programs may still make. */
const LOOKS = 6;
const remove_builder_LOOK_MS = 500;
const removal = (name) => ["docker", "buildx", "rm", "--force", name];
/** Waits until it is gone, with its cache. Never throws; works after a cancellation too. */
async function removeBuilder(world, name, env) {
    await runAnyway(world, removal(name), env);
}
/**
 * Lets them go beside whatever comes next: taking a container away takes half a second, and more with a full cache. The
 * post step looks whether they are gone; where none follows, it is waited for.
 */
async function letBuildersGo(world, names, env) {
    if (world.env.GITHUB_ACTIONS !== "true") {
        await Promise.all(names.map(async (name) => {
            await removeBuilder(world, name, env);
            await removeContainer(world, name, env);
        }));
        return;
    }
    // The run's own docker configuration goes with it; builders are in the user's.
    for (const name of names)
        world.leave(removal(name));
    // What buildx has forgotten it leaves: one whose container was made here goes without it too.
    for (const name of names.filter((one) => one.endsWith("-lazy")))
        world.leave(["docker", "rm", "--force", "--volumes", containerOf(name)]);
}
/** For the post step: everything of the run's builders is gone afterwards, whenever the run was ended. Never throws. */
async function removeLeftBuilders(world) {
    await Promise.all(builderState.map(async (kind) => {
        const name = world.env[`STATE_${kind}`];
        if (!name)
            return;
        // buildx lets one removal wait for another.
        await removeBuilder(world, name, {});
        const isWhole = world.env[`STATE_${kind}-made`] === name;
        for (let look = 0; look < LOOKS; look += 1) {
            if (look > 0)
                await world.clock.sleep(remove_builder_LOOK_MS);
            // Its volume is in use until a removal that goes on elsewhere has ended.
            if ((await removeContainer(world, name, {})) && isWhole)
                break;
        }
    }));
}
/** What buildx does not know, or not yet: a builder's container, and the volume with its cache; whether that is gone. Never throws. */
async function removeContainer(world, name, env) {
    const container = containerOf(name);
    await runAnyway(world, ["docker", "rm", "--force", "--volumes", container], env);
    return runAnyway(world, ["docker", "volume", "rm", "--force", volumeOf(name)], env);
}
/** As buildx names the container of a builder's first node. */
const containerOf = (builder) => `buildx_buildkit_${builder}0`;
/** As buildx names the volume of its cache. */
const volumeOf = (builder) => `${containerOf(builder)}_state`;
async function runAnyway(world, argv, env) {
    const { signal } = new AbortController();
    return (await world.exec(argv, { env, timeoutMs: LIMIT_MS, signal })).exitCode === 0;
}

;// CONCATENATED MODULE: ./lib/build/open-builder.js
/** Looks at the machine's builders, and makes one where none can do the work. */





const CREATE_TIMEOUT_MS = 180_000;
const CREATE_TRIES = 3;
/** Asks at once, beside the planning (0.25 s); disposing ends it, where nobody needs the answer. */
function surveyBuilders(world, env) {
    const unneeded = new AbortController();
    const signal = AbortSignal.any([unneeded.signal, world.cancelled]);
    const chosenByEnvironment = world.env.BUILDX_BUILDER || undefined;
    const endpoint = askEndpoint(world, { env, signal });
    const engine = endpoint.then((address) => askEngine(world, address, { env, signal }));
    const facts = Promise.all([listBuilders(world, env, signal), engine]).then(([builders, asked]) => ({
        chosenByEnvironment,
        builders,
        engineStore: asked?.store,
    }));
    // Whoever awaits it gets the error; nobody does when nothing is built.
    facts.catch(() => { });
    return {
        facts,
        endpoint,
        engine,
        async [Symbol.asyncDispose]() {
            unneeded.abort();
            await Promise.allSettled([facts, engine]);
        },
    };
}
async function listBuilders(world, env, signal) {
    const { argv } = docker_questions/* dockerQuestions */.c.builders;
    const result = await world.exec(argv, { env, signal });
    if (result.ended === "not-found") {
        throw new lib_errors/* UserError */.y("docker is not in PATH: this runner needs Docker with the buildx plugin (0.13 or newer)");
    }
    if (result.exitCode !== 0) {
        const said = result.stderr.trim().split("\n").at(-1) ?? "";
        throw new lib_errors/* UserError */.y(`docker buildx does not work here (${said}): install the plugin, 0.13 or newer, for example with docker/setup-buildx-action`);
    }
    return parseBuilderList(result.stdout.toString("utf8"));
}
const LAZY_FLAG = "--oci-worker-snapshotter=stargz";
/**
 * Go's collector runs less often in a builder that writes eStargz: its compressor takes a megabyte for each file, and an
 * eighth of its processor time went into cleaning up (docs/decisions/0089-a-quicker-export.md).
 */
const WRITER = "env.GOGC=400";
/** A name that no other run has. Told before the builder exists: a run that is killed in between leaves the post step something to remove. */
function nameBuilder(world, kind) {
    const run = `${world.env.GITHUB_RUN_ID ?? "local"}-${world.clock.now().toString(36)}`;
    const name = kind === "builder" ? `ml-image-build-${run}` : `ml-image-build-${run}-lazy`;
    world.log.saveState(kind, name);
    return name;
}
/** With `lazy`, one of that kind beside the run's plain one. Throws UserError. */
async function createBuilder(world, name, choice, options, lazy) {
    const argv = [
        "docker",
        "buildx",
        "create",
        "--name",
        name,
        "--driver",
        "docker-container",
    ];
    if (choice.hostNetwork)
        argv.push("--driver-opt", "network=host");
    if (options.buildkitImage !== undefined)
        argv.push("--driver-opt", `image=${options.buildkitImage}`);
    if (lazy === undefined && options.writesLazy === true)
        argv.push("--driver-opt", WRITER);
    if (lazy !== undefined)
        argv.push("--buildkitd-flags", LAZY_FLAG);
    if (lazy?.config !== undefined)
        argv.push("--config", lazy.config);
    argv.push("--bootstrap");
    let said = "";
    for (let attempt = 1; attempt <= CREATE_TRIES; attempt += 1) {
        const result = await world.exec(argv, { env: options.env, timeoutMs: CREATE_TIMEOUT_MS });
        if (result.exitCode === 0) {
            world.log.saveState(lazy === undefined ? "builder-made" : "lazy-builder-made", name);
            return { name, driver: "docker-container", because: choice.because, isOurs: true };
        }
        said = result.stderr.trim().split("\n").slice(-3).join(" · ");
        await removeBuilder(world, name, options.env);
        if (world.cancelled.aborted)
            break;
        // Its image is a pull from a public registry: rate limits and resets pass.
        if (attempt < CREATE_TRIES)
            await world.clock.sleep(2_000 * 2 ** attempt, world.cancelled);
    }
    throw new lib_errors/* UserError */.y(`cannot create a docker-container builder (${said}): let the input buildkit-image name a BuildKit image that this runner can pull, or prepare a builder with docker/setup-buildx-action`);
}

;// CONCATENATED MODULE: ./lib/build/lazy-builder.js
/**
 * Makes the builder that reads layers on demand. Its container is made and started here, as buildx would, and buildx
 * finds it: by itself buildx asks a registry for the image although it is there, first makes another container to see
 * whether the machine has GPUs, and looks for the builder in steps of 120 ms (docs/decisions/0087-a-lazy-builder-sooner.md).
 */



/** buildx's own default. */
const IMAGE = "moby/buildkit:buildx-stable-1";
/** With the pull of its image. */
const MAKE_MS = 180_000;
const START_MS = 30_000;
const READY_MS = 20_000;
/** Of BuildKit, in the folder that is given and in the container's `/etc`. */
const SETTINGS_FILE = "buildkit/buildkitd.toml";
/** `folder` has the settings. Where a container of our own does not work, buildx makes one. Throws UserError. */
async function createLazyBuilder(world, name, choice, options, folder) {
    const config = `${folder}/${SETTINGS_FILE}`;
    const problems = await Promise.all([
        register(world, name, choice, options, config),
        startContainer(world, name, choice, options, folder),
    ]);
    const problem = problems.find((one) => one !== undefined);
    if (problem === undefined) {
        world.log.saveState("lazy-builder-made", name);
        return { name, driver: "docker-container", because: choice.because, isOurs: true };
    }
    if (world.cancelled.aborted)
        throw new lib_errors/* UserError */.y(`it was not waited for (${problem})`);
    await removeBuilder(world, name, options.env);
    await removeContainer(world, name, options.env);
    world.log.debug(`the lazy builder's container could not be made (${problem}); left to buildx`);
    return createBuilder(world, name, choice, options, { config });
}
/** Tells buildx of it, as of one that is still to be made. */
async function register(world, name, { hostNetwork }, { env, buildkitImage }, config) {
    const result = await world.exec([
        ...["docker", "buildx", "create", "--name", name, "--driver", "docker-container"],
        ...(hostNetwork ? ["--driver-opt", "network=host"] : []),
        ...(buildkitImage === undefined ? [] : ["--driver-opt", `image=${buildkitImage}`]),
        ...["--buildkitd-flags", LAZY_FLAG, "--config", config],
    ], { env, timeoutMs: START_MS });
    return problemOf(result);
}
async function startContainer(world, name, { hostNetwork }, { env, buildkitImage }, folder) {
    const container = containerOf(name);
    const docker = async (timeoutMs, ...argv) => problemOf(await world.exec(["docker", ...argv], { env, timeoutMs }));
    // Its volume has no name, and so goes with it, whoever removes it.
    const made = await docker(MAKE_MS, ...["create", "--quiet", "--name", container, "--privileged", "--init", "--userns", "host"], ...["--restart", "unless-stopped", ...(hostNetwork ? ["--network", "host"] : [])], ...["--mount", "type=volume,target=/var/lib/buildkit"], ...[buildkitImage ?? IMAGE, "--config", `/etc/${SETTINGS_FILE}`, LAZY_FLAG]);
    if (made !== undefined)
        return made;
    const started = (await docker(START_MS, "cp", `${folder}/buildkit`, `${container}:/etc`)) ??
        (await docker(START_MS, "start", container));
    if (started !== undefined)
        return started;
    const until = world.clock.now() + READY_MS;
    for (let wait = 20;; wait *= 1.5) {
        const problem = await docker(START_MS, "exec", container, "buildctl", "debug", "workers");
        if (problem === undefined || world.cancelled.aborted || world.clock.now() > until)
            return problem;
        await world.clock.sleep(wait, world.cancelled);
    }
}
function problemOf({ exitCode, ended, stderr }) {
    return exitCode === 0 ? undefined : `${ended}: ${stderr.trim().split("\n").slice(-2).join(" · ")}`;
}

;// CONCATENATED MODULE: ./lib/build/builders.js
/** The builders of a run: one that builds plainly, and beside it one that reads layers on demand where images want that. */






/** Builders for `await using`: those of ours go with it, made, half made or never needed. */
function openBuilders(world, options) {
    const unneeded = new AbortController();
    const making = { ...world, ...stoppable(world, unneeded.signal) };
    const names = [];
    const name = (kind) => {
        const made = nameBuilder(world, kind);
        names.push(made);
        return made;
    };
    const note = (builder) => {
        const verb = builder.isOurs ? "Created" : "Using";
        world.log.info(`${verb} the buildx builder ${builder.name} (driver ${builder.driver}): ${builder.because}`);
        return builder;
    };
    const opened = [];
    const plain = once(opened, async () => note(await openPlain(making, options, name)));
    const lazy = once(opened, async () => {
        if (unneeded.signal.aborted)
            return undefined;
        try {
            return note(await openLazy(making, options, name));
        }
        catch (error) {
            if (!unneeded.signal.aborted)
                world.log.warning(`layers are not read on demand in this run: ${(0,lib_errors/* describeError */.U)(error)}`);
            return undefined;
        }
    });
    // Whoever awaits the modes hears what is wrong with them.
    void options.modes.then((modes) => (count(modes, "read") > 0 ? lazy() : undefined)).catch(() => { });
    return {
        plain,
        lazy,
        async first() {
            const modes = await options.modes;
            const isAllLazy = modes.size > 0 && count(modes, "read") === modes.size;
            return (isAllLazy ? await lazy() : undefined) ?? (await plain());
        },
        async [Symbol.asyncDispose]() {
            unneeded.abort();
            await Promise.allSettled(opened);
            if (names.length > 0 && !(await options.isLeftToPost()))
                await letBuildersGo(world, names, options.env);
        },
    };
}
/** Which of them an image's build begins with. */
async function chooseFirst(builders, mode) {
    const lazy = mode?.kind === "read" ? await builders.lazy() : undefined;
    return { builder: lazy ?? (await builders.plain()), isOnDemand: lazy !== undefined };
}
async function openLazy(world, options, name) {
    const found = chooseBuilder(await options.survey.facts, options);
    if (isUsersLazy(found))
        return { ...found, isOurs: false };
    const hostNetwork = found.kind === "create" && found.hostNetwork;
    const because = "it reads cached layers on demand";
    const { env, scratch } = options;
    const own = name("lazy-builder");
    const user = env.BUILDX_CONFIG ?? world.env.BUILDX_CONFIG;
    const defaults = user === undefined ? undefined : await world.files.readText(`${user}/buildkitd.default.toml`);
    const settings = configureLazy(defaults);
    const folder = `${scratch}/lazy-builder`;
    await world.files.makeDirectory(`${folder}/buildkit`);
    if (settings !== undefined)
        await world.files.write(`${folder}/${SETTINGS_FILE}`, settings);
    const choice = { hostNetwork, because };
    if (defaults === undefined)
        return createLazyBuilder(world, own, choice, options, folder);
    // The user's settings may name certificates, which buildx brings along. A file of its own hides them, so they are in it.
    const config = settings === undefined ? undefined : `${folder}/${SETTINGS_FILE}`;
    return createBuilder(world, own, choice, options, { config });
}
/**
 * A user's builder that reads on demand leaves no complete cache, and nobody looks at what a plain build read there: plain
 * builds, `lazy: false` too, run on another one.
 */
async function openPlain(world, options, name) {
    const facts = await options.survey.facts;
    const choice = chooseBuilder(facts, options);
    if (choice.kind === "impossible")
        throw new lib_errors/* UserError */.y(choice.because);
    const modes = await options.modes;
    const writesLazy = count(modes, "plain") < modes.size;
    const wanted = { ...options, writesLazy };
    if (choice.kind === "create")
        return createBuilder(world, name("builder"), choice, wanted);
    if (!isUsersLazy(choice))
        return { name: choice.name, driver: choice.driver, because: choice.because, isOurs: false };
    const hostNetwork = facts.builders.find((one) => one.name === choice.name)?.network === "host";
    const because = `${choice.name} reads layers on demand, and leaves no complete cache`;
    return createBuilder(world, name("builder"), { hostNetwork, because }, wanted);
}
function count(modes, kind) {
    return [...modes.values()].filter((mode) => mode.kind === kind).length;
}
function isUsersLazy(choice) {
    return choice.kind === "use" && choice.driver === "docker-container" && choice.snapshotter === "stargz";
}
/** What ends with `signal` too. */
function stoppable(world, signal) {
    const cancelled = AbortSignal.any([world.cancelled, signal]);
    return { cancelled, exec: (argv, options) => world.exec(argv, { signal: cancelled, ...options }) };
}
function once(all, make) {
    let made;
    return () => {
        if (made === undefined) {
            made = make();
            all.push(made);
        }
        return made;
    };
}

// EXTERNAL MODULE: ./lib/plan/explain.js
var explain = __webpack_require__(7928);
// EXTERNAL MODULE: ./lib/build/step-lines.js
var step_lines = __webpack_require__(5486);
;// CONCATENATED MODULE: ./lib/build/keep-record.js
/** Leaves the record of a build beside its image. A record that cannot be written is no failure. */







/** More files than this are left out of a record: "why" then says less, nothing else changes. */
const MAX_COMPONENTS = 50_000;
async function keepRecord(world, to, image, built) {
    const { spec, decision, inputs } = image;
    const { manifest, sizeBytes, run, layers, steps, last } = built;
    const components = (0,explain/* detailInputs */.Z)(inputs);
    const pulls = (run.onDemand === undefined ? (0,saved_time/* measurePulls */.D)(run.timeline) : undefined) ??
        (0,record/* findPulls */.s4)({ last, baseline: undefined });
    const unkept = run.unkept ?? (0,lazy_unkept/* forgetUnkept */.NP)(last?.unkept);
    const tags = [(0,record/* recordTag */.yg)(to.trigger, decision.fingerprint), (0,record/* lastRecordTags */.j$)(to.trigger)[0]];
    try {
        await (0,record/* writeRecord */.rh)(to.store, spec.repositories[0], tags, {
            version: 1,
            image: spec.name,
            fingerprint: decision.fingerprint,
            digest: manifest.digest,
            commit: to.trigger.sha,
            builtAt: new Date(world.clock.now()).toISOString(),
            durationSeconds: run.seconds,
            sizeBytes,
            // The Dockerfile's whole text is in the repository; a hash tells whether it changed.
            components: components.length > MAX_COMPONENTS ? components.filter(({ kind }) => kind !== "file") : components,
            steps: steps.filter(({ earlierTry }) => earlierTry === undefined),
            layers,
            hits: (0,step_lines/* countHits */.a)(steps),
            history: (0,record/* continueHistory */.s$)(last),
            ...(run.onDemand === undefined ? {} : { onDemand: run.onDemand }),
            ...(unkept === undefined ? {} : { unkept }),
            ...(pulls === undefined ? {} : { pulls }),
            ...(to.trigger.branch === undefined ? {} : { branch: to.trigger.branch }),
        });
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.g))
            throw error;
        world.log.debug(`${spec.name}: its build record was not written: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}

;// CONCATENATED MODULE: ./lib/build/materials.js

/**
 * Bases that are not what was planned, in words: a tag moved between the plan and the build. `materials` are
 * package URLs with digests (`pkg:docker/python@3.11-slim?platform=linux%2Famd64`), from buildx's metadata.
 */
function findMovedBases({ baseDigests }, materials) {
    const used = [...materials].map(([uri, digest]) => ({ name: packageName(uri), digest }));
    return [...baseDigests].flatMap(([reference, planned]) => {
        const name = referenceName(reference);
        const found = used.filter((material) => material.name === name);
        const other = found.find(({ digest }) => !planned.includes(digest));
        return other === undefined
            ? []
            : [`${reference} moved while this ran: planned ${planned.join(" or ")}, built from ${other.digest}`];
    });
}
/** `python@3.11-slim`, as package URLs have it: Docker Hub's names are short. */
function referenceName(text) {
    const reference = (0,registry_reference/* parseReference */.F2)(text);
    if (reference === undefined)
        return undefined;
    const { host, repository, tag } = reference;
    const path = host === "docker.io" ? repository.replace(/^library\//, "") : `${host}/${repository}`;
    return `${path}@${tag ?? "latest"}`;
}
function packageName(uri) {
    return /^pkg:docker\/([^?]+)/.exec(uri)?.[1];
}

;// CONCATENATED MODULE: ./lib/build/mount-bases.js
/**
 * Layers of bases that another repository of the registry has already are made known in an image's own, so that its push
 * finds them there. BuildKit does this itself only for bases that it took from this same registry.
 */


/** Tells once what the account's setting costs. `false`: the registry will not mount. Never throws. */
async function askMounting({ world, plan, publication, }) {
    const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
    if (publication === undefined || builds.length === 0)
        return false;
    try {
        if ((await publication.store.mountsBlobs()) !== false)
            return true;
        world.log.info("ECR: this account's repositories share no layers, so a base that several images have is uploaded for each of them, and for the layer caches. " +
            "Once for the account and region: aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED");
        return false;
    }
    catch (error) {
        world.log.debug(`whether the registry mounts layers is not known: ${(0,lib_errors/* describeError */.U)(error)}`);
        return true;
    }
}
/** Remembers the layers of an image that the registry has. Never throws. */
async function noteLayers({ world, publication, layers }, repository, manifest) {
    if (publication === undefined)
        return;
    const { store } = publication;
    try {
        for (const one of await mount_bases_imagesOf(store, repository, manifest)) {
            const parsed = (0,registry_manifest/* parseManifest */.Ng)(one.bytes, one.mediaType);
            for (const { digest } of parsed?.kind === "image" ? parsed.layers : [])
                layers.set(digest, repository);
        }
    }
    catch (error) {
        world.log.debug(`the layers of ${repository} were not read: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}
async function mount_bases_imagesOf(store, repository, manifest) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
    if (parsed?.kind !== "index")
        return [manifest];
    const children = parsed.entries.filter(({ platform }) => platform !== undefined);
    const lookups = await Promise.all(children.map(({ digest }) => store.registry.getManifest(store.pathOf(repository), digest)));
    return lookups.flatMap((lookup) => (lookup.kind === "found" ? [lookup.manifest] : []));
}
/** Before a push: what others have of the image's bases. Never throws; what is not mounted is uploaded. */
async function mountBases({ world, publication, layers, mounting, options }, { spec, inputs }, repositories) {
    if (publication === undefined || layers.size === 0 || !(await mounting))
        return;
    const { store } = publication;
    let count = 0;
    try {
        for (const reference of inputs.bases.keys()) {
            for (const platform of spec.platforms) {
                for (const { digest } of (await options.baseLayers(reference, platform)) ?? []) {
                    const from = layers.get(digest);
                    if (from === undefined)
                        continue;
                    for (const repository of repositories) {
                        if (repository === from)
                            continue;
                        // One refusal is the registry's answer for all of them.
                        const [source, target] = [store.pathOf(from), store.pathOf(repository)];
                        if (!(await store.registry.mountBlob(source, target, digest)))
                            return;
                        count += 1;
                    }
                }
            }
        }
        if (count > 0)
            world.log.debug(`${spec.name}: ${count} layers of its bases are in the registry already`);
    }
    catch (error) {
        world.log.debug(`${spec.name}: its bases' layers were not mounted: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}

;// CONCATENATED MODULE: ./lib/diagnosis/find-requirement.js
/** A package's name → the line that asks for it. Pure. */
const FILES = /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|pyproject\.toml|environment\.ya?ml|package\.json|Pipfile)$/i;
const MOST = 20;
/** Which of an image's files may name packages; a folder stands for its `requirements.txt`. */
function requirementFiles(paths) {
    const files = paths.map((path) => (path.endsWith("/") ? `${path}requirements.txt` : path));
    return files.filter((path) => FILES.test(path)).slice(0, MOST);
}
/** The line that begins with the package, whatever its version; the first file that has one. */
function findRequirement(files, name) {
    const wanted = normalize(name);
    for (const [path, text] of files) {
        const at = text.split("\n").findIndex((line) => {
            const own = /^\s*(?:-\s+)?["']?([A-Za-z0-9@][\w./@-]*)/.exec(line)?.[1];
            return own !== undefined && normalize(own) === wanted;
        });
        if (at >= 0)
            return { path, line: at + 1 };
    }
    return undefined;
}
/** As Python's packaging compares names (PEP 503). */
function normalize(name) {
    return name.toLowerCase().replace(/[-_.]+/g, "-");
}

;// CONCATENATED MODULE: ./lib/build/tell-failure.js
/** A failed build as annotations: on the Dockerfile's line, and on the requirement's where a package is named. */

/** `message`: the failure and what was kept of the build. Never throws for a file that cannot be read. */
async function tellFailure({ world, options }, { spec, inputs }, failure, message) {
    const { name, dockerfile, definedAt } = spec;
    world.log.error(`${name}: ${message}`, {
        file: dockerfile.kind === "file" ? dockerfile.path : (definedAt.split(":")[0] ?? ""),
        title: `image ${name} failed`,
        ...(failure.dockerfileLine === undefined || dockerfile.kind !== "file"
            ? {}
            : { line: failure.dockerfileLine }),
    });
    const { diagnosis } = failure;
    if (diagnosis?.package === undefined)
        return;
    const texts = await Promise.all(requirementFiles(inputs.paths).map(async (path) => [path, (await world.files.readText(`${options.root}/${path}`)) ?? ""]));
    const found = findRequirement(new Map(texts), diagnosis.package);
    if (found === undefined)
        return;
    world.log.error(`${name}: ${diagnosis.package}: ${diagnosis.cause}. What helps: ${diagnosis.remedy}`, {
        file: found.path,
        line: found.line,
        title: `image ${name} failed at ${diagnosis.package}`,
    });
}

;// CONCATENATED MODULE: ./lib/build/build-one.js
/** Builds one planned image: credentials, repositories, buildx, reading back, tags. */
















/** An image that fails is an outcome; throws only for what went wrong around the build. */
async function buildOne(site, image) {
    const { world, plan, options, publication, locations } = site;
    const { spec, decision } = image;
    const { name } = spec;
    if (decision.action !== "build")
        throw new Error(`${name} is not to be built`);
    if (options.builders === undefined)
        throw new Error("there is no builder");
    const twins = findTwins(plan, name);
    const repositories = repositoriesOf(plan, name);
    const isParent = plan.order.some((other) => planned(plan, other).parents.some((edge) => twins.includes(edge.parent)));
    const directory = `${options.scratch}/${plan.order.indexOf(name)}`;
    await world.files.makeDirectory(directory);
    if (publication !== undefined) {
        await (0,publish/* prepareRepositories */.QJ)(publication, image, repositories);
        if (decision.replaces)
            await (0,publish/* refuseImmutableTags */.gO)(publication, image, repositories);
    }
    await mountBases(site, image, repositories);
    await login(site);
    const mode = options.lazy.get(name) ?? { kind: "plain" };
    const isLazy = mode.kind !== "plain";
    const chosen = chooseDestination(site, image, repositories, isParent, directory);
    const destination = isLazy && chosen.kind === "registry" ? { ...chosen, compression: "estargz" } : chosen;
    const timeoutMinutes = spec.timeoutMinutes ?? options.timeoutMinutes;
    world.log.info(`${name} │ building: ${decision.reasons.join("; ")}`);
    const request = {
        spec,
        fingerprint: decision.fingerprint,
        root: options.root,
        ...(await chooseFirst(options.builders, options.lazy.get(name))),
        destination,
        metadataFile: `${directory}/metadata.json`,
        parentContexts: parentContexts(site, image),
        labels: inputLabels(site, image),
        extraArgs: options.argsToSet.get(name) ?? new Map(),
        pins: options.pins.get(name) ?? new Map(),
        noCache: options.noCache && decision.isAskedFor,
        isLazy,
        isCacheLazy: mode.kind === "read" || (mode.kind === "write" && mode.isCacheLazy),
        withSecrets: !plan.trigger.isFork,
        inlineDockerfile: await writeInlineDockerfile(world, image, directory),
        cacheFrom: [],
        cacheTo: [],
        stallMinutes: options.stallMinutes,
    };
    const attempt = await buildAttempt(site, image, request, directory, timeoutMinutes);
    const { run, keeper, mounts, lineOf } = attempt;
    if (mounts.length > 0)
        site.saves.push(saveMounts(mounts, run));
    const text = await (0,read_dockerfile/* readDockerfile */.n)(world, options.root, attempt.spec);
    const placed = text.kind === "text" ? (0,step_lines/* placeSteps */.x)(run.timeline, text.text) : run.timeline;
    const steps = placed.map((step) => (step.line === undefined ? step : { ...step, line: lineOf(step.line) }));
    const failure = run.succeeded ? undefined : describeFailure(run, timeoutMinutes, lineOf, steps);
    const manifest = publication !== undefined && (failure === undefined || (mayBeThere(failure) && !decision.replaces))
        ? await (0,publish/* readPushed */.kR)(publication, image, repositories, run).catch(async (error) => {
            // A registry that does not answer now either: the build's own failure says more.
            if (failure !== undefined)
                return undefined;
            await keeper?.stop();
            throw error;
        })
        : undefined;
    if (failure !== undefined && manifest === undefined) {
        return failed(site, image, { ...run, steps }, failure, await keeper?.salvage(run));
    }
    if (keeper !== undefined)
        site.saves.push(keeper.saveAll(run, manifest));
    for (const moved of findMovedBases(image.inputs, run.metadata.materials))
        world.log.warning(`${name}: ${moved}`);
    if (destination.kind === "oci-layout")
        locations.set(name, `oci-layout://${destination.directory}`);
    let sizeBytes;
    let layers = [];
    if (publication !== undefined && manifest !== undefined) {
        locations.set(name, (0,publish/* contextLocation */.Jv)(publication, spec.repositories[0], (0,publish/* baseDigest */.sL)(publication, image, manifest)));
        const { store, trigger } = publication;
        const [repository] = spec.repositories;
        const [guarded, sizes] = await Promise.all([
            (0,check_runtime/* checkRuntime */.N)(world, { store, trigger, image, repository, manifest }),
            (0,publish/* readSizes */.P1)(publication, image, manifest),
            noteLayers(site, repository, manifest),
        ]);
        if (guarded.refusal !== undefined)
            return refused(site, image, { ...run, steps }, guarded.refusal);
        await (0,publish/* setMovingTags */.yy)(world, publication, image, manifest);
        ({ sizeBytes } = sizes);
        layers = (0,check_runtime/* withUnpacked */.c)(sizes.layers, guarded.unpacked);
        const last = await (0,read_records/* readLastAgain */.x)(world, store, plan, image, options.records.get(name));
        await keepRecord(world, publication, image, { manifest, sizeBytes, layers, steps, run, last });
    }
    const digest = manifest?.digest;
    const { seconds: durationSeconds, onDemand } = run;
    return { status: "built", name, digest, durationSeconds, sizeBytes, layers, onDemand, steps };
}
/** Another run pushed it, or this one did and lost the answer. */
function mayBeThere({ isImmutableTag, diagnosis }) {
    return isImmutableTag || diagnosis?.class === "transient";
}
/** Fresh credentials before each build; without a push they only help to pull, and their lack is no failure. */
async function login({ world, options, publication }) {
    try {
        await options.store?.prepareLogin();
    }
    catch (error) {
        if (publication !== undefined)
            throw error;
        world.log.debug(`no credentials for the registry: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
}
function chooseDestination(site, image, repositories, isParent, directory) {
    const to = site.publication;
    if (to !== undefined) {
        const { store } = to;
        const tag = (0,publish/* pushTag */.lj)(to, image);
        const [first, ...others] = repositories.map((repository) => store.referenceOf(repository, tag));
        if (first !== undefined)
            return { kind: "registry", references: [first, ...others] };
    }
    return isParent ? { kind: "oci-layout", directory: `${directory}/layout` } : { kind: "nowhere" };
}
function parentContexts({ locations }, image) {
    return new Map(image.parents.map(({ parent, contextName }) => {
        const location = locations.get(parent);
        if (location === undefined)
            throw new Error(`the base ${parent} was not left anywhere`);
        return [contextName, location];
    }));
}
/** What a later run compares before it reuses this image, beside the fingerprint. */
function inputLabels({ locations }, image) {
    const parents = {};
    for (const { parent } of image.parents) {
        const digest = locations.get(parent)?.split("@")[1];
        if (digest !== undefined)
            parents[parent] = digest;
    }
    const bases = Object.fromEntries([...image.inputs.bases].filter(([, digest]) => digest !== undefined));
    const labels = new Map();
    if (Object.keys(parents).length > 0)
        labels.set(registry_labels/* parentsLabel */.aW, JSON.stringify(parents));
    if (Object.keys(bases).length > 0)
        labels.set(registry_labels/* basesLabel */.$b, JSON.stringify(bases));
    return labels;
}
async function writeInlineDockerfile(world, { spec }, directory) {
    if (spec.dockerfile.kind !== "inline")
        return undefined;
    await world.files.write(`${directory}/Dockerfile`, spec.dockerfile.text);
    return `${directory}/Dockerfile`;
}
/** It built, and its runtime cannot run it. */
function refused({ world }, { spec }, run, message) {
    const { name } = spec;
    const file = spec.definedAt.split(":")[0] ?? "";
    world.log.error(`${name}: ${message}`, { file, title: `image ${name} failed` });
    return { status: "failed", name, message, durationSeconds: run.seconds, steps: run.steps };
}
async function failed(site, image, run, failure, kept) {
    const { name } = image.spec;
    const message = kept === undefined ? failure.message : `${failure.message} (${kept})`;
    await tellFailure(site, image, failure, message);
    const detail = detailFailure(failure, kept);
    return {
        status: "failed",
        name,
        message,
        failure: detail,
        durationSeconds: run.seconds,
        steps: run.steps,
    };
}

;// CONCATENATED MODULE: ./lib/build/longest-first.js
/** In which order images start: what takes longest, with all that waits for it, first. Pure. */
/**
 * Stable: where nothing is known the order stays. What is unknown counts as the mean of what is known, so
 * that a new image neither waits for all others nor goes before the longest.
 */
function orderLongestFirst(tasks) {
    const known = tasks.flatMap(({ seconds, isQuick }) => (seconds === undefined || isQuick ? [] : [seconds]));
    const mean = known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
    const chains = new Map();
    const chainOf = (task, above) => {
        const before = chains.get(task.key);
        if (before !== undefined)
            return before;
        const own = task.isQuick ? 0 : (task.seconds ?? mean);
        const waiting = tasks.filter(({ key, needs }) => needs.includes(task.key) && !above.includes(key));
        const chain = own + Math.max(0, ...waiting.map((one) => chainOf(one, [...above, task.key])));
        chains.set(task.key, chain);
        return chain;
    };
    const rank = (task) => (task.isQuick ? Number.POSITIVE_INFINITY : chainOf(task, []));
    const ranked = tasks.map((task, index) => ({ task, index, rank: rank(task) }));
    ranked.sort((a, b) => (a.rank === b.rank ? a.index - b.index : a.rank < b.rank ? 1 : -1));
    return ranked.map(({ task }) => task);
}

;// CONCATENATED MODULE: ./lib/build/schedule.js
/**
 * Tasks start in the given order as soon as what they need has succeeded. `tasks` must not have cycles;
 * needs that are no tasks count as done. `run` must not reject: a rejection ends the whole schedule.
 */
async function runTasks(tasks, limit, verdicts) {
    const results = new Map();
    const known = new Set(tasks.map((task) => task.key));
    const waiting = [...tasks];
    const running = new Map();
    const startReady = () => {
        for (let index = 0; index < waiting.length && running.size < limit;) {
            const task = waiting[index];
            const needs = task.needs.filter((need) => known.has(need));
            const failed = needs.find((need) => {
                const result = results.get(need);
                return result !== undefined && !verdicts.isSuccess(result);
            });
            if (failed !== undefined) {
                waiting.splice(index, 1);
                results.set(task.key, verdicts.block(task.key, failed));
                // What waited for this one may stand before it in the list.
                index = 0;
            }
            else if (needs.every((need) => results.has(need))) {
                waiting.splice(index, 1);
                running.set(task.key, task.run().then((result) => {
                    results.set(task.key, result);
                    return task.key;
                }));
            }
            else {
                index += 1;
            }
        }
    };
    for (startReady(); running.size > 0; startReady()) {
        running.delete(await Promise.race(running.values()));
    }
    for (const task of waiting) {
        throw new Error(`the schedule has a cycle at ${String(task.key)}`);
    }
    return results;
}

;// CONCATENATED MODULE: ./lib/build/build-plan.js
/**
 * Carries a plan out: builds in dependency order, sets the tags of what is reused, copies what another
 * repository has. It chooses nothing; the plan did.
 */








/** Never throws for an image: each ends in an outcome. */
async function buildPlan(world, plan, options) {
    const { store, push, inputTags, createRepositories, parts } = options;
    const publication = store !== undefined && push
        ? { store, trigger: plan.trigger, inputTags, createRepositories, parts }
        : undefined;
    const known = { locations: new Map(), layers: new Map(), readers: new Map(), saves: [] };
    const facts = { world, plan, options, publication, ...known };
    const site = { ...facts, mounting: askMounting(facts) };
    const tasks = plan.order.map((name) => {
        const image = planned(plan, name);
        const { last, baseline } = options.records.get(name) ?? {};
        return {
            key: name,
            needs: build_plan_needsOf(image),
            seconds: (last ?? baseline)?.durationSeconds,
            isQuick: image.decision.action === "reuse",
            run: () => settle(site, image),
        };
    });
    const outcomes = await runTasks(orderLongestFirst(tasks), options.maxParallel, {
        isSuccess: (outcome) => outcome.status === "built" || outcome.status === "reused",
        block: (name, because) => ({ status: "blocked", name, because }),
    });
    await Promise.all(site.saves);
    return outcomes;
}
function build_plan_needsOf({ decision, parents }) {
    switch (decision.action) {
        case "build":
            return parents.map((edge) => edge.parent);
        case "share":
            return [decision.with];
        case "reuse":
            return [];
    }
}
async function settle(site, image) {
    const { name } = image.spec;
    const started = site.world.clock.now();
    try {
        switch (image.decision.action) {
            case "reuse":
                return await reuse(site, image);
            case "share":
                return await share(site, image);
            case "build":
                return await buildOne(site, image);
        }
    }
    catch (error) {
        const message = (0,lib_errors/* describeError */.U)(error);
        site.world.log.error(`${name}: ${message}`, {
            file: image.spec.definedAt.split(":")[0] ?? "",
            title: `image ${name} failed`,
        });
        return {
            status: "failed",
            name,
            message,
            durationSeconds: (site.world.clock.now() - started) / 1000,
            steps: [],
        };
    }
}
async function reuse(site, image) {
    const { decision, spec } = image;
    if (decision.action !== "reuse")
        throw new Error("not a reuse");
    const { manifest, sizeBytes, missingRepositories } = decision.found;
    const uri = site.options.store?.uriOf(decision.found.repository, manifest.digest);
    const { store } = site.options;
    if (store !== undefined) {
        const to = { store, trigger: site.plan.trigger };
        await (0,publish/* refuseUnrunnable */.Dw)(site.world, to, image, decision.found.repository, manifest);
    }
    await noteLayers(site, decision.found.repository, manifest);
    if (uri !== undefined)
        site.locations.set(spec.name, `docker-image://${uri}`);
    if (site.publication !== undefined)
        await (0,publish/* publishReused */.IF)(site.world, site.publication, image);
    // Without a push, only another image's repository may have it.
    const [own] = spec.repositories;
    const isCopied = missingRepositories.includes(own);
    const isPushed = site.publication !== undefined;
    const isTagged = isPushed && (isCopied || site.plan.trigger.scope.kind === "trusted");
    return {
        status: "reused",
        name: spec.name,
        digest: manifest.digest,
        place: {
            repository: isCopied && !isPushed ? decision.found.repository : own,
            tag: isTagged ? (0,tags/* sourceTag */.Yr)(site.plan.trigger, decision.fingerprint) : decision.found.tag,
        },
        sizeBytes,
    };
}
/** Its twin's build pushed to this image's repositories too. */
async function share(site, image) {
    const { decision, spec } = image;
    if (decision.action !== "share")
        throw new Error("not a share");
    const { publication, locations } = site;
    const location = locations.get(decision.with);
    if (location !== undefined)
        locations.set(spec.name, location);
    const tag = publication === undefined ? "" : (0,publish/* pushTag */.lj)(publication, image);
    const manifest = (await publication?.store.find(spec.repositories[0], [tag]))?.get(tag);
    if (publication !== undefined && manifest === undefined) {
        throw new Error(`${spec.repositories[0]}:${tag} is missing although ${decision.with} was pushed there`);
    }
    const found = publication !== undefined && manifest !== undefined;
    if (found) {
        await (0,publish/* refuseUnrunnable */.Dw)(site.world, publication, image, spec.repositories[0], manifest);
        await (0,publish/* setMovingTags */.yy)(site.world, publication, image, manifest);
    }
    return {
        status: "built",
        name: spec.name,
        digest: manifest?.digest,
        durationSeconds: 0,
        sizeBytes: found ? (await (0,publish/* readSizes */.P1)(publication, image, manifest)).sizeBytes : undefined,
        steps: [],
    };
}

;// CONCATENATED MODULE: ./lib/build/parse-check.js
/** What `docker buildx build --call=check,format=json` prints. Pure. */
/** Empty for what is no such output: an older builder, a frontend without checks. */
function parseCheck(output) {
    let json;
    try {
        json = JSON.parse(output);
    }
    catch {
        return [];
    }
    const { warnings } = (typeof json === "object" && json !== null ? json : {});
    if (!Array.isArray(warnings))
        return [];
    return warnings.flatMap(({ ruleName, detail, description, url, location }) => {
        const rule = typeof ruleName === "string" ? ruleName : "";
        const what = typeof detail === "string" && detail !== "" ? detail : description;
        if (rule === "" || typeof what !== "string")
            return [];
        const line = location?.ranges?.[0]?.start?.line;
        const where = typeof url === "string" ? ` (${url})` : "";
        return [{ rule, message: `${rule}: ${what}${where}`, line: typeof line === "number" ? line : undefined }];
    });
}

;// CONCATENATED MODULE: ./lib/build/check-dockerfiles.js



const TIME_LIMIT_MS = 30_000;
/** Half a second each, while the builds begin and want the processor. */
const check_dockerfiles_AT_ONCE = 1;
/** GitHub shows ten warnings of a step; the others are for the run's own troubles. */
const MOST_ANNOTATIONS = 5;
/** Never throws; a builder that does not know the checks says nothing. */
async function checkDockerfiles(world, images, options) {
    const limit = (0,registry_limit/* createLimit */.K)(check_dockerfiles_AT_ONCE);
    if (images.length > 0)
        await world.files.makeDirectory(options.empty);
    const found = await Promise.all(images.map(({ spec, parents }) => {
        const named = new Set([...spec.contexts.keys(), ...parents.map(({ contextName }) => contextName)]);
        return limit(() => check(world, spec, named, options));
    }));
    // Images of one Dockerfile, and one image for each of its targets, are told once.
    const told = new Map(found.flat().map((one) => [JSON.stringify(one), one]));
    const all = [...told.values()];
    for (const { file, line, message, rule } of all.slice(0, MOST_ANNOTATIONS)) {
        world.log.warning(message, { file, title: rule, ...(line === undefined ? {} : { line }) });
    }
    if (all.length > MOST_ANNOTATIONS) {
        world.log.group(`${all.length - MOST_ANNOTATIONS} more warnings of docker build --check`, all.slice(MOST_ANNOTATIONS).map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`));
    }
}
async function check(world, spec, named, { root, builder, env, empty }) {
    const { dockerfile, context, target } = spec;
    if (dockerfile.kind !== "file" || context.kind !== "local")
        return [];
    const argv = ["docker", "buildx", "build", "--builder", builder];
    argv.push("--call=check,format=json", "--file", `${root}/${dockerfile.path}`);
    if (target !== undefined)
        argv.push("--target", target);
    for (const [name, value] of spec.args) {
        argv.push("--build-arg", value === undefined ? name : `${name}=${value}`);
    }
    // Otherwise a public registry would be asked for the names of this repository's own bases.
    for (const name of named)
        argv.push("--build-context", `${name}=${empty}`);
    argv.push((0,build_arguments/* contextArgument */.j)(root, context));
    // It exits with 1 when it has something to say: what it printed counts.
    const result = await world.exec(argv, {
        cwd: root,
        env: { ...env, BUILDX_GIT_INFO: "false" },
        timeoutMs: TIME_LIMIT_MS,
    });
    return parseCheck(result.stdout.toString("utf8")).map((one) => ({ ...one, file: dockerfile.path }));
}

;// CONCATENATED MODULE: ./lib/build/parallelism.js
/** `max-parallel: auto`. Pure. */
const BYTES_FOR_ONE = 3e9;
/**
 * One build for every two cores, from two to eight: most of a build's time goes to the network and to
 * single-threaded installers. Never more than memory allows: a resolver or a compiler takes gigabytes;
 * nor than the disk has room for, where that is known.
 */
function chooseParallelism(cpus, memoryBytes, disk) {
    const byCores = Math.min(8, Math.max(2, Math.floor(cpus / 2)));
    const byMemory = Math.floor(memoryBytes / BYTES_FOR_ONE);
    const byDisk = disk === undefined || disk.largestBytes <= 0 ? byCores : Math.floor(disk.freeBytes / disk.largestBytes);
    return Math.max(1, Math.min(byCores, byMemory, byDisk));
}

;// CONCATENATED MODULE: ./lib/cache/choose-cache.js
/** Where layer caches go. Pure. */
const NO_GITHUB_CACHE = "GitHub's cache is not there: this step has no ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL, which the runner gives to actions only";
/** buildx drops `type=gha` without a word where the token is missing, so that is found out here. */
function chooseCache(wish, facts) {
    const none = (because, isWorthAWarning = true) => ({
        kind: "none",
        because,
        isWorthAWarning,
    });
    switch (wish) {
        case "none":
            return none("the input cache says so", false);
        case "registry":
            if (facts.hasRegistry)
                return { kind: "registry", canWrite: facts.pushes };
            return none("cache: registry needs the input registry, which is empty");
        case "gha":
            if (facts.hasGithubCache)
                return { kind: "gha" };
            return none(NO_GITHUB_CACHE);
        case "auto":
            if (facts.pushes)
                return { kind: "registry", canWrite: true };
            if (facts.hasGithubCache)
                return { kind: "gha" };
            if (facts.hasRegistry)
                return { kind: "registry", canWrite: false };
            return none("this run pushes to no registry and has no GitHub cache", false);
    }
}
/**
 * Where cache mounts are kept. `auto`: in the registry where there is one, though a run that pushes nothing only reads
 * there; trusted runs' mounts are in no other place then.
 */
function chooseMountCache(wish, facts) {
    const none = (because, isWorthAWarning = true) => ({
        kind: "none",
        because,
        isWorthAWarning,
    });
    const { hasRegistry, pushes, hasGithubCache } = facts;
    switch (wish) {
        case "none":
            return none("the input cache-mounts says so", false);
        case "registry":
            if (hasRegistry)
                return { kind: "registry", canWrite: pushes };
            return none("cache-mounts: registry needs the input registry, which is empty");
        case "gha":
            return hasGithubCache ? { kind: "gha" } : none(NO_GITHUB_CACHE);
        case "auto":
            if (hasRegistry)
                return { kind: "registry", canWrite: pushes };
            if (hasGithubCache)
                return { kind: "gha" };
            return none("there is no registry, and this run has no GitHub cache", false);
    }
}

;// CONCATENATED MODULE: ./lib/cache/gha-limits.js
/**
 * All of a repository's entries together have `limitGb` GB (10, unless it pays for more); beyond it GitHub removes the
 * oldest, so that images which do not fit together throw each other out in every run. In the given order, each image is
 * taken while it fits. Returns the reason for each that is not.
 */
function refuseBeyondLimit(sizes, limitGb) {
    const refused = new Map();
    const limit = limitGb * 1e9;
    const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
    let taken = 0;
    const within = [];
    for (const { name, bytes, from } of sizes) {
        if (bytes === undefined)
            continue;
        const place = `GitHub's cache has ${limitGb} GB for the whole repository (input github-cache-gb)`;
        const remedy = "cache: registry has no such limit";
        if (bytes > limit) {
            refused.set(name, `it has ${gigabytes(bytes)} (${from}), and ${place}; ${remedy}`);
        }
        else if (taken + bytes > limit) {
            refused.set(name, `it has ${gigabytes(bytes)} (${from}), ${within.join(", ")} ${gigabytes(taken)}, and ${place}; ${remedy}`);
        }
        else {
            taken += bytes;
            within.push(name);
        }
    }
    return refused;
}

;// CONCATENATED MODULE: ./lib/registry/annotations.js
/** A manifest's annotations. Pure. */

/** None where there are none, or the bytes are no manifest. */
function annotationsOf(manifest) {
    const annotations = (0,registry_json/* objectAt */.lJ)((0,registry_json/* parseJsonObject */.dw)(manifest), "annotations") ?? {};
    return new Map(Object.entries(annotations).flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []));
}
/** The same manifest with these annotations on top of its own. */
function withAnnotations(manifest, added) {
    const annotations = Object.fromEntries([...annotationsOf(manifest), ...added]);
    return Buffer.from(JSON.stringify({ ...(0,registry_json/* parseJsonObject */.dw)(manifest), annotations }));
}

;// CONCATENATED MODULE: ./lib/cache/mount-shelf.js

const KEYS = "io.ml-image-build.mounts";
const STEPS = "io.ml-image-build.mount-steps";
/** As annotations of the manifest. */
function writeNote({ keys, steps }) {
    return new Map([
        [KEYS, keys.join(",")],
        [STEPS, steps],
    ]);
}
/** `undefined`: it is no image of cache mounts. */
function readNote(manifest) {
    const annotations = annotationsOf(manifest);
    const keys = (annotations.get(KEYS) ?? "").split(",").filter((key) => /^[0-9a-f]{16}$/.test(key));
    return keys.length === 0 ? undefined : { keys, steps: annotations.get(STEPS) ?? "" };
}

;// CONCATENATED MODULE: ./lib/cache/saved-layout.js
/** An image of saved mounts as an OCI layout, a directory that builders write and read. */


function blobPath(layout, digest) {
    return `${layout}/blobs/${digest.replace(":", "/")}`;
}
/** `undefined`: it is no image. */
function saved_layout_layersOf({ manifest }) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest, registry_manifest/* OCI_MANIFEST */.EG);
    return parsed?.kind === "image" ? parsed.layers : undefined;
}
/** What a builder wrote. Throws where it is no image. */
async function readLayout(world, layout) {
    const index = (0,registry_json/* parseJsonObject */.dw)((await world.files.readBytes(`${layout}/index.json`)) ?? "");
    const digest = (0,registry_json/* stringAt */.bX)((0,registry_json/* objectsAt */.yR)(index, "manifests")[0], "digest") ?? "";
    const manifest = await world.files.readBytes(blobPath(layout, digest));
    const parsed = manifest && (0,registry_manifest/* parseManifest */.Ng)(manifest, registry_manifest/* OCI_MANIFEST */.EG);
    const config = parsed?.kind === "image"
        ? await world.files.readBytes(blobPath(layout, parsed.config.digest))
        : undefined;
    if (manifest === undefined || config === undefined)
        throw new Error("the builder wrote no image");
    return { manifest, config };
}
/** Beside layers that are there already. */
async function writeLayout(world, layout, { manifest, config }) {
    const digest = (0,registry_manifest/* digestOf */.ol)(manifest);
    const descriptor = { mediaType: registry_manifest/* OCI_MANIFEST */.EG, digest, size: manifest.length };
    const files = [
        [`${layout}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" })],
        [`${layout}/index.json`, JSON.stringify({ schemaVersion: 2, manifests: [descriptor] })],
        [blobPath(layout, digest), manifest],
        [blobPath(layout, (0,registry_manifest/* digestOf */.ol)(config)), config],
    ];
    for (const [path, bytes] of files)
        await world.files.write(path, bytes);
}
/** One image: the layers of `below`, and above them those of `above`, which says what the image is. */
function stackImages(below, above) {
    const [lower, upper] = [below, above].map(({ config }) => (0,registry_json/* parseJsonObject */.dw)(config));
    const diffIds = [lower, upper].flatMap((one) => (0,registry_json/* stringsAt */.kp)((0,registry_json/* objectAt */.lJ)(one, "rootfs"), "diff_ids"));
    const history = [lower, upper].flatMap((one) => (0,registry_json/* objectsAt */.yR)(one, "history"));
    const rootfs = { type: "layers", diff_ids: diffIds };
    const config = Buffer.from(JSON.stringify({ ...upper, rootfs, history }));
    const [base, top] = [below, above].map(({ manifest }) => (0,registry_json/* parseJsonObject */.dw)(manifest));
    const layers = [base, top].flatMap((one) => (0,registry_json/* objectsAt */.yR)(one, "layers"));
    const descriptor = { ...(0,registry_json/* objectAt */.lJ)(top, "config"), digest: (0,registry_manifest/* digestOf */.ol)(config), size: config.length };
    return { config, manifest: Buffer.from(JSON.stringify({ ...top, config: descriptor, layers })) };
}

;// CONCATENATED MODULE: ./lib/cache/github-shelf.js
/**
 * Saved cache mounts in GitHub's cache: an entry for each packed layer, under its digest, and a small one that names
 * them. What is packed passes the runner's disk once on its way out and once on its way in (docs/decisions/0074).
 */






const github_shelf_LOOK_MS = 2 * 60_000;
const github_shelf_COPY_MS = 20 * 60_000;
function openGithubShelf(world, { canWrite, totalKb, scratch }) {
    const entries = { world, scratch, found: new WeakMap() };
    return {
        canWrite,
        totalKb,
        describe: (name) => `GitHub's cache (${name})`,
        find: (names) => findEntry(entries, names),
        async open(name, note, directory) {
            const layout = `${directory}/mounts-${crypto.randomUUID()}`;
            return {
                destination: {
                    kind: "oci-layout",
                    directory: layout,
                    compression: "zstd",
                    annotations: writeNote(note),
                },
                async keep(below) {
                    const fresh = await readLayout(world, layout);
                    const image = below === undefined ? fresh : stackImages(must(entries.found.get(below)), fresh);
                    const files = (saved_layout_layersOf(fresh) ?? []).map(({ digest }) => ({
                        key: layerKey(digest),
                        path: blobPath(layout, digest),
                    }));
                    await writeEntry(entries, name, image, files);
                },
                [Symbol.asyncDispose]: () => world.files.remove(layout),
            };
        },
    };
}
async function findEntry(entries, names) {
    const { world, scratch } = entries;
    const path = `${scratch}/mounts-${crypto.randomUUID()}.json`;
    const keys = names.map((name) => `${name}#`);
    try {
        const [key] = await askGithubCache(world, { kind: "read", files: [{ keys, path }] }, github_shelf_LOOK_MS);
        const name = names.find((one) => key?.startsWith(`${one}#`));
        const image = parseEntry((await world.files.readText(path)) ?? "");
        if (name === undefined || image === undefined)
            return undefined;
        const note = readNote(image.manifest);
        const layers = saved_layout_layersOf(image);
        if (note === undefined || layers === undefined)
            return undefined;
        const bytes = layers.reduce((sum, { size }) => sum + size, 0);
        const saved = {
            name,
            // Layers that are there are not needed to put others above them.
            image: { context: undefined, layers: layers.length, kilobytes: Math.ceil(bytes / 1000) },
            ...note,
            async bring(directory) {
                const layout = `${directory}/mounts-${crypto.randomUUID()}`;
                const dispose = () => world.files.remove(layout);
                try {
                    await fetchLayers(world, layers, layout);
                    await writeLayout(world, layout, image);
                }
                catch (error) {
                    await dispose();
                    throw error;
                }
                const context = `oci-layout://${layout}@${(0,registry_manifest/* digestOf */.ol)(image.manifest)}`;
                return { context, [Symbol.asyncDispose]: dispose };
            },
            async renote(steps) {
                const manifest = withAnnotations(image.manifest, writeNote({ ...note, steps }));
                await writeEntry(entries, name, { ...image, manifest }, []);
            },
        };
        entries.found.set(saved, image);
        return saved;
    }
    finally {
        await world.files.remove(path);
    }
}
/** Throws where a part is missing, or is not what its digest says. */
async function fetchLayers(world, layers, layout) {
    await world.files.makeDirectory(`${layout}/blobs/sha256`);
    const bytes = layers.reduce((sum, { size }) => sum + size, 0);
    const free = await world.files.freeBytes(layout);
    if (free !== undefined && free < bytes * 1.5)
        throw new Error(`${megabytes(bytes)} do not fit on the runner's disk, which has ${megabytes(free)} left`);
    const files = layers.map(({ digest }) => ({ keys: [layerKey(digest)], path: blobPath(layout, digest) }));
    const keys = await askGithubCache(world, { kind: "read", files }, github_shelf_COPY_MS);
    for (const [index, { digest }] of layers.entries()) {
        if (keys[index] !== layerKey(digest))
            throw new Error("GitHub has removed a part of them by now");
        const hash = await world.files.hash(blobPath(layout, digest), "sha256", "");
        if (`sha256:${hash}` !== digest)
            throw new Error("a part of them is damaged");
    }
}
/** New layers first: whoever finds the entry finds its layers. */
async function writeEntry({ world, scratch }, name, image, layers) {
    const path = `${scratch}/mounts-${crypto.randomUUID()}.json`;
    await world.files.write(path, formatEntry(image));
    // Entries never change; the newest of a name counts, and two jobs never write the same.
    const key = `${name}#${world.clock.now()}-${crypto.randomUUID().slice(0, 8)}`;
    try {
        await askGithubCache(world, { kind: "write", files: [...layers, { key, path }] }, github_shelf_COPY_MS);
    }
    finally {
        await world.files.remove(path);
    }
}
/** Throws for mounts of another shelf: a bug. */
function must(image) {
    if (image === undefined)
        throw new Error("they were not found here");
    return image;
}
function layerKey(digest) {
    return `ml-image-build-mount-${digest.replace(":", "-")}`;
}
/** What an entry holds beside its layers. */
function formatEntry({ manifest, config }) {
    return JSON.stringify({ manifest: manifest.toString("utf8"), config: config.toString("utf8") });
}
/** `undefined`: it was not written by `formatEntry`. */
function parseEntry(text) {
    const json = (0,registry_json/* parseJsonObject */.dw)(text);
    const [manifest, config] = [(0,registry_json/* stringAt */.bX)(json, "manifest"), (0,registry_json/* stringAt */.bX)(json, "config")];
    if (manifest === undefined || config === undefined)
        return undefined;
    return { manifest: Buffer.from(manifest), config: Buffer.from(config) };
}
function megabytes(bytes) {
    return `${Math.ceil(bytes / 1e6)} MB`;
}

;// CONCATENATED MODULE: ./lib/cache/registry-shelf.js
/** Saved cache mounts in the cache repository: a tag for each image, platform and scope. */



function openRegistryShelf(world, caches) {
    const { store, repository, canWrite } = caches;
    const path = store.pathOf(repository);
    return {
        canWrite,
        totalKb: undefined,
        describe: (name) => name,
        async find(names) {
            for (const name of names) {
                const lookup = await store.registry.getManifest(path, name);
                if (lookup.kind !== "found")
                    continue;
                const { bytes, digest, mediaType } = lookup.manifest;
                const note = readNote(bytes);
                if (note === undefined)
                    continue;
                const context = `docker-image://${store.uriOf(repository, digest)}`;
                return {
                    name,
                    ...note,
                    image: { context, ...readLayers(bytes) },
                    bring: async () => ({ context, [Symbol.asyncDispose]: nothing }),
                    async renote(steps) {
                        const noted = withAnnotations(bytes, writeNote({ ...note, steps }));
                        await store.registry.putManifest(path, name, { mediaType, bytes: noted });
                    },
                };
            }
            return undefined;
        },
        async open(name, note) {
            await refreshLogin(world, caches);
            return {
                destination: {
                    kind: "registry",
                    references: [store.referenceOf(repository, name)],
                    compression: "zstd",
                    annotations: writeNote(note),
                },
                keep: nothing,
                [Symbol.asyncDispose]: nothing,
            };
        },
    };
}
function readLayers(manifest) {
    const { layers = [] } = JSON.parse(new TextDecoder().decode(manifest));
    const bytes = layers.reduce((sum, { size = 0 }) => sum + size, 0);
    return { layers: layers.length, kilobytes: Math.ceil(bytes / 1000) };
}
async function nothing() { }

;// CONCATENATED MODULE: ./lib/cache/open-mount-shelf.js
/** Where a run keeps cache mounts. */



/** `undefined`: nowhere; said where the user asked for more. Never throws. */
async function openMountShelf(world, { choice, store, repository, createRepositories, githubCacheGb, scratch }) {
    const nowhere = (because, isWorthAWarning) => {
        const line = `Cache mounts are not kept: ${because}`;
        if (isWorthAWarning)
            world.log.warning(line);
        else
            world.log.info(line);
    };
    switch (choice.kind) {
        case "none":
            return nowhere(choice.because, choice.isWorthAWarning);
        case "gha": {
            const { canRead, canWrite } = readCacheMode(world.env.ACTIONS_CACHE_MODE);
            if (!canRead)
                return nowhere("this job's cache-mode lets it read nothing in GitHub's cache", false);
            if (!canWrite)
                world.log.info("Cache mounts are not saved: this job's cache-mode is read");
            // The other half is for layers and for other workflows.
            return openGithubShelf(world, { canWrite, totalKb: githubCacheGb * 500_000, scratch });
        }
        case "registry":
            break;
    }
    if (store === undefined)
        return nowhere("there is no registry", true);
    let { canWrite } = choice;
    try {
        if (canWrite) {
            const options = { purpose: "cache", runtime: "container", movingTags: [] };
            await store.ensureRepository(repository, { ...options, create: createRepositories });
        }
    }
    catch (error) {
        canWrite = false;
        world.log.warning(`cache mounts are not saved in this run: ${(0,lib_errors/* describeError */.U)(error)}`);
    }
    return openRegistryShelf(world, { kind: "registry", store, repository, canWrite });
}
/** What a workflow's `cache-mode` allows; one that is not known allows all, and the token decides. */
function readCacheMode(mode) {
    switch (mode?.trim().toLowerCase()) {
        case "none":
        case "write-only":
            return { canRead: false, canWrite: false };
        case "read":
            return { canRead: true, canWrite: false };
        default:
            return { canRead: true, canWrite: true };
    }
}

// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(5402);
;// CONCATENATED MODULE: ./lib/findings/requirements.js
/** Lines of a requirements file. Pure. */
/** A file beside the Dockerfile, no name of a package. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|gz|bz2|txt)$/i;
/** What is no plain name with an optional version (URLs, options, markers for other systems) is left out. */
function parseRequirements(text) {
    return text.split("\n").flatMap((line) => {
        const raw = line
            .replace(/(^|\s)#.*/, "")
            .replace(/\s--hash\S*.*$/, "")
            .replace(/\\\s*$/, "")
            .trim();
        const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:(==|===|~=|>=|<=|!=|<|>)\s*([^;,\s]+))?[^;@/]*(;.*)?$/.exec(raw);
        if (match === null || ARCHIVE.test(match[1] ?? "") || isForOthers(match[4] ?? ""))
            return [];
        const [, name = "", operator, version] = match;
        const exact = (operator === "==" || operator === "===") && !version?.includes("*") ? version : undefined;
        return [{ name: normalizeName(name), exact, raw }];
    });
}
/** A marker may leave it out of a Linux image on this Python: then nothing is certain. */
function isForOthers(marker) {
    return /sys_platform|platform_system|platform_machine|python_version|extra/.test(marker);
}
function normalizeName(name) {
    return name.toLowerCase().replace(/[-_.]+/g, "-");
}

;// CONCATENATED MODULE: ./lib/findings/commands.js

/** Text of a RUN without its keyword and flags, here-documents included; "" for other instructions. */
function runText({ instruction }) {
    if (instruction.keyword !== "run")
        return "";
    const scripts = instruction.heredocs.map(({ content }) => content.replace(/^[ \t]*#.*$/gm, ""));
    return [...instruction.args, ...scripts].join(instruction.isJson ? " " : "\n");
}
/** Up to an operator of the shell that no quotes hide. */
const SIMPLE_COMMAND = /(?:[^"'&|;\n]|"[^"]*"|'[^']*'|["']|(?<!&)&(?!&))+/g;
/** The simple commands of a RUN, in order. */
function readCommands(placed) {
    return (runText(placed).match(SIMPLE_COMMAND) ?? [])
        .map((part) => ({ line: placed.instruction.line, words: splitWords(part) }))
        .filter(({ words }) => words.length > 0);
}
function splitWords(text) {
    const words = (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, ""));
    // Variables and wrappers before the command itself.
    const start = words.findIndex((word) => !/^(\w+=.*|sudo|env|time|set|-[a-z]+|if|then|do|!|\\)$/.test(word));
    return start === -1 ? [] : words.slice(start);
}
const WITH_VALUE = new Set([
    "-c",
    "--constraint",
    "-t",
    "--target",
    "--python",
    "-p",
    "--prefix",
    "--root",
    "--platform",
    "--progress-bar",
    "--retries",
    "--timeout",
    "--default-timeout",
    "--index-url",
    "-i",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "--only-binary",
    "--no-binary",
    "--python-version",
    "--torch-backend",
    "--cache-dir",
]);
/** `pip install`, `python -m pip install`, `uv pip install`; `undefined`: another command. */
function readPipInstall({ line, words }, subject) {
    const at = words.indexOf("install");
    const before = words.slice(0, at).join(" ");
    if (at === -1 || !/(^|\/|\s)pip3?(\.\d+)?(\s+-\S+)*$/.test(before))
        return undefined;
    const options = [];
    const files = [];
    const named = [];
    let installsProject = false;
    for (let i = at + 1; i < words.length; i++) {
        const word = words[i] ?? "";
        const file = /^(?:-r|--requirements?)=?(.*)$/.exec(word)?.[1];
        if (file !== undefined)
            files.push(file === "" ? (words[++i] ?? "") : file);
        else if (WITH_VALUE.has(word))
            options.push(word, words[++i] ?? "");
        else if (word.startsWith("-"))
            options.push(word);
        else if (/^\.\/?(\[.*\])?$/.test(word))
            installsProject = true;
        else
            named.push(word);
    }
    const texts = files.map((path) => subject.fileNamed(path.slice(path.lastIndexOf("/") + 1)) ?? "");
    const requirements = parseRequirements([...named, ...texts].join("\n"));
    return { line, options, requirements, files, installsProject };
}
/** `uv sync`, `poetry install`, `pipenv sync`, `conda env create`: what a lock file or manifest names. */
function installsManifest({ words }) {
    const text = words.join(" ");
    return /^(\S*\/)?(uv sync|poetry install|pipenv (install|sync)|(conda|mamba|micromamba) env (create|update))\b/.test(text);
}
/** Names given to `apt-get install` or `apt install`. */
function readAptPackages({ words }) {
    const at = words.indexOf("install");
    if (at === -1 || !/^(\S*\/)?apt(-get)?$/.test(words[0] ?? ""))
        return [];
    return words
        .slice(at + 1)
        .filter((word) => /^[a-z0-9][a-z0-9.+-]+(=\S*)?$/.test(word))
        .map((word) => word.replace(/=.*/, ""));
}

;// CONCATENATED MODULE: ./lib/findings/caches.js

function findDefeatedMounts(subject) {
    return subject.chains.flatMap(({ commands }) => {
        let noPipCache = false;
        return commands.flatMap((placed) => {
            const { command, instruction } = placed;
            if (command.kind === "env") {
                for (const { name, value } of command.pairs) {
                    if (name === "PIP_NO_CACHE_DIR")
                        noPipCache = /^(1|true|yes|on)$/i.test(value ?? "");
                }
            }
            if (command.kind !== "run")
                return [];
            const why = whyEmpty(command.mounts, placed, noPipCache, subject);
            if (why === undefined)
                return [];
            const message = `the cache mount stays empty: ${why.reason}`;
            return [{ rule: "cache-mount-defeated", line: instruction.line, message, instead: why.instead }];
        });
    });
}
function whyEmpty(mounts, placed, noPipCache, subject) {
    const targets = mounts
        .filter((mount) => /(^|,)type=cache(,|$)/.test(mount))
        .map((mount) => /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(mount)?.[1] ?? "");
    const commands = readCommands(placed);
    const installs = commands.flatMap((command) => readPipInstall(command, subject) ?? []);
    if (targets.some((target) => /\/\.cache\/pip\/?$/.test(target)) && installs.length > 0) {
        const instead = "leave it out: what is in the mount is in no layer";
        if (installs.every(({ options }) => options.includes("--no-cache-dir"))) {
            return { reason: "pip install --no-cache-dir writes nothing there", instead };
        }
        if (noPipCache && !/PIP_NO_CACHE_DIR|--cache-dir/.test(runText(placed))) {
            return { reason: "ENV PIP_NO_CACHE_DIR is set above, so pip writes nothing there", instead };
        }
    }
    const cleans = (folder) => commands.some(({ words }) => words[0] === "rm" && words.some((word) => word.startsWith(folder)));
    if (targets.some((target) => /^\/var\/cache\/apt\/?$/.test(target))) {
        const isCleaned = commands.some(({ words }) => /^apt(-get)? clean$/.test(words.join(" "))) || cleans("/var/cache/apt");
        if (isCleaned)
            return {
                reason: "apt-get clean, or rm, empties it in the same step",
                instead: "leave the cleaning out: what is in the mount is in no layer",
            };
    }
    if (targets.some((target) => /^\/var\/lib\/apt(\/lists)?\/?$/.test(target)) &&
        cleans("/var/lib/apt/lists")) {
        return {
            reason: "rm -rf /var/lib/apt/lists empties it in the same step",
            instead: "leave the rm out: what is in the mount is in no layer",
        };
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/findings/context.js
/** What the build is given: models in the context, secrets as build args. Pure. */

const WEIGHTS = /\.(pt|pth|ckpt|safetensors|onnx|h5|keras|gguf|ggml|tflite|pb|npz|joblib|pkl|bin)$/;
const LARGE_BYTES = 100_000_000;
/** Folders that tools make, and no image runs; one of them in the context is a missing line in the ignore file. */
const MADE = /^(?:.*\/)?(\.git|\.venv|venv|node_modules|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints|\.dvc\/cache|wandb|mlruns)(?:\/|$)/;
/** What a `COPY .` takes along for want of an ignore file: hundreds of megabytes, and another layer at each commit. */
function findUnfilteredContext(subject) {
    const whole = subject.reads.find((read) => read.source === "" && read.context === "" && read.instruction === "COPY");
    if (whole === undefined)
        return [];
    const folders = new Map();
    for (const path of subject.paths) {
        const name = MADE.exec(path)?.[1];
        if (name !== undefined)
            folders.set(name, (folders.get(name) ?? 0) + 1);
    }
    if (folders.size === 0)
        return [];
    const names = [...folders.keys()].sort();
    const files = [...folders.values()].reduce((sum, count) => sum + count, 0);
    const counted = folders.has(".git") ? "its whole history" : `${files} files`;
    return [
        {
            rule: "context-unfiltered",
            line: whole.line,
            message: `COPY ${whole.asWritten} takes ${names.join(", ")} along (${counted}): sent, pushed and pulled with each image, and a new layer whenever they change`,
            instead: `a .dockerignore with the lines ${names.map((name) => `**/${name}`).join(" ")}`,
        },
    ];
}
/** Models that a `COPY .` brings along: each edit of any file makes, pushes and pulls that layer again. */
function findWeights(subject) {
    const whole = subject.reads.find((read) => read.source === "" && read.context === "" && read.instruction === "COPY" && read.exclude.length === 0);
    // A model that an own COPY brings is in a layer of its own already.
    const files = [...subject.largeFiles].filter(([path]) => !subject.reads.some((read) => read.source !== "" &&
        (path === read.source || path.endsWith(`/${read.source}`) || path.includes(`${read.source}/`))));
    if (whole === undefined || files.length === 0)
        return [];
    const bytes = files.reduce((sum, [, size]) => sum + size, 0);
    const names = files
        .slice(0, 3)
        .map(([path]) => path)
        .join(", ");
    return [
        {
            rule: "weights-in-context",
            line: whole.line,
            message: `${(0,markdown/* formatBytes */.z3)(bytes)} of models (${names}${files.length > 3 ? ", …" : ""}) are in the layer of COPY ${whole.asWritten}: each edit of any file makes and pushes it again`,
            instead: "COPY them alone in an earlier instruction, or leave them out (.dockerignore) and fetch them by digest in a step of their own",
        },
    ];
}
const SECRETS = /^(AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)|HF_TOKEN|HUGGING_?FACE_(HUB_)?TOKEN|GITHUB_TOKEN|GH_TOKEN|NPM_TOKEN|PIP_PASSWORD|OPENAI_API_KEY|ANTHROPIC_API_KEY|WANDB_API_KEY)$/;
/** Everybody who can pull the image reads its build args in `docker history`. */
function findSecretArgs(subject) {
    return [...subject.args.keys()]
        .filter((name) => SECRETS.test(name) && subject.usedArgs.has(name))
        .map((name) => ({
        rule: "secret-build-arg",
        line: undefined,
        message: `the build arg ${name} is a secret, and build args stand in the image's history for everybody who pulls it`,
        instead: `secrets: ["id=${name.toLowerCase()},env=${name}"] in the images file, and RUN --mount=type=secret,id=${name.toLowerCase()},env=${name}`,
    }));
}

;// CONCATENATED MODULE: ./lib/findings/order.js

/** All of the code is copied before the dependencies are installed: each edit installs them again. */
function findCopyBeforeInstall(subject) {
    // A context of manifests only has no code that could be edited.
    if (!subject.paths.some((path) => path.endsWith("/") || /\.(py|ipynb)$/.test(path)))
        return [];
    return subject.chains.flatMap(({ root, commands }) => {
        let copied;
        for (const placed of commands) {
            if (copiesEverything(placed))
                copied ??= placed.instruction.line;
            for (const command of readCommands(placed)) {
                const pip = readPipInstall(command, subject);
                const isInstall = installsManifest(command) ||
                    // An image of this repository has the project's dependencies already, mostly.
                    (pip !== undefined &&
                        !(root === undefined && pip.installsProject && pip.files.length === 0) &&
                        installsDependencies(pip, subject));
                if (!isInstall)
                    continue;
                // Whatever comes after the first install, the bulk of it does not run again.
                if (copied === undefined)
                    return [];
                return [
                    {
                        rule: "copy-before-install",
                        line: copied,
                        message: `everything is copied before line ${command.line} installs the dependencies: each edit of any file installs them again`,
                        instead: `COPY the requirements or lock file alone, install, then COPY . (${manifestHint(command.words)})`,
                    },
                ];
            }
        }
        return [];
    });
}
function copiesEverything({ command }) {
    if (command.kind !== "copy" || command.from !== undefined || command.exclude.length > 0)
        return false;
    return command.sources.some((source) => /^\.?\/?$/.test(source) && source !== "");
}
/** The project's own code alone is no dependency, and neither is a wheel beside it. */
function installsDependencies(pip, subject) {
    if (pip.options.some((option) => option === "--no-deps"))
        return false;
    if (pip.files.length > 0)
        return true;
    if (!pip.installsProject)
        return pip.requirements.some(({ name }) => !/^(pip|setuptools|wheel|uv|poetry|pipenv|build|pip-tools)$/.test(name));
    return /^dependencies\s*=\s*\[\s*(#[^\n]*\n\s*)*["']/m.test(subject.fileNamed("pyproject.toml") ?? "");
}
function manifestHint(words) {
    if (words.includes("uv"))
        return "uv sync --no-install-project first";
    return words.includes("poetry")
        ? "poetry install --no-root first"
        : "pip install -r requirements.txt first";
}
const VOLATILE = /^(GIT_(SHA|COMMIT|REF|HASH|REV)|COMMIT(_SHA|_HASH)?|SHA|GITHUB_SHA|REVISION|BUILD_(DATE|TIME|TIMESTAMP|NUMBER|ID)|CACHE_?BUST(ER)?)$/;
const HEAVY = /\b(pip3?|uv|poetry|conda|mamba|apt-get|apt|yum|dnf|microdnf|npm|yarn|pnpm)\b[^&;|]*\b(install|sync|ci|create|update)\b/;
/** An arg that is another one in each commit: all later RUNs of the stage run again, used or not. */
function findVolatileArgs(subject) {
    return subject.chains.flatMap(({ commands }) => commands.flatMap((placed, index) => {
        const { command, instruction } = placed;
        if (command.kind !== "arg")
            return [];
        const name = command.pairs
            .map((pair) => pair.name)
            .find((one) => VOLATILE.test(one) && subject.args.has(one));
        const heavy = commands.slice(index + 1).find((later) => HEAVY.test(runText(later)));
        if (name === undefined || heavy === undefined)
            return [];
        return [
            {
                rule: "volatile-arg",
                line: instruction.line,
                message: `${name} is another one in each commit, so line ${heavy.instruction.line} and all other RUNs below run again each time, whether they use it or not`,
                instead: `move ARG ${name} below the last heavy RUN, or give it as a label`,
            },
        ];
    }));
}

;// CONCATENATED MODULE: ./lib/findings/system.js
/** Bases that are no longer served, packages that they no longer have, wheels that they cannot run. Pure. */

/** The release that a base's tag stands for; `undefined`: not told by the name. */
function releaseOf(root) {
    const named = /(?:[:\-_])(bookworm|trixie|noble)\b/.exec(root)?.[1];
    if (named !== undefined)
        return named;
    if (/(^|\/)ubuntu:24\.04$/.test(root))
        return "noble";
    if (/(^|\/)debian:(12|13)(\.\d+)?(-slim)?$/.test(root))
        return root.includes(":12") ? "bookworm" : "trixie";
    return isPythonOnTrixie(root) ? "trixie" : undefined;
}
/** The first patch of each Python whose tag moved to Debian 13 on 2025-08-13 (docker-library/python#1070). */
const FIRST_ON_TRIXIE = { 9: 23, 10: 18, 11: 13, 12: 11, 13: 6 };
/** Tags of patches before that, and of Pythons that had ended by then, were never made again. */
function isPythonOnTrixie(root) {
    const [, minor, patch] = /(?:^|\/)python:3(?:\.(\d+)(?:\.(\d+))?)?(?:-slim)?$/.exec(root) ?? [];
    if (minor === undefined)
        return /(?:^|\/)python:(?:3|3-slim|slim|latest)$/.test(root);
    const first = Number(minor) > 13 ? 0 : FIRST_ON_TRIXIE[minor];
    return first !== undefined && (patch === undefined || Number(patch) >= first);
}
const GONE = {
    "libgl1-mesa-glx": { from: ["trixie", "noble"], instead: "libgl1" },
    "libegl1-mesa": { from: ["trixie", "noble"], instead: "libegl1" },
    "libavresample-dev": { from: ["bookworm", "trixie", "noble"], instead: "libswresample-dev" },
    "python3-distutils": { from: ["trixie", "noble"], instead: "python3-setuptools" },
    "libgconf-2-4": { from: ["trixie", "noble"], instead: "nothing: it has no successor" },
};
function findGonePackages(subject) {
    return subject.chains.flatMap(({ root, commands }) => {
        const release = releaseOf(root ?? "");
        if (release === undefined)
            return [];
        return commands.flatMap((placed) => 
        // What follows `||` is there for the day when it fails.
        (/\|\|/.test(runText(placed)) ? [] : readCommands(placed)).flatMap((command) => readAptPackages(command).flatMap((name) => {
            const gone = GONE[name];
            if (gone?.from.includes(release) !== true)
                return [];
            return [
                {
                    rule: "package-gone",
                    line: placed.instruction.line,
                    message: `${root} is ${release}, which has no package ${name}: the build fails here`,
                    instead: `${gone.instead}${root?.includes(release) ? "" : ", or a base that names its release (-slim-bookworm)"}`,
                },
            ];
        })));
    });
}
/** Tags that move to the next Debian by themselves, as they did on 2025-08-13 (docker-library/python#1070). */
function findFloatingBases(subject) {
    return subject.chains.flatMap((chain) => {
        const { root = "", commands } = chain;
        if (!/(^|\/)python:(3(\.1\d)?(-slim)?|slim|latest)$/.test(root))
            return [];
        // What follows `||` is there for the day when it fails.
        const installs = commands.some((placed) => !/\|\|/.test(runText(placed)) &&
            readCommands(placed).some((command) => readAptPackages(command).length > 0));
        if (!installs || findGonePackages({ ...subject, chains: [chain] }).length > 0)
            return [];
        const tag = root.slice(root.lastIndexOf(":") + 1).replace(/^latest$/, "");
        return [
            {
                rule: "floating-base",
                line: fromLine(subject, root),
                message: `${root} names no Debian release, and apt-get installs on it: when the tag moves to the next release, packages are renamed or gone, and the build breaks without a commit`,
                instead: `${root.slice(0, root.lastIndexOf(":"))}:${[tag, "trixie"].filter((part) => part !== "").join("-")} (or the release that works today), or a digest`,
            },
        ];
    });
}
const ENDED = [
    [/(^|\/)ubuntu:(14\.04|trusty|16\.04|xenial|18\.04|bionic)\b/, "its standard support ended by May 2023"],
    [/(?:[:-])(jessie|stretch|buster)\b/, "this Debian left the mirrors: apt-get answers 404"],
    [/(^|\/)debian:(8|9|10)(\.\d+)?(-slim)?$/, "this Debian left the mirrors: apt-get answers 404"],
    [
        /(^|\/)python:(2(\.\d+)?|3\.[0-8])([.-]|$)/,
        "this Python has had no fixes since October 2024 or longer, and new wheels leave it out",
    ],
    [/(^|\/)nvidia\/cuda:(9|10|11\.[0-2])\./, "NVIDIA deletes images of this CUDA"],
];
function findEndedBases(subject) {
    return subject.chains.flatMap(({ root, commands }) => {
        const ended = ENDED.find(([pattern]) => pattern.test(root ?? ""));
        if (root === undefined || ended === undefined)
            return [];
        // Who took the archive's address knows.
        if (/archive\.debian\.org/.test(subject.text))
            return [];
        const line = fromLine(subject, root) ?? commands[0]?.instruction.line;
        const message = `the base ${root} is past its end: ${ended[1]}`;
        return [
            {
                rule: "base-end-of-life",
                line,
                message,
                instead: "a supported release; builds of this one break without any change here",
            },
        ];
    });
}
function fromLine({ text }, root) {
    const index = text.split("\n").findIndex((line) => /^\s*FROM\s/i.test(line) && line.includes(root));
    return index === -1 ? undefined : index + 1;
}
/** AWS Lambda's Python up to 3.11 stands on Amazon Linux 2 with glibc 2.26; numpy 2.3 has no wheel for it. */
function findOldGlibc(subject) {
    return subject.chains.flatMap((chain) => {
        if (!/(^|\/)lambda\/python:3\.(8|9|10|11)\b/.test(chain.root ?? ""))
            return [];
        return chain.commands.flatMap((placed) => readCommands(placed).flatMap((command) => {
            const numpy = readPipInstall(command, subject)?.requirements.find(({ name }) => name === "numpy");
            if (!/^2\.([3-9]|\d\d)(\.|$)/.test(numpy?.exact ?? ""))
                return [];
            return [
                {
                    rule: "glibc-too-old",
                    line: command.line,
                    message: `numpy ${numpy?.exact} has no wheel for ${chain.root} (glibc 2.26): it is compiled from source, or fails for want of a compiler`,
                    instead: "public.ecr.aws/lambda/python:3.12 (glibc 2.34), or numpy<2.3",
                },
            ];
        }));
    });
}

;// CONCATENATED MODULE: ./lib/findings/torch.js
/** PyTorch: CUDA wheels in images without CUDA, the order of installs, versions that exclude each other. Pure. */

/** Any sign that the image is for a GPU: then CUDA belongs there. */
const GPU = /cuda|cudnn|nvidia|\bgpu|[_-]gpu|rocm|l4t|jetpack|habana|\bxpu|tensorrt|triton|vllm|flash[-_]attn|xformers|bitsandbytes|deepspeed|deep-learning-containers|pytorch\/|pytorch-/i;
/** Any sign that the index was chosen. */
const INDEX = /whl\/cpu|\+cpu|torch-backend|index[-_]url|find[-_]links|\s-i\s|\s-f\s|UV_(EXTRA_|DEFAULT_)?INDEX|UV_TORCH|cpuonly|PIP_CONFIG|pip\.conf|download\.pytorch\.org/i;
/** Distributions that need torch always; compared as whole names (torch-model-archiver is none). */
const PULLERS = new Set([
    "torch",
    "torchvision",
    "torchaudio",
    "sentence-transformers",
    "openai-whisper",
    "ultralytics",
    "easyocr",
    "accelerate",
    "timm",
    "pyannote-audio",
    "demucs",
]);
function installsOf(chain, subject) {
    return chain.commands.flatMap((placed) => readCommands(placed).flatMap((command) => readPipInstall(command, subject) ?? []));
}
/** Default wheels of PyPI carry CUDA on Linux. */
function findCudaWheels(subject) {
    if (!subject.platforms.includes("linux/amd64"))
        return [];
    const roots = subject.chains.map(({ root }) => root);
    const last = roots.at(-1);
    if (last === undefined || roots.includes(undefined))
        return [];
    const installs = subject.chains.flatMap((chain) => installsOf(chain, subject));
    const texts = [
        subject.text,
        ...installs.flatMap(({ files }) => files.map((file) => subject.fileNamed(file.slice(file.lastIndexOf("/") + 1)) ?? "")),
    ];
    const about = [
        subject.name,
        subject.file,
        ...roots,
        ...subject.args.keys(),
        ...subject.args.values(),
        ...texts,
    ].join("\n");
    if (GPU.test(about) || INDEX.test(about))
        return [];
    const install = installs.find(({ requirements }) => requirements.some(({ name }) => PULLERS.has(name)));
    const puller = install?.requirements.find(({ name }) => PULLERS.has(name));
    if (install === undefined || puller === undefined)
        return [];
    return [
        {
            rule: "cuda-wheels",
            line: install.line,
            message: `${puller.raw} ${puller.name.startsWith("torch") ? "comes" : "brings torch"} with CUDA libraries (nvidia-* wheels, 3-4 GB) although nothing here uses a GPU: the base is ${last}`,
            instead: "RUN pip install torch --index-url https://download.pytorch.org/whl/cpu before the other requirements; for a GPU, take a CUDA base",
        },
    ];
}
/** An uninstall or a second torch in a later layer frees nothing: the first one stays in its layer. */
function findLateCpuTorch(subject) {
    return subject.chains.flatMap((chain) => {
        let first;
        const found = [];
        for (const placed of chain.commands) {
            const { line } = placed.instruction;
            const text = runText(placed);
            const earlier = first;
            if (earlier !== undefined && earlier.line !== line) {
                const isUninstall = /pip3?\s+uninstall\s+(-y\s+|--yes\s+)*[^&;|]*\b(torch|nvidia-)/.test(text);
                const isSecond = /whl\/cpu/.test(text) && /pip3?\s+install\b[^&;|]*\storch\b/.test(text);
                if (isUninstall || isSecond) {
                    found.push({
                        rule: "cuda-wheels-first",
                        line,
                        message: `line ${earlier.line} has installed torch with CUDA already: that layer keeps its 3-4 GB, ${isUninstall ? "removing it in a later step frees nothing" : "and this one adds a second torch"}`,
                        instead: "install the CPU wheel of torch first (--index-url https://download.pytorch.org/whl/cpu), then the requirements",
                    });
                }
            }
            for (const command of readCommands(placed)) {
                const install = readPipInstall(command, subject);
                const isPlain = install !== undefined &&
                    !INDEX.test(` ${install.options.join(" ")} ${install.requirements.map(({ raw }) => raw).join(" ")}`);
                if (isPlain && install.requirements.some(({ name }) => name === "torch"))
                    first ??= install;
            }
        }
        return found;
    });
}
/** Exact pairs only, as the packages' own metadata has them; newer versions are not extrapolated. */
const NEEDS_TORCH = {
    torchvision: {
        "0.13.0": "1.12.0",
        "0.16.2": "2.1.2",
        "0.18.0": "2.3.0",
        "0.21.0": "2.6.0",
        "0.22.1": "2.7.1",
        "0.23.0": "2.8.0",
        "0.24.0": "2.9.0",
        "0.25.0": "2.10.0",
        "0.27.1": "2.12.1",
    },
    torchaudio: { "2.1.0": "2.1.0", "2.2.0": "2.2.0", "2.6.0": "2.6.0", "2.8.0": "2.8.0" },
};
/** Both pinned in one install: pip refuses it after it has downloaded both. */
function findTorchMismatch(subject) {
    return subject.chains.flatMap((chain) => installsOf(chain, subject).flatMap(({ line, requirements, options }) => {
        const torch = requirements.find(({ name }) => name === "torch")?.exact?.replace(/\+.*/, "");
        if (torch === undefined || options.includes("--no-deps"))
            return [];
        return requirements.flatMap(({ name, exact }) => {
            const needs = NEEDS_TORCH[name]?.[exact?.replace(/\+.*/, "") ?? ""];
            if (needs === undefined || needs === torch)
                return [];
            return [
                {
                    rule: "torch-family",
                    line,
                    message: `${name} ${exact} needs torch ${needs}, and torch ${torch} is asked for: no resolver can install both`,
                    instead: `torch==${needs} with ${name}==${exact}, or the ${name} of torch ${torch}`,
                },
            ];
        });
    }));
}

;// CONCATENATED MODULE: ./lib/findings/find-findings.js
/** All rules on one image. Pure. */





/** The costliest first. */
const rules = [
    findTorchMismatch,
    findGonePackages,
    findSecretArgs,
    findCudaWheels,
    findLateCpuTorch,
    findCopyBeforeInstall,
    findWeights,
    findUnfilteredContext,
    findOldGlibc,
    findEndedBases,
    findFloatingBases,
    findDefeatedMounts,
    findVolatileArgs,
];
/** Each finding once, without the rules that the Dockerfile silences (`# ml-image-build: ignore=RULE,RULE`). */
function findFindings(subject) {
    const ignored = new Set([...subject.text.matchAll(/^\s*#\s*ml-image-build:\s*ignore=(.*)$/gm)].flatMap(([, names = ""]) => names.split(/[\s,]+/)));
    const found = new Map();
    for (const rule of rules) {
        for (const finding of rule(subject)) {
            if (!ignored.has(finding.rule))
                found.set(`${finding.rule} ${finding.line} ${finding.message}`, finding);
        }
    }
    return [...found.values()];
}

// EXTERNAL MODULE: ./lib/analyze-images.js + 1 modules
var analyze_images = __webpack_require__(6161);
;// CONCATENATED MODULE: ./lib/findings/read-chains.js


/** `isOwn`: whether a base is an image of this repository. The target comes last. */
function readChains(text, analysis, isOwn) {
    const { stages } = (0,dockerfile_stages/* readStages */.i)((0,parse/* parseDockerfile */.A)(text).instructions);
    const chains = [];
    for (const stage of stages) {
        const summary = analysis.stages[stage.index];
        const base = summary?.base ?? "";
        const parent = stages.findLast(({ name, index }) => index < stage.index && name === base.toLowerCase());
        const before = parent === undefined ? undefined : chains[parent.index];
        const root = before === undefined ? (base === "" || isOwn(base) ? undefined : base) : before.root;
        chains.push({ root, commands: [...(before?.commands ?? []), ...stage.commands] });
    }
    return chains.filter((_, index) => analysis.stages[index]?.reachable === true);
}

;// CONCATENATED MODULE: ./lib/findings/read-subject.js
/** An image as rules look at it: its Dockerfile, and the few files that it names. */



const MOST_FILES = 200;
const LARGEST_TEXT = 500_000;
/** `undefined`: its Dockerfile cannot be read, or is another frontend's. */
async function readSubject(world, root, { texts, analyses }, { spec, inputs, parents }) {
    const source = texts.get(spec.name);
    const analysis = analyses.get(spec.name);
    if (source?.kind !== "text" || analysis === undefined || analysis.stages.length === 0)
        return undefined;
    const { text } = source;
    const context = spec.context.kind === "local" && spec.context.path !== "" ? `${spec.context.path}/` : "";
    const ownBases = new Set(parents.map(({ contextName }) => contextName));
    const isOwn = (base) => ownBases.has(base) || spec.contexts.has(base);
    return {
        name: spec.name,
        file: source.spec.dockerfile.kind === "file" ? source.spec.dockerfile.path : spec.definedAt,
        text,
        platforms: spec.platforms,
        args: (0,analyze_images/* givenArgs */.JF)(world, spec),
        usedArgs: analysis.usedArgs,
        chains: readChains(text, analysis, isOwn),
        reads: analysis.reads,
        paths: inputs.paths,
        largeFiles: await findLargeFiles(world, root, inputs.paths),
        fileNamed: await readNamedFiles(world, root, text, inputs.paths, context),
    };
}
async function findLargeFiles(world, root, paths) {
    const weights = paths.filter((path) => WEIGHTS.test(path)).slice(0, MOST_FILES);
    const sizes = await Promise.all(weights.map(async (path) => [path, (await world.files.stat(`${root}/${path}`))?.size ?? 0]));
    return new Map(sizes.filter(([, size]) => size >= LARGE_BYTES));
}
/** Those whose name stands in the Dockerfile; several of one name are none, as nobody knows which is meant. */
async function readNamedFiles(world, root, text, paths, context) {
    const isFolderRead = paths.some((path) => path.endsWith("/"));
    const names = new Set([...(text.match(/[\w.-]+\.(txt|in|toml)\b/g) ?? []), "pyproject.toml"]);
    const contents = new Map();
    await Promise.all([...names].slice(0, MOST_FILES).map(async (name) => {
        const found = paths.filter((path) => path === name || path.endsWith(`/${name}`));
        const path = found.length === 0 && isFolderRead ? context + name : found[0];
        if (path === undefined || found.length > 1)
            return;
        const bytes = await world.files.readStart(`${root}/${path}`, LARGEST_TEXT);
        if (bytes !== undefined)
            contents.set(name, bytes.toString("utf8"));
    }));
    return (name) => contents.get(name);
}

// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
;// CONCATENATED MODULE: ./lib/findings/read-workflows.js
/** The findings in the repository's own workflows. */

const FOLDER = ".github/workflows";
const read_workflows_MOST_FILES = 100;
const read_workflows_LARGEST_TEXT = 200_000;
/** `sizes` is asked only where an answer could matter. */
async function adviseOnWorkflows(world, root, { plan }, sizes) {
    if (!(await world.files.existing([`${root}/${FOLDER}`])).length)
        return [];
    const names = (await world.files.list(`${root}/${FOLDER}`))
        .filter(({ name, kind }) => kind === "file" && /\.ya?ml$/.test(name))
        .slice(0, read_workflows_MOST_FILES);
    const texts = await Promise.all(names.map(async ({ name }) => {
        const path = `${FOLDER}/${name}`;
        const text = (await world.files.readStart(`${root}/${path}`, read_workflows_LARGEST_TEXT))?.toString("utf8") ?? "";
        return { path, text };
    }));
    const candidates = texts.filter(({ text }) => text.includes("docker/build-push-action@"));
    if (candidates.length === 0)
        return [];
    const { findLoaded, findSharedScopes, readBuildSteps } = await __webpack_require__.e(/* import() */ 484).then(__webpack_require__.bind(__webpack_require__, 4484));
    const steps = candidates.flatMap(({ path, text }) => readBuildSteps(path, text));
    const known = steps.some(({ inputs }) => inputs.load === "true") ? await sizes() : new Map();
    const bytesOf = (context, file) => {
        const image = [...plan.images.values()].find((one) => isSame(one, context, file));
        return image && known.get(image.spec.name);
    };
    return [...findSharedScopes(steps), ...findLoaded(steps, bytesOf)];
}
function isSame({ spec }, context, file) {
    const clean = (path) => path.replace(/^\.\/?/, "").replace(/\/$/, "");
    if (spec.context.kind !== "local" || spec.context.path !== clean(context))
        return false;
    const usual = (0,clean_path/* joinBelow */.ur)(spec.context.path, "Dockerfile");
    return (spec.dockerfile.kind === "file" && spec.dockerfile.path === (file === undefined ? usual : clean(file)));
}

;// CONCATENATED MODULE: ./lib/findings/advise.js
/** Tells the findings of all images that are to be built: annotations up to a bound, all of them in the summary. */





/** GitHub shows ten notices of a step; some are left for others. */
const advise_MOST_ANNOTATIONS = 8;
const MOST_ROWS = 50;
const DOCUMENT = "docs/preflight.md";
/** Fails nothing: advice that cannot be had is none. Returns markdown for the summary, "" without findings. */
async function advise(world, root, made, sizes) {
    try {
        const { plan } = made;
        const built = plan.order.flatMap((name) => {
            const image = plan.images.get(name);
            return image?.decision.action === "build" ? [image] : [];
        });
        const subjects = await Promise.all(built.map((image) => readSubject(world, root, made, image)));
        const told = new Map();
        for (const subject of subjects.filter((one) => one !== undefined)) {
            // Images of one Dockerfile have the same findings.
            for (const finding of findFindings(subject)) {
                const { name, file } = subject;
                told.set(`${file} ${finding.rule} ${finding.line} ${finding.message}`, { name, file, finding });
            }
        }
        if (built.length > 0) {
            for (const { file, finding } of await adviseOnWorkflows(world, root, made, sizes))
                told.set(`${file} ${finding.rule} ${finding.line}`, { name: file, file, finding });
        }
        const all = [...told.values()];
        for (const one of all.slice(0, advise_MOST_ANNOTATIONS))
            annotate(world, one);
        if (all.length > advise_MOST_ANNOTATIONS) {
            world.log.group(`${all.length - advise_MOST_ANNOTATIONS} more findings`, all.slice(advise_MOST_ANNOTATIONS).map((one) => `${placeOf(one)}: ${describe(one.finding)}`));
        }
        return renderFindings(all);
    }
    catch (error) {
        world.log.debug(`no advice: ${(0,lib_errors/* describeError */.U)(error)}`);
        return "";
    }
}
function annotate(world, { name, file, finding }) {
    const { line } = finding;
    const at = {
        file: line === undefined ? (file.split(":")[0] ?? "") : file,
        title: finding.rule,
        ...(line === undefined ? {} : { line }),
    };
    world.log.notice(`${name}: ${describe(finding)} (${DOCUMENT}#${finding.rule})`, at);
}
function describe({ message, instead }) {
    return `${message}. Instead: ${instead}`;
}
function placeOf({ name, file, finding }) {
    return finding.line === undefined ? name : `${file}:${finding.line}`;
}
function renderFindings(all) {
    if (all.length === 0)
        return "";
    const rows = all
        .slice(0, MOST_ROWS)
        .map((one) => `| ${(0,markdown/* escapeCell */.kq)(placeOf(one))} | ${one.finding.rule} | ${(0,markdown/* escapeCell */.kq)(one.finding.message)} | ${(0,markdown/* escapeCell */.kq)(one.finding.instead)} |`);
    const more = all.length > MOST_ROWS ? `\n\n… and ${all.length - MOST_ROWS} more` : "";
    const head = "| place | finding | what it costs | instead |\n|---|---|---|---|";
    return `<details><summary>${all.length} findings in what was built</summary>\n\n${head}\n${rows.join("\n")}${more}\n\n</details>\n`;
}

;// CONCATENATED MODULE: ./lib/known-sizes.js


/** Of the images that are to be built. Never throws: what nobody knows is `undefined`. */
async function findKnownSizes(world, session, { images, order, trigger }) {
    const built = order
        .map((name) => images.get(name))
        .filter((image) => image?.decision.action === "build")
        .filter((image) => image !== undefined);
    return Promise.all(built.map(async (image) => {
        const { name } = image.spec;
        const last = await sizeOfLast(world, session, image, trigger);
        if (last !== undefined)
            return { name, bytes: last, from: "its last build" };
        return { name, bytes: await sizeOfBases(session, image), from: "its base images" };
    }));
}
async function sizeOfLast(world, { store }, { spec }, trigger) {
    if (store === undefined)
        return undefined;
    try {
        return (await (0,record/* readRecord */.aE)(store, spec.repositories[0], (0,record/* lastRecordTags */.j$)(trigger)))?.sizeBytes;
    }
    catch (error) {
        world.log.debug(`${spec.name}: no record of its last build: ${(0,lib_errors/* describeError */.U)(error)}`);
        return undefined;
    }
}
/** Compressed bytes of its external bases, for all of its platforms. Never throws. */
async function sizeOfBases({ bases }, { spec, inputs }) {
    const sizes = await Promise.all([...inputs.bases.keys()].flatMap((reference) => spec.platforms.map(async (platform) => (await bases.layers(reference, platform))?.reduce((sum, { size }) => sum + size, 0))));
    const known = sizes.filter((size) => size !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0);
}

;// CONCATENATED MODULE: ./lib/preflight/builder-disk.js
/** `undefined`: the engine is another machine's, or does not tell. Never throws. */
async function findBuilderDisk(world, survey) {
    const [endpoint, engine] = await Promise.all([survey.endpoint, survey.engine]);
    const folder = engine?.dataFolder ?? "";
    if (endpoint?.startsWith("unix://") !== true || !folder.startsWith("/"))
        return undefined;
    // In a container with the host's socket, the folder is not there.
    const freeBytes = await world.files.freeBytes(folder);
    return freeBytes === undefined ? undefined : { folder, freeBytes };
}

// EXTERNAL MODULE: ./lib/registry/credentials.js
var credentials = __webpack_require__(6097);
;// CONCATENATED MODULE: ./lib/preflight/time-limit.js
/** The work's result, or `undefined` when it is not there after `milliseconds`; what is under way then ends unheard. */
async function withinTime(world, milliseconds, work) {
    const done = new AbortController();
    const limit = world.clock
        .sleep(milliseconds, AbortSignal.any([done.signal, world.cancelled]))
        .then(() => undefined);
    // Nobody hears an error that comes after the limit.
    work.catch(() => { });
    try {
        return await Promise.race([work, limit]);
    }
    finally {
        done.abort();
    }
}

;// CONCATENATED MODULE: ./lib/preflight/check-bases.js


const check_bases_TIME_LIMIT_MS = 30_000;
/** What the registry of a base does not tell is passed over: the build asks it again. */
async function findMissingBases(world, images, { bases, basesOf, choice }) {
    const asked = images.flatMap(({ spec }) => [...basesOf(spec.name)].map(async ([reference, platforms]) => {
        const answer = await withinTime(world, check_bases_TIME_LIMIT_MS, bases.check(reference, [...platforms]));
        return answer?.kind === "absent" ? { spec, reference, reason: answer.reason } : undefined;
    }));
    const missing = (await Promise.all(asked)).filter((one) => one !== undefined);
    if (missing.length === 0)
        return [];
    const doubt = await findDoubt(world, choice);
    return missing.map(({ spec, reference, reason }) => {
        const place = spec.dockerfile.kind === "file" ? spec.dockerfile.path : spec.definedAt;
        const at = { file: place.split(":")[0] ?? "" };
        const message = `${place}: expected the base image ${reference}, found that ${reason}`;
        return doubt === undefined
            ? { level: "error", message, at }
            : { level: "warning", at, message: `${message}; the build fails, unless ${doubt}` };
    });
}
/** Why a builder may find what the registry does not have; `undefined`: it cannot. */
async function findDoubt(world, choice) {
    if (choice?.kind === "use" && choice.driver === "docker")
        return "the engine has it already";
    if (choice?.kind === "use" && choice.driver !== "docker-container")
        return "its builder has a mirror";
    if (choice?.kind === "use") {
        const argv = ["docker", "buildx", "inspect", choice.name];
        const { exitCode, stdout } = await world.exec([...argv], { timeoutMs: check_bases_TIME_LIMIT_MS });
        return exitCode !== 0 || stdout.includes("mirrors") ? "its builder has a mirror" : undefined;
    }
    // What a new builder is configured with, where nothing else is said.
    const folders = [world.env.BUILDX_CONFIG, `${(0,credentials/* userDockerConfig */.O8)(world.env)}/buildx`, "/etc/buildkit"];
    const texts = await Promise.all(folders.flatMap((folder) => folder === undefined
        ? []
        : ["buildkitd.default.toml", "buildkitd.toml"].map((name) => world.files.readText(`${folder}/${name}`))));
    return texts.some((text) => text?.includes("mirrors") === true) ? "its builder has a mirror" : undefined;
}

// EXTERNAL MODULE: ./lib/registry/platforms.js
var platforms = __webpack_require__(8559);
;// CONCATENATED MODULE: ./lib/preflight/check-builder.js

/** A platform that the builder does not name is a warning: files alone can be copied for any. */
function findBuilderProblems(images, analyses, { choice, builders, engineStore, cache, parts }) {
    if (choice.kind === "impossible")
        return [{ level: "error", message: choice.because }];
    if (choice.kind === "create")
        return [];
    const problems = [];
    if (choice.driver === "docker" && engineStore === "graph-driver" && cache !== "none") {
        problems.push({
            level: "error",
            message: `the builder ${choice.name} (driver docker) cannot export layer caches: its engine has no containerd image store; prepare a builder with docker/setup-buildx-action, or set the input cache to none`,
        });
    }
    const known = builders.find(({ name }) => name === choice.name)?.platforms ?? [];
    if (known.length === 0)
        return problems;
    const has = known.map((platform) => (0,platforms/* splitPlatform */.iQ)(platform.replace(/\*$/, "")));
    for (const { spec } of images) {
        if (!needsToRun(analyses.get(spec.name)))
            continue;
        const part = parts.get(spec.name);
        for (const platform of part === undefined ? spec.platforms : [part]) {
            if (has.some((one) => (0,platforms/* isSamePlatform */.SW)(one, (0,platforms/* splitPlatform */.iQ)(platform))))
                continue;
            problems.push({
                level: "warning",
                message: `${spec.name}: expected a builder for ${platform}, found that ${choice.name} runs ${known.join(", ")}: a RUN fails there with "exec format error"; build on a runner of that platform (mode: plan with runners), or emulate it (docker/setup-qemu-action)`,
            });
        }
    }
    return problems;
}
/** What is copied into a base of another platform runs nowhere; nor does a stage of the builder's own platform there. */
function needsToRun(analysis) {
    const elsewhere = new Set();
    let isElsewhere = false;
    for (const line of analysis?.canonicalText.split("\n") ?? []) {
        if (/^RUN\b/i.test(line) && !isElsewhere)
            return true;
        const [, flags, words] = /^FROM (\[.*?\]) text (\[.*\])$/.exec(line) ?? [];
        if (flags === undefined || words === undefined)
            continue;
        const [base = "", , name] = JSON.parse(words);
        const platform = JSON.parse(flags).find((flag) => flag.startsWith("--platform="));
        isElsewhere = platform === undefined ? elsewhere.has(base) : !/TARGET/.test(platform);
        if (name === undefined)
            continue;
        if (isElsewhere)
            elsewhere.add(name.toLowerCase());
        else
            elsewhere.delete(name.toLowerCase());
    }
    return false;
}

;// CONCATENATED MODULE: ./lib/preflight/check-registry.js
/** What the registry will refuse: repositories that are missing, pushes without the right to, tags that cannot move. */




const check_registry_TIME_LIMIT_MS = 45_000;
/** One probe for each repository: an upload is begun and cancelled, which leaves nothing. */
async function findRefusals(world, to, images) {
    const probes = new Map();
    const checks = images.flatMap((image) => image.spec.repositories.map(async (repository) => {
        const prepared = await check_registry_ask(world, (0,publish/* prepareRepositories */.QJ)(to, image, [repository]));
        if (prepared !== undefined)
            return [prepared];
        const path = to.store.pathOf(repository);
        const probe = probes.get(path) ?? check_registry_ask(world, to.store.registry.probePush(path));
        probes.set(path, probe);
        const { decision } = image;
        const mustMove = decision.action === "build" && decision.replaces;
        const tags = mustMove ? await check_registry_ask(world, (0,publish/* refuseImmutableTags */.gO)(to, image, [repository])) : undefined;
        return [await probe, tags].filter((problem) => problem !== undefined);
    }));
    return (await Promise.all(checks)).flat();
}
/** A clear no is an error; network trouble and odd answers tell nothing, and the build meets them with its retries. */
async function check_registry_ask(world, question) {
    try {
        await withinTime(world, check_registry_TIME_LIMIT_MS, question);
        return undefined;
    }
    catch (error) {
        const isClear = error instanceof registry_error/* RegistryError */.g ? isRefusal(error) : error instanceof lib_errors/* UserError */.y;
        const level = isClear ? "error" : "warning";
        return { level, message: isClear ? (0,lib_errors/* describeError */.U)(error) : `not checked: ${(0,lib_errors/* describeError */.U)(error)}` };
    }
}
function isRefusal({ kind }) {
    return kind === "denied" || kind === "missing-repository" || kind === "immutable";
}

;// CONCATENATED MODULE: ./lib/preflight/missing-secrets.js
/** All of them, of every given image. A fork's pull request has none, and needs none: it is not to be asked. */
async function findMissingSecrets(world, images, root) {
    const problems = [];
    for (const { spec } of images) {
        for (const secret of spec.secrets) {
            const problem = await findProblem(world, root, secret);
            if (problem === undefined)
                continue;
            problems.push({
                level: "error",
                message: `${spec.definedAt}: secrets: ${problem}`,
                at: { file: spec.definedAt.split(":")[0] ?? "" },
            });
        }
    }
    return problems;
}
async function findProblem(world, root, { id, source }) {
    switch (source.kind) {
        case "env":
            return (world.env[source.variable] ?? "") === ""
                ? `expected the variable ${source.variable} for the secret ${id}, found none; give it to the step: env: ${source.variable}: \${{ secrets.${source.variable} }}`
                : undefined;
        case "file": {
            const path = source.path.startsWith("/") ? source.path : `${root}/${source.path}`;
            return (await world.files.realPath(path)) === undefined
                ? `expected the file ${source.path} for the secret ${id}, found none`
                : undefined;
        }
    }
}

// EXTERNAL MODULE: ./lib/dockerfile/dockerignore.js
var dockerignore = __webpack_require__(8118);
;// CONCATENATED MODULE: ./lib/dockerfile/explain-ignore.js
/** Which line of an ignore file leaves a path out. */

/** The last line after which the path is left out; `undefined`: it is not. */
function explainIgnore(text, path) {
    const lines = text.split("\n");
    const isIgnoredAfter = (count) => (0,dockerignore/* compileDockerignore */._O)(lines.slice(0, count).join("\n")).isIgnored(path, false);
    if (!isIgnoredAfter(lines.length))
        return undefined;
    let line = lines.length;
    while (line > 1 && isIgnoredAfter(line - 1))
        line -= 1;
    return { pattern: lines[line - 1]?.trim() ?? "", line };
}

// EXTERNAL MODULE: ./lib/fingerprint/git-command.js
var git_command = __webpack_require__(1596);
// EXTERNAL MODULE: ./lib/images/nearest.js
var nearest = __webpack_require__(6424);
;// CONCATENATED MODULE: ./lib/preflight/missing-sources.js
/** `COPY` sources that no build will find: whether they are ignored, untracked or missing, and the nearest name. */




/** Throws nothing; a source that is on the disk after all is left to the build. */
async function explainMissingSources(world, tree, { spec, inputs }, lost) {
    const { dockerfile, definedAt } = spec;
    const file = dockerfile.kind === "file" ? dockerfile.path : definedAt;
    const found = await Promise.all(lost.map(async (one) => {
        const why = await missing_sources_explain(world, tree, one);
        if (why === undefined)
            return [];
        const { line, instruction, asWritten } = one.read;
        const what = `${file}:${line}: ${instruction} ${asWritten}: expected it in ${nameOf(one)}, found nothing`;
        return [
            {
                // Where other inputs cannot be known, neither can this one for certain.
                level: inputs.unknowns.length > 0 ? "warning" : "error",
                message: `${what}: ${why}`,
                ...(dockerfile.kind === "file" ? { at: { file, line, title: "source not found" } } : {}),
            },
        ];
    }));
    return found.flat();
}
function nameOf({ context }) {
    const path = context.source.kind === "local" ? context.source.path : "";
    const place = path === "" ? "the repository's root" : path;
    return context.name === "" ? `the context (${place})` : `the context ${context.name} (${place})`;
}
/** `undefined`: it cannot be told that the build will fail. */
async function missing_sources_explain(world, tree, { read, because, context }) {
    const { ignore, source } = context;
    if (source.kind !== "local")
        return undefined;
    const wanted = read.parents ? read.source.replace("/./", "/") : read.source;
    if (because === "ignored") {
        const rule = explainIgnore(ignore?.text ?? "", wanted);
        if (ignore === undefined || rule === undefined)
            return "all of it is left out by the ignore file";
        return `it is ignored by ${ignore.path}:${rule.line}: ${rule.pattern}; add the line !${wanted} below`;
    }
    const path = (0,clean_path/* joinBelow */.ur)(source.path, wanted);
    if ((await world.files.realPath(`${tree.root}/${path}`)) !== undefined)
        return undefined;
    const rule = await askGitIgnore(world, tree, path);
    if (rule !== undefined) {
        return `git does not track it (${rule}), so a checkout does not have it: make it in a step before this one, or commit it`;
    }
    if ((await world.files.realPath(`${tree.root}/${source.path}`)) === undefined) {
        return "the context's folder does not exist";
    }
    if (/^\.\.(?:\/|$)/.test((0,clean_path/* cleanPath */.ts)(read.asWritten))) {
        return "a build reads nothing above its context: set the image's context to a folder above, and its dockerfile to the path below that";
    }
    const nearest = await findNearest(world, tree, source.path, wanted);
    return `it is missing${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`;
}
/** `file:line: pattern` of the rule that keeps a path out of git. */
async function askGitIgnore(world, { root, index }, path) {
    if (index === undefined)
        return undefined;
    const { argv, options } = (0,git_command/* gitCommand */.QT)(world.platform.os, root, "check-ignore", "--verbose", "--", path);
    const result = await world.exec(argv, options);
    if (result.exitCode !== 0)
        return undefined;
    const rule = /^([^\t]+):(\d+):([^\t]+)\t/.exec(result.stdout.toString("utf8"));
    return rule === null ? undefined : `${rule[1]}:${rule[2]}: ${rule[3]}`;
}
/** A file of that name elsewhere in the context, else a name like it in the same folder. */
async function findNearest(world, tree, context, wanted) {
    const prefix = context === "" ? "" : `${context}/`;
    const folder = (0,clean_path/* parentOf */.gN)(wanted);
    const name = wanted.slice(folder === "" ? 0 : folder.length + 1);
    const siblings = (await world.files.list(`${tree.root}/${(0,clean_path/* joinBelow */.ur)(context, folder)}`)).map((one) => one.name);
    const sibling = (0,nearest/* nearestName */.q)(name, siblings);
    if (sibling !== undefined)
        return (0,clean_path/* joinBelow */.ur)(folder, sibling);
    const elsewhere = tree
        .listPaths()
        .filter((path) => path.startsWith(prefix) && `/${path}`.endsWith(`/${name}`))
        .sort((a, b) => a.length - b.length)[0];
    return elsewhere?.slice(prefix.length);
}

;// CONCATENATED MODULE: ./lib/preflight/problem.js
/** What a check found: an error where the build is certain to fail, a warning where it may. */

/** Logs all warnings; throws UserError with all errors at once, each one time. */
function tellProblems(log, problems) {
    const told = new Set();
    const errors = [];
    for (const { level, message, at } of problems) {
        if (told.has(message))
            continue;
        told.add(message);
        if (level === "error")
            errors.push(message);
        else
            log.warning(message, at);
    }
    const files = problems.flatMap(({ at }) => (at === undefined ? [] : [at.file]));
    const [first, ...rest] = errors;
    if (first !== undefined)
        throw new lib_errors/* UserError */.y([first, ...rest], { files });
}

;// CONCATENATED MODULE: ./lib/preflight/preflight.js
/** Everything that can be known to fail before the first build starts, of all images at once. */








/** Nothing to build, nothing asked. Throws UserError with every certain failure; logs warnings. */
async function preflight(world, session, made, options) {
    const { plan } = made;
    const wanted = plan.order.flatMap((name) => plan.images.get(name) ?? []);
    const built = wanted.filter(({ decision }) => decision.action === "build");
    if (built.length === 0)
        return;
    const pushed = wanted.filter(({ decision }) => decision.action !== "reuse");
    const { publication } = options;
    const problems = await Promise.all([
        plan.trigger.isFork ? [] : findMissingSecrets(world, built, session.root),
        findSourceProblems(world, session, made, built),
        publication === undefined ? [] : findRefusals(world, publication, pushed),
        findBuildersProblems(world, session, made, built, options),
    ]);
    tellProblems(world.log, problems.flat());
}
async function findSourceProblems(world, session, { lost }, images) {
    const tree = await session.tree;
    const found = await Promise.all(images.map((image) => explainMissingSources(world, tree, image, lost.get(image.spec.name) ?? [])));
    return found.flat();
}
async function findBuildersProblems(world, session, { analyses, basesOf }, images, { survey, publication, cache, parts }) {
    const registryHost = publication?.store.target.host;
    let choice;
    let { builders, engineStore } = {};
    try {
        const facts = await survey.facts;
        ({ builders, engineStore } = facts);
        choice = chooseBuilder(facts, { registryHost });
    }
    catch (error) {
        choice = { kind: "impossible", because: (0,lib_errors/* describeError */.U)(error) };
    }
    const kind = cache.kind === "registry" && !cache.canWrite ? "none" : cache.kind;
    const wishes = { choice, builders: builders ?? [], engineStore, cache: kind, parts };
    return [
        ...findBuilderProblems(images, analyses, wishes),
        ...(await findMissingBases(world, images, { bases: session.bases, basesOf, choice })),
    ];
}

;// CONCATENATED MODULE: ./lib/preflight/predict-disk.js
/** Unpacked, a layer has about three times its compressed size; the compressed one lies beside it until it is pushed. */
const DISK_FOR_ONE_BYTE = 4;
/** A lower bound where some sizes are unknown; `undefined`: all are. */
function predictDisk(images) {
    const sizes = new Map(images.map(({ name, bytes }) => [name, bytes]));
    const own = images.flatMap(({ bytes, parents }) => {
        if (bytes === undefined)
            return [];
        const shared = parents.reduce((sum, parent) => sum + (sizes.get(parent) ?? 0), 0);
        return [Math.max(0, bytes - shared) * DISK_FOR_ONE_BYTE];
    });
    if (own.length === 0)
        return undefined;
    return { totalBytes: own.reduce((sum, one) => sum + one, 0), largestBytes: Math.max(...own) };
}

;// CONCATENATED MODULE: ./lib/preflight/reclaim-disk.js
/** The most gigabytes for the fewest files first. Languages that later steps often use (Node, Python, Go, Java) stay. */
const UNUSED_FOLDERS = [
    "/opt/hostedtoolcache/CodeQL",
    "/usr/share/dotnet",
    "/usr/local/lib/android",
    "/opt/ghc",
    "/usr/local/.ghcup",
    "/usr/share/swift",
    "/usr/local/share/powershell",
];
const reclaim_disk_TIME_LIMIT_MS = 5 * 60_000;
/** Names of the folders that are gone now. Never throws; `isEnough` is asked before each. */
async function reclaimDisk(world, folders, isEnough) {
    const removed = [];
    for (const folder of folders) {
        if (world.cancelled.aborted || (await isEnough()))
            break;
        // Never through a link: what it leads to may be anything.
        if ((await world.files.stat(folder))?.kind !== "directory")
            continue;
        // They belong to root, and the runner's user may become it without a password.
        const options = { timeoutMs: reclaim_disk_TIME_LIMIT_MS };
        await world.exec(["sudo", "-n", "rm", "-rf", "--one-file-system", "--", folder], options);
        // Without sudo, what the user may remove.
        if ((await world.files.stat(folder)) !== undefined)
            await world.files.remove(folder).catch(() => { });
        if ((await world.files.stat(folder)) === undefined)
            removed.push(folder);
    }
    return removed;
}
/** Only GitHub's own machines, which are thrown away after the job. */
function isHostedRunner({ env, platform }) {
    return env.RUNNER_ENVIRONMENT === "github-hosted" && platform.os === "linux";
}

;// CONCATENATED MODULE: ./lib/preflight/prepare-disk.js
/** Compares what builds will need with what is free, makes room where that is allowed, and warns where it is not enough. */




/** `undefined`: not known. Never fails a run. */
async function prepareDisk(world, session, plan, { disk, records, reclaim }) {
    const needed = await predict(session, plan, records);
    const isHosted = isHostedRunner(world);
    if (reclaim === "true" && !isHosted) {
        world.log.info("reclaim-disk: nothing is removed: this is no runner that GitHub hosts");
    }
    if (disk === undefined)
        return undefined;
    let free = disk.freeBytes;
    const wanted = needed?.totalBytes ?? 0;
    if (isHosted && (reclaim === "true" || (reclaim === "auto" && free < wanted))) {
        const before = free;
        const removed = await reclaimDisk(world, UNUSED_FOLDERS, async () => {
            free = (await world.files.freeBytes(disk.folder)) ?? free;
            return reclaim === "auto" && free >= wanted;
        });
        free = (await world.files.freeBytes(disk.folder)) ?? free;
        const what = removed.length === 0 ? "nothing was there to remove" : `removed ${removed.join(", ")}`;
        world.log.info(`Disk: ${(0,markdown/* formatBytes */.z3)(before)} free, now ${(0,markdown/* formatBytes */.z3)(free)}: ${what}`);
    }
    if (needed !== undefined && free < wanted)
        warn(world, free, needed, isHosted && reclaim === "false");
    return needed === undefined ? undefined : { freeBytes: free, largestBytes: needed.largestBytes };
}
function warn(world, free, { totalBytes }, mayReclaim) {
    const next = mayReclaim
        ? "the input reclaim-disk: auto removes folders of this runner that builds do not use"
        : "build fewer images in one job (mode: plan), or on a larger runner";
    world.log.warning(`the builder's disk has ${(0,markdown/* formatBytes */.z3)(free)} free, and the builds are expected to take about ${(0,markdown/* formatBytes */.z3)(totalBytes)}: ${next}`);
}
async function predict(session, { images, order }, records) {
    const built = order.flatMap((name) => {
        const image = images.get(name);
        return image?.decision.action === "build" ? [image] : [];
    });
    return predictDisk(await Promise.all(built.map(async (image) => {
        const { name } = image.spec;
        const { last, baseline } = records.get(name) ?? {};
        const bytes = (last ?? baseline)?.sizeBytes ?? (await sizeOfBases(session, image));
        return { name, bytes, parents: image.parents.map(({ parent }) => parent) };
    })));
}

// EXTERNAL MODULE: ./lib/report/hand-over.js
var hand_over = __webpack_require__(5568);
// EXTERNAL MODULE: ./lib/legs/stored-plan.js
var stored_plan = __webpack_require__(9532);
;// CONCATENATED MODULE: ./lib/legs/build-leg.js
/** `mode: build`: one leg of a plan that another job made. The plan's decisions hold only for the tree that they were made from. */


/** Throws UserError where the plan has no such leg. */
async function readLeg(world, inputs) {
    const stored = await (0,stored_plan/* readStoredPlan */.T)(world, inputs.plan);
    const leg = stored.legs.find(({ name }) => name === inputs.leg);
    if (leg === undefined) {
        const known = stored.legs.slice(0, 10).map(({ name }) => name);
        throw new lib_errors/* UserError */.y(`input leg: the plan has no leg ${JSON.stringify(inputs.leg)}; it has ${known.join(", ") || "none"}`);
    }
    return { stored, leg };
}
/**
 * `made` is this job's own plan of the leg's images. Throws UserError unless it says the same of every image
 * as the stored one: then the checkout, the arguments, the bases and the registry are those of the plan.
 */
function confineToLeg(made, { stored, leg }) {
    const problems = [];
    const images = new Map();
    const parts = new Map();
    for (const name of made.order) {
        const image = made.images.get(name);
        const planned = stored.images[name];
        if (image === undefined)
            continue;
        if (planned === undefined) {
            problems.push(`${name}: this checkout builds on it, and the plan does not have it`);
        }
        else if (planned.fingerprint !== image.decision.fingerprint) {
            problems.push(describeMismatch(name, planned, image));
        }
        else if (!leg.images.includes(name)) {
            const problem = checkReused(name, planned, image.decision);
            if (problem !== undefined)
                problems.push(problem);
            images.set(name, image);
        }
        else {
            if (image.spec.platforms.length > 1)
                parts.set(name, leg.platform);
            images.set(name, {
                ...image,
                spec: { ...image.spec, platforms: [leg.platform] },
                decision: decide(image, planned),
            });
        }
    }
    for (const name of leg.images) {
        if (!made.order.includes(name))
            problems.push(`${name}: the plan has it, this checkout does not`);
    }
    const [first, ...rest] = problems;
    if (first !== undefined) {
        throw new lib_errors/* UserError */.y([`leg ${leg.name} is not what was planned; nothing is built`, first, ...rest]);
    }
    return { plan: { ...made, images }, parts };
}
/** What was found since stands for a whole image only; a platform of several is built as planned. */
function decide({ decision, spec }, planned) {
    if (decision.action !== "reuse" || spec.platforms.length === 1)
        return decision;
    const [first = "planned", ...rest] = planned.reasons;
    const { name, fingerprint } = decision;
    return {
        action: "build",
        name,
        fingerprint,
        reasons: [first, ...rest],
        replaces: true,
        isAskedFor: false,
    };
}
function describeMismatch(name, planned, image) {
    const moved = [...image.inputs.bases].flatMap(([reference, digest]) => {
        const was = planned.bases[reference] ?? undefined;
        return was === digest ? [] : [`${reference} is ${digest ?? "unknown"} now and was ${was ?? "unknown"}`];
    });
    const why = moved.length > 0
        ? moved.join(", ")
        : "its files, arguments or settings differ: both jobs need the same checkout, inputs and variables";
    return `${name}: planned as ${planned.fingerprint.slice(0, 20)}, here it is ${image.decision.fingerprint.slice(0, 20)}: ${why}`;
}
/** A base of another leg's, or of an earlier run, must be the very image that was planned with. */
function checkReused(name, planned, decision) {
    if (planned.action !== "reuse")
        return `${name}: a base that the plan builds in another leg`;
    if (decision.action !== "reuse")
        return `${name}: the plan reuses ${planned.digest}, which is gone`;
    const is = decision.found.manifest.digest;
    return is === planned.digest
        ? undefined
        : `${name}: the plan reuses ${planned.digest}, the registry has ${is}`;
}

// EXTERNAL MODULE: ./lib/report/publish.js + 9 modules
var report_publish = __webpack_require__(2676);
;// CONCATENATED MODULE: ./lib/report/runner-price.js
/** GitHub's public price of the runner a job is on, where that is known. Pure. */

/**
 * US dollars a minute of GitHub's Linux runners by their cores, since 2026-01-01.
 * https://docs.github.com/billing/reference/actions-runner-pricing
 */
const PRICES = {
    X64: { 2: 0.006, 4: 0.012, 8: 0.022, 16: 0.042, 32: 0.082, 64: 0.162, 96: 0.252 },
    ARM64: { 2: 0.005, 4: 0.008, 8: 0.014, 16: 0.026, 32: 0.05, 64: 0.098 },
};
/** Public repositories have standard runners of up to four cores for nothing; larger ones cost there too. */
const FREE_CORES = 4;
/** `undefined`: free, not GitHub's, or not known. A runner with a GPU costs more than its cores tell. */
function findPrice(env, cpus, payload) {
    if (env.RUNNER_ENVIRONMENT !== "github-hosted" || env.RUNNER_OS !== "Linux")
        return undefined;
    const isPrivate = (0,registry_json/* isObject */.Gv)(payload) && (0,registry_json/* objectAt */.lJ)(payload, "repository")?.private === true;
    return isPrivate || cpus > FREE_CORES ? PRICES[env.RUNNER_ARCH ?? ""]?.[cpus] : undefined;
}

;// CONCATENATED MODULE: ./lib/carry-out.js
var carry_out_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var carry_out_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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
/** From a plan to its outcomes: caches, builder, builds. Loaded only by the modes that build. */























const NO_MODES = new Map();
async function carryOut(world, session, inputs, made, { push, parts, survey }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { plan, argsToSet, pins, findMounts, linked } = made;
        const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build").length;
        const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: results } = world.env;
        const cacheFacts = {
            hasRegistry: inputs.registry !== undefined,
            pushes: push,
            hasGithubCache: Boolean(token && results),
        };
        const choice = chooseCache(inputs.cache, cacheFacts);
        // A builder of ours for nothing else would miss what the user's one has.
        const isWanted = ({ spec }) => wishOf(spec.lazy, inputs.lazy) === "true" && (spec.runtime !== "lambda" || spec.lazy === "true");
        const options = {
            survey,
            wantsLazy: choice.kind === "registry" && choice.canWrite && builtImages(plan).some(isWanted),
            registryHost: push ? inputs.registry?.host : undefined,
            env: session.env,
            buildkitImage: inputs.buildkitImage,
            isLeftToPost: () => (0,rescue/* isLeftToPost */.LA)(world, session.scratch),
        };
        const { store } = session;
        const { trigger } = plan;
        const { cpus, memoryBytes } = world.platform;
        const { tags: inputTags, createRepositories } = inputs;
        const reading = (0,read_records/* readRecords */.T)(world, store, plan);
        const foreseen = builds > 0 ? foreseeLazy() : Promise.resolve(NO_MODES);
        // Waited for further on, if nothing else ends the run before.
        foreseen.catch(() => { });
        const builders = carry_out_addDisposableResource(env_1, builds > 0 ? openBuilders(world, { ...options, modes: foreseen, scratch: session.scratch }) : undefined, true);
        await preflight(world, session, made, {
            survey,
            publication: store && push ? { store, trigger, inputTags, createRepositories, parts } : undefined,
            cache: choice,
            parts,
        });
        const disk = builds > 0 ? findBuilderDisk(world, survey) : undefined;
        const advice = await advise(world, session.root, made, async () => {
            const sizes = await findKnownSizes(world, session, plan);
            return new Map(sizes.map(({ name, bytes = 0 }) => [name, bytes]));
        });
        if (advice !== "")
            await (0,hand_over/* trySummary */.g8)(world, advice);
        const caches = await openLayerCaches(world, builds > 0 ? choice : { kind: "none", because: "nothing is built", isWorthAWarning: false }, {
            store: session.store,
            repository: inputs.cacheRepository,
            createRepositories: inputs.createRepositories,
            refuse: async () => refuseBeyondLimit(await findKnownSizes(world, session, plan), inputs.githubCacheGb),
        });
        const shelf = builds > 0 && inputs.cacheMounts !== "none"
            ? await openMountShelf(world, {
                choice: chooseMountCache(inputs.cacheMounts, cacheFacts),
                store: session.store,
                repository: inputs.cacheRepository,
                createRepositories: inputs.createRepositories,
                githubCacheGb: inputs.githubCacheGb,
                scratch: session.scratch,
            })
            : undefined;
        const records = await reading;
        const lazy = caches.kind === "registry" && caches.canWrite ? await foreseen : NO_MODES;
        const builder = await builders?.first();
        const isLocal = builder?.driver === "docker" || builder?.driver === "docker-container";
        const room = isLocal
            ? await prepareDisk(world, session, plan, { disk: await disk, records, reclaim: inputs.reclaimDisk })
            : undefined;
        // What its last build had was checked then, and a quick build would wait for the checks.
        const unchecked = inputs.checks && builder !== undefined
            ? builtImages(plan).filter(({ spec }) => !made.sameDockerfile.has(spec.name))
            : [];
        const checked = checkDockerfiles(world, unchecked, {
            root: session.root,
            empty: `${session.scratch}/empty`,
            builder: builder?.name ?? "",
            env: session.env,
        });
        const outcomes = await buildPlan(world, plan, {
            root: session.root,
            builders,
            env: session.env,
            store: session.store,
            push,
            scratch: session.scratch,
            maxParallel: inputs.maxParallel ?? chooseParallelism(cpus, memoryBytes, room),
            timeoutMinutes: inputs.timeoutMinutes ?? 0,
            stallMinutes: inputs.stallMinutes,
            inputTags: inputs.tags,
            createRepositories: inputs.createRepositories,
            retries: inputs.retries,
            noCache: inputs.noCache,
            argsToSet,
            pins,
            linked,
            caches,
            baseLayers: session.bases.layers,
            mounts: shelf && { shelf, find: findMounts, limitKb: inputs.cacheMountMb * 1000 },
            lazy,
            checkpointMinutes: inputs.checkpointMinutes,
            parts,
            records,
        });
        await checked;
        return { outcomes, records };
        /** Beside all else that comes before a build: its answer starts a builder. */
        async function foreseeLazy() {
            const { kind } = choice;
            return planLazy(world, plan, {
                wish: inputs.lazy,
                thresholdBytes: inputs.lazyMb * 1e6,
                root: session.root,
                caches: kind === "registry" && store !== undefined
                    ? { kind, store, repository: inputs.cacheRepository, canWrite: choice.canWrite }
                    : { kind: kind === "gha" ? kind : "none" },
                records: await reading,
                choice: chooseBuilder(await survey.facts, options),
                noCache: inputs.noCache,
            });
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = carry_out_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
function builtImages({ images, order }) {
    return order.flatMap((name) => {
        const image = images.get(name);
        return image?.decision.action === "build" ? [image] : [];
    });
}


/***/ })

};
