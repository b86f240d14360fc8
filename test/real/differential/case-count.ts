/** How many cases the differential tests try, and where their seeds begin. */

/** A few hundred in a normal run, as many as asked for otherwise. */
export function caseCount(normal: number): number {
  return Number(process.env.ML_IMAGE_BUILD_DIFFERENTIAL_CASES ?? "") || normal;
}

/** Set to look at one case again. */
export function firstSeed(): number {
  return Number(process.env.ML_IMAGE_BUILD_DIFFERENTIAL_SEED ?? "") || 1;
}
