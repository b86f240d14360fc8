/** npm and its kin, lock files, git, Rust, downloads. */
import type { Signature } from "./signature.ts";

export const toolSignatures: readonly Signature[] = [
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
    remedy:
      "write it anew (npm install, pnpm install, yarn, poetry lock, uv lock, pipenv lock, cargo update, go mod tidy) and commit it",
    source: "https://docs.npmjs.com/cli/commands/npm-ci",
  },
  {
    id: "npm-credentials",
    class: "credentials",
    patterns: [/npm (?:ERR!|error) code (?:E401|ENEEDAUTH)/],
    cause: "the registry of npm packages wants a login",
    remedy:
      'secrets: ["id=npmrc,src=…"] in the images file, and RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci',
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
    remedy:
      "RUN --mount=type=ssh or --mount=type=secret for the clone (never a token in ARG), with secrets: in the images file",
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
    source:
      "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-storage-and-bandwidth-usage",
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
    cause:
      "an R package, or one that it needs, could not be installed; a library's headers are the usual lack",
    remedy:
      "the -dev package that the lines above name, or binary packages (a rocker/r-ver base has them from Posit's package manager)",
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
