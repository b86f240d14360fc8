/** The comparison of lazy with eager images can fail: whatever is altered is found, and nothing else. */
import { expect, test } from "vitest";
import { alterations, original } from "../../real/lazy/corpus/altered.ts";
import { compareFiles } from "../../real/lazy/corpus/compare-files.ts";
import { flattenLayers } from "../../support/flatten-image.ts";
import { type TarFile, writeTar } from "../../support/write-tar.ts";

const tell = (...layers: readonly (readonly TarFile[])[]): readonly string[] =>
  [...flattenLayers(layers.map(writeTar))].map(([path, entry]) => `${path} ${entry}`);

test("an image equals itself, in whatever layers it comes", () => {
  expect(tell(original)).toHaveLength(original.length);
  expect(compareFiles(tell(original), tell(original.slice(0, 4), original.slice(4)))).toEqual([]);
  const detour = [{ name: "c/altered/d/.wh..wh..opq" }, { name: "c/altered/d/in", body: "in\n" }];
  expect(compareFiles(tell(original), tell(original, detour))).toEqual([]);
});

test.each(alterations)("%s", (_, change) => {
  const differences = compareFiles(tell(original), tell(original, [change]));
  expect(differences).not.toEqual([]);
  expect(differences.filter((line) => !line.includes(" /c/altered"))).toEqual([]);
});

test("a layer that takes away what it brings is refused", () => {
  expect(() => tell([{ name: "a" }, { name: ".wh.a" }])).toThrow("comes after what it would remove");
});

test("a hard link to nothing is refused", () => {
  expect(() => tell([{ name: "a", type: "1", target: "b" }])).toThrow("is not there");
});
