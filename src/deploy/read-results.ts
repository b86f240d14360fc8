/** The input `results`: JSON as it is, a file, or a folder of downloaded artifacts. */
import type { World } from "../shell/world.ts";
import type { ResultsText } from "./parse-results.ts";

const DEEPEST = 4;

/** The texts of all results; `problems` where there are none. A folder's `*.json` files count, at any depth. */
export async function readResults(
  world: World,
  value: string,
): Promise<{ readonly texts: readonly ResultsText[]; readonly problems: readonly string[] }> {
  if (value === "") return { texts: [], problems: [] };
  if (value.startsWith("{")) return { texts: [{ text: value, from: "input results" }], problems: [] };
  const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
  const stat = await world.files.stat(path);
  if (stat === undefined) {
    const what = `expected JSON, a file or a folder, found ${JSON.stringify(value.slice(0, 80))}, which is none`;
    return { texts: [], problems: [`input results: ${what}`] };
  }
  const files = stat.kind === "directory" ? await listJson(world, path, DEEPEST) : [path];
  const texts: ResultsText[] = [];
  for (const file of files) {
    const text = await world.files.readText(file);
    if (text !== undefined) texts.push({ text, from: file.slice(path.length + 1) || value });
  }
  const problems = texts.length === 0 ? [`input results: the folder ${value} has no *.json file`] : [];
  return { texts, problems };
}

async function listJson(world: World, directory: string, depth: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, kind } of await world.files.list(directory)) {
    const path = `${directory}/${name}`;
    if (kind === "directory" && depth > 0) found.push(...(await listJson(world, path, depth - 1)));
    else if (kind === "file" && name.endsWith(".json")) found.push(path);
  }
  return found.sort();
}
