/** Bytes of a Dockerfile → text. Pure. */

/** Bytes that are no UTF-8 stand for themselves in Unicode's private area: no two different files become one text. */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  return bytes
    .toString("latin1")
    .replace(
      /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g,
      (found) => {
        const one = Buffer.from(found, "latin1");
        return isUtf8(one)
          ? one.toString("utf8")
          : [...one].map((byte) => String.fromCharCode(0xf700 + byte)).join("");
      },
    );
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString("utf8")).equals(bytes);
}
