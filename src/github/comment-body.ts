/** The text of a sticky comment: a hidden marker, and a part for each job that writes to it. Pure. */

/** GitHub refuses a longer body than 65,536 characters. */
const LONGEST = 65_000;

/** One job's part of a comment that several jobs of a run share. */
export interface CommentPart {
  /** Which job of the workflow it is: the same in every run. */
  readonly key: string;
  /** Parts of earlier runs go when a later run writes. */
  readonly runId: string;
  /** Key of a part of this run that this one is the answer to. */
  readonly insteadOf?: string;
}

interface Section extends Omit<CommentPart, "insteadOf"> {
  readonly text: string;
}

/** Told apart from other comments by this, hidden, at the very start. */
export function commentMarker(kind: "deploy" | "images", key: string): string {
  return `<!-- ml-image-build ${kind} ${safeKey(key)} -->`;
}

function safeKey(key: string): string {
  return key.replace(/[^\w./-]/g, "_").replace(/--+/g, "-");
}

/** `undefined`: a later run has written already, whose word stays. */
export function mergeBody(
  marker: string,
  old: string | undefined,
  part: CommentPart | undefined,
  markdown: string,
): string | undefined {
  if (part === undefined) return `${marker}\n${cutAtLine(markdown, LONGEST - marker.length)}`;
  const own: Section = { key: safeKey(part.key), runId: safeKey(part.runId), text: markdown.trim() };
  const known = readSections(old ?? "");
  if (known.some(({ runId }) => Number(runId) > Number(own.runId))) return undefined;
  const gone = [own.key, safeKey(part.insteadOf ?? own.key)];
  const others = known.filter(({ key, runId }) => runId === own.runId && !gone.includes(key));
  const sections = [...others, own].sort((a, b) => (a.key < b.key ? -1 : 1));
  const room = Math.floor((LONGEST - marker.length) / sections.length) - 300;
  return [marker, ...sections.map((one) => writeSection({ ...one, text: cutAtLine(one.text, room) }))].join(
    "\n",
  );
}

/** Whether a part stands in a body as this run wrote it, or a later run's word stands there. */
export function hasPart(body: string, part: CommentPart): boolean {
  return readSections(body).some(
    ({ key, runId }) =>
      (key === safeKey(part.key) && runId === safeKey(part.runId)) || Number(runId) > Number(part.runId),
  );
}

function writeSection({ key, runId, text }: Section): string {
  return `<!-- part ${runId} ${key} -->\n${text}\n<!-- end of part -->\n`;
}

function readSections(body: string): readonly Section[] {
  return [...body.matchAll(/^<!-- part (\S+) (\S+) -->\n([\s\S]*?)\n<!-- end of part -->$/gm)].map(
    ([, runId = "", key = "", text = ""]) => ({ runId, key, text }),
  );
}

function cutAtLine(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 60));
  return `${withoutOpenFence(cut.slice(0, cut.lastIndexOf("\n") + 1))}\n… the job summary has the rest.`;
}

/** Half a chart is no chart, and its open fence would take the parts of other jobs below into it. */
function withoutOpenFence(text: string): string {
  const fences = [...text.matchAll(/^```/gm)];
  return fences.length % 2 === 0 ? text : text.slice(0, fences.at(-1)?.index);
}
