import { expect, test } from "vitest";
import { findMovedBases } from "../../../src/build/materials.ts";

const planned = (reference: string, ...digests: string[]) => ({
  baseDigests: new Map([[reference, digests]]),
});

test.each([
  [
    "as planned",
    "python:3.11-slim",
    ["sha256:a"],
    "pkg:docker/python@3.11-slim?platform=linux%2Famd64",
    "sha256:a",
    0,
  ],
  [
    "the platform's image of the index",
    "python:3.11-slim",
    ["sha256:index", "sha256:a"],
    "pkg:docker/python@3.11-slim?platform=linux%2Famd64",
    "sha256:a",
    0,
  ],
  [
    "moved",
    "python:3.11-slim",
    ["sha256:a"],
    "pkg:docker/python@3.11-slim?platform=linux%2Famd64",
    "sha256:b",
    1,
  ],
  [
    "moved, on a host with a port",
    "localhost:5000/base",
    ["sha256:a"],
    "pkg:docker/localhost:5000/base@latest?platform=linux%2Famd64",
    "sha256:b",
    1,
  ],
  [
    "another image",
    "python:3.11-slim",
    ["sha256:a"],
    "pkg:docker/node@20?platform=linux%2Famd64",
    "sha256:b",
    0,
  ],
])("%s", (_, reference, digests, uri, used, count) => {
  expect(findMovedBases(planned(reference, ...digests), new Map([[uri, used]]))).toHaveLength(count);
});
