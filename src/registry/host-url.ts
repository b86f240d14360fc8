/** Where a registry's HTTP interface answers. */
import { DOCKER_HUB } from "./reference.ts";

/** Plain HTTP is spoken with this machine only, as Docker does; everywhere else a token would be read on the way. */
export function isPlainHttp(host: string): boolean {
  const name = host.startsWith("[") ? host.slice(0, host.indexOf("]") + 1) : host.replace(/:\d+$/, "");
  return name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** `https://HOST`, without a slash at the end. */
export function baseUrlOf(host: string): string {
  const apiHost = host === DOCKER_HUB ? "registry-1.docker.io" : host;
  return `${isPlainHttp(apiHost) ? "http" : "https"}://${apiHost}`;
}
