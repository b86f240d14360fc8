/** A Dockerfile that ends with the last steps that use cache mounts: what it reads decides whether they run. Pure. */
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages } from "../dockerfile/stages.ts";

export const MOUNT_STEPS_TARGET = "ml-image-build-mount-steps";

/** `lines`: those of the instructions with mounts. Only read, never built. */
export function cutAfterMounts(text: string, lines: readonly number[]): string | undefined {
  const parsed = parseDockerfile(text);
  const { stages } = readStages(parsed.instructions);
  const starts = parsed.instructions.map(({ line }) => line).sort((a, b) => a - b);
  const all = text.split("\n");
  const endOf = (line: number): number => (starts.find((start) => start > line) ?? all.length + 1) - 1;
  const kept: string[] = all.slice(0, (stages[0]?.from.line ?? 1) - 1);
  const users: number[] = [];
  for (const [index, stage] of stages.entries()) {
    const first = stage.from.line;
    const last = (stages[index + 1]?.from.line ?? all.length + 1) - 1;
    const used = lines.filter((line) => line >= first && line <= last);
    if (used.length > 0) users.push(index);
    kept.push(...all.slice(first - 1, used.length > 0 ? endOf(Math.max(...used)) : last));
  }
  if (users.length === 0) return undefined;
  const copies = users.map((index) => `COPY --from=${stages[index]?.name ?? index} /ml-image-build /`);
  return [...kept, `FROM scratch AS ${MOUNT_STEPS_TARGET}`, ...copies, ""].join("\n");
}
