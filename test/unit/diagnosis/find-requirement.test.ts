import { expect, test } from "vitest";
import { findRequirement, requirementFiles } from "../../../src/diagnosis/find-requirement.ts";

test("which files may name a package", () => {
  expect(
    requirementFiles([
      "app/requirements-gpu.txt",
      "app/main.py",
      "lib/",
      "pyproject.toml",
      "web/package.json",
    ]),
  ).toEqual(["app/requirements-gpu.txt", "lib/requirements.txt", "pyproject.toml", "web/package.json"]);
});

test.each([
  ["torch", "# torch\nnumpy\ntorch==2.1.0\n", 3],
  ["Scikit_Learn", "scikit-learn>=1\n", 1],
  ["torch", "torchvision==0.16\n", undefined],
  ["madmom", '[project]\ndependencies = [\n  "madmom>=0.16",\n]\n', 3],
  ["librosa", "dependencies:\n  - pip:\n    - librosa==0.10\n", 3],
])("%s", (name, text, line) => {
  expect(findRequirement(new Map([["a/requirements.txt", text]]), name)?.line).toBe(line);
});
