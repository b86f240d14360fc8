/** Image specs and analyses for tables: only what a test is about is said. */
import type { DockerfileAnalysis } from "../../../src/dockerfile/analysis.ts";
import { analyzeDockerfile } from "../../../src/dockerfile/analyze.ts";
import { parseImagesFile } from "../../../src/images/images-file.ts";
import type { ImageName, ImageSpec, RegistryTarget } from "../../../src/model.ts";

/** The images of an images file without its first line. */
export function images(yaml: string): readonly ImageSpec[] {
  return parseImagesFile(`images:\n${yaml}`, "ml-images.yml");
}

export const registry: RegistryTarget = { host: "localhost:5000", prefix: "team/", ecr: undefined };

/** Dockerfiles by image: references (the first is the FROM, the others are copied from), or a whole text. */
export type Dockerfiles = Readonly<Record<string, readonly string[] | string>>;

/** The analyses of these Dockerfiles; images that are not mentioned are made from scratch. */
export function analyses(
  specs: readonly ImageSpec[],
  dockerfiles: Dockerfiles,
): ReadonlyMap<ImageName, DockerfileAnalysis> {
  return new Map(
    specs.map((spec) => [
      spec.name,
      analyzeDockerfile(textOf(dockerfiles[spec.name] ?? ["scratch"]), {
        args: new Map(
          [...spec.args].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        ),
        platforms: ["linux/amd64"],
        contexts: new Set(spec.contexts.keys()),
      }),
    ]),
  );
}

function textOf(dockerfile: readonly string[] | string): string {
  if (typeof dockerfile === "string") return dockerfile;
  const [base, ...copied] = dockerfile;
  return [`FROM ${base}`, ...copied.map((reference) => `COPY --from=${reference} /x /x`), ""].join("\n");
}
