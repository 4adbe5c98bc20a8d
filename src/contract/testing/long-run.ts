/**
 * Whether tests run in their long form, with the numbers that the docs promise: `npm run test:long`, `npm run attack`,
 * `npm run simulation`. In `npm test` they take fewer rounds of the same, so that they can't rot.
 */
export const isLongRun = process.env["PORTICO_LONG_RUN"] === "1";
