/** What `docker buildx build --call=check,format=json` prints. Pure. */

export interface CheckWarning {
  readonly rule: string;
  readonly message: string;
  /** Counted from 1. */
  readonly line: number | undefined;
}

/** Empty for what is no such output: an older builder, a frontend without checks. */
export function parseCheck(output: string): readonly CheckWarning[] {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return [];
  }
  const { warnings } = (typeof json === "object" && json !== null ? json : {}) as Checked;
  if (!Array.isArray(warnings)) return [];
  return warnings.flatMap(({ ruleName, detail, description, url, location }) => {
    const rule = typeof ruleName === "string" ? ruleName : "";
    const what = typeof detail === "string" && detail !== "" ? detail : description;
    if (rule === "" || typeof what !== "string") return [];
    const line = location?.ranges?.[0]?.start?.line;
    const where = typeof url === "string" ? ` (${url})` : "";
    return [{ rule, message: `${rule}: ${what}${where}`, line: typeof line === "number" ? line : undefined }];
  });
}

interface Checked {
  readonly warnings?: readonly {
    readonly ruleName?: unknown;
    readonly detail?: unknown;
    readonly description?: unknown;
    readonly url?: unknown;
    readonly location?: {
      readonly ranges?: readonly { readonly start?: { readonly line?: unknown } }[] | null;
    } | null;
  }[];
}
