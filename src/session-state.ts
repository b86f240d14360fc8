/** Names under which the main step tells the post step what to remove. */
export const sessionState = { dockerConfig: "docker-config", scratch: "scratch" } as const;

/** Of builders; with `-made` behind it once it is whole: nothing is still being made of it. */
export const builderState = ["builder", "lazy-builder"] as const;
export type BuilderKind = (typeof builderState)[number];
