/** Two lists of a file tree's lines, and what each has that the other has not. */
export function compareFiles(expected: readonly string[], found: readonly string[]): readonly string[] {
  const [left, right] = [new Set(expected), new Set(found)];
  return [
    ...expected.filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...found.filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
}
