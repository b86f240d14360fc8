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
];
/** What a report of legs reads of them: it tags, and asks the registry. */
const alsoReport: readonly InputName[] = ["push", "tags", "create-repositories"];
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

/** A problem for each input that has a value of its own and that the mode does not read. */
export function findForeignInputs(
  mode: "all" | "plan" | "build" | "report" | "deploy",
  read: (name: InputName) => string,
): readonly string[] {
  return foreignTo(mode).flatMap(([name, usual, hint]) => {
    const value = read(name).trim();
    return value === "" || value === usual
      ? []
      : [
          `input ${name}: mode ${mode} does not read it, it belongs to ${hint}; found ${JSON.stringify(value.slice(0, 60))}`,
        ];
  });
}

function foreignTo(
  mode: "all" | "plan" | "build" | "report" | "deploy",
): readonly (readonly [InputName, string, string])[] {
  const of = (list: readonly Known[], hint: string) => list.map((one) => [...one, hint] as const);
  const building = of(buildOnly, "building (mode: all or plan)");
  const deploying = of(deployOnly, "mode: deploy");
  const results = of([["results", ""]], "mode: report or deploy");
  const legs = (...own: readonly InputName[]) =>
    of(
      legOnly.filter(([name]) => !own.includes(name)),
      "mode: plan, build or report",
    );
  switch (mode) {
    case "deploy":
      return [...building, ...legs()];
    case "report":
      return [...building.filter(([name]) => !alsoReport.includes(name)), ...legs("plan"), ...deploying];
    case "build":
      return [...legs("plan", "leg"), ...results, ...deploying];
    case "plan":
      return [...legs("runners"), ...results, ...deploying];
    case "all":
      return [...legs(), ...results, ...deploying];
  }
}
