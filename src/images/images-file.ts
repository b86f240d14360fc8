/** `ml-images.yml` → image specs. */
import { UserError } from "../errors.ts";
import type { ImageSpec } from "../model.ts";
import { type EntryScope, readEntry } from "./image-entry.ts";
import { checkSchema } from "./schema-problems.ts";
import { findRepositoryConflicts } from "./shared-repositories.ts";
import { parseYaml, type YamlDocument } from "./yaml-document.ts";

/**
 * Parses an images file; `file` is its path for messages. Throws one UserError with every problem, each as
 * `FILE:LINE:COL images.x.platforms[0]: expected …, found …`.
 */
export function parseImagesFile(text: string, file: string): readonly ImageSpec[] {
  const parsed = parseYaml(text, file);
  if (parsed.kind === "broken") throw new UserError(parsed.problems, { files: [file] });
  const { document } = parsed;
  if (document.value === null || document.value === undefined) {
    throw new UserError(`${file}: expected a map with the key "images", found an empty file`);
  }
  const checked = checkSchema(document);
  const problems = [...parsed.problems, ...checked.problems];
  const specs: ImageSpec[] = [];
  if (checked.file !== undefined) {
    const scope: EntryScope = {
      file,
      document,
      defaults: checked.file.defaults ?? {},
      known: imageNamesOf(document.value),
      problems,
    };
    for (const [name, raw] of Object.entries(checked.file.images)) specs.push(readEntry(name, raw, scope));
    problems.push(...findDoubles(specs, document));
  }
  const [first, ...rest] = sortByPlace([...new Set(problems)]);
  if (first !== undefined) throw new UserError([first, ...rest], { files: [file] });
  return specs;
}

/** Repositories and parameters that two images would fight for. */
function findDoubles(specs: readonly ImageSpec[], document: YamlDocument): readonly string[] {
  const problems = findRepositoryConflicts(specs).map(({ spec, other, repository, because }) => {
    const index = spec.repositories.indexOf(repository);
    const place = document.place(["images", spec.name, "repositories", index]);
    return `${place}: the repository ${JSON.stringify(repository)} belongs to the image ${JSON.stringify(other.name)} too, ${because}`;
  });
  const owners = new Map<string, ImageSpec>();
  for (const spec of specs) {
    if (spec.parameter === undefined) continue;
    const owner = owners.get(spec.parameter);
    if (owner !== undefined) {
      problems.push(
        `${document.place(["images", spec.name, "parameter"])}: expected a parameter of its own, found ${JSON.stringify(spec.parameter)}, which the image ${JSON.stringify(owner.name)} has already`,
      );
    } else owners.set(spec.parameter, spec);
  }
  return problems;
}

function imageNamesOf(value: unknown): readonly string[] {
  const images: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "images") : undefined;
  return typeof images === "object" && images !== null ? Object.keys(images) : [];
}

/** Problems in the order in which the reader of the file meets them. */
function sortByPlace(problems: readonly string[]): readonly string[] {
  const position = (problem: string): readonly [number, number] => {
    const [, line, column] = /:(\d+):(\d+) /.exec(problem) ?? [];
    return [Number(line ?? 0), Number(column ?? 0)];
  };
  return problems.toSorted((a, b) => {
    const [lineA, columnA] = position(a);
    const [lineB, columnB] = position(b);
    return lineA - lineB || columnA - columnB;
  });
}
