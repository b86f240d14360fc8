/** Which tags a pull request's runs have left, and which of them are nobody else's. Pure. */

/** Tags of images and build records: `pr12-src-…`, `pr12-fork-record-…`. Nothing that a user named. */
export function isImageTagOf(pullRequest: number, tag: string): boolean {
  return new RegExp(`^pr${pullRequest}-(fork-)?(src-[0-9a-f]{20}|record-([0-9a-f]{20}|last))$`).test(tag);
}

/** Tags of layer caches and cache mounts: `pr12-app-linux-amd64-1f2e3d4c-partial`. */
export function isCacheTagOf(pullRequest: number, tag: string): boolean {
  return new RegExp(`^pr${pullRequest}-.+-[0-9a-f]{8}(-partial|-mounts)?$`).test(tag);
}
