/** Which inputs belong to which modes: one that the mode does not read is a mistake, not a wish. Pure. */
import { deployInputNames } from "./deploy/deploy-inputs.ts";

/** Only building reads them, with their defaults in `action.yml`, which the runner fills in. */
const buildOnly: Readonly<Record<string, string>> = {
  "images-file": "",
  push: "auto",
  rebuild: "false",
  "no-cache": "false",
  platforms: "",
  tags: "",
  "create-repositories": "true",
  "base-images": "track",
  "max-parallel": "auto",
  "trust-pull-requests": "false",
  "buildkit-image": "",
};
const deployDefaults: Readonly<Record<string, string>> = {
  "skip-failed": "false",
  execute: "true",
  "allow-replacement": "true",
  "wait-minutes": "30",
  "wait-for-cleanup": "false",
  "cancel-update": "false",
};
const deployOnly: Readonly<Record<string, string>> = Object.fromEntries(
  deployInputNames.map((name) => [name, deployDefaults[name] ?? ""]),
);

/** A problem for each input that has a value of its own and that the mode does not read. */
export function findForeignInputs(mode: string, read: (name: string) => string): readonly string[] {
  const isDeploy = mode === "deploy";
  const hint = isDeploy ? "it belongs to building (mode: all or plan)" : "it belongs to mode: deploy";
  return Object.entries(isDeploy ? buildOnly : deployOnly).flatMap(([name, usual]) => {
    const value = read(name).trim();
    return value === "" || value === usual
      ? []
      : [
          `input ${name}: mode ${mode} does not read it, ${hint}; found ${JSON.stringify(value.slice(0, 60))}`,
        ];
  });
}
