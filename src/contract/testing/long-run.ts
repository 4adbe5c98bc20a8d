/**
 * Whether tests run in their long form, with the numbers that the docs promise: `npm run test:long`, `npm run attack`,
 * `npm run simulation`. In `npm test` they take fewer rounds of the same, so that they can't rot.
 */
export const isLongRun = process.env["PORTICO_LONG_RUN"] === "1";

/** All rows of a table in a long run, otherwise one in `of`: for rows that start a process each, and whose values unit tests hold too. */
export function chooseRows<Row>(rows: readonly Row[], of: number): Row[] {
  return rows.filter((_, index) => isLongRun || index % of === 0);
}
