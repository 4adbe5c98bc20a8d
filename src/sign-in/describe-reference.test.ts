import { expect, it } from "vitest";

import { type FunctionFailure } from "../contract/function-call.ts";
import { describeReference } from "./describe-reference.ts";

function buildProblem(status: number): FunctionFailure {
  return {
    kind: "problem",
    problem: { type: "about:blank", title: "t", status, code: "internal", reference: "abc" },
  };
}

it("shows a reference for server errors only", () => {
  expect(describeReference(buildProblem(500))).toBe("Reference abc");
  expect(describeReference(buildProblem(503))).toBe("Reference abc");
  expect(describeReference(buildProblem(499))).toBeNull();
  expect(describeReference({ kind: "unreachable", cause: "network" })).toBeNull();
});
