// @ts-check

/** @typedef {(line: string) => void} Log */

/** @param {number} since milliseconds of `performance.now()` */
const secondsSince = (since) => ((performance.now() - since) / 1000).toFixed(1);

/**
 * Runs one slow step and says when it starts and how many seconds it took.
 * @template T
 * @param {Log} log
 * @param {string} title in the present tense, as in `installing Docker`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(log, title, work) {
  const start = performance.now();
  log(`${title} …`);
  try {
    const result = await work();
    log(`${title}: done in ${secondsSince(start)} s`);
    return result;
  } catch (error) {
    log(`${title}: failed after ${secondsSince(start)} s`);
    throw error;
  }
}
