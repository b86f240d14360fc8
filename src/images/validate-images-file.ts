/**
 * The images file's schema as a function. The build puts ajv's standalone code in the place of this module
 * (scripts/precompile-schema.mjs): compiling the schema in every run took 50 ms.
 */
import { Ajv, type ValidateFunction } from "ajv";
import { imagesFileSchema } from "./schema.ts";
import type { RawImagesFile } from "./schema-problems.ts";
import { validatorOptions } from "./validator-options.ts";

export const validateImagesFile: ValidateFunction<RawImagesFile> = new Ajv(
  validatorOptions,
).compile<RawImagesFile>(imagesFileSchema);
