import { expect, test } from "vitest";
import { decodeText } from "../../../src/dockerfile/decode-text.ts";

test.each([
  ["UTF-8", Buffer.from("é ü 🙂 \n"), "é ü 🙂 \n"],
  ["one byte of Latin-1 beside UTF-8", Buffer.from([0x61, 0xe9, 0x20, 0xc3, 0xbc]), "a\uf7e9 ü"],
  ["a sequence that is cut off", Buffer.from([0xf0, 0x9f, 0x99]), "\uf7f0\uf79f\uf799"],
  ["half of a surrogate", Buffer.from([0xed, 0xa0, 0x80]), "\uf7ed\uf7a0\uf780"],
])("%s", (_, bytes, text) => {
  expect(decodeText(bytes)).toBe(text);
});
