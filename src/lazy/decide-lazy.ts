/** Whether one image is built with layers that are read on demand, and why not. Pure. */

export interface LazyFacts {
  /** The input `lazy`. */
  readonly wish: "true" | "false";
  readonly runtime: "lambda" | "container";
  /** Of the builder; `undefined`: it does not tell. */
  readonly snapshotter: string | undefined;
  /** Where the layer cache is. */
  readonly cache: "registry" | "gha" | "none";
  readonly pushes: boolean;
}

/** `because` is for people: `undefined` where nobody asked. */
export type LazyDecision =
  | { readonly isLazy: true }
  | { readonly isLazy: false; readonly because: string | undefined };

/** Anything that is not known to work is built plainly. */
export function decideLazy(facts: LazyFacts): LazyDecision {
  const plain = (because: string | undefined): LazyDecision => ({ isLazy: false, because });
  if (facts.wish === "false") return plain(undefined);
  if (facts.snapshotter !== "stargz") {
    return plain(
      `the builder's snapshotter is ${facts.snapshotter ?? "not known"}, and only stargz reads layers on demand`,
    );
  }
  if (facts.runtime === "lambda")
    return plain("runtime: lambda is built plainly: its acceptance of eStargz layers is not verified");
  if (facts.cache !== "registry" || !facts.pushes)
    return plain("layers are read on demand from a registry cache only, and this run writes none");
  return { isLazy: true };
}
