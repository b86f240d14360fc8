/** GitHub's event file as a value; `undefined` where there is none, or it is no JSON. */
import type { World } from "./shell/world.ts";

export async function readEventPayload(world: World): Promise<unknown> {
  const path = world.env.GITHUB_EVENT_PATH;
  const text = path ? await world.files.readText(path) : undefined;
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    world.log.warning(`GITHUB_EVENT_PATH (${path}) is no JSON: the event counts as unknown`);
    return undefined;
  }
}
