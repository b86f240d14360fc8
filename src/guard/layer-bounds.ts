/**
 * A gzip layer's size in the registry, and its last bytes → how large it can be unpacked. Pure.
 *
 * gzip ends with the size modulo 4 GiB (RFC 1952, section 2.3.1), and deflate makes at most 1032 bytes of one
 * (https://zlib.net/zlib_tech.html). What of that is plausible: real layers shrink to no less than an eighth, small ones
 * to a 32nd.
 */

export interface Bounds {
  /** Bytes. */
  readonly least: number;
  readonly most: number;
}

const GIB = 2 ** 30;
const ROUND = 4 * GIB;
const SMALL = 64 * 2 ** 20;
const LARGEST_RATIO = 1032;

/** How many of a layer's last bytes `boundsOf` wants: eStargz ends with a member of 51 bytes. */
export const TRAILER_BYTES = 64;

/** `trailer`: the last `TRAILER_BYTES`, or `undefined` where they cannot be read. */
export function boundsOf(size: number, trailer: Buffer | undefined): Bounds {
  const least = Math.floor(size * 0.99);
  const plausible = size > SMALL ? 8 : 32;
  const unknown = { least, most: size * plausible };
  if (trailer === undefined || trailer.length < 4 || trailer.includes("STARGZ")) return unknown;
  const modulo = trailer.readUInt32LE(trailer.length - 4);
  const possible = (ratio: number): readonly number[] => {
    const sizes: number[] = [];
    for (let bytes = modulo; bytes <= size * ratio + 1024; bytes += ROUND)
      if (bytes >= least - TRAILER_BYTES) sizes.push(bytes);
    return sizes;
  };
  const [first, ...more] = possible(plausible);
  if (first !== undefined) return { least: first, most: more.at(-1) ?? first };
  // Zeros, or several members: only reading it tells.
  return { least, most: possible(LARGEST_RATIO).at(-1) ?? size * LARGEST_RATIO };
}

/** Of all layers together. */
export function addBounds(all: readonly Bounds[]): Bounds {
  return {
    least: all.reduce((sum, { least }) => sum + least, 0),
    most: all.reduce((sum, { most }) => sum + most, 0),
  };
}
