/** Which COPYs at the end of a stage can be linked, and what has to hold below them. Pure. */
import type { LayerCommand, LinkableCopy, StageLayers } from "./link-layers.ts";

/** What a path of the context is; links followed. */
export type SourceKind = "file" | "directory" | "absent" | "unknown";

/** A linked layer starts from nothing, so this must hold of what is below it. */
export interface LinkCondition {
  /** In which it stands, where only the base says so. */
  readonly baseDirectory: string | undefined;
  /** Directories, from the top, that may be missing; where they are there: real ones, mode 755, of this owner. */
  readonly directories: readonly string[];
  /** `uid gid`. */
  readonly owner: string;
  readonly target: /** Nothing there, or plain files. */
    | { readonly kind: "files"; readonly paths: readonly string[] }
    /** Empty but for plain files of these names. */
    | { readonly kind: "directory"; readonly path: string; readonly names: readonly string[] }
    | { readonly kind: "absent"; readonly path: string };
}

export interface LinkTail {
  /** What ends up linked, those that are so already included. */
  readonly linked: readonly { readonly command: LayerCommand; readonly condition: LinkCondition }[];
  readonly refused: readonly { readonly command: LayerCommand; readonly because: string }[];
}

/** Paths of the context that `chooseTail` will ask about. */
export function pathsToLookUp({ commands }: StageLayers): readonly string[] {
  const names = commands.flatMap((command) => command.names);
  return commands.flatMap(({ copy }) =>
    copy === undefined || "because" in copy
      ? []
      : copy.sources.flatMap((source) =>
          source === undefined ? [] : [source, ...names.map((name) => below(source, name))],
        ),
  );
}

/**
 * A linked COPY is worth something only if no later instruction needs the files: so the COPYs at the stage's
 * end, as far up as each can be linked and none reaches into what another one copied.
 */
export function chooseTail(layers: StageLayers, kindOf: (path: string) => SourceKind): LinkTail {
  const linked: { command: LayerCommand; copy: LinkableCopy; condition: LinkCondition }[] = [];
  const refused: { command: LayerCommand; because: string }[] = [];
  const names = new Set(layers.commands.flatMap((command) => command.names));
  let blocker: string | undefined;
  for (const command of layers.commands.toReversed()) {
    const { copy } = command;
    if (copy === undefined) {
      blocker ??= `\`${command.shown.slice(0, 60)}\` after it needs what is below`;
      continue;
    }
    if (blocker !== undefined) {
      refused.unshift({ command, because: blocker });
      continue;
    }
    const condition = "because" in copy ? copy : conditionFor(copy, names, kindOf);
    const because =
      "because" in condition
        ? condition.because
        : linked.some((later) => areEntangled(condition, later.condition))
          ? "a later COPY writes into what it copied, or for another owner"
          : undefined;
    if (because !== undefined || "because" in condition || "because" in copy) {
      refused.unshift({ command, because: because ?? "" });
      blocker = `\`${command.shown.slice(0, 60)}\` after it is not linked`;
    } else linked.unshift({ command, copy, condition });
  }
  return { linked, refused };
}

function conditionFor(
  copy: LinkableCopy,
  names: ReadonlySet<string>,
  kindOf: (path: string) => SourceKind,
): LinkCondition | { readonly because: string } {
  const { destination, baseDirectory, isDirectory, sources, owner } = copy;
  if (/^\/(dev|proc|sys)(\/|$)/.test(destination)) return { because: "the check cannot look there" };
  const kinds = sources.map((source) => (source === undefined ? "unknown" : kindOf(source)));
  if (copy.isAdd && kinds.some((kind) => kind !== "directory")) {
    return { because: "ADD may unpack or download it: write COPY" };
  }
  const parents = ancestorsOf(destination);
  const whole = destination === "" ? parents : [...parents, destination];
  if (kinds.every((kind) => kind === "file")) {
    const paths = isDirectory
      ? sources.map((source) => `${destination}/${source?.split("/").at(-1) ?? ""}`)
      : [destination];
    // BuildKit mounts its own over these while the check runs.
    if (paths.some((path) => /^\/etc\/(hosts|resolv\.conf|hostname)$/.test(path))) {
      return { because: "the check cannot look there" };
    }
    const directories = isDirectory ? whole : parents;
    return { baseDirectory, directories, owner, target: { kind: "files", paths } };
  }
  if (kinds.every((kind) => kind === "directory")) {
    const harmless = [...names].filter((name) =>
      sources.every((source) => {
        const kind = kindOf(below(source ?? "", name));
        return kind === "file" || kind === "absent";
      }),
    );
    const target = { kind: "directory", path: destination, names: harmless.sort() } as const;
    return { baseDirectory, directories: whole, owner, target };
  }
  // Whether files or directories come is told by the build only.
  if (isDirectory) {
    const target = { kind: "directory", path: destination, names: [] } as const;
    return { baseDirectory, directories: whole, owner, target };
  }
  return { baseDirectory, directories: parents, owner, target: { kind: "absent", path: destination } };
}

/** One lies at or below the other, or missing directories would be made for different owners. */
function areEntangled(one: LinkCondition, other: LinkCondition): boolean {
  if (one.owner !== other.owner) return true;
  return targetsOf(one).some((a) => targetsOf(other).some((b) => isWithin(a, b) || isWithin(b, a)));
}

function targetsOf({ target }: LinkCondition): readonly string[] {
  return target.kind === "files" ? target.paths : [target.path];
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/** `/a/b/c` → `/a`, `/a/b`. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

function below(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}
