/** Layers that carry again what another layer has: `chown` and `chmod` after a COPY. Pure. */
import type { LayerSize } from "../model.ts";
import { formatBytes } from "./markdown.ts";

/** Below it nobody would change a Dockerfile for. */
const WORTH_BYTES = 10_000_000;

/** One sentence for each; BuildKit's `COPY --chown` and `--chmod` write the files once. */
export function findDuplicates(layers: readonly LayerSize[]): readonly string[] {
  return layers.flatMap(({ instruction = "", bytes }, index) => {
    const [, tool] = /^(?:RUN\b.*?)?\b(chown|chmod)\s/s.exec(instruction) ?? [];
    if (tool === undefined || bytes < WORTH_BYTES) return [];
    const copied = layers.slice(0, index).findLast(({ instruction: one = "", bytes: size }) => {
      return /^(COPY|ADD)\b/.test(one) && size >= bytes * 0.5;
    });
    if (copied === undefined) return [];
    return [
      `${formatBytes(bytes)} are in the image twice: ${tool} after ${(copied.instruction ?? "").slice(0, 80)} copies every file into another layer; write COPY --${tool} instead`,
    ];
  });
}

/** An instruction as a Dockerfile has it, from an image's history. */
export function tidyInstruction(text: string | undefined): string {
  return (text ?? "")
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, "")
    .replace(/^(RUN )?(\|\d+ .*? )?\/bin\/sh -c /, "RUN ")
    .replace(/\s*# buildkit$/, "");
}
