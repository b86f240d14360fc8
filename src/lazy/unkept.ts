/**
 * What builds that read on demand ran and no cache keeps, for instance everything after a base that has moved: added up in
 * their records, until a plain build, which pulls all once and keeps it, is the cheaper one. Pure.
 */
import { type JsonObject, numberAt, objectAt } from "../registry/json.ts";

export interface Unkept {
  /** Of steps, since a cache was last written, beyond what an edit runs anyway. */
  readonly seconds: number;
  /** What an edit runs anyway, behind the file that it changes: the least that one ran, within reason. */
  readonly usual: number;
}

/** The base may have moved before the first edit. */
const MOST_USUAL_SECONDS = 15;
/** From here on the next build is a plain one. */
const TOO_MANY_SECONDS = 60;

/** After one more such build; `ran`: seconds of its steps that were not cached. */
export function addUnkept(before: Unkept | undefined, ran: number): Unkept {
  const { seconds, usual } = before ?? { seconds: 0, usual: 0 };
  return {
    seconds: seconds + Math.max(0, ran - usual),
    usual: Math.min(ran, before === undefined ? MOST_USUAL_SECONDS : usual),
  };
}

/** After a plain build. */
export function forgetUnkept(before: Unkept | undefined): Unkept | undefined {
  return before === undefined ? undefined : { ...before, seconds: 0 };
}

export function isTooMuch(unkept: Unkept | undefined): boolean {
  return (unkept?.seconds ?? 0) >= TOO_MANY_SECONDS;
}

/** Of a record; what is no amount is left out. */
export function parseUnkept(of: JsonObject | undefined): { readonly unkept?: Unkept } {
  const json = objectAt(of, "unkept");
  const [seconds = -1, usual = -1] = [numberAt(json, "seconds"), numberAt(json, "usual")];
  return seconds < 0 || usual < 0 ? {} : { unkept: { seconds, usual } };
}
