export const id = 552;
export const ids = [552];
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

/***/ 1552:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  reportLegs: () => (/* binding */ reportLegs)
});

// EXTERNAL MODULE: ./lib/build/publish.js
var publish = __webpack_require__(6412);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/plan/tags.js
var tags = __webpack_require__(5126);
// EXTERNAL MODULE: ./lib/registry/docker-config.js
var docker_config = __webpack_require__(1122);
// EXTERNAL MODULE: ./lib/registry/labels.js
var labels = __webpack_require__(3364);
// EXTERNAL MODULE: ./lib/registry/read-records.js
var read_records = __webpack_require__(4008);
// EXTERNAL MODULE: ./lib/registry/store.js + 10 modules
var registry_store = __webpack_require__(4015);
// EXTERNAL MODULE: ./lib/report/publish.js + 9 modules
var report_publish = __webpack_require__(2676);
;// CONCATENATED MODULE: ./lib/legs/gather-parts.js
function gatherParts({ spec, decision }, legs, results) {
    const { name } = spec;
    const said = spec.platforms.map((platform) => {
        const leg = legs.find((one) => one.platform === platform && one.images.includes(name));
        const image = leg === undefined ? undefined : results.get(leg.name)?.images.get(name);
        return { platform, leg, image };
    });
    const done = said.flatMap(({ image }) => (image === undefined ? [] : [image]));
    const seconds = Math.max(0, ...done.map((one) => one.durationSeconds));
    const isMany = said.length > 1;
    const steps = said.flatMap(({ platform, image }) => (image?.steps ?? []).map((step) => (isMany ? { ...step, name: `${platform} ${step.name}` } : step)));
    const failures = done.filter(({ status }) => status === "failed");
    // Platforms that fail apart may do so for different causes: then the messages tell.
    const failure = failures.length === 1 ? failures[0]?.failure : undefined;
    const failed = (message) => ({
        kind: "settled",
        outcome: {
            status: "failed",
            name,
            message,
            ...(failure === undefined ? {} : { failure }),
            durationSeconds: seconds,
            steps,
        },
    });
    const messages = said.flatMap(({ platform, leg, image }) => {
        const message = problemOf(leg, image, decision.fingerprint);
        return message === undefined ? [] : [isMany ? `${platform}: ${message}` : message];
    });
    if (messages.length > 0)
        return failed(messages.join("; "));
    const blocked = done.find(({ status }) => status === "blocked");
    if (blocked !== undefined) {
        const because = (blocked.because ?? "its base");
        return { kind: "settled", outcome: { status: "blocked", name, because } };
    }
    const parts = said.flatMap(({ platform, image }) => image?.digest === undefined ? [] : [{ platform, digest: image.digest }]);
    if (parts.length === said.length)
        return { kind: "parts", parts, steps, seconds, onDemand: sumOnDemand(done) };
    // Without a push there are no digests; with some, a leg lost its own.
    if (parts.length > 0)
        return failed("some of its platforms were pushed, others were not");
    return {
        kind: "settled",
        outcome: {
            status: "built",
            name,
            digest: undefined,
            durationSeconds: seconds,
            sizeBytes: undefined,
            steps,
        },
    };
}
function sumOnDemand(images) {
    const read = images.flatMap(({ onDemand }) => (onDemand === undefined ? [] : [onDemand]));
    if (read.length === 0)
        return undefined;
    const saved = read.flatMap(({ savedSeconds }) => (savedSeconds === undefined ? [] : [savedSeconds]));
    return {
        readBytes: read.reduce((sum, { readBytes }) => sum + readBytes, 0),
        plainBytes: read.reduce((sum, { plainBytes }) => sum + plainBytes, 0),
        ...(saved.length === 0 ? {} : { savedSeconds: Math.max(...saved) }),
    };
}
function problemOf(leg, image, fingerprint) {
    if (leg === undefined)
        return "the plan has no leg for it";
    if (image === undefined)
        return `the leg ${leg.name} left no results: see its job`;
    if (image.status === "failed")
        return image.error ?? `the leg ${leg.name} does not say why`;
    if (image.status === "blocked" || image.fingerprint === fingerprint)
        return undefined;
    return `the leg ${leg.name} built another fingerprint, ${image.fingerprint.slice(0, 20)}`;
}

// EXTERNAL MODULE: ./lib/registry/json.js
var json = __webpack_require__(9869);
// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
;// CONCATENATED MODULE: ./lib/legs/merge-index.js


/** The same parts in the same order make the same bytes. Throws for what is no image: a bug, or a broken registry. */
function mergeIndex(parts) {
    const manifests = parts.flatMap(({ platform, manifest }) => {
        const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
        if (parsed === undefined)
            throw new Error(`${manifest.digest} is neither an image nor an index`);
        if (parsed.kind === "index")
            return (0,json/* objectsAt */.yR)((0,json/* parseJsonObject */.dw)(manifest.bytes), "manifests");
        const [os, architecture, variant] = platform.split("/");
        return [
            {
                mediaType: manifest.mediaType,
                digest: manifest.digest,
                size: manifest.bytes.length,
                platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
            },
        ];
    });
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: registry_manifest/* OCI_INDEX */.$p, manifests }, null, 2));
    return { digest: (0,registry_manifest/* digestOf */.ol)(bytes), mediaType: registry_manifest/* OCI_INDEX */.$p, bytes };
}

// EXTERNAL MODULE: ./lib/deploy/read-results.js
var read_results = __webpack_require__(4284);
// EXTERNAL MODULE: ./lib/legs/leg-results.js + 1 modules
var leg_results = __webpack_require__(211);
;// CONCATENATED MODULE: ./lib/legs/read-legs.js
/** The files that legs left, from the folder that their artifacts were unpacked to. */



/** By leg, the last attempt of each. A folder that is not there means that no leg left anything. Throws UserError for files of another kind. */
async function readLegResults(world, value, stored) {
    const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
    const stat = value.startsWith("{") ? undefined : await world.files.stat(path);
    const isEmpty = stat === undefined || (stat.kind === "directory" && (await world.files.list(path)).length === 0);
    if (!value.startsWith("{") && isEmpty)
        return new Map();
    const { texts, problems } = await (0,read_results/* readResults */.x)(world, value);
    const legs = new Map();
    const wrong = [...problems];
    for (const { text, from } of texts) {
        const results = (0,leg_results/* parseLegResults */.K)(text);
        if (results === undefined) {
            wrong.push(`input results: ${from}: expected the report file of a leg (mode: build)`);
        }
        else if (stored.legs.some(({ name }) => name === results.leg)) {
            const before = legs.get(results.leg);
            if (before === undefined || before.attempt < results.attempt)
                legs.set(results.leg, results);
        }
        else {
            world.log.warning(`${from}: the plan has no leg ${results.leg}; its results are left out`);
        }
    }
    const [first, ...rest] = wrong;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    return legs;
}

;// CONCATENATED MODULE: ./lib/legs/rebuild-plan.js
/** `manifests`: of the images that are reused, as the registry has them now. */
function rebuildPlan(stored, manifests) {
    const entries = Object.entries(stored.images);
    const images = new Map(entries.map(([name, image]) => [
        name,
        {
            spec: specOf(name, image),
            decision: decisionOf(name, image, manifests.get(name)),
            inputs: {
                components: [],
                listFiles: () => [],
                paths: image.inputs ?? [],
                bases: new Map(Object.entries(image.bases).map(([base, digest]) => [base, digest ?? undefined])),
                baseDigests: new Map(),
                unknowns: [],
                notices: [],
            },
            parents: image.parents.map((parent) => ({ parent: parent, contextName: parent })),
        },
    ]));
    return { trigger: stored.trigger, images, order: entries.map(([name]) => name) };
}
/** What a build needs is not in a plan; what a report and its tags need is. */
function specOf(name, image) {
    return {
        name,
        context: { kind: "outside", path: "" },
        dockerfile: { kind: "remote", path: "" },
        target: undefined,
        args: new Map(),
        contexts: new Map(),
        secrets: [],
        platforms: image.platforms,
        runtime: image.runtime,
        repositories: image.repositories,
        tags: image.tags,
        parameter: image.parameter,
        timeoutMinutes: undefined,
        link: "off",
        budget: image.budget ?? {},
        buildFlags: [],
        definedAt: "the plan",
    };
}
function decisionOf(name, image, manifest) {
    const [first = "planned", ...rest] = image.reasons;
    const common = {
        name,
        fingerprint: image.fingerprint,
        reasons: [first, ...rest],
    };
    if (image.action === "reuse" && image.found !== undefined && manifest !== undefined) {
        return { ...common, action: "reuse", found: { ...image.found, manifest } };
    }
    if (image.sameAs !== undefined)
        return { ...common, action: "share", with: image.sameAs };
    return { ...common, action: "build", replaces: true, isAskedFor: false };
}

// EXTERNAL MODULE: ./lib/legs/stored-plan.js
var stored_plan = __webpack_require__(9532);
;// CONCATENATED MODULE: ./lib/legs/report-legs.js
/** `mode: report`: the legs' results become one image each, with tags; then outputs and summary as of `mode: all`. */













/** `true` when every wanted image ended built or reused. */
async function reportLegs(world, { inputs, trigger, push }) {
    const stored = await (0,stored_plan/* readStoredPlan */.T)(world, inputs.plan);
    if (stored.trigger.runId !== trigger.runId) {
        throw new errors/* UserError */.y(`input plan: it is of the run ${stored.trigger.runId}, this is run ${trigger.runId}`);
    }
    const legs = await readLegResults(world, inputs.results, stored);
    const config = await (0,docker_config/* createDockerConfig */.l)(world);
    try {
        const store = inputs.registry === undefined
            ? undefined
            : await (0,registry_store/* openImageStore */.N)(world, inputs.registry, { dockerConfig: config });
        const { manifests, missing } = await findReused(store, stored);
        const plan = rebuildPlan(stored, manifests);
        const to = store !== undefined && push
            ? {
                store,
                trigger,
                inputTags: inputs.tags,
                createRepositories: inputs.createRepositories,
                parts: new Map(),
            }
            : undefined;
        const outcomes = new Map(await Promise.all([...plan.images].map(async ([name, image]) => {
            const lost = missing.get(name);
            if (lost !== undefined) {
                return [name, { status: "failed", name, message: lost, durationSeconds: 0, steps: [] }];
            }
            return [name, await settle(world, to, image, gatherParts(image, stored.legs, legs))];
        })));
        const records = await (0,read_records/* readRecords */.T)(world, store, plan);
        return await (0,report_publish/* publishOutcomes */.f)(world, { plan, outcomes, records, inputs, runnerPrice: undefined });
    }
    finally {
        await config.remove();
    }
}
/** Reused images as the registry has them: the digest of the plan, byte for byte. */
async function findReused(store, stored) {
    const manifests = new Map();
    const missing = new Map();
    const reused = Object.entries(stored.images).filter(([, { action }]) => action === "reuse");
    await Promise.all(reused.map(async ([name, { found, digest }]) => {
        if (store === undefined || found === undefined || digest === undefined) {
            missing.set(name, "the plan reuses it, and there is no registry to take it from");
            return;
        }
        try {
            manifests.set(name, await readManifest(store, found.repository, digest));
        }
        catch (error) {
            missing.set(name, (0,errors/* describeError */.U)(error));
        }
    }));
    return { manifests, missing };
}
async function readManifest(store, repository, digest) {
    const answer = await store.registry.getManifest(store.pathOf(repository), digest);
    if (answer.kind === "found")
        return answer.manifest;
    throw new Error(`${repository}@${digest} is not in the registry any more`);
}
async function settle(world, to, image, gathered) {
    const { name } = image.spec;
    try {
        if (image.decision.action === "reuse") {
            if (to !== undefined) {
                const { repository, manifest } = image.decision.found;
                await (0,publish/* refuseUnrunnable */.Dw)(world, to, image, repository, manifest);
                await (0,publish/* publishReused */.IF)(world, to, image);
            }
            return reusedOutcome(to, image);
        }
        if (gathered.kind === "settled")
            return gathered.outcome;
        if (to === undefined)
            return built(image, gathered.steps, gathered.seconds, undefined, { layers: [] });
        const manifest = await publishParts(world, to, image, gathered);
        const facts = await to.store.labels(image.spec.repositories[0], manifest, image.spec.platforms);
        const outcome = built(image, gathered.steps, gathered.seconds, manifest, facts);
        return { ...outcome, onDemand: gathered.onDemand };
    }
    catch (error) {
        const message = (0,errors/* describeError */.U)(error);
        world.log.error(`${name}: ${message}`, { file: "", title: `image ${name} failed` });
        return { status: "failed", name, message, durationSeconds: 0, steps: [] };
    }
}
/** Checks that the registry has what the legs say, merges where there are several, and tags. */
async function publishParts(world, to, image, { parts }) {
    const { spec, decision } = image;
    const tag = (0,tags/* sourceTag */.Yr)(to.trigger, decision.fingerprint);
    let first;
    for (const repository of spec.repositories) {
        const found = await Promise.all(parts.map(async ({ platform, digest }) => {
            const manifest = await readManifest(to.store, repository, digest);
            const facts = await to.store.labels(repository, manifest, [platform]);
            if (facts.missingPlatforms.length > 0 ||
                facts.labels.get(labels/* fingerprintLabel */.TI) !== decision.fingerprint) {
                throw new Error(`${repository}@${digest} is not the image that was planned for ${platform} (${decision.fingerprint.slice(0, 20)})`);
            }
            return { platform, manifest };
        }));
        const [only] = found;
        const manifest = found.length === 1 && only !== undefined ? only.manifest : mergeIndex(found);
        await to.store.tag(repository, manifest, tag);
        first ??= manifest;
        if (found.length > 1) {
            world.log.info(`${spec.name} │ ${repository}:${tag} has ${parts.map((one) => one.platform).join(", ")}`);
        }
    }
    if (first === undefined)
        throw new Error(`${spec.name} has no repository`);
    await (0,publish/* refuseUnrunnable */.Dw)(world, to, image, spec.repositories[0], first);
    await (0,publish/* setMovingTags */.yy)(world, to, image, first);
    return first;
}
function reusedOutcome(to, { spec, decision }) {
    if (decision.action !== "reuse")
        throw new Error("not a reuse");
    const { found } = decision;
    const isCopied = found.missingRepositories.includes(spec.repositories[0]);
    const isTagged = to !== undefined && (isCopied || to.trigger.scope.kind === "trusted");
    return {
        status: "reused",
        name: spec.name,
        digest: found.manifest.digest,
        place: {
            repository: isCopied && to === undefined ? found.repository : spec.repositories[0],
            tag: isTagged ? (0,tags/* sourceTag */.Yr)(to.trigger, decision.fingerprint) : found.tag,
        },
        sizeBytes: found.sizeBytes,
    };
}
function built({ spec }, steps, durationSeconds, manifest, facts) {
    const { sizeBytes, layers } = facts;
    return {
        status: "built",
        name: spec.name,
        digest: manifest?.digest,
        durationSeconds,
        sizeBytes,
        layers,
        steps,
    };
}


/***/ })

};
