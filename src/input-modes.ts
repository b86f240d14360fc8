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
  ["lazy", "auto"],
  ["lazy-mb", "200"],
  ["create-repositories", "true"],
  ["base-images", "track"],
  ["max-parallel", "auto"],
  ["checks", "true"],
  ["reclaim-disk", "false"],
  ["stall-minutes", "10"],
  ["retries", "2"],
  ["checkpoint-minutes", "3"],
  ["trust-pull-requests", "false"],
  ["buildkit-image", ""],
  ["cost-per-minute", ""],
];
const legOnly: readonly Known[] = [
  ["plan", ""],
  ["leg", ""],
  ["runners", ""],
];
const deployOnly: readonly Known[] = [
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

export type Mode = "all" | "plan" | "build" | "report" | "deploy" | "clean" | "comment";

/** A problem for each input that has a value of its own and that the mode does not read. */
export function findForeignInputs(mode: Mode, read: (name: InputName) => string): readonly string[] {
  return foreignTo(mode).flatMap(([name, usual, hint]) => {
    const value = read(name).trim();
    return value === "" || value === usual
      ? []
      : [
          `input ${name}: mode ${mode} does not read it, it belongs to ${hint}; found ${JSON.stringify(value.slice(0, 60))}`,
        ];
  });
}

function foreignTo(mode: Mode): readonly (readonly [InputName, string, string])[] {
  const of = (list: readonly Known[], hint: string) => list.map((one) => [...one, hint] as const);
  const building = of(buildOnly, "building (mode: all or plan)");
  const deploying = of(deployOnly, "mode: deploy");
  const results = of([["results", ""]], "mode: report, deploy or comment");
  const legs = (...own: readonly InputName[]) =>
    of(
      legOnly.filter(([name]) => !own.includes(name)),
      "mode: plan, build or report",
    );
  const cleaning = of(cleanOnly, "mode: clean");
  switch (mode) {
    case "comment":
      return [...building, ...legs(), ...deploying, ...cleaning];
    case "clean":
      return [...building.filter(([name]) => !alsoClean.has(name)), ...legs(), ...results, ...deploying];
    case "deploy":
      return [...building, ...legs(), ...cleaning];
    case "report":
      // It reads some of building, and stands in one workflow with the legs: one set of inputs serves all three.
      return [...legs("plan"), ...deploying, ...cleaning];
    case "build":
      return [...legs("plan", "leg"), ...results, ...deploying, ...cleaning];
    case "plan":
      return [...legs("runners"), ...results, ...deploying, ...cleaning];
    case "all":
      return [...legs(), ...results, ...deploying, ...cleaning];
  }
}
