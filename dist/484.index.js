export const id = 484;
export const ids = [484];
export const modules = {

/***/ 4484:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findLoaded: () => (/* binding */ findLoaded),
/* harmony export */   findSharedScopes: () => (/* binding */ findSharedScopes),
/* harmony export */   readBuildSteps: () => (/* binding */ readBuildSteps)
/* harmony export */ });
/* unused harmony export LOADED_BYTES */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _report_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5402);
/** Workflows of the repository that still build with docker's own actions: caches that replace each other, images unpacked twice. Pure. */


/** Unpacking less is not worth a word. */
const LOADED_BYTES = 5_000_000_000;
/** Every `uses: docker/build-push-action`; none where the text is no workflow. */
function readBuildSteps(file, text) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { lineCounter: lines, merge: true, prettyErrors: false });
    if (document.errors.length > 0)
        return [];
    const { jobs } = (document.toJS({ maxAliasCount: 100 }) ?? {});
    return Object.entries(jobs ?? {}).flatMap(([job, value]) => {
        const { steps, strategy } = value ?? {};
        return (Array.isArray(steps) ? steps : []).flatMap((step, index) => {
            if (!/^docker\/build-push-action@/.test(step?.uses ?? ""))
                return [];
            const node = document.getIn(["jobs", job, "steps", index, "uses"], true);
            const inputs = Object.entries(step?.with ?? {}).map(([name, value]) => [name, String(value)]);
            return [
                {
                    file,
                    line: lines.linePos(node?.range?.[0] ?? 0).line,
                    inputs: Object.fromEntries(inputs),
                    isMatrix: strategy?.matrix !== undefined,
                },
            ];
        });
    });
}
/** Several images under one scope: each export replaces what the others wrote (moby/buildkit, cache backend `gha`). */
function findSharedScopes(steps) {
    const writers = steps.flatMap((step) => {
        const flag = (step.inputs["cache-to"] ?? "").split("\n").find((one) => /type=gha\b/.test(one));
        if (flag === undefined || !/mode=max\b/.test(flag))
            return [];
        return [{ step, scope: /scope=([^,\s]+)/.exec(flag)?.[1] ?? "buildkit" }];
    });
    return writers.flatMap(({ step, scope }) => {
        const images = new Set(writers.filter((other) => other.scope === scope).map((other) => imageOf(other.step)));
        const isOneForAll = step.isMatrix && !scope.includes("${{") && Object.values(step.inputs).some(isOfMatrix);
        if (images.size < 2 && !isOneForAll)
            return [];
        const whose = images.size < 2 ? "every job of the matrix writes" : `${images.size} images write`;
        return [
            {
                file: step.file,
                finding: {
                    rule: "cache-scope-shared",
                    line: step.line,
                    message: `${whose} GitHub's cache with mode=max under the scope ${scope}: each replaces the others' layers, and 10 GB are for the whole repository`,
                    instead: "this action, which gives each image and platform a cache of its own; or a scope for each image",
                },
            },
        ];
    });
}
/** `bytes` of an image by its context and Dockerfile; `undefined`: not known. */
function findLoaded(steps, bytesOf) {
    return steps.flatMap((step) => {
        if (step.inputs.load !== "true")
            return [];
        const bytes = bytesOf(step.inputs.context ?? ".", step.inputs.file) ?? 0;
        if (bytes < LOADED_BYTES)
            return [];
        return [
            {
                file: step.file,
                finding: {
                    rule: "image-loaded",
                    line: step.line,
                    message: `load: true exports ${(0,_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .formatBytes */ .z3)(bytes)} from the builder and unpacks them in the engine, for minutes at each run`,
                    instead: "push from the builder, and pull the pushed digest where it is tested",
                },
            },
        ];
    });
}
function imageOf({ inputs }) {
    return JSON.stringify([inputs.context, inputs.file, inputs.target]);
}
function isOfMatrix(value) {
    return /\$\{\{[^}]*\bmatrix\./.test(value);
}


/***/ })

};
