/** The action's main step: asks git while the rest of the bundle loads, then starts. Also the program that it starts for GitHub's cache. */
import { earlyQuestions } from "./fingerprint/git-command.ts";
import { startEarly } from "./shell/early.ts";
import { exec } from "./shell/exec.ts";

if (process.argv[2] === "github-cache") {
  await (await import("./shell/github-cache.ts")).serveGithubCache();
} else {
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
  const readsImages = ["", "all", "plan", "build"].includes((process.env.INPUT_MODE ?? "").trim());
  const early = startEarly(exec, readsImages ? earlyQuestions(process.platform, workspace) : []);
  const { start } = await import("./start.ts");
  await start(early);
}
