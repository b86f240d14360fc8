/** The preflight of the images: each exists, and what takes it can run it. Nothing is started before. */
import { parseReference } from "../registry/reference.ts";
import type { World } from "../shell/world.ts";
import type { Consumer } from "./consumers.ts";
import { findDeployImage } from "./find-image.ts";
import { checkImage, type Findings } from "./image-checks.ts";
import type { DeployImage, WantedParameter } from "./model.ts";

/** `consumers`: what is known to take the images, by the root stack's parameter names. */
export async function checkImages(
  world: World,
  parameters: readonly WantedParameter[],
  consumers: readonly Consumer[],
  region: string,
): Promise<Findings> {
  const problems: string[] = [];
  const notices: string[] = [];
  for (const { name, checked } of parameters.flatMap(imagesIn)) {
    const mine = consumers.filter((one) => one.kind !== "nested" && one.parameter === name);
    const needsConfig = mine.some((one) => one.kind !== "nested" && one.architecture !== undefined);
    const found = await findDeployImage(world, checked, needsConfig);
    switch (found.kind) {
      case "absent":
        problems.push(
          `${name}: ${checked.uri} is not in its registry; a lifecycle rule may have removed it, or another registry was built for. Build again with rebuild: ${checked.name}`,
        );
        break;
      case "unknown":
        notices.push(`whether ${checked.uri} exists is not checked: ${found.because}`);
        break;
      case "found": {
        const facts = { image: checked, parameter: name, ...found };
        const findings = checkImage(facts, consumers, region);
        problems.push(...findings.problems);
        notices.push(...findings.notices, ...(found.notice === undefined ? [] : [found.notice]));
      }
    }
  }
  return { problems, notices };
}

/** The images that a value names, whole or by a part of it. */
export function imagesIn({ name, value, image, parts = [] }: WantedParameter): readonly CheckedValue[] {
  const whole = image ?? imageOf(name, value);
  return (whole === undefined ? parts : [whole]).map((checked) => ({ name, checked }));
}

interface CheckedValue {
  /** The parameter's. */
  readonly name: string;
  readonly checked: DeployImage;
}

/** A value that somebody wrote out: `HOST/repository@sha256:…`. */
export function imageOf(name: string, value: string): DeployImage | undefined {
  const reference = parseReference(value);
  if (reference?.digest === undefined) return undefined;
  const { host, repository, digest, tag } = reference;
  return { name, host, repository, digest, tag, uri: value };
}
