/** Where every mode leaves what it found: outputs, files that outlive the step, the job summary. */
import { describeError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import type { Outputs } from "./outputs.ts";

export function setOutputs(world: World, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) world.log.setOutput(name, value);
}

/** The path of a JSON file that outlives the step, with others in the same folder. */
export async function writeReport(
  world: World,
  name: string,
  value: unknown,
  beside: Readonly<Record<string, string>> = {},
): Promise<string> {
  const directory = await world.files.makeTemporary("ml-image-report-");
  const path = `${directory}/${name}.json`;
  await world.files.write(path, `${JSON.stringify(value, null, 2)}\n`);
  for (const [other, text] of Object.entries(beside)) await world.files.write(`${directory}/${other}`, text);
  return path;
}

/** The same where nobody depends on the file; "" where it cannot be written: builds fill disks. */
export async function tryReport(...args: Parameters<typeof writeReport>): Promise<string> {
  try {
    return await writeReport(...args);
  } catch (error) {
    const [world] = args;
    world.log.warning(`the report was not written: ${describeError(error)}`);
    return "";
  }
}

/** A summary that cannot be written never fails a run. */
export async function trySummary(world: World, markdown: string): Promise<void> {
  try {
    await world.log.summary(markdown);
  } catch (error) {
    world.log.warning(`the job summary was not written: ${describeError(error)}`);
  }
}
