/** Splits a `--mount` value: commas, and fields in double quotes with `""` for a quote (RFC 4180, one line). */
export function splitCsv(line: string): readonly string[] | { readonly error: string } {
  let rest = line.replace(/\r?\n$/, "");
  if (rest === "") return { error: "EOF" };
  const fields: string[] = [];
  for (;;) {
    if (!rest.startsWith('"')) {
      const comma = rest.indexOf(",");
      const field = comma === -1 ? rest : rest.slice(0, comma);
      if (field.includes('"')) return { error: `bare " in non-quoted field` };
      fields.push(field);
      if (comma === -1) return fields;
      rest = rest.slice(comma + 1);
      continue;
    }
    const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
    if (quoted === null) return { error: `extraneous or missing " in quoted-field` };
    fields.push((quoted[1] ?? "").replaceAll('""', '"'));
    if (quoted[2] !== ",") return fields;
    rest = rest.slice(quoted[0].length);
  }
}
