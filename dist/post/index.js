import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 67:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 932:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   cN: () => (/* binding */ removeLeftBuilders)
/* harmony export */ });
/* unused harmony exports removeBuilder, letBuildersGo, removeContainer, containerOf */
/* harmony import */ var _session_state_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(403);
/** Removes builders of ours: in the run itself, after it, and whatever a killed one left. */

const LIMIT_MS = 60_000;
/** How often, and how long, it is looked for what a killed run's programs may still make. */
const LOOKS = 6;
const LOOK_MS = 500;
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
    await Promise.all(_session_state_js__WEBPACK_IMPORTED_MODULE_0__/* .builderState */ .x.map(async (kind) => {
        const name = world.env[`STATE_${kind}`];
        if (!name)
            return;
        // buildx lets one removal wait for another.
        await removeBuilder(world, name, {});
        const isWhole = world.env[`STATE_${kind}-made`] === name;
        for (let look = 0; look < LOOKS; look += 1) {
            if (look > 0)
                await world.clock.sleep(LOOK_MS);
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


/***/ }),

/***/ 0:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  iV: () => (/* binding */ saveRescues)
});

// UNUSED EXPORTS: dropRescue, findRescues, isLeftToPost, writeRescue

;// CONCATENATED MODULE: ./lib/cache/cache-flags.js
/** A cache's place → what buildx takes. Pure. */
/** Half the time of gzip's default level, for 3 % more bytes: docs/decisions/0061-gzip-at-level-4.md. */
const cache_flags_GZIP = (/* unused pure expression or super */ null && (["compression=gzip", "compression-level=4"]));
/** Gzip layers with an index, which a builder can read on demand: docs/lazy.md. */
const cache_flags_ESTARGZ = ["compression=estargz", "compression-level=4"];
/**
 * A registry cache in eStargz. By force: one plain layer, as of a base, and BuildKit pulls all that lie above it too
 * (seen: 61 MB instead of less than 20). A cache is written only after a step that really ran.
 */
const LAZY_CACHE = [...cache_flags_ESTARGZ, "force-compression=true"];
/**
 * How long BuildKit asks GitHub's cache again that has it wait (429): its own ten minutes for each question would keep
 * all builds of the builder.
 */
const GHA_TIMEOUT = "timeout=60s";
/** The value of `--cache-from`. */
function importFlag(location) {
    switch (location.kind) {
        case "registry":
            return `type=registry,ref=${location.reference}`;
        case "gha":
            return `type=gha,scope=${location.scope},${GHA_TIMEOUT}`;
    }
}
/**
 * The value of `--cache-to`: every stage's layers. `ignore-error`, because a build whose cache cannot be
 * written is a good build; the progress stream tells the cause. `isLazy`: for builders that read on demand.
 */
function exportFlag(location, isLazy = false) {
    switch (location.kind) {
        case "registry":
            // ECR takes a cache only as an image manifest with OCI types (aws/containers-roadmap#876); BuildKit
            // before 0.21 does neither by default.
            return `${importFlag(location)},mode=max,image-manifest=true,oci-mediatypes=true,${(isLazy ? LAZY_CACHE : cache_flags_GZIP).join(",")},ignore-error=true`;
        case "gha":
            return `${importFlag(location)},mode=max,ignore-error=true`;
    }
}
/** For messages. */
function describeLocation(location) {
    return location.kind === "registry" ? location.reference : `GitHub's cache, scope ${location.scope}`;
}

;// CONCATENATED MODULE: ./lib/build/arguments.js
/** A planned image → the argv of its `docker buildx build`. Pure; argv is a list, secrets stay in variables and files. */


/** The whole command line, in a fixed order. */
function arguments_buildArguments(request) {
    const { spec } = request;
    const argv = [
        "docker",
        "buildx",
        "build",
        "--builder",
        request.builder.name,
        "--progress",
        "rawjson",
        "--metadata-file",
        request.metadataFile,
        "--platform",
        spec.platforms.join(","),
        "--label",
        `${fingerprintLabel}=${request.fingerprint}`,
    ];
    for (const [name, value] of request.labels)
        argv.push("--label", `${name}=${value}`);
    const dockerfile = dockerfilePath(request);
    if (dockerfile !== undefined)
        argv.push("--file", dockerfile);
    if (spec.target !== undefined)
        argv.push("--target", spec.target);
    for (const [name, value] of [...spec.args, ...request.extraArgs]) {
        // Without a value buildx takes the variable of that name from the environment.
        argv.push("--build-arg", value === undefined ? name : `${name}=${value}`);
    }
    for (const [name, context] of spec.contexts) {
        const parent = request.parentContexts.get(name);
        // One that no instruction uses, for example from `defaults`: its image may not even be built.
        if (parent === undefined && context.kind === "image")
            continue;
        const pinned = context.kind === "reference" ? request.pins.get(context.reference) : undefined;
        argv.push("--build-context", `${name}=${parent ?? pinned ?? contextArgument(request.root, context)}`);
    }
    for (const [name, location] of request.parentContexts) {
        if (!spec.contexts.has(name))
            argv.push("--build-context", `${name}=${location}`);
    }
    for (const [name, location] of request.pins)
        argv.push("--build-context", `${name}=${location}`);
    if (request.withSecrets) {
        for (const secret of spec.secrets)
            argv.push("--secret", secretArgument(request.root, secret));
    }
    const flags = request.withSecrets ? spec.buildFlags : spec.buildFlags.filter((flag) => !isKeyFlag(flag));
    argv.push(...attestationFlags(spec, request.destination), ...flags);
    for (const value of request.noCache ? [] : request.cacheFrom)
        argv.push("--cache-from", value);
    for (const value of request.cacheTo)
        argv.push("--cache-to", value);
    if (request.noCache)
        argv.push("--no-cache");
    argv.push("--output", outputArgument(request.destination, request.builder.driver));
    argv.push(contextArgument(request.root, spec.context));
    return argv;
}
function dockerfilePath(request) {
    const { dockerfile } = request.spec;
    switch (dockerfile.kind) {
        case "file":
            return `${request.root}/${dockerfile.path}`;
        case "inline":
            return request.inlineDockerfile;
        case "remote":
            return request.spec.dockerfile.kind === "remote" ? request.spec.dockerfile.path : undefined;
    }
}
/** How buildx is told of a context; throws for one that is another image. */
function contextArgument(root, context) {
    switch (context.kind) {
        case "local":
            return context.path === "" ? root : `${root}/${context.path}`;
        case "outside":
            return context.path;
        case "reference":
            return `docker-image://${context.reference}`;
        case "remote":
            return context.url;
        case "image":
            throw new Error(`the parent ${context.image} has no location`);
    }
}
/** An agent's keys are a secret like others. */
function isKeyFlag(flag) {
    return flag.startsWith("--ssh=");
}
function secretArgument(root, { id, source }) {
    if (source.kind === "env")
        return csv(["type=env", `id=${id}`, `env=${source.variable}`]);
    const path = source.path.startsWith("/") ? source.path : `${root}/${source.path}`;
    return csv(["type=file", `id=${id}`, `src=${path}`]);
}
/**
 * Lambda takes one image manifest, so no attestation may stand beside it. Others get the provenance that
 * names sources and bases (`mode=min` leaves build args out: they hold secrets more often than they should).
 * A software bill of materials needs a scanner image from a public registry on each build: left to users.
 */
function attestationFlags(spec, destination) {
    const wanted = spec.runtime === "container" && destination.kind === "registry";
    return [`--provenance=${wanted ? "mode=min" : "false"}`, "--sbom=false"];
}
function outputArgument(destination, driver) {
    switch (destination.kind) {
        case "nowhere":
            return "type=cacheonly";
        case "builder":
            return csv(["type=image", "push=false", "oci-mediatypes=true", ...ESTARGZ, "force-compression=true"]);
        case "oci-layout":
            return csv([
                "type=oci",
                `dest=${destination.directory}`,
                "tar=false",
                ...(destination.compression === undefined ? [] : [`compression=${destination.compression}`]),
                ...annotationFields(destination.annotations),
            ]);
        case "registry":
            return csv([
                "type=image",
                ...(destination.isUntagged === true
                    ? [`name=${destination.references.map(withoutTag).join(",")}`, "push-by-digest=true"]
                    : [`name=${destination.references.join(",")}`]),
                "push=true",
                // Both fixed, so that a newer BuildKit does not change digests and Lambda accepts the layers.
                "oci-mediatypes=true",
                ...compressionFields(destination.compression),
                ...annotationFields(destination.annotations),
                // The engine would otherwise also store and unpack what it pushes (6 s instead of 0.4 s for 1 GB).
                ...(driver === "docker" ? ["store=false", "unpack=false"] : []),
            ]);
    }
}
function withoutTag(reference) {
    return reference.replace(/:[^:/]+$/, "");
}
function compressionFields(compression) {
    if (compression === undefined)
        return GZIP;
    return compression === "estargz" ? ESTARGZ : [`compression=${compression}`];
}
function annotationFields(annotations) {
    return [...(annotations ?? [])].map(([name, value]) => `annotation.${name}=${value}`);
}
/** One CSV record, as buildx reads its flags: fields with a comma or a quote are quoted. */
function csv(fields) {
    return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}

;// CONCATENATED MODULE: ./lib/build/intervals.js
/** Spans of time of which several may overlap, repeat or be open. Pure. */
/** The closed ones, merged and in order. */
function mergeIntervals(intervals) {
    const closed = [...intervals].flatMap(({ from, to }) => to === undefined ? [] : [[from, Math.max(from, to)]]);
    closed.sort((a, b) => a[0] - b[0]);
    const merged = [];
    for (const [from, to] of closed) {
        const last = merged.at(-1);
        if (last !== undefined && from <= last[1])
            last[1] = Math.max(last[1], to);
        else
            merged.push([from, to]);
    }
    return merged;
}
/** Seconds covered by at least one. */
function coveredSeconds(merged) {
    return merged.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;
}

;// CONCATENATED MODULE: ./lib/build/step-kind.js
/** BuildKit's names: `[internal] load build context`, `exporting to image`, `[runtime 3/5] RUN …`. */
function kindOfStep(name) {
    if (/^\[context [^\]]*\] (load metadata|\S+@sha256:)/.test(name))
        return "base";
    if (/^\[(internal\] load build context|context )/.test(name))
        return "transfer";
    if (/^importing cache manifest/.test(name))
        return "cache-import";
    if (/^(exporting cache|exporting to GitHub Actions Cache|preparing build cache)/.test(name))
        return "cache-export";
    if (/^pushing /.test(name))
        return "push";
    if (/^(exporting|sending tarball|resolving provenance|generating sbom|unpacking to)/.test(name))
        return "export";
    if (/^\[(internal|auth)\]/.test(name))
        return "internal";
    if (/^docker-image:\/\/|^oci-layout:\/\/|^\[[^\]]*\d+\/\d+\] FROM /.test(name))
        return "base";
    return /^\[[^\]]*\d+\/\d+\] /.test(name) ? "instruction" : "internal";
}
/** The parts of `exporting to image`, which the stream tells as statuses of that one step. */
function kindOfStatus(id) {
    if (/^pushing /.test(id))
        return "push";
    return /^(exporting|unpacking|sending) /.test(id) ? "export" : undefined;
}

;// CONCATENATED MODULE: ./lib/build/status-parts.js
/** The statuses inside of a step: bytes that moved, and export and push apart from each other. Pure. */


/** Gathers the statuses of one step. */
class StatusParts {
    #parts = new Map();
    /** `true`: this is news; the builder repeats several times a second how far it is. */
    take({ id, current, total, started, completed }) {
        const known = this.#parts.get(id);
        const part = known ?? { id, bytes: 0, last: undefined, interval: undefined };
        this.#parts.set(id, part);
        const wasOpen = isOpen(part);
        const before = part.last?.current;
        part.last = { current: current ?? 0, total: total ?? 0 };
        // Extracting repeats a blob's bytes, and is no transfer.
        if (!/^(extracting|unpacking|sending|exporting) /.test(id))
            part.bytes = Math.max(part.bytes, current ?? 0, completed === undefined ? 0 : (total ?? 0));
        if (started !== undefined)
            part.interval = {
                from: Date.parse(started),
                to: completed === undefined ? undefined : Date.parse(completed),
            };
        return known === undefined || before !== part.last.current || wasOpen !== isOpen(part);
    }
    /** What goes on at this moment. */
    open() {
        return [...this.#parts.values()].filter(isOpen).map(({ id }) => id);
    }
    /** Some bytes of a blob came, and not all of them. */
    isMidway() {
        return [...this.#parts.values()].some((part) => isOpen(part) &&
            part.id.startsWith("sha256:") &&
            part.last !== undefined &&
            part.last.current > 0 &&
            part.last.current < part.last.total);
    }
    /** What moved in or out; nothing where the builder told nothing. */
    bytes(kind) {
        const sum = [...this.#parts.values()].reduce((all, { bytes }) => all + bytes, 0);
        if (sum === 0)
            return {};
        return kind === "push" || kind === "export" || kind === "cache-export"
            ? { bytesOut: sum }
            : { bytesIn: sum };
    }
    /** The step's pushing as a step of its own, and the rest of its intervals; `undefined`: it pushed nothing. */
    splitPush(step) {
        const pushing = [...this.#parts.values()].filter(({ id }) => kindOfStatus(id) === "push");
        const merged = mergeIntervals(pushing.flatMap(({ interval }) => (interval === undefined ? [] : [interval])));
        if (merged.length === 0 || step.kind !== "export" || step.intervals === undefined)
            return undefined;
        const rest = subtract(step.intervals, merged);
        const { bytesOut, error, ...own } = step;
        const moved = bytesOut === undefined ? {} : { bytesOut };
        return [
            { ...own, error, seconds: coveredSeconds(rest), intervals: rest },
            {
                name: "pushing",
                cached: false,
                error: undefined,
                kind: "push",
                seconds: coveredSeconds(merged),
                intervals: merged,
                ...moved,
            },
        ];
    }
}
function isOpen({ interval }) {
    return interval !== undefined && interval.to === undefined;
}
function subtract(from, holes) {
    let left = [...from];
    for (const [start, end] of holes) {
        left = left.flatMap(([a, b]) => [[a, Math.min(b, start)], [Math.max(a, end), b]].filter(([x, y]) => y > x));
    }
    return left;
}

;// CONCATENATED MODULE: ./lib/build/whole-lines.js
/** Pieces of output, cut wherever a program flushed, → whole lines. Pure. */
/** A progress bar without any line end is not kept for ever. */
const LONGEST_BYTES = 64_000;
/** Keeps the unfinished last line of each source. */
class WholeLines {
    #rests = new Map();
    /** Text that ends with its last whole line; "" where no line has ended. */
    take(source, piece) {
        const all = Buffer.concat([this.#rests.get(source) ?? Buffer.alloc(0), piece]);
        const end = all.length > LONGEST_BYTES ? all.length : all.lastIndexOf(0x0a) + 1;
        this.#rests.set(source, all.subarray(end));
        return all.subarray(0, end).toString("utf8");
    }
    /** What no line end came after; the source has ended. */
    rest(source) {
        const rest = this.#rests.get(source)?.toString("utf8") ?? "";
        this.#rests.delete(source);
        return rest;
    }
}

;// CONCATENATED MODULE: ./lib/build/progress.js




/** Follows one build's stream. */
class Progress {
    #vertices = new Map();
    #text = [];
    #lines = new WholeLines();
    #indented;
    #news = 0;
    /** Takes a line; returns what it brought. */
    read(line) {
        if (line === "{")
            this.#indented = [];
        if (this.#indented !== undefined) {
            // buildx before 0.15 writes each object over many lines, from `{` to `}` without indentation.
            this.#indented.push(line);
            if (line !== "}")
                return [];
            line = this.#indented.join("");
            this.#indented = undefined;
        }
        const status = parseLine(line);
        if (status === undefined) {
            if (line.trim() === "")
                return [];
            this.#text.push(line);
            return [{ kind: "text", text: line }];
        }
        const events = [];
        for (const vertex of status.vertexes ?? [])
            this.#update(vertex, events);
        for (const part of status.statuses ?? []) {
            if (this.#vertices.get(part.vertex)?.parts.take(part) !== false)
                this.#news += 1;
        }
        this.#news += (status.vertexes?.length ?? 0) + (status.logs?.length ?? 0);
        for (const { vertex, stream = 1, data } of status.logs ?? []) {
            const text = this.#lines.take(`${vertex} ${stream}`, Buffer.from(data ?? "", "base64"));
            if (text !== "")
                events.push({ kind: "output", step: this.#vertices.get(vertex)?.name ?? "", text });
        }
        const told = [
            ...(status.vertexes ?? []).map(({ digest }) => digest),
            ...(status.logs ?? []).map(({ vertex }) => vertex),
        ];
        for (const digest of new Set(told))
            this.#endLines(digest, events);
        return events;
    }
    /** A step that has ended ends its last line too. */
    #endLines(digest, events) {
        const vertex = this.#vertices.get(digest);
        if (vertex !== undefined && isRunning(vertex))
            return;
        for (const stream of [1, 2]) {
            const text = this.#lines.rest(`${digest} ${stream}`);
            if (text !== "")
                events.push({ kind: "output", step: vertex?.name ?? "", text });
        }
    }
    /** All steps that started, in the order in which they did. */
    steps() {
        return [...this.#vertices.values()]
            .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
            .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
            .map(toStep);
    }
    /** The same for a timeline: pushing apart from exporting. */
    timeline() {
        return [...this.#vertices.values()]
            .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
            .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
            .flatMap((vertex) => {
            const step = trace(vertex);
            return vertex.parts.splitPush(step) ?? [step];
        });
    }
    /** Steps that run at this moment, with the seconds since their latest start. */
    running(now) {
        return [...this.#vertices.values()].flatMap(({ name, intervals }) => {
            const open = [...intervals.values()].filter(({ to }) => to === undefined).map(({ from }) => from);
            return open.length === 0 ? [] : [{ name, seconds: Math.max(0, now - Math.max(...open)) / 1000 }];
        });
    }
    /** Grows with everything that happens: steps that begin or end, output, bytes; not with what is only repeated. */
    get news() {
        return this.#news;
    }
    /** What goes on at this moment. */
    open() {
        return [...this.#vertices.values()]
            .filter(({ intervals }) => [...intervals.values()].some(({ to }) => to === undefined))
            .map(({ name, parts }) => ({
            name,
            kind: kindOfStep(name),
            parts: parts.open(),
            isMidway: parts.isMidway(),
        }));
    }
    /** Every step that the builder knows of, waiting ones too, in the order in which it told them. */
    states() {
        return [...this.#vertices.values()]
            .sort((a, b) => a.order - b.order)
            .map((vertex) => ({ ...toStep(vertex), state: stateOf(vertex) }));
    }
    /** buildx's own words, outside of the stream: the error and the Dockerfile's lines around it. */
    text() {
        return this.#text.join("\n");
    }
    #update(change, events) {
        let vertex = this.#vertices.get(change.digest);
        if (vertex === undefined) {
            vertex = {
                name: change.name ?? "",
                cached: false,
                error: undefined,
                intervals: new Map(),
                parts: new StatusParts(),
                told: false,
                order: this.#vertices.size,
            };
            this.#vertices.set(change.digest, vertex);
        }
        if (change.name !== undefined)
            vertex.name = change.name;
        if (change.cached === true)
            vertex.cached = true;
        if (change.error !== undefined && change.error !== "")
            vertex.error = change.error;
        if (change.started !== undefined) {
            if (vertex.intervals.size === 0)
                events.push({ kind: "step-started", step: vertex.name });
            const known = vertex.intervals.get(change.started)?.to;
            const to = change.completed === undefined ? known : Date.parse(change.completed);
            vertex.intervals.set(change.started, { from: Date.parse(change.started), to });
        }
        const isOpen = isRunning(vertex);
        // A first interval of some microseconds often precedes the real one: told once nothing is open any more,
        // and only when the stream says more than a blink, or that the step was cached or failed.
        if (change.completed !== undefined && !isOpen && !vertex.told) {
            const step = toStep(vertex);
            if (step.cached || step.error !== undefined || step.seconds >= 0.001) {
                vertex.told = true;
                events.push({ kind: "step-done", step });
            }
        }
    }
}
function stateOf(vertex) {
    if (vertex.error !== undefined)
        return "failed";
    if (vertex.cached)
        return "done";
    if (vertex.intervals.size === 0)
        return "waiting";
    const isOpen = isRunning(vertex);
    // A blink precedes the real interval: not done yet, as far as anybody can tell.
    return isOpen || toStep(vertex).seconds < 0.001 ? "running" : "done";
}
function isRunning({ intervals }) {
    return [...intervals.values()].some(({ to }) => to === undefined);
}
function startOf({ intervals }) {
    return Math.min(...[...intervals.values()].map((interval) => interval.from));
}
function toStep(vertex) {
    const seconds = coveredSeconds(mergeIntervals(vertex.intervals.values()));
    return { name: vertex.name, cached: vertex.cached, seconds, error: vertex.error };
}
function trace(vertex) {
    const kind = kindOfStep(vertex.name);
    const intervals = mergeIntervals(vertex.intervals.values());
    return { ...toStep(vertex), kind, intervals, ...vertex.parts.bytes(kind) };
}
function parseLine(line) {
    if (!line.startsWith("{"))
        return undefined;
    try {
        return JSON.parse(line);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/build/describe-step.js
/** Loading definitions and the like is told only when it took time or failed. */
function isWorthALine(step) {
    if (step.error !== undefined)
        return true;
    const isInternal = /^\[(internal|auth|context )|^resolving provenance|^docker-image:\/\//.test(step.name);
    return !isInternal || step.seconds >= 1;
}
/** Its name, and which try it belongs to where that was not the last one. */
function titleOfStep({ name, earlierTry }) {
    return earlierTry === undefined ? name : `try ${earlierTry}: ${name}`;
}
/** `[runtime 3/5] RUN pip install … · 402.1 s`. */
function describeStep(step) {
    const name = step.name.replace(/\s+/g, " ").slice(0, 160);
    if (step.error !== undefined)
        return `✗ ${name} · failed after ${formatSeconds(step.seconds)}`;
    return step.cached ? `✓ ${name} · CACHED` : `✓ ${name} · ${formatSeconds(step.seconds)}`;
}
/** `0.4 s`, `12 s`, `6 min 42 s`, `1 h 52 min`. */
function formatSeconds(seconds) {
    if (seconds < 9.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole} s`;
    if (whole < 3600)
        return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

;// CONCATENATED MODULE: ./lib/build/traffic.js
const ASK_MS = 15_000;
/** Of a container's own network, or of the network that this machine's engine is in. */
function openTrafficMeter(world, { name, driver }, env) {
    const ask = async (...argv) => {
        const result = await world.exec(["docker", ...argv], { env, timeoutMs: ASK_MS });
        return result.exitCode === 0 ? result.stdout.toString("utf8").trim() : undefined;
    };
    if (driver === "docker-container") {
        return async () => {
            // A builder of several machines moves its bytes elsewhere too.
            const nodes = await ask(...["ps", "--filter", `name=^buildx_buildkit_${name}\\d+$`, "--format", "{{.Names}}"]);
            if (nodes !== `buildx_buildkit_${name}0`)
                return undefined;
            return countBytes(await ask("exec", nodes, "cat", "/proc/net/dev"));
        };
    }
    if (driver !== "docker")
        return async () => undefined;
    return async () => {
        const endpoint = await ask("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
        if (!/^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(endpoint ?? ""))
            return undefined;
        // In a container with the host's socket there is no such process, and its own network tells nothing.
        const pid = (await world.files.readText("/var/run/docker.pid"))?.trim() ?? "";
        if (!/^\d+$/.test(pid))
            return undefined;
        if ((await world.files.readText(`/proc/${pid}/comm`))?.trim() !== "dockerd")
            return undefined;
        return countBytes(await world.files.readText(`/proc/${pid}/net/dev`));
    };
}
/** `/proc/net/dev`: received bytes stand first, sent ones ninth, behind each interface's name. */
function countBytes(text) {
    const counts = [...(text ?? "").matchAll(/^\s*[^\s:]+:\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm)];
    if (counts.length === 0)
        return undefined;
    return counts.reduce((sum, [, received, sent]) => sum + Number(received) + Number(sent), 0);
}

;// CONCATENATED MODULE: ./lib/build/transfers.js
/**
 * `undefined`: something is done here, or nothing is known to wait. The silence of an instruction says nothing:
 * while one runs, only a download that stopped midway counts, for which the step may wait itself. A builder at
 * which nothing runs may have other work; right after a stall it does not.
 */
function findWaiting(open, afterStall) {
    if (open.length === 0 && afterStall !== undefined)
        return { step: `${afterStall}, where the builder still waits`, isCounted: true };
    const works = open.map(workOf);
    if (works.includes("local"))
        return undefined;
    const transfers = open.filter((_, index) => works[index] === "transfer");
    const midway = transfers.find(({ isMidway }) => isMidway);
    if (midway !== undefined)
        return { step: midway.name, isCounted: true };
    const [first] = transfers;
    if (first === undefined || works.includes("instruction"))
        return undefined;
    return { step: first.name, isCounted: false };
}
function workOf({ name, kind, parts }) {
    const isAt = (what) => parts.some((part) => what.test(part));
    switch (kind) {
        case "instruction":
            return "instruction";
        case "base":
            return isAt(/^(?:extracting|unpacking) /) ? "local" : "transfer";
        case "cache-import":
        case "push":
            return "transfer";
        // Both pack layers first, which moves nothing and takes its time.
        case "cache-export":
            return isAt(/^(?:writing|sending) /) ? "transfer" : "local";
        case "export":
            return isAt(/^pushing /) ? "transfer" : "local";
        case "internal":
            return /^\[internal\] load metadata for |^\[auth\] |^resolve image config for /.test(name)
                ? "transfer"
                : "local";
        // The context: from this machine, and over its own pipe.
        case "transfer":
            return "local";
    }
}
/** What the machine's other programs may send and receive in a minute while a build counts as standing still. */
const TRICKLE_BYTES = 300_000;
/** How long nothing has come of a build's transfers; `trickleBytes` in a minute are nothing. */
class QuietTime {
    #trickleBytes;
    #since;
    constructor(trickleBytes = TRICKLE_BYTES) {
        this.#trickleBytes = trickleBytes;
    }
    /**
     * Milliseconds. `news`: a count that grows with everything the builder tells. `bytes`: of the builder's network so far;
     * `undefined`: not known, so that nothing can be said of a transfer that is not counted.
     */
    note(now, waiting, news, bytes) {
        const since = this.#since;
        if (waiting === undefined || (!waiting.isCounted && bytes === undefined)) {
            this.#since = undefined;
            return 0;
        }
        if (since === undefined || since.news !== news || this.#hasMoved(now, waiting, bytes)) {
            this.#since = { at: now, news, bytes };
            return 0;
        }
        return now - since.at;
    }
    #hasMoved(now, { isCounted }, bytes) {
        const since = this.#since;
        if (isCounted || since?.bytes === undefined || bytes === undefined)
            return !isCounted;
        const minutes = Math.max(1, (now - since.at) / 60_000);
        return bytes - since.bytes > minutes * this.#trickleBytes;
    }
}

;// CONCATENATED MODULE: ./lib/build/watch-transfers.js



/** For people, and for the table of what is tried again. */
function describeStall({ step, minutes }) {
    return `no byte moved for ${formatSeconds(minutes * 60)} at ${step.slice(0, 120)}`;
}
/** Runs a build whose progress is being read; `options.signal` still ends it. Never throws. */
async function execWatched(world, argv, options, watch) {
    const { stallMinutes: minutes } = watch;
    if (minutes === 0)
        return { result: await world.exec(argv, options), stall: undefined };
    const ended = new AbortController();
    const stalled = new AbortController();
    const waiting = findStall(world, watch, ended.signal).then((step) => {
        if (step !== undefined)
            stalled.abort();
        return step;
    });
    const signal = AbortSignal.any([options.signal ?? world.cancelled, stalled.signal]);
    const result = await world.exec(argv, { ...options, signal });
    ended.abort();
    const step = await waiting;
    const isStalled = step !== undefined && result.ended === "aborted";
    return { result, stall: isStalled ? { step, minutes } : undefined };
}
async function findStall(world, { progress, builder, env, stallMinutes, trickleBytes, afterStall }, ended) {
    const limitMs = stallMinutes * 60_000;
    const meter = openTrafficMeter(world, builder, env);
    const quiet = new QuietTime(trickleBytes);
    while (!ended.aborted) {
        await world.clock.sleep(Math.min(limitMs / 10, 60_000), ended);
        if (ended.aborted)
            return undefined;
        const waiting = findWaiting(progress.open(), afterStall);
        const { news } = progress;
        const bytes = waiting === undefined || waiting.isCounted ? undefined : await meter();
        if (quiet.note(world.clock.now(), waiting, news, bytes) >= limitMs)
            return waiting?.step;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/cache/build-step.js
/** `undefined`: no instruction of the Dockerfile (`[internal] …`, `exporting …`). */
function parseStepName(name) {
    const match = /^\[(?:([a-z0-9]+\/[\w./]+(?:->[\w./]+)?) )?(?:([^\s/\]]+) )? *(\d+)\/(\d+)\] (\S+)/.exec(name);
    if (match === null)
        return undefined;
    // `[3/3] LINK COPY --link …` comes beside `[3/3] COPY --link …`: it only puts layers on top of each other.
    if (match[5] === "LINK")
        return undefined;
    const [, platform, stage, index, total, keyword = ""] = match;
    return {
        platform: platform === undefined ? undefined : targetOf(platform),
        stage,
        index: Number(index),
        total: Number(total),
        keyword: keyword.toUpperCase(),
    };
}
/** A cross build names the step's platform and the one it is for: `linux/amd64->arm64`. */
function targetOf(text) {
    const [own = "", target = own] = text.split("->");
    return (target.includes("/") ? target : `${own.split("/")[0]}/${target}`);
}
/** Seconds of the instructions that really ran; pulling a base is none of them. */
function secondsRun(steps) {
    return steps.reduce((sum, step) => {
        const parsed = parseStepName(step.name);
        return parsed === undefined || parsed.keyword === "FROM" || step.cached ? sum : sum + step.seconds;
    }, 0);
}

;// CONCATENATED MODULE: ./lib/cache/cache-trouble.js
/** https://github.com/moby/buildkit/issues/3719: the importer reads at most 1 MiB, the exporter writes more. */
const LARGEST_CACHE_CONFIG = (/* unused pure expression or super */ null && (1024 * 1024));
/** One sentence for each cache that was there and could not be read. */
function importTroubles(steps) {
    return steps.flatMap(({ name, error }) => {
        const from = /^importing cache manifest from (.+)$/.exec(name)?.[1];
        if (from === undefined || error === undefined)
            return [];
        return [`the layer cache ${from} was not read: ${explain(error)}`];
    });
}
/** Why the cache of a build was not written; `undefined`: it was. */
function exportTrouble(steps) {
    const failed = steps.find(({ name, error }) => /^exporting (cache|to GitHub Actions Cache)/.test(name) && error !== undefined);
    return failed?.error === undefined ? undefined : explain(failed.error);
}
/**
 * Whether a build failed at layers that a cache promised: they are gone, or their store is down, and BuildKit fails the
 * build for it. `certain` where its words leave no other place; a registry that sends its layers from elsewhere is
 * `possible`. `repository`: of the cache, as the registry knows it; `undefined`: GitHub's cache.
 */
function findCacheFault(errors, repository) {
    const found = errors
        .filter((error) => error.includes("failed to copy: "))
        .map((error) => judge(error, repository));
    return found.find((one) => one === "certain") ?? found.find((one) => one !== undefined);
}
function judge(error, repository) {
    const named = [...error.matchAll(/\bhttps?:\/\/[^/\s"]+\/v2\/([^\s"]+?)\/(?:blobs|manifests)\//g)];
    if (named.length > 0)
        return named.some(([, path]) => path === repository) ? "certain" : undefined;
    // Layers of a base that has a manifest are there, but for a cache that outlived its layers.
    if (/could not fetch content descriptor \S+ .*from remote: not found/.test(error))
        return "certain";
    const isAddressed = /\bhttps?:\/\//.test(error);
    const isAzure = /^RESPONSE \d+|\btwirp\b/m.test(error);
    return repository === undefined && (isAzure || !isAddressed) ? "certain" : "possible";
}
/** Registries and cache services have their moments. */
function isPassing(trouble) {
    return /\b(429|500|502|503|504)\b|connection (reset|refused)|\bEOF\b|broken pipe|closed (network connection|pipe)|server closed idle|i\/o timeout|TLS handshake|too many requests/i.test(trouble);
}
function explain(error) {
    if (/blob sha256:\w+ is too large/.test(error)) {
        return `${error}; BuildKit takes no cache description beyond 1 MiB (moby/buildkit#3719): fewer instructions or stages, or a new cache-repository`;
    }
    if (/\b(401|403)\b|denied|unauthorized|forbidden/i.test(error)) {
        return `${error}; the credentials of this run may not do it: see the README's permissions`;
    }
    if (/cache write denied|failed to reserve cache|no writable scopes/i.test(error)) {
        return `${error}; GitHub gives this run a cache token that may only read (an event from outside, or a full cache)`;
    }
    return error;
}

;// CONCATENATED MODULE: ./lib/cache/export-cache.js
/** Writes a layer cache: a build whose every step is in the builder, so that only the upload is left. */





/** Layers of some gigabytes over a slow line. */
const EXPORT_TIMEOUT_MS = 30 * 60_000;
/** A step that takes longer is not in the builder any more: this would be a second build. */
const LONGEST_STEP_MS = 15_000;
const TRIES = 3;
const LONGEST_FAILURE_MS = 60_000;
/**
 * An export in which nothing moves is ended sooner than a build: its image is there already. BuildKit sends each block
 * again up to ten times in sixteen minutes to a store of GitHub's cache that fails, one megabyte at a time.
 */
const STALL_MINUTES = 1;
const export_cache_TRICKLE_BYTES = 3_000_000;
/** The post step has a limit of its own, and no time for more. */
const NOT_WATCHED = { builder: { name: "", driver: "" }, stallMinutes: 0 };
/** Never throws. */
function exportCache(world, request, options) {
    const { builder, stallMinutes = 0 } = request;
    return runExport(world, buildArguments(request), {
        cwd: request.root,
        watch: { builder, stallMinutes: Math.min(stallMinutes, STALL_MINUTES) },
        ...options,
    });
}
/** The same from a command line that was written down, for the post step. Passing failures are tried again. */
async function runExport(world, argv, options) {
    const started = world.clock.now();
    for (let attempt = 1;; attempt += 1) {
        const result = await tryExport(world, argv, options);
        if (result.kind === "saved" || attempt === TRIES || !isPassing(result.because))
            return result;
        // BuildKit tries again by itself, for minutes: a finished image does not wait for a service that is down.
        if (world.clock.now() - started > LONGEST_FAILURE_MS)
            return result;
        const signal = options.signal ?? world.cancelled;
        world.log.debug(`a cache export is tried again: ${result.because}`);
        await world.clock.sleep(1_000 * 2 ** attempt, signal);
        if (signal.aborted)
            return result;
    }
}
async function tryExport(world, argv, options) {
    const progress = new Progress();
    const started = world.clock.now();
    const stop = new AbortController();
    const signals = [stop.signal, options.signal ?? world.cancelled];
    const watched = new Map();
    let rerun;
    const watch = async (step) => {
        const done = new AbortController();
        watched.set(step, done);
        await world.clock.sleep(LONGEST_STEP_MS, done.signal);
        if (done.signal.aborted)
            return;
        rerun = step;
        stop.abort();
    };
    const asked = {
        cwd: options.cwd,
        // Seven git processes less: nothing but a cache comes of it.
        env: { ...options.env, BUILDX_GIT_INFO: "false" },
        timeoutMs: options.timeoutMs ?? EXPORT_TIMEOUT_MS,
        signal: AbortSignal.any(signals),
        onStderrLine(line) {
            for (const event of progress.read(line)) {
                if (event.kind === "step-started" && parseStepName(event.step)?.keyword === "RUN")
                    void watch(event.step);
                if (event.kind === "step-done")
                    watched.get(event.step.name)?.abort();
            }
        },
    };
    const { builder, stallMinutes } = options.watch ?? NOT_WATCHED;
    const { result, stall } = await execWatched(world, argv, asked, {
        progress,
        builder,
        env: options.env,
        stallMinutes,
        trickleBytes: export_cache_TRICKLE_BYTES,
    });
    for (const done of watched.values())
        done.abort();
    const trouble = exportTrouble(progress.steps());
    if (result.exitCode === 0 && trouble === undefined) {
        return { kind: "saved", seconds: (world.clock.now() - started) / 1000 };
    }
    if (stall !== undefined)
        return failed(describeStall(stall));
    if (rerun !== undefined)
        return failed(`the builder does not have ${rerun} any more`);
    if (trouble !== undefined)
        return failed(trouble);
    const at = progress.steps().find(({ error }) => error !== undefined)?.name;
    const because = describeEnd(result.ended, progress.text() || result.stderr);
    return failed(at === undefined ? because : `${because} (at ${at})`);
}
/**
 * Stopping a step at the wrong moment makes the engine's builder (28.5) lose the layer below it, for good:
 * seen in one of five cancellations. What lies below that layer is still there.
 */
function failed(because) {
    return { kind: "failed", because, isLayerLost: /snapshot \S+ does not exist/.test(because) };
}
function describeEnd(ended, text) {
    if (ended === "timeout")
        return "it took longer than its time limit";
    if (ended === "aborted")
        return "the run was cancelled";
    const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
    return said.at(-1)?.replace(/^ERROR:\s*/, "") ?? `docker buildx ended (${ended})`;
}

;// CONCATENATED MODULE: ./lib/cache/rescue.js

const FOLDER = "rescue";
/** GitHub ends a cancelled job after five minutes. */
const LIMIT_MS = 4 * 60_000;
/** Replaces what was written down for the platform before. */
async function writeRescue(world, { directory }, platform, rescue) {
    const file = `${directory}/${FOLDER}/${platform.replaceAll("/", "-")}.json`;
    await world.files.write(file, JSON.stringify(rescue), 0o600);
}
/** Nothing is left to do for the post step. */
async function dropRescue(world, { directory }) {
    await world.files.remove(`${directory}/${FOLDER}`);
}
/** Everything that was written down below a run's scratch space and not dropped. */
async function findRescues(world, scratch) {
    const found = [];
    for (const { name } of await world.files.list(scratch)) {
        const folder = `${scratch}/${name}/${FOLDER}`;
        for (const file of await world.files.list(folder)) {
            const rescue = parseRescue(await world.files.readText(`${folder}/${file.name}`));
            if (rescue !== undefined)
                found.push(rescue);
        }
    }
    return found;
}
/** A cancelled run's builder, credentials and scratch space stay where finished layers are still to be saved. */
async function isLeftToPost(world, scratch) {
    // Outside of GitHub Actions no post step follows.
    if (!world.cancelled.aborted || world.env.GITHUB_ACTIONS !== "true")
        return false;
    return (await findRescues(world, scratch)).length > 0;
}
/** Saves them, side by side. Never throws. */
async function saveRescues(world, scratch) {
    await Promise.all((await findRescues(world, scratch)).map(async ({ image, what, argv, lesser, cwd, env }) => {
        world.log.info(`${image} │ saving ${what} of the build that was stopped`);
        const options = { cwd, env, timeoutMs: LIMIT_MS };
        let result = await runExport(world, argv, options);
        let saved = what;
        for (const less of lesser) {
            if (result.kind !== "failed" || !result.isLayerLost)
                break;
            result = await runExport(world, less.argv, options);
            saved = less.what;
        }
        if (result.kind === "saved") {
            world.log.info(`${image} │ ${saved} in the cache: the next run goes on from there`);
        }
        else {
            world.log.warning(`${image}: its finished steps are not in the cache: ${result.because}`);
        }
    }));
}
/** A file that was being written when the process was killed says nothing. */
function parseRescue(text) {
    try {
        const value = JSON.parse(text ?? "");
        return isRescue(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function isRescue(value) {
    return (typeof value === "object" &&
        value !== null &&
        "argv" in value &&
        Array.isArray(value.argv) &&
        value.argv[0] === "docker" &&
        value.argv[1] === "buildx" &&
        "cwd" in value &&
        "env" in value &&
        "image" in value &&
        "lesser" in value &&
        Array.isArray(value.lesser) &&
        "what" in value);
}


/***/ }),

/***/ 452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ describeError)
/* harmony export */ });
/* unused harmony export UserError */
/** A mistake that the user can mend: its message is enough, no stack is printed. */
class UserError extends Error {
    name = "UserError";
    problems;
    #files;
    /**
     * All problems at once; each names the place, what was expected and what was found. `files`: repository
     * paths that problems may begin with.
     */
    constructor(problems, options = {}) {
        const list = typeof problems === "string" ? [problems] : problems;
        super(list.join("\n"), options);
        this.problems = list;
        this.#files = options.files ?? [];
    }
    /** Of a problem that begins with `FILE:` or `FILE:LINE:`; for an annotation on that line. */
    placeOf(problem) {
        const file = this.#files.find((one) => problem.startsWith(`${one}:`));
        if (file === undefined)
            return undefined;
        const line = /^:(\d+)[: ]/.exec(problem.slice(file.length))?.[1];
        return line === undefined ? { file } : { file, line: Number(line) };
    }
}
/** The messages of an error and its causes, outermost first, without stacks. */
function describeError(error) {
    const messages = [];
    for (let current = error; current !== undefined && messages.length < 5;) {
        const message = current instanceof Error ? current.message : String(current);
        if (message !== "" && !messages.includes(message))
            messages.push(message);
        current = current instanceof Error ? current.cause : undefined;
    }
    return messages.join(": ");
}


/***/ }),

/***/ 317:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _build_remove_builder_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(932);
/* harmony import */ var _cache_rescue_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(0);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(452);
/* harmony import */ var _session_state_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(403);
/* harmony import */ var _shell_open_world_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(896);
/** The action's post step: removes what a cancelled or killed main step left behind, after saving its finished layers. Never fails a job. */





const world = (0,_shell_open_world_js__WEBPACK_IMPORTED_MODULE_4__/* .openWorld */ .H)(process.env, new AbortController().signal);
try {
    const scratch = process.env[`STATE_${_session_state_js__WEBPACK_IMPORTED_MODULE_3__/* .sessionState */ .C.scratch}`];
    if (scratch)
        await (0,_cache_rescue_js__WEBPACK_IMPORTED_MODULE_1__/* .saveRescues */ .iV)(world, scratch);
    await (0,_build_remove_builder_js__WEBPACK_IMPORTED_MODULE_0__/* .removeLeftBuilders */ .cN)(world);
    for (const name of Object.values(_session_state_js__WEBPACK_IMPORTED_MODULE_3__/* .sessionState */ .C)) {
        const directory = process.env[`STATE_${name}`];
        // Only what this action names so: state is written by the runner, but nothing else must ever be removed.
        if (directory && /[\\/]ml-image-build-[^\\/]*$/.test(directory))
            await world.files.remove(directory);
    }
}
catch (error) {
    world.log.warning(`cleaning up: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .describeError */ .U)(error)}`);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 403:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ sessionState),
/* harmony export */   x: () => (/* binding */ builderState)
/* harmony export */ });
/** Names under which the main step tells the post step what to remove. */
const sessionState = { dockerConfig: "docker-config", scratch: "scratch" };
/** Of builders; with `-made` behind it once it is whole: nothing is still being made of it. */
const builderState = ["builder", "lazy-builder"];


/***/ }),

/***/ 896:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  H: () => (/* binding */ openWorld)
});

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function issue(name, message = '') {
    issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_namespaceObject.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_namespaceObject.constants.R_OK | external_fs_namespaceObject.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return __awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return __awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_namespaceObject.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = _summary;
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./lib/shell/actions.js
/**
 * The only door to GitHub's runner: log commands, masks, outputs, summary, state. It takes the parts of
 * `@actions/core` that write them: its main module also loads an HTTP client of 700 KB, 40 ms in every run
 * (docs/decisions/0090).
 */




const log = {
    info: (line) => void process.stdout.write(neutralize(line) + external_node_os_namespaceObject.EOL),
    debug: (message) => issueCommand("debug", {}, message),
    warning: (message, at) => issueCommand("warning", place(at), message),
    notice: (message, at) => issueCommand("notice", place(at), message),
    error: (message, at) => issueCommand("error", place(at), message),
    group(title, lines) {
        issue("group", title);
        for (const line of lines)
            log.info(line);
        issue("endgroup");
    },
    mask: (secret) => {
        if (secret.trim() !== "")
            issueCommand("add-mask", {}, secret);
    },
    setOutput: (name, value) => keep("OUTPUT", "set-output", name, value),
    saveState: (name, value) => keep("STATE", "save-state", name, value),
    async summary(markdown) {
        // Outside of a runner there is no summary file, and nothing to write to.
        if (process.env.GITHUB_STEP_SUMMARY === undefined)
            return;
        await summary.addRaw(markdown, true).write();
    },
    setFailed: (message) => {
        process.exitCode = 1;
        log.error(message);
    },
};
/** Into the runner's file; as a command on a terminal, where there is none. */
function keep(file, command, name, value) {
    if (process.env[`GITHUB_${file}`])
        issueFileCommand(file, prepareKeyValueMessage(name, value));
    else
        issueCommand(command, { name }, value);
}
/** In the words of the `::warning` command. */
function place(at) {
    // With keys, even without values, a space would follow the command's name.
    return at === undefined ? {} : { title: at.title, file: at.file, line: at.line };
}
/**
 * A build's own output must not be able to give commands to the runner. It reads lines that end with `\r` too,
 * takes `::name::` after any white space, and the older `##[name]` anywhere (actions/runner, ActionCommand.cs).
 */
function neutralize(text) {
    return text.replace(/(^|[\r\n])([\s\u0085]*)::/g, "$1$2\u200b::").replaceAll("##[", "##\u200b[");
}

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./lib/shell/clock.js
/** The only door to time. */

const clock = {
    now: () => Date.now(),
    async sleep(milliseconds, signal) {
        try {
            await (0,promises_namespaceObject.setTimeout)(milliseconds, undefined, signal === undefined ? {} : { signal });
        }
        catch {
            // Aborted: whoever aborted looks at the signal.
        }
    },
};

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
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
        .split(external_node_path_namespaceObject.delimiter)
        .map((folder) => (0,external_node_path_namespaceObject.join)(folder, "docker"))
        .find((path) => isFile(path));
    // A script called docker is somebody's own way to docker.
    if (docker === undefined || !isProgram(docker))
        return undefined;
    const config = env.DOCKER_CONFIG || (0,external_node_path_namespaceObject.join)(env.HOME || (0,external_node_os_namespaceObject.homedir)(), ".docker");
    if (hasOwnFolders(config))
        return undefined;
    const first = [(0,external_node_path_namespaceObject.join)(config, "cli-plugins"), ...systemFolders]
        .map((folder) => (0,external_node_path_namespaceObject.join)(folder, "docker-buildx"))
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
    return (0,external_node_fs_namespaceObject.statSync)(path, { throwIfNoEntry: false })?.isFile() === true;
}
/** Executable, and by its first four bytes no script. */
function isProgram(path) {
    try {
        if (((0,external_node_fs_namespaceObject.statSync)(path).mode & 0o111) === 0)
            return false;
        const start = Buffer.alloc(4);
        const file = (0,external_node_fs_namespaceObject.openSync)(path, "r");
        try {
            (0,external_node_fs_namespaceObject.readSync)(file, start, 0, 4, 0);
        }
        finally {
            (0,external_node_fs_namespaceObject.closeSync)(file);
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
        return (0,external_node_fs_namespaceObject.readFileSync)((0,external_node_path_namespaceObject.join)(config, "config.json"), "utf8").includes("cliPluginsExtraDirs");
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
const exec_exec = (argv, options = {}) => new Promise((resolve) => {
    const [program, ...args] = withoutDetour(argv, buildxProgram);
    const child = (0,external_node_child_process_namespaceObject.spawn)(program, args, {
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
    const child = (0,external_node_child_process_namespaceObject.spawn)(program, args, { env: mergeEnvironment(env), stdio: "ignore", detached: true });
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
    return 128 + constants.signals[signal];
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:fs/promises"
const external_node_fs_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: ./lib/shell/files.js
/** The only door to the file system. */





/** `temporaryRoot`: GitHub's RUNNER_TEMP, which the runner empties; else the system's. */
function openFiles(temporaryRoot) {
    const readBytes = (path) => absentIsUndefined((0,external_node_fs_promises_namespaceObject.readFile)(path));
    return {
        readBytes,
        readText: async (path) => (await readBytes(path))?.toString("utf8"),
        readStart: (path, limit) => absentIsUndefined(readStart(path, limit)),
        hash: (path, algorithm, prefix) => absentIsUndefined(hashFile(path, algorithm, prefix)),
        async write(path, data, mode) {
            await (0,external_node_fs_promises_namespaceObject.mkdir)((0,external_node_path_namespaceObject.dirname)(path), { recursive: true });
            await (0,external_node_fs_promises_namespaceObject.writeFile)(path, data, mode === undefined ? {} : { mode });
        },
        stat: (path) => absentIsUndefined((0,external_node_fs_promises_namespaceObject.lstat)(path).then(async (stat) => ({
            kind: kindOf(stat),
            mode: stat.mode & 0o7777,
            size: stat.size,
            linkTarget: stat.isSymbolicLink() ? await (0,external_node_fs_promises_namespaceObject.readlink)(path) : undefined,
        }))),
        // One call each, without a promise each: a microsecond or two where most are missing.
        existing: async (paths) => paths.filter(isThere),
        async list(path) {
            const entries = (await absentIsUndefined((0,external_node_fs_promises_namespaceObject.readdir)(path, { withFileTypes: true }))) ?? [];
            return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        },
        freeBytes: (path) => (0,external_node_fs_promises_namespaceObject.statfs)(path).then(({ bavail, bsize }) => bavail * bsize, () => undefined),
        async makeDirectory(path) {
            await (0,external_node_fs_promises_namespaceObject.mkdir)(path, { recursive: true });
        },
        async makeTemporary(prefix) {
            const root = temporaryRoot ?? (0,external_node_os_namespaceObject.tmpdir)();
            await (0,external_node_fs_promises_namespaceObject.mkdir)(root, { recursive: true });
            return (0,external_node_fs_promises_namespaceObject.mkdtemp)((0,external_node_path_namespaceObject.join)(root, prefix));
        },
        link: (target, path) => (0,external_node_fs_promises_namespaceObject.symlink)(target, path),
        remove: (path) => (0,external_node_fs_promises_namespaceObject.rm)(path, { recursive: true, force: true }),
        realPath: (path) => absentIsUndefined((0,external_node_fs_promises_namespaceObject.realpath)(path)),
    };
}
async function hashFile(path, algorithm, prefix) {
    const hash = (0,external_node_crypto_namespaceObject.createHash)(algorithm).update(prefix);
    for await (const chunk of (0,external_node_fs_namespaceObject.createReadStream)(path, { highWaterMark: 1 << 20 }))
        hash.update(chunk);
    return hash.digest("hex");
}
async function readStart(path, limit) {
    const file = await (0,external_node_fs_promises_namespaceObject.open)(path, "r");
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
        return (0,external_node_fs_namespaceObject.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
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

;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");
;// CONCATENATED MODULE: external "node:stream/promises"
const external_node_stream_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");
;// CONCATENATED MODULE: ./lib/shell/http.js


const http_DEFAULT_TIMEOUT_MS = 30_000;
const REDIRECTS = 5;
const DEFAULT_HEADERS = { "user-agent": "ml-image-build", accept: "*/*", "accept-encoding": "identity" };
const http = async (request) => {
    const limit = AbortSignal.timeout(request.timeoutMs ?? http_DEFAULT_TIMEOUT_MS);
    const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
    const answer = await follow(request, signal);
    const { statusCode: status = 0, headers } = answer;
    const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
    // An answer without a body is read to its end as well: its connection is free for the next request then.
    if (!hasBody)
        for await (const _none of answer)
            ;
    let stream;
    return {
        status,
        headers: { get: (name) => headers[name.toLowerCase()]?.toString() ?? null },
        async bytes() {
            const parts = [];
            if (hasBody)
                for await (const part of answer)
                    parts.push(part);
            return Buffer.concat(parts);
        },
        // Made when it is asked for: most bodies are read whole.
        get stream() {
            if (hasBody)
                stream ??= external_node_stream_namespaceObject.Readable.toWeb(answer);
            return stream;
        },
    };
};
/** As `fetch` does; a body is sent again only where the answer says so, and only one that is still there. */
async function follow(request, signal) {
    let url = new URL(request.url);
    let headers = { ...DEFAULT_HEADERS, ...request.headers };
    for (let hops = 0;; hops += 1) {
        const answer = await send(url, { ...request, headers }, signal);
        const { location } = answer.headers;
        const goesOn = request.body === undefined ? [301, 302, 303, 307, 308] : [307, 308];
        const isRedirect = goesOn.includes(answer.statusCode ?? 0) && isReplayable(request);
        if (request.redirect === "manual" || !isRedirect || !location || hops >= REDIRECTS)
            return answer;
        answer.destroy();
        const next = new URL(location, url);
        // Credentials stay with whom they are meant for.
        if (next.origin !== url.origin)
            headers = withoutCredentials(headers);
        url = next;
    }
}
async function send(url, request, signal) {
    const { request: open } = await (url.protocol === "http:" ? Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 67, 19)) : Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 708, 19)));
    const { method, body, headers, socketPath } = request;
    return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sent = open(url, { method, headers, socketPath });
        let answer;
        const end = () => {
            answer?.destroy(signal.reason);
            sent.destroy(signal.reason);
        };
        signal.addEventListener("abort", end);
        sent.on("close", () => signal.removeEventListener("abort", end));
        sent.on("response", (message) => {
            answer = message;
            resolve(message);
        });
        sent.on("error", (error) => {
            // The other side may close an idle connection in the moment in which it is taken for the next request.
            const isStale = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
            const isHarmless = method !== "POST" && method !== "PATCH" && isReplayable(request);
            if (isStale && isHarmless && !signal.aborted)
                resolve(send(url, request, signal));
            else
                reject(error);
        });
        if (body instanceof ReadableStream)
            (0,external_node_stream_promises_namespaceObject.pipeline)(external_node_stream_namespaceObject.Readable.fromWeb(body), sent).catch(reject);
        else
            sent.end(body);
    });
}
/** A stream is gone after it was sent. */
function isReplayable({ body }) {
    return !(body instanceof ReadableStream);
}
function withoutCredentials(headers) {
    const isOpen = ([name]) => !/^(authorization|cookie)$/i.test(name);
    return Object.fromEntries(Object.entries(headers).filter(isOpen));
}

;// CONCATENATED MODULE: ./lib/shell/open-world.js
/** The real world, from the doors beside this file. */






/** `cancelled` ends every running program, unless a call brings a signal of its own (cleaning up does). */
function openWorld(env, cancelled, exec = exec_exec) {
    return {
        env,
        cwd: process.cwd(),
        self: [process.execPath, process.argv[1] ?? ""],
        exec: (argv, options) => exec(argv, { signal: cancelled, ...options }),
        leave: leave,
        cancelled,
        files: openFiles(env.RUNNER_TEMP),
        http: http,
        clock: clock,
        log: log,
        platform: {
            os: process.platform,
            arch: process.arch,
            cpus: (0,external_node_os_namespaceObject.availableParallelism)(),
            memoryBytes: (0,external_node_os_namespaceObject.totalmem)(),
        },
    };
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
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
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
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(317);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
