/** actions/upload-artifact's own steps, with the library that it uses (`ARTIFACT_LIBRARY` is its folder). */
import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const library = pathToFileURL(join(process.env.ARTIFACT_LIBRARY ?? "", "lib/artifact.js")).href;
const { DefaultArtifactClient } = await import(library);
const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const path = resolve(input("path"));
const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const files = isFolder
  ? readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  : [path];
const client = new DefaultArtifactClient();
if (input("overwrite") === "true") await client.deleteArtifact(input("name")).catch(() => {});
await client.uploadArtifact(input("name"), files, isFolder ? path : dirname(path));
