// @ts-check
// `check VERSION` tells whether it may be released; `publish VERSION` makes the tag, the release, and moves the major tag.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCommand } from "../environment/command.mjs";
import { findNotes, findProblems } from "./find-problems.mjs";
import { publishRelease } from "./publish.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(`${root}${path}`, "utf8");

const [command, version = ""] = process.argv.slice(2);
const changelog = read("CHANGELOG.md");
const listTags = async (/** @type {string[]} */ ...options) =>
  (await runCommand(["git", "-C", root, "tag", "--list", ...options], { timeoutSeconds: 30 }))
    .split("\n")
    .filter(Boolean);
// A run that was interrupted is run again: the version's tag on this very commit is its own.
const own = await listTags("--points-at", "HEAD");
const tags = (await listTags()).filter((tag) => tag !== `v${version}` || !own.includes(tag));
const problems = findProblems({
  version,
  packageVersion: JSON.parse(read("package.json")).version,
  lockVersion: JSON.parse(read("package-lock.json")).version,
  changelog,
  tags,
});
for (const problem of problems) console.error(`::error::${problem}`);
if (problems.length > 0) process.exitCode = 1;
else if (command === "publish") {
  const {
    GITHUB_API_URL = "https://api.github.com",
    GITHUB_REPOSITORY,
    GITHUB_SHA,
    GITHUB_TOKEN,
  } = process.env;
  if (!GITHUB_REPOSITORY || !GITHUB_SHA || !GITHUB_TOKEN)
    throw new Error("GITHUB_REPOSITORY, GITHUB_SHA and GITHUB_TOKEN are needed");
  await publishRelease({
    api: `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}`,
    token: GITHUB_TOKEN,
    commit: GITHUB_SHA,
    version,
    notes: findNotes(changelog, version) ?? "",
  });
  console.log(`v${version} is ${GITHUB_SHA}`);
} else if (command !== "check") throw new Error(`\`check\` or \`publish\`, not ${command}`);
