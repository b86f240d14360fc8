export const id = 220;
export const ids = [220];
export const modules = {

/***/ 97:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ openFiles)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6760);
/** The only door to the file system. */





/** `temporaryRoot`: GitHub's RUNNER_TEMP, which the runner empties; else the system's. */
function openFiles(temporaryRoot) {
    const readBytes = (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)(path));
    return {
        readBytes,
        readText: async (path) => (await readBytes(path))?.toString("utf8"),
        readStart: (path, limit) => absentIsUndefined(readStart(path, limit)),
        hash: (path, algorithm, prefix) => absentIsUndefined(hashFile(path, algorithm, prefix)),
        async write(path, data, mode) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.dirname)(path), { recursive: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.writeFile)(path, data, mode === undefined ? {} : { mode });
        },
        stat: (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.lstat)(path).then(async (stat) => ({
            kind: kindOf(stat),
            mode: stat.mode & 0o7777,
            size: stat.size,
            linkTarget: stat.isSymbolicLink() ? await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readlink)(path) : undefined,
        }))),
        // One call each, without a promise each: a microsecond or two where most are missing.
        existing: async (paths) => paths.filter(isThere),
        async list(path) {
            const entries = (await absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readdir)(path, { withFileTypes: true }))) ?? [];
            return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        },
        freeBytes: (path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.statfs)(path).then(({ bavail, bsize }) => bavail * bsize, () => undefined),
        async makeDirectory(path) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(path, { recursive: true });
        },
        async makeTemporary(prefix) {
            const root = temporaryRoot ?? (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(root, { recursive: true });
            return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(root, prefix));
        },
        link: (target, path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.symlink)(target, path),
        remove: (path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path, { recursive: true, force: true }),
        realPath: (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.realpath)(path)),
    };
}
async function hashFile(path, algorithm, prefix) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(algorithm).update(prefix);
    for await (const chunk of (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { highWaterMark: 1 << 20 }))
        hash.update(chunk);
    return hash.digest("hex");
}
async function readStart(path, limit) {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, "r");
    try {
        const buffer = Buffer.alloc(limit);
        const { bytesRead } = await file.read(buffer, 0, limit, 0);
        return buffer.subarray(0, bytesRead);
    }
    finally {
        await file.close();
    }
}
function kindOf(entry) {
    if (entry.isFile())
        return "file";
    if (entry.isDirectory())
        return "directory";
    return entry.isSymbolicLink() ? "link" : "other";
}
function isThere(path) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        // A part of the path is no folder.
        return false;
    }
}
async function absentIsUndefined(promise) {
    try {
        return await promise;
    }
    catch (error) {
        const code = error.code;
        // A folder is no file, and a file no folder.
        if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR")
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 2220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ANSWER: () => (/* binding */ ANSWER),
/* harmony export */   serveGithubCache: () => (/* binding */ serveGithubCache)
/* harmony export */ });
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8321);
/* harmony import */ var _node_modules_actions_cache_lib_internal_cacheHttpClient_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1841);
/* harmony import */ var _node_modules_actions_cache_lib_internal_config_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5253);
/* harmony import */ var _node_modules_actions_cache_lib_internal_shared_cacheTwirpClient_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9513);
/* harmony import */ var _files_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(97);
/**
 * The only door to GitHub's cache service: `main.ts` with the argument `github-cache`, a program of its own, because
 * the library neither ends a transfer that hangs nor keeps its words out of the log. It takes the parts of
 * `@actions/cache` that speak to the service and move one file: the package's save and restore would pack what is
 * packed already once more, on the runner's disk (docs/decisions/0074).
 */





const ANSWER = "ml-image-build-github-cache ";
/** What tells these entries from those of other tools; a hash, as theirs is. */
const VERSION = "40fae9a5a8d50ca52375e0d76be9cc2283d7c394b4ed0a6d1aa2340c20a4979e";
/** Answers one request. Never throws. */
async function serveGithubCache() {
    let answer;
    try {
        if ((0,_node_modules_actions_cache_lib_internal_config_js__WEBPACK_IMPORTED_MODULE_4__/* .getCacheServiceVersion */ .U0)() !== "v2")
            throw new Error("this GitHub has no cache service of version 2");
        const request = JSON.parse(await (0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__.text)(process.stdin));
        answer = { keys: await answerRequest((0,_node_modules_actions_cache_lib_internal_shared_cacheTwirpClient_js__WEBPACK_IMPORTED_MODULE_2__/* .internalCacheTwirpClient */ .t)(), request) };
    }
    catch (error) {
        answer = { error: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`\n${ANSWER}${JSON.stringify(answer)}\n`);
}
async function answerRequest(client, request) {
    const answers = [];
    switch (request.kind) {
        case "read":
            for (const { keys, path } of request.files)
                answers.push(await readFirst(client, keys, path));
            return answers;
        case "write":
            for (const { key, path } of request.files)
                answers.push(await writeOne(client, key, path));
            return answers;
        case "look":
            return [(await findFirst(client, request.keys, request.version))?.matchedKey ?? null];
    }
}
async function findFirst(client, keys, version) {
    for (const key of keys) {
        const found = await client.GetCacheEntryDownloadURL({ key, restoreKeys: [], version });
        if (found.ok)
            return found;
    }
    return undefined;
}
async function readFirst(client, keys, path) {
    const found = await findFirst(client, keys, VERSION);
    if (found === undefined)
        return null;
    await (0,_node_modules_actions_cache_lib_internal_cacheHttpClient_js__WEBPACK_IMPORTED_MODULE_1__/* .downloadCache */ .du)(found.signedDownloadUrl, path, { useAzureSdk: true });
    return found.matchedKey;
}
async function writeOne(client, key, path) {
    const known = await client.GetCacheEntryDownloadURL({ key, restoreKeys: [], version: VERSION });
    if (known.ok && known.matchedKey === key)
        return key;
    const created = await client.CreateCacheEntry({ key, version: VERSION }).catch((error) => {
        // Another job is writing the same bytes at this moment.
        if (/already exists/i.test(error.message))
            return undefined;
        throw error;
    });
    if (created === undefined)
        return key;
    if (!created.ok)
        throw new Error(created.message || "GitHub's cache takes no entry");
    const archiveSizeBytes = (await (0,_files_js__WEBPACK_IMPORTED_MODULE_3__/* .openFiles */ .K)(undefined).stat(path))?.size ?? 0;
    await (0,_node_modules_actions_cache_lib_internal_cacheHttpClient_js__WEBPACK_IMPORTED_MODULE_1__/* .saveCache */ .Io)(-1, path, created.signedUploadUrl, {
        useAzureSdk: true,
        uploadChunkSize: 64 * 1024 * 1024,
        uploadConcurrency: 8,
        archiveSizeBytes,
    });
    const ended = await client.FinalizeCacheEntryUpload({
        key,
        version: VERSION,
        sizeBytes: String(archiveSizeBytes),
    });
    if (!ended.ok)
        throw new Error(ended.message || "GitHub's cache did not take the whole entry");
    return key;
}


/***/ })

};
