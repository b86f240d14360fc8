// @ts-check
/** What a release must be before anything is published: decided from texts, without effects. */

/**
 * @typedef {object} Candidate
 * @property {string} version what the release was asked for
 * @property {string} packageVersion package.json's
 * @property {string} lockVersion package-lock.json's
 * @property {string} changelog the whole text
 * @property {readonly string[]} tags all tags of the repository
 */

const form = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** The three numbers, or undefined. @param {string} version @returns {[number, number, number] | undefined} */
export function parseVersion(version) {
  const match = form.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** The tag that moves: `v1`. @param {string} version */
export const majorTag = (version) => `v${version.split(".")[0]}`;

/**
 * The lines below a version's heading, or undefined where it has none.
 * @param {string} changelog
 * @param {string} version
 */
export function findNotes(changelog, version) {
  const [, ...sections] = `\n${changelog}`.split(/\n## /);
  const section = sections.find((text) => text.split("\n")[0]?.split(" ")[0] === version);
  return section?.split("\n").slice(1).join("\n").trim();
}

/**
 * All reasons against the release, at once; none when it may go out.
 * @param {Candidate} candidate
 * @returns {readonly string[]}
 */
export function findProblems({ version, packageVersion, lockVersion, changelog, tags }) {
  const wanted = parseVersion(version);
  if (wanted === undefined) return [`the version must look like 1.2.3, but is ${JSON.stringify(version)}`];
  const newest = tags
    .flatMap((tag) => (tag.startsWith("v") ? [parseVersion(tag.slice(1))] : []))
    .filter((one) => one !== undefined)
    .filter(([major]) => major === wanted[0])
    .sort(compare)
    .at(-1);
  const problems = [];
  if (packageVersion !== version) problems.push(`package.json says ${packageVersion}, not ${version}`);
  if (lockVersion !== version) problems.push(`package-lock.json says ${lockVersion}, not ${version}`);
  if (!findNotes(changelog, version)) problems.push(`CHANGELOG.md has nothing below "## ${version}"`);
  if (tags.includes(`v${version}`))
    problems.push(`v${version} is there already, and a version never changes`);
  else if (newest !== undefined && compare(wanted, newest) < 0)
    problems.push(`${version} is older than v${newest.join(".")}: ${majorTag(version)} would move back`);
  return problems;
}

/** @param {readonly number[]} one @param {readonly number[]} other */
function compare(one, other) {
  for (const [index, number] of one.entries()) {
    const difference = number - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
