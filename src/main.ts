/** The action's main step: asks git and docker while the rest of the bundle loads, then starts. Also the program that it starts for GitHub's cache. */
import { dockerQuestions } from "./build/docker-questions.ts";
import { earlyQuestions } from "./fingerprint/git-command.ts";
import { listenForCancellation } from "./shell/cancellation.ts";
import { startEarly } from "./shell/early.ts";
import { exec } from "./shell/exec.ts";

if (process.argv[2] === "github-cache") {
  await (await import("./shell/github-cache.ts")).serveGithubCache();
} else {
  const cancelled = listenForCancellation();
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
  const mode = (process.env.INPUT_MODE ?? "").trim();
  const builds = ["", "all", "build"].includes(mode);
  const early = startEarly(exec, [
    ...(builds || mode === "plan" ? earlyQuestions(process.platform, workspace) : []),
    ...(builds ? [dockerQuestions.builders, dockerQuestions.endpoint] : []),
  ]);
  const { start } = await import("./start.ts");
  await start(early.exec, cancelled);
  early.end();
}
