import { afterEach, expect, inject, vi } from "vitest";

import type * as functionCall from "../../src/contract/function-call.ts";

type FunctionCall = typeof functionCall;

declare global {
  var mockedAnswerFaults: string[] | undefined;
}

/**
 * Problems in tests that the function's contract doesn't have: a page that waits for one of them waits for ever. Kept beside the
 * modules, because the files of a worker share the mocked module of its first one, and each has a copy of this one.
 */
const faults = (globalThis.mockedAnswerFaults ??= []);
/** Tests of what the page does with another function's answers, which the contract of this one can't list. */
const ofOtherFunctions = ["src/session/email-session.test.ts"];
const contract = Object.entries(inject("contractFailures")).map(([call, failures]) => ({
  pattern: new RegExp(`^${call.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  failures,
}));

function check(method: string, path: string, result: functionCall.FunctionResult<unknown>): void {
  if (result.ok || result.failure.kind !== "problem") return;
  const { status, code } = result.failure.problem;
  const call = `${method} ${path.split("?")[0] ?? ""}`;
  const found = contract.find(({ pattern }) => pattern.test(call));
  if (found?.failures.includes(`${String(status)} ${code}`) === false) {
    faults.push(`${call} never fails with ${String(status)} ${code}`);
  }
}

vi.mock("../../src/contract/function-call.ts", async (importOriginal) => {
  const original = await importOriginal<FunctionCall>();
  return {
    ...original,
    callFunction: async (...given: Parameters<FunctionCall["callFunction"]>) => {
      const result = await original.callFunction(...given);
      check("POST", given[0], result);
      return result;
    },
    readFunction: async (...given: Parameters<FunctionCall["readFunction"]>) => {
      const result = await original.readFunction(...given);
      check("GET", given[0], result);
      return result;
    },
  };
});

afterEach(() => {
  const found = faults.splice(0);
  const path = expect.getState().testPath ?? "";
  if (ofOtherFunctions.some((file) => path.endsWith(file))) return;
  if (found.length > 0) throw new Error(found.join("\n"));
});
