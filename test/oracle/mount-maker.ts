// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
import type { Random } from "./random.ts";
import { NAMES } from "./word-maker.ts";

/** Makes a `--mount` flag; `from` is what it may take files from. */
export function makeMount(random: Random, from: string): string {
  const type = random.pick([
    "",
    "type=bind",
    "type=cache",
    "type=tmpfs",
    "type=secret",
    "type=ssh",
    "type=Bind",
    "type=$A",
  ]);
  const fields = [type].filter((field) => field !== "");
  if (!type.endsWith("ssh"))
    fields.push(
      `${random.pick(["target", "dst", "destination"])}=${random.pick(["/m", "m", "/m/$A", "/root/.cache"])}`,
    );
  if (random.chance(0.6)) {
    fields.push(
      `${random.pick(["source", "src"])}=${random.pick([...NAMES.slice(0, 8), "$A", "${B:-d}", ".", "/", "../a", "d/*", '"', "'a'"])}`,
    );
  }
  if (random.chance(0.25)) fields.push(`from=${from}`);
  if (type === "type=cache" && random.chance(0.5))
    fields.push(random.pick(["sharing=locked", "id=x", "id=$A", "uid=1000", "mode=0755", "ro"]));
  if (type === "type=secret") fields.push(random.pick(["id=tok", "required", "env=TOK"]));
  if (random.chance(0.1)) fields.push(random.pick(["rw", "readonly", "ro=true", "bogus", "x=y"]));
  const value = fields.join(",");
  return random.chance(0.05) ? `--mount="${value}"` : `--mount=${value}`;
}
