/** actions/download-artifact's own steps: one by name, or all that a pattern names, each in a folder of its own. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const library = pathToFileURL(join(process.env.ARTIFACT_LIBRARY ?? "", "lib/artifact.js")).href;
const { DefaultArtifactClient } = await import(library);
const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const path = resolve(input("path"));
const client = new DefaultArtifactClient();
if (input("name") !== "") {
  const { artifact } = await client.getArtifact(input("name"));
  await client.downloadArtifact(artifact.id, { path });
} else {
  const wanted = new RegExp(
    `^${input("pattern")
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")}$`,
  );
  const { artifacts } = await client.listArtifacts({ latest: true });
  const found = artifacts.filter(({ name }) => wanted.test(name));
  // One alone goes straight into the path (download-artifact 5 and later).
  for (const { id, name } of found)
    await client.downloadArtifact(id, { path: found.length === 1 ? path : join(path, name) });
}
