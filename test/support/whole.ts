/** The gate has half an hour: what is shown there once already, on the other driver or by a sibling, `npm run test:slow` adds. */
export const isWhole = process.env.TEST_WHOLE === "true";
