import * as v from "valibot";

import { answerEmpty, answerFailure } from "./http/answers.ts";
import { readJson } from "./http/read-json.ts";
import type { Route } from "./http/route.ts";
import { invalidParameters } from "./workos/failures.ts";
import type { WorkosState } from "./workos/state.ts";

const clockSchema = v.object({ advanceMs: v.pipe(v.number(), v.finite(), v.minValue(0)) });
const expireSchema = v.object({ email: v.string() });

/** What tests do to a running mock: move its clock, let one address's code run out, start afresh. */
export function controlRoutes(state: WorkosState): Route[] {
  return [
    {
      method: "POST",
      path: "/mock/clock",
      answer: ({ request }) =>
        withBody(request, clockSchema, "advanceMs", ({ advanceMs }) => state.advanceClock(advanceMs)),
    },
    {
      method: "POST",
      path: "/mock/expire-code",
      answer: ({ request }) =>
        withBody(request, expireSchema, "email", ({ email }) => state.magicAuthCodes.expire(email)),
    },
    {
      method: "POST",
      path: "/mock/reset",
      answer() {
        state.reset();
        return answerEmpty(204);
      },
    },
  ];
}

async function withBody<Body>(
  request: Request,
  schema: v.GenericSchema<unknown, Body>,
  field: string,
  act: (body: Body) => void,
): Promise<Response> {
  const body = v.safeParse(schema, await readJson(request));
  if (!body.success) {
    return answerFailure(
      invalidParameters({ field, code: `${field}_invalid`, message: `${field} is missing or not valid` }),
    );
  }
  act(body.output);
  return answerEmpty(204);
}
