/** Names under which the main step tells the post step what to remove. */
export const sessionState = { dockerConfig: "docker-config", scratch: "scratch" } as const;
