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
  ["github-cache-gb", "10"],
  ["cache-mounts", "auto"],
  ["cache-mount-mb", "5000"],
  ["create-repositories", "true"],
  ["base-images", "track"],
  ["max-parallel", "auto"],
  ["checkpoint-minutes", "3"],
  ["trust-pull-requests", "false"],
  ["buildkit-image", ""],
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

const cleanOnly: readonly Known[] = [["pull-request", ""]];
/** Of building, and read by `mode: clean` too. */
const alsoClean = new Set<InputName>(["images-file", "cache-repository"]);

/** A problem for each input that has a value of its own and that the mode does not read. */
export function findForeignInputs(
  mode: "all" | "plan" | "deploy" | "clean",
  read: (name: InputName) => string,
): readonly string[] {
  const building = "it belongs to building (mode: all or plan)";
  const problems = (known: readonly Known[], hint: string): readonly string[] =>
    known.flatMap(([name, usual]) => {
      const value = read(name).trim();
      const found = JSON.stringify(value.slice(0, 60));
      return value === "" || value === usual
        ? []
        : [`input ${name}: mode ${mode} does not read it, ${hint}; found ${found}`];
    });
  const ofBuild = mode === "clean" ? buildOnly.filter(([name]) => !alsoClean.has(name)) : buildOnly;
  return [
    ...(mode === "deploy" || mode === "clean" ? problems(ofBuild, building) : []),
    ...(mode === "deploy" ? [] : problems(deployOnly, "it belongs to mode: deploy")),
    ...(mode === "clean" ? [] : problems(cleanOnly, "it belongs to mode: clean")),
  ];
}
