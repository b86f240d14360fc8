/** Text from Dockerfiles and logs stays text in a table cell: no table breaks, no markup. Pure. */
export function escapeCell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|`<>*_[\]@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
