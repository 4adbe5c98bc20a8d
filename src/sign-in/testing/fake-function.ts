import { act } from "@testing-library/react";
import { vi } from "vitest";

import { buildTestSession } from "../../contract/testing/test-session.ts";
import { type FailureCode, failureStatuses } from "../../contract/failure.ts";

export type FunctionCall = {
  method: string;
  path: string;
  /** Undefined if nothing was sent. */
  body: unknown;
  /** Answers the call; an error is a network failure. */
  answer: (answer: Response | Error) => Promise<void>;
};

/** Replaces the network: records each call of the function, and answers it when the test says so. */
export function openFakeFunction(): { calls: FunctionCall[]; latest: () => FunctionCall } {
  const calls: FunctionCall[] = [];
  const takeCall: typeof fetch = (input, init) =>
    new Promise((resolve, reject) => {
      calls.push({
        method: init?.method ?? "GET",
        path: input instanceof Request ? input.url : input.toString(),
        body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
        answer: (answer) =>
          settle(() => {
            if (answer instanceof Error) reject(answer);
            else resolve(answer);
          }),
      });
      init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  vi.stubGlobal("fetch", takeCall);
  return {
    calls,
    latest() {
      const call = calls.at(-1);
      if (call === undefined) throw new Error("The function wasn't called");
      return call;
    },
  };
}

/** Runs an action and everything that follows from it without a timer. */
export function settle(action: () => void): Promise<void> {
  return advance(0, action);
}

/** Runs an action and lets time pass. */
export async function advance(milliseconds: number, action: () => void = () => undefined): Promise<void> {
  await act(async () => {
    action();
    await vi.advanceTimersByTimeAsync(milliseconds);
  });
}

export function buildProblem(failureCode: FailureCode, retryAfterSeconds?: number): Response {
  const status = failureStatuses[failureCode];
  return Response.json(
    {
      type: "about:blank",
      title: failureCode,
      status,
      code: failureCode,
      reference: "r-1",
      retryAfterSeconds,
    },
    { status },
  );
}

/** A session as the function returns it. */
export const sessionAnswer = buildTestSession();
