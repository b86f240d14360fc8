/** This machine's address for containers that have a network of their own. */
import { networkInterfaces } from "node:os";

/** `undefined`: there is none but loopback. */
export function findOwnAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}
