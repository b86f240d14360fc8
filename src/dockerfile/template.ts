import type { DockerfileProblem } from "./analysis.ts";

const SUFFIX = /\.(?:j2|jinja2?|jinja|tmpl|tpl|template|erb|mustache|hbs)$/i;

/** Says whether a file's name is that of a Dockerfile still to be made (`Dockerfile.j2`). */
export function isTemplatePath(path: string): boolean {
  return SUFFIX.test(path);
}

/** Finds template syntax where a Dockerfile can have none: at a line's start, and in FROM. */
export function findTemplateSyntax(text: string): DockerfileProblem | undefined {
  const lines = text.split("\n");
  const line = lines.findIndex((candidate) =>
    /^\s*(?:\{%|\{\{|\{#|<%)|^\s*from\s.*(?:\{\{|\{%|<%)/i.test(candidate),
  );
  if (line === -1) return undefined;
  const message = `this is a template (${(lines[line] ?? "").trim().slice(0, 60)}), not a Dockerfile: build from what it renders to`;
  return { line: line + 1, message };
}
