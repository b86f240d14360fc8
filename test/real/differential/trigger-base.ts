/** A base image outside of the repository whose ONBUILD triggers read every child's context. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ONBUILD_TRIGGERS } from "./build-case.ts";

/** Builds and pushes it; returns its reference. */
export async function pushTriggerBase(builder: string, registry: string, base: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-triggers-"));
  const reference = `${registry}/triggers:1`;
  const lines = [`FROM ${base}`, ...ONBUILD_TRIGGERS.map((trigger) => `ONBUILD ${trigger}`)];
  writeFileSync(join(directory, "Dockerfile"), `${lines.join("\n")}\n`);
  const argv = [
    "buildx",
    "build",
    "--builder",
    builder,
    "--provenance=false",
    "--push",
    "-t",
    reference,
    directory,
  ];
  execFileSync("docker", argv, { stdio: "pipe" });
  rmSync(directory, { recursive: true, force: true });
  return reference;
}
