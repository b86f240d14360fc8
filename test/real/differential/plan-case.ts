/** Our side: the whole of `mode: plan` on a repository, in this process. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../src/errors.ts";
import { run } from "../../../src/run.ts";
import type { Log } from "../../../src/shell/world.ts";
import { openTestWorld } from "../../support/registry-world.ts";

export type PlannedCase =
  | {
      readonly kind: "planned";
      readonly inputs: readonly string[];
      readonly fingerprint: string;
      readonly reasons: readonly string[];
      readonly warnings: readonly string[];
    }
  /** A mistake that we say BuildKit would refuse too. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Plans the one image of the repository at `root`; `env` is the run's environment. */
export async function planCase(root: string, env: NodeJS.ProcessEnv = {}): Promise<PlannedCase> {
  const outputs = new Map<string, string>();
  const warnings: string[] = [];
  const world = openTestWorld(join(root, ".."), {
    GITHUB_WORKSPACE: root,
    INPUT_MODE: "plan",
    INPUT_PUSH: "false",
    ...env,
  });
  try {
    await run({ ...world, log: quietLog(outputs, warnings) });
  } catch (error) {
    if (error instanceof UserError) return { kind: "refused", problems: error.problems };
    throw error;
  }
  const text = await readFile(outputs.get("plan-file") ?? "", "utf8");
  const { images } = JSON.parse(text) as {
    images: Record<string, { inputs: string[]; fingerprint: string; reasons: string[] }>;
  };
  const app = images.app;
  if (app === undefined) throw new Error(`no image "app" in the plan: ${text}`);
  const { inputs, fingerprint, reasons } = app;
  return { kind: "planned", inputs, fingerprint, reasons, warnings };
}

function quietLog(outputs: Map<string, string>, warnings: string[]): Log {
  const nothing = (): void => {};
  return {
    info: nothing,
    debug: nothing,
    warning: (message) => void warnings.push(message),
    error: (message) => void warnings.push(message),
    notice: nothing,
    group: nothing,
    mask: nothing,
    setOutput: (name, value) => void outputs.set(name, value),
    saveState: nothing,
    summary: async () => {},
    setFailed: nothing,
  };
}
