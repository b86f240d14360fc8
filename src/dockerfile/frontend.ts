import { DirectiveReader } from "./directives.ts";

/** Frontends that read a Dockerfile as this folder does: Docker's own, whatever the version. */
const KNOWN = /^(?:docker\.io\/|index\.docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@].*)?$/;

/** The frontend that `# syntax=` (or `// syntax=`, or JSON `{"syntax": …}`) asks for; `undefined`: the built-in one. */
export function detectFrontend(text: string): string | undefined {
  const withoutMark = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const body = withoutMark.startsWith("#!") ? withoutMark.replace(/^[^\n]*\n?/, "") : withoutMark;
  return readSyntax(body, "#") ?? readSyntax(body, "//") ?? readJson(body);
}

/** Says whether a frontend reads what `analyzeDockerfile` says it reads. */
export function isKnownFrontend(frontend: string): boolean {
  return KNOWN.test(frontend);
}

function readSyntax(text: string, comment: "#" | "//"): string | undefined {
  const reader = new DirectiveReader(comment);
  for (const line of text.split("\n")) {
    const directive = reader.read(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (directive === undefined || directive === "repeated") return undefined;
    if (directive.name === "syntax") return directive.value.split(" ", 1)[0];
  }
  return undefined;
}

function readJson(text: string): string | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("syntax" in value)) return undefined;
    return typeof value.syntax === "string" ? value.syntax : undefined;
  } catch {
    return undefined;
  }
}
