/** The action's main step: asks git while the rest of the bundle loads, then starts. */
import { earlyQuestions } from "./fingerprint/git-command.ts";
import { startEarly } from "./shell/early.ts";
import { exec } from "./shell/exec.ts";

const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
const readsImages = ["", "all", "plan", "build"].includes((process.env.INPUT_MODE ?? "").trim());
const early = startEarly(exec, readsImages ? earlyQuestions(process.platform, workspace) : []);
const { start } = await import("./start.ts");
await start(early);
