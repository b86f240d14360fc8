// @ts-check
/** lib/images/validate-images-file.js compiles the schema when it is loaded → the code that ajv makes of it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";

/** @param {string} lib where tsc has put its output */
export async function precompileSchema(lib) {
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(lib, "images", name)).href);
  const { imagesFileSchema } = await load("schema.js");
  const { validatorOptions } = await load("validator-options.js");
  const ajv = new Ajv({ ...validatorOptions, code: { source: true, lines: true } });
  ajv.addSchema(imagesFileSchema, "images-file");
  const code = standaloneCode.default(ajv, { validateImagesFile: "images-file" });
  writeFileSync(join(lib, "images/validate-images-file.cjs"), code);
  writeFileSync(
    join(lib, "images/validate-images-file.js"),
    'import validators from "./validate-images-file.cjs";\nexport const { validateImagesFile } = validators;\n',
  );
}
