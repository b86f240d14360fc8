/** The action's post step: removes what a cancelled or killed main step left behind, after saving its finished layers. Never fails a job. */

import { removeLeftBuilders } from "./build/remove-builder.ts";
import { saveRescues } from "./cache/rescue.ts";
import { describeError } from "./errors.ts";
import { sessionState } from "./session-state.ts";
import { openWorld } from "./shell/open-world.ts";

const world = openWorld(process.env, new AbortController().signal);

try {
  const scratch = process.env[`STATE_${sessionState.scratch}`];
  if (scratch) await saveRescues(world, scratch);
  await removeLeftBuilders(world);
  for (const name of Object.values(sessionState)) {
    const directory = process.env[`STATE_${name}`];
    // Only what this action names so: state is written by the runner, but nothing else must ever be removed.
    if (directory && /[\\/]ml-image-build-[^\\/]*$/.test(directory)) await world.files.remove(directory);
  }
} catch (error) {
  world.log.warning(`cleaning up: ${describeError(error)}`);
}
