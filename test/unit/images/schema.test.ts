import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { imagesFileSchema } from "../../../src/images/schema.ts";

const published = new URL("../../../schema/ml-images.schema.json", import.meta.url);

// `UPDATE_SCHEMA=1 npx vitest run test/unit/images/schema.test.ts && npx biome check --write schema` writes the file anew.
it("is the schema that editors get", () => {
  if (process.env.UPDATE_SCHEMA === "1") {
    writeFileSync(published, `${JSON.stringify(imagesFileSchema, null, 2)}\n`);
  }
  expect(JSON.parse(readFileSync(published, "utf8"))).toEqual(imagesFileSchema);
});

it("describes every key", () => {
  const withoutDescription: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (path.endsWith("/properties") && typeof child.description !== "string") {
        withoutDescription.push(`${path}/${key}`);
      }
      visit(child, `${path}/${key}`);
    }
  };
  visit(imagesFileSchema, "");
  expect(withoutDescription).toEqual([]);
});
