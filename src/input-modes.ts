/** Which inputs belong to which modes: one that the mode does not read is a mistake, not a wish. Pure. */
import type { InputName } from "./inputs.ts";

/** An input and its default in `action.yml`, which the runner fills in where a user gives nothing. */
type Known = readonly [name: InputName, usual: string];

const buildOnly: readonly Known[] = [
  ["images-file", ""],
  ["push", "auto"],
  ["rebuild", "false"],
  ["no-cache", "false"],
  ["platforms", ""],
  ["tags", ""],
  ["cache", "auto"],
  ["cache-repository", ""],
  ["create-repositories", "true"],
  ["base-images", "track"],
  ["max-parallel", "auto"],
  ["checkpoint-minutes", "3"],
  ["trust-pull-requests", "false"],
  ["buildkit-image", ""],
  ["cost-per-minute", ""],
];
const deployOnly: readonly Known[] = [
  ["results", ""],
  ["stack", ""],
  ["parameters", ""],
  ["skip-failed", "false"],
  ["template", ""],
  ["capabilities", ""],
  ["stack-tags", ""],
  ["role-arn", ""],
  ["notification-arns", ""],
  ["execute", "true"],
  ["change-set", ""],
  ["allow-replacement", "true"],
  ["wait-minutes", "30"],
  ["wait-for-cleanup", "false"],
  ["cancel-update", "false"],
];

/** A problem for each input that has a value of its own and that the mode does not read. */
export function findForeignInputs(
  mode: "all" | "plan" | "deploy",
  read: (name: InputName) => string,
): readonly string[] {
  const isDeploy = mode === "deploy";
  const hint = isDeploy ? "it belongs to building (mode: all or plan)" : "it belongs to mode: deploy";
  return (isDeploy ? buildOnly : deployOnly).flatMap(([name, usual]) => {
    const value = read(name).trim();
    return value === "" || value === usual
      ? []
      : [
          `input ${name}: mode ${mode} does not read it, ${hint}; found ${JSON.stringify(value.slice(0, 60))}`,
        ];
  });
}
