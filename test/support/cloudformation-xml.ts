/** AWS's Query protocol on the wire: form in, XML out. */

export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlValue[]
  | { readonly [key: string]: XmlValue };

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

export function renderAnswer(action: string, result: XmlValue): string {
  return (
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${render(result)}</${action}Result>` +
    "<ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata>" +
    `</${action}Response>`
  );
}

export function renderError(code: string, message: string): string {
  return (
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ErrorResponse>`
  );
}

function render(value: XmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${render(item)}</member>`).join("");
  if (typeof value !== "object") return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `<${key}>${render(inner)}</${key}>`)
    .join("");
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `Parameters.member.1.ParameterKey=A` → the list of objects. */
export function listOf(
  form: Readonly<Record<string, string>>,
  name: string,
): readonly Readonly<Record<string, string>>[] {
  const items: Record<string, string>[] = [];
  for (const [key, value] of Object.entries(form)) {
    const [, index, field = ""] = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(\\w+))?$`).exec(key) ?? [];
    if (index === undefined) continue;
    const at = Number(index) - 1;
    items[at] = { ...items[at], [field]: value };
  }
  return items;
}
