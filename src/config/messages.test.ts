import { expect, it } from "vitest";

import { messages } from "./messages.ts";

it.each([
  [1, "1 second"],
  [60, "60 seconds"],
  [119, "119 seconds"],
  [120, "2 minutes"],
  [3541, "60 minutes"],
  [7199, "2 hours"],
  [7201, "3 hours"],
  [86_400, "24 hours"],
])("says how long to wait for %i seconds in words that people use", (seconds, words) => {
  expect(messages.functionFailures.too_many_requests(seconds, null)).toBe(
    `Too many requests. Try again in ${words}.`,
  );
});
