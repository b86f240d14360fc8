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
    id: "npm-install",
    class: "dependencies",
    isVerdict: true,
    patterns: [
      /npm (?:ERR!|error) code (?:ERESOLVE|ETARGET|E404|EBADENGINE|EUSAGE)/,
      /ERR_PNPM_\w+/,
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
