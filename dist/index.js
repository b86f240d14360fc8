import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 8995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 8321:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/consumers");

/***/ }),

/***/ 6466:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 2018:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 7016:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 1494:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ dockerQuestions),
/* harmony export */   i: () => (/* binding */ ENGINE_TIMEOUT_MS)
/* harmony export */ });
/** An engine that hangs must not keep a run that builds elsewhere. */
const ENGINE_TIMEOUT_MS = 30_000;
const dockerQuestions = {
    builders: { argv: ["docker", "buildx", "ls", "--format", "{{json .}}"], options: {} },
    /** Where the engine's own socket cannot be asked. Two lines: what the image store says of itself, and where it keeps its data. */
    engine: {
        argv: ["docker", "info", "--format", "{{json .DriverStatus}}\n{{.DockerRootDir}}"],
        options: { timeoutMs: ENGINE_TIMEOUT_MS },
    },
    endpoint: {
        argv: ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"],
        options: { timeoutMs: ENGINE_TIMEOUT_MS },
    },
};


/***/ }),

/***/ 1596:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   QT: () => (/* binding */ gitCommand),
/* harmony export */   Ry: () => (/* binding */ earlyQuestions),
/* harmony export */   ab: () => (/* binding */ questions),
/* harmony export */   eS: () => (/* binding */ GIT_TIMEOUT_MS)
/* harmony export */ });
const GIT_TIMEOUT_MS = 120_000;
/** Settings under which git says more than usual, and none under which it says less than what is on the disk. */
const settings = [
    // A checkout that another user owns (job containers) is still the one that the runner was told to build.
    "safe.directory=*",
    "core.quotepath=off",
    // Believed without a look at the files otherwise.
    "core.fsmonitor=false",
    "core.trustctime=true",
    "core.checkStat=default",
];
/** Where files have modes, links and two cases: a repository that was set up elsewhere would hide changes of them. */
const unixSettings = ["core.fileMode=true", "core.symlinks=true"];
/** What a hook or an outer git leaves in the environment would show us another repository or index. */
const foreignVariables = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_ATTR_SOURCE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];
/** The command line and environment of `git ARGS` in `directory`, on this operating system. */
function gitCommand(os, directory, ...args) {
    const all = [
        ...settings,
        ...(os === "win32" ? [] : unixSettings),
        ...(os === "linux" ? ["core.ignoreCase=false"] : []),
    ];
    return {
        argv: ["git", "-C", directory, ...all.flatMap((one) => ["-c", one]), ...args],
        options: {
            timeoutMs: GIT_TIMEOUT_MS,
            env: {
                ...Object.fromEntries(foreignVariables.map((name) => [name, undefined])),
                GIT_OPTIONAL_LOCKS: "0",
                GIT_TERMINAL_PROMPT: "0",
                LC_ALL: "C",
            },
        },
    };
}
/** What git is asked. Each question is a process, and starting one stops this one for a while (fork). */
const questions = {
    // Looks at every file's times on several threads, as `ls-files --modified` does not.
    changed: ["diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"],
    untracked: ["ls-files", "-z", "--others", "--directory"],
    // The root last: its name may have line ends in it.
    checkout: [
        "rev-parse",
        "--show-object-format",
        "--git-path",
        "index",
        "--git-path",
        "info/attributes",
        "--show-toplevel",
    ],
    conversion: ["config", "--get-regexp", "^core\\.(autocrlf|eol|attributesfile)$"],
    // Only where its file is not plain.
    index: ["ls-files", "-z", "--stage", "-v"],
};
/** What every run asks, all at once, the longest first, of the directory that it starts in; right where that is the checkout's root. */
function earlyQuestions(os, directory) {
    const { changed, untracked, checkout, conversion } = questions;
    return [changed, untracked, checkout, conversion].map((args) => gitCommand(os, directory, ...args));
}


/***/ }),

/***/ 342:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _build_docker_questions_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1494);
/* harmony import */ var _fingerprint_git_command_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1596);
/* harmony import */ var _shell_cancellation_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5027);
/* harmony import */ var _shell_early_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6673);
/* harmony import */ var _shell_exec_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4439);
/** The action's main step: asks git and docker while the rest of the bundle loads, then starts. Also the program that it starts for GitHub's cache. */





if (process.argv[2] === "github-cache") {
    await (await Promise.all(/* import() */[__nccwpck_require__.e(409), __nccwpck_require__.e(220)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2220))).serveGithubCache();
}
else {
    const cancelled = (0,_shell_cancellation_js__WEBPACK_IMPORTED_MODULE_2__/* .listenForCancellation */ .c)();
    const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
    const mode = (process.env.INPUT_MODE ?? "").trim();
    const builds = ["", "all", "build"].includes(mode);
    const early = (0,_shell_early_js__WEBPACK_IMPORTED_MODULE_4__/* .startEarly */ .w)(_shell_exec_js__WEBPACK_IMPORTED_MODULE_3__/* .exec */ .m0, [
        ...(builds || mode === "plan" ? (0,_fingerprint_git_command_js__WEBPACK_IMPORTED_MODULE_1__/* .earlyQuestions */ .Ry)(process.platform, workspace) : []),
        ...(builds ? [_build_docker_questions_js__WEBPACK_IMPORTED_MODULE_0__/* .dockerQuestions */ .c.builders, _build_docker_questions_js__WEBPACK_IMPORTED_MODULE_0__/* .dockerQuestions */ .c.endpoint] : []),
    ]);
    const { start } = await Promise.all(/* import() */[__nccwpck_require__.e(624), __nccwpck_require__.e(194)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3194));
    await start(early.exec, cancelled);
    early.end();
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 5027:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ listenForCancellation)
/* harmony export */ });
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8474);
/* harmony import */ var _exec_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4439);
/** The runner's cancellation as a signal. Listened for before the first program is started, so that none outlives it. */


/** Aborted by SIGINT and SIGTERM, which also set the exit code. */
function listenForCancellation() {
    const cancellation = new AbortController();
    // Every running program and waiting request listens to it.
    (0,node_events__WEBPACK_IMPORTED_MODULE_0__.setMaxListeners)(0, cancellation.signal);
    for (const signal of ["SIGINT", "SIGTERM"]) {
        process.on(signal, () => {
            process.exitCode = (0,_exec_js__WEBPACK_IMPORTED_MODULE_1__/* .exitCodeOfSignal */ .fH)(signal);
            cancellation.abort();
        });
    }
    return cancellation.signal;
}


/***/ }),

/***/ 6673:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ startEarly)
/* harmony export */ });
/** Starts `commands` now. */
function startEarly(exec, commands) {
    const started = new Map();
    for (const { argv, options } of commands) {
        const ending = new AbortController();
        const result = exec(argv, { ...options, signal: ending.signal });
        started.set(JSON.stringify(argv), { result, ending });
    }
    return {
        exec(argv, options) {
            const key = JSON.stringify(argv);
            const early = started.get(key);
            if (early === undefined)
                return exec(argv, options);
            started.delete(key);
            const end = () => early.ending.abort();
            options?.signal?.addEventListener("abort", end, { once: true });
            if (options?.signal?.aborted === true)
                end();
            return early.result;
        },
        end() {
            for (const { ending } of started.values())
                ending.abort();
        },
    };
}


/***/ }),

/***/ 4439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  m0: () => (/* binding */ exec),
  fH: () => (/* binding */ exitCodeOfSignal),
  qG: () => (/* binding */ leave)
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __nccwpck_require__(1421);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./lib/shell/buildx-program.js
/**
 * Where buildx's own program lies. `docker buildx …` starts it twice, first to ask for its name: 60 ms and a core of
 * each call. Started by itself it is the same program (buildx documents that). Found as docker finds it
 * (docker/cli, cli-plugins/manager); wherever something is unusual, docker is asked as ever.
 */



const SYSTEM_FOLDERS = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];
/** Absolute path; `undefined`: go by `docker`. Never throws. */
function findBuildx(env, { platform = process.platform, systemFolders = SYSTEM_FOLDERS } = {}) {
    if (platform !== "linux")
        return undefined;
    const docker = (env.PATH ?? "")
        .split(external_node_path_.delimiter)
        .map((folder) => (0,external_node_path_.join)(folder, "docker"))
        .find((path) => isFile(path));
    // A script called docker is somebody's own way to docker.
    if (docker === undefined || !isProgram(docker))
        return undefined;
    const config = env.DOCKER_CONFIG || (0,external_node_path_.join)(env.HOME || (0,external_node_os_.homedir)(), ".docker");
    if (hasOwnFolders(config))
        return undefined;
    const first = [(0,external_node_path_.join)(config, "cli-plugins"), ...systemFolders]
        .map((folder) => (0,external_node_path_.join)(folder, "docker-buildx"))
        .find((path) => isFile(path));
    return first !== undefined && isProgram(first) ? first : undefined;
}
/** The argv to start: `docker buildx …` without its detour, where `buildx` is known. */
function withoutDetour(argv, buildx) {
    if (argv[0] !== "docker" || argv[1] !== "buildx")
        return argv;
    const program = buildx();
    return program === undefined ? argv : [program, ...argv.slice(2)];
}
function isFile(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isFile() === true;
}
/** Executable, and by its first four bytes no script. */
function isProgram(path) {
    try {
        if (((0,external_node_fs_.statSync)(path).mode & 0o111) === 0)
            return false;
        const start = Buffer.alloc(4);
        const file = (0,external_node_fs_.openSync)(path, "r");
        try {
            (0,external_node_fs_.readSync)(file, start, 0, 4, 0);
        }
        finally {
            (0,external_node_fs_.closeSync)(file);
        }
        return start.toString("latin1") === "\x7fELF";
    }
    catch {
        return false;
    }
}
/** `cliPluginsExtraDirs` come first, and an unreadable file is for docker to complain of. */
function hasOwnFolders(config) {
    try {
        return (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(config, "config.json"), "utf8").includes("cliPluginsExtraDirs");
    }
    catch (error) {
        return error.code !== "ENOENT";
    }
}

;// CONCATENATED MODULE: ./lib/shell/exec.js
/**
 * The only door to other programs. argv is a list, there is no shell; the exit code is the verdict and
 * standard error only explains (docker's own actions judge by stderr: a silent `exit 3` passes there).
 * `@actions/exec` is not used: it cannot end a process, and reports a killed one with a null exit code.
 */



const DEFAULT_TIMEOUT_MS = 60_000;
const KILL_AFTER_MS = 10_000;
/** Looked for once, with the environment of the process: plugins are not a matter of our private DOCKER_CONFIG. */
let buildx;
function buildxProgram() {
    buildx ??= { program: findBuildx(process.env) };
    return buildx.program;
}
const exec = (argv, options = {}) => new Promise((resolve) => {
    const [program, ...args] = withoutDetour(argv, buildxProgram);
    const child = (0,external_node_child_process_.spawn)(program, args, {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: mergeEnvironment(options.env),
        stdio: ["pipe", "pipe", "pipe"],
        // Its own process group, so that buildx's and git's children end with it.
        detached: process.platform !== "win32",
    });
    let ended = "exit";
    let killTimer;
    const end = (why) => {
        if (ended !== "exit")
            return;
        ended = why;
        killGroup(child.pid, "SIGTERM");
        killTimer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS);
    };
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timer = timeoutMs > 0 ? setTimeout(() => end("timeout"), timeoutMs) : undefined;
    const onAbort = () => end("aborted");
    options.signal?.addEventListener("abort", onAbort);
    if (options.signal?.aborted === true)
        onAbort();
    const stdout = [];
    const stderr = new LineBuffer(options.onStderrLine);
    child.stdout.on("data", (chunk) => stdout.push(chunk));
    child.stderr.on("data", (chunk) => stderr.push(chunk));
    // A program that ends without reading its input closes the pipe; its exit code tells what happened.
    child.stdin.on("error", () => { });
    child.stdin.end(options.input ?? "");
    const finish = (exitCode, how, message = "") => {
        clearTimeout(timer);
        clearTimeout(killTimer);
        options.signal?.removeEventListener("abort", onAbort);
        stderr.flush();
        resolve({ exitCode, ended: how, stdout: Buffer.concat(stdout), stderr: stderr.text + message });
    };
    child.on("error", (error) => {
        if (child.pid === undefined)
            finish(undefined, "not-found", `${program}: ${error.message}`);
    });
    child.on("close", (code, signal) => {
        if (child.pid === undefined)
            return;
        finish(code ?? undefined, ended === "exit" && signal !== null ? "signal" : ended);
    });
});
/** Starts a program that goes on when this one has ended: nothing of it is read or waited for. */
const leave = (argv, env) => {
    const [program, ...args] = withoutDetour(argv, buildxProgram);
    const child = (0,external_node_child_process_.spawn)(program, args, { env: mergeEnvironment(env), stdio: "ignore", detached: true });
    child.on("error", () => { });
    child.unref();
};
/** Standard error as one bounded text and as lines. The text keeps its first and last megabyte. */
class LineBuffer {
    text = "";
    #rest = "";
    #onLine;
    #decoder = new TextDecoder();
    constructor(onLine) {
        this.#onLine = onLine;
    }
    push(chunk) {
        const text = this.#decoder.decode(chunk, { stream: true });
        if (this.#onLine === undefined) {
            this.text += text;
            if (this.text.length > 4_000_000) {
                this.text = `${this.text.slice(0, 1_000_000)}\n…\n${this.text.slice(-1_000_000)}`;
            }
            return;
        }
        const lines = (this.#rest + text).split("\n");
        this.#rest = lines.pop() ?? "";
        for (const line of lines)
            this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    flush() {
        if (this.#rest !== "" && this.#onLine !== undefined)
            this.#onLine(this.#rest);
        this.#rest = "";
    }
}
function killGroup(pid, signal) {
    if (pid === undefined)
        return;
    try {
        process.kill(process.platform === "win32" ? pid : -pid, signal);
    }
    catch {
        // Already gone.
    }
}
function mergeEnvironment(extra) {
    const merged = { ...process.env };
    for (const [name, value] of Object.entries(extra ?? {})) {
        if (value === undefined)
            delete merged[name];
        else
            merged[name] = value;
    }
    return merged;
}
/** The exit code by which a shell tells that a signal ended a process: 130 for SIGINT, 143 for SIGTERM. */
function exitCodeOfSignal(signal) {
    return 128 + external_node_os_.constants.signals[signal];
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(342);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
