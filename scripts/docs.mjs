// @ts-check
/**
 * What README.md and docs/*.md repeat from elsewhere, between markers: tables of action.yml and of examples/, and quoted
 * files. `--check` only tells whether they are up to date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(`${root}${path}`, "utf8");
const action = parse(read("action.yml"));
const cell = (/** @type {unknown} */ text) =>
  String(text ?? "")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");

/** The first paragraph of an example's README, up to its first full stop, semicolon or colon. @param {string} name */
function describeExample(name) {
  const paragraph = read(`examples/${name}/README.md`).split("\n\n")[1] ?? "";
  return paragraph.replaceAll("\n", " ").replace(/[.:;](?= |$).*$/, "");
}

/** @type {Record<string, () => string>} */
const blocks = {
  inputs: () =>
    [
      "| input | default | meaning |",
      "|---|---|---|",
      ...Object.entries(action.inputs).map(
        ([name, input]) =>
          `| \`${name}\` | ${input.default ? `\`${cell(input.default)}\`` : "–"} | ${cell(input.description)} |`,
      ),
    ].join("\n"),
  outputs: () =>
    [
      "| output | meaning |",
      "|---|---|",
      ...Object.entries(action.outputs).map(
        ([name, output]) => `| \`${name}\` | ${cell(output.description)} |`,
      ),
    ].join("\n"),
  examples: () =>
    [
      "| example | what it is |",
      "|---|---|",
      ...readdirSync(`${root}examples`, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
        .map((name) => `| [${name}](examples/${name}) | ${cell(describeExample(name))} |`),
    ].join("\n"),
};

/** A top-level key of a YAML file, with what stands below it. @param {string} text @param {string} key */
function cutKey(text, key) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  const length = lines.slice(start + 1).findIndex((line) => /^[^\s#]/.test(line));
  return start < 0 ? undefined : lines.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** A quoted file, or a part of it: `<!-- file:examples/x.yml -->`, `<!-- file:examples/x.yml#jobs -->`. @param {string} name */
function quote(name) {
  const [path = "", key] = name.split("#");
  const text = existsSync(`${root}${path}`) ? read(path) : undefined;
  const part = text === undefined || key === undefined ? text : cutKey(text, key);
  if (part === undefined) throw new Error(`no ${name}`);
  const language = path.endsWith(".yml") || path.endsWith(".yaml") ? "yaml" : "";
  return `\`\`\`${language}\n${part.trimEnd()}\n\`\`\``;
}

/** @param {string} kind @param {string} name */
function write(kind, name) {
  if (kind === "file") return quote(name);
  const block = blocks[name];
  if (block === undefined) throw new Error(`no table ${name}`);
  return block();
}

const documents = [
  "README.md",
  ...readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
];
for (const path of documents) {
  const before = read(path);
  const after = before.replace(
    /<!-- (begin|file):([^ ]+) -->\n[\s\S]*?<!-- end -->/g,
    (_, kind, name) => `<!-- ${kind}:${name} -->\n${write(kind, name)}\n<!-- end -->`,
  );
  if (after === before) continue;
  if (process.argv.includes("--check")) {
    console.error(
      `${path} is not what action.yml, the examples and the quoted files say: run \`npm run docs\``,
    );
    process.exitCode = 1;
  } else writeFileSync(`${root}${path}`, after);
}
