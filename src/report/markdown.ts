/** Text from Dockerfiles, logs and other people stays text: no table breaks, no markup, no mentions. Pure. */

export function escapeCell(text: string): string {
  return plainText(text).replace(
    /[\\|`<>*_[\]@#~]|&(?=#?\w+;)|:(?=\/\/)/g,
    (character, at: number, whole: string) => {
      // GitHub looks for mentions and references after it has read the entities: a character of no width parts them.
      // Within a word there is no mention: an image's digest can still be copied.
      const isInWord = character === "@" && /\w/.test(whole[at - 1] ?? "");
      const end = /[@#:]/.test(character) && !isInWord ? "&#8203;" : "";
      return `&#${character.charCodeAt(0)};${end}`;
    },
  );
}

/** One line without control characters and direction marks, which could make it read as something else. */
export function plainText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

/** Inline code that no backtick in it can end. */
export function codeCell(text: string, limit = 120): string {
  const clean = plainText(text).slice(0, limit);
  return clean === "" ? "" : `<code>${escapeCell(clean)}</code>`;
}

/** `635 MB`, `6.79 GB`: decimal, as registries count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return bytes < 1_000_000_000
    ? `${Math.round(bytes / 1_000_000)} MB`
    : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
