/** All rules on one image. Pure. */
import { findDefeatedMounts } from "./caches.ts";
import { findSecretArgs, findUnfilteredContext, findWeights } from "./context.ts";
import type { Finding, Subject } from "./finding.ts";
import { findCopyBeforeInstall, findVolatileArgs } from "./order.ts";
import { findEndedBases, findFloatingBases, findGonePackages, findOldGlibc } from "./system.ts";
import { findCudaWheels, findLateCpuTorch, findTorchMismatch } from "./torch.ts";

/** The costliest first. */
const rules: readonly ((subject: Subject) => readonly Finding[])[] = [
  findTorchMismatch,
  findGonePackages,
  findSecretArgs,
  findCudaWheels,
  findLateCpuTorch,
  findCopyBeforeInstall,
  findWeights,
  findUnfilteredContext,
  findOldGlibc,
  findEndedBases,
  findFloatingBases,
  findDefeatedMounts,
  findVolatileArgs,
];

/** Each finding once, without the rules that the Dockerfile silences (`# ml-image-build: ignore=RULE,RULE`). */
export function findFindings(subject: Subject): readonly Finding[] {
  const ignored = new Set(
    [...subject.text.matchAll(/^\s*#\s*ml-image-build:\s*ignore=(.*)$/gm)].flatMap(([, names = ""]) =>
      names.split(/[\s,]+/),
    ),
  );
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    for (const finding of rule(subject)) {
      if (!ignored.has(finding.rule))
        found.set(`${finding.rule} ${finding.line} ${finding.message}`, finding);
    }
  }
  return [...found.values()];
}
