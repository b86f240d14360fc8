// @ts-check
/** README.md's tables from action.yml, and its quoted files, between markers. `--check`: only tells whether they are. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(`${root}${path}`, "utf8");
const action = parse(read("action.yml"));
const cell = (/** @type {unknown} */ text) =>
  String(text ?? "")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");

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
};

/** A quoted file: `<!-- file:examples/x.yml -->`. @param {string} path */
const quote = (path) => `\`\`\`${path.endsWith(".yml") ? "yaml" : ""}\n${read(path).trimEnd()}\n\`\`\``;

const before = read("README.md");
const after = before.replace(
  /<!-- (begin|file):([^ ]+) -->\n[\s\S]*?<!-- end -->/g,
  (_, kind, name) =>
    `<!-- ${kind}:${name} -->\n${kind === "file" ? quote(name) : blocks[name]?.()}\n<!-- end -->`,
);
if (process.argv.includes("--check")) {
  if (after !== before) {
    console.error("README.md is not what action.yml and the quoted files say: run `npm run docs`");
    process.exitCode = 1;
  }
} else {
  writeFileSync(`${root}README.md`, after);
}
