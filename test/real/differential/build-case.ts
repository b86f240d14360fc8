/** What the differential tests are about: a repository and one image of it, as plain data. */

/** How git knows an entry at the moment of the build. */
export type GitState =
  | "tracked"
  /** Tracked, with other content and mode than the disk has. */
  | "changed"
  /** As `changed`, and hidden from git's status (`assume-unchanged`). */
  | "hidden"
  /** Untracked; ignored by git where its name says so (`*.whl`, `build/`). */
  | "untracked"
  /** Tracked as another kind: what is a folder now was a file, and the other way round. */
  | "turned"
  /** Tracked, and gone from the disk. */
  | "deleted";

export interface CaseEntry {
  /** Below the repository's root. */
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  /** A file's bytes. */
  readonly content?: string | Buffer;
  readonly executable?: boolean;
  /** What a link holds. */
  readonly target?: string;
  readonly state: GitState;
}

export interface BuildCase {
  /** Dockerfile and ignore files too. */
  readonly entries: readonly CaseEntry[];
  /** Path of the main context below the repository's root; "" is the root. */
  readonly context: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  /** Name → path of a named context. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly target: string | undefined;
}

/** What the machine offers to a case. */
export interface Frontend {
  /** An image with a shell and `cp`. */
  readonly base: string;
  /** An image with ONBUILD triggers; see `ONBUILD_TRIGGERS`. */
  readonly onbuild: string;
  /** `COPY --parents` is refused by the frontend in Docker Engine 28. */
  readonly knowsParents: boolean;
  /**
   * `false`: only patterns that surely compile. A pattern that Go refuses, asked for two sources, is a nil pointer in
   * moby/patternmatcher and ends the whole process; with the engine's own builder that is everybody's Docker.
   */
  readonly survivesBadPatterns: boolean;
}

/** No classes, escapes or brackets: nothing that could fail to compile. */
export function isPlainPattern(text: string): boolean {
  return /^[\w.*?!/#\s-]*$/.test(text);
}

/** What the base with triggers makes every child read. */
export const ONBUILD_TRIGGERS = ["COPY [ab]* /onbuild/"];

export const DEFINITIONS = ".github/ml-images.yml";
export const GIT_IGNORE = "*.whl\nbuild/\n";

/** The images file of a case. */
export function definitionsOf(build: BuildCase): string {
  const depth = build.context === "" ? 0 : build.context.split("/").length;
  return JSON.stringify({
    images: {
      app: {
        context: build.context || ".",
        dockerfile: "../".repeat(depth) + build.dockerfile,
        args: build.args,
        contexts: build.contexts,
        ...(build.target === undefined ? {} : { target: build.target }),
      },
    },
  });
}

/** The text of one of a case's files; "" where it has none. */
export function textOf(build: BuildCase, path: string): string {
  return build.entries.find((entry) => entry.path === path)?.content?.toString() ?? "";
}

/** The case with one file's text put in place, or taken away. */
export function withText(build: BuildCase, path: string, text: string | undefined): BuildCase {
  const others = build.entries.filter((entry) => entry.path !== path);
  if (text === undefined) return { ...build, entries: others };
  return { ...build, entries: [...others, { path, kind: "file", content: text, state: "tracked" }] };
}
