import * as v from "valibot";

import { answerEmpty, answerFailure } from "./http/answers.ts";
import { readJson } from "./http/read-json.ts";
import type { Route } from "./http/route.ts";
import { defaultRoleSlug, signInRequirementNames } from "./people.ts";
import { invalidParameters } from "./workos/failures.ts";
import { seedMembers } from "./workos/seed-members.ts";
import type { WorkosState } from "./workos/state.ts";

const clockSchema = v.object({ advanceMs: v.pipe(v.number(), v.finite(), v.minValue(0)) });
const expireSchema = v.object({ email: v.string() });
const personSchema = v.strictObject({
  email: v.pipe(v.string(), v.email()),
  requirements: v.optional(v.array(v.picklist(signInRequirementNames)), []),
  organizationIds: v.optional(v.array(v.string()), []),
  secondFactor: v.optional(v.boolean(), false),
});

const mostMembers = 20_000;

function membersSchema({ directory }: WorkosState) {
  return v.strictObject({
    organizationId: v.pipe(
      v.string(),
      v.check((id) => directory.findOrganization(id) !== undefined),
    ),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostMembers)),
    roleSlug: v.optional(
      v.pipe(
        v.string(),
        v.check((slug) => directory.listRoles().some((role) => role.slug === slug)),
      ),
      defaultRoleSlug,
    ),
    status: v.optional(v.picklist(["active", "inactive"]), "active"),
  });
}

/** What tests do to a running mock: set people up, move its clock, let one address's codes, pending sign-in or invitations run out, start afresh. */
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
        withBody(request, expireSchema, "email", ({ email }) => {
          state.magicAuthCodes.expire(email);
          state.emailVerifications.expire(email);
        }),
    },
    {
      method: "POST",
      path: "/mock/expire-pending",
      answer: ({ request }) =>
        withBody(request, expireSchema, "email", ({ email }) => {
          const user = state.directory.findUserByEmail(email);
          if (user !== undefined) state.pendingAuthentications.expire(user.id);
        }),
    },
    {
      method: "POST",
      path: "/mock/expire-invitation",
      answer: ({ request }) =>
        withBody(request, expireSchema, "email", ({ email }) => state.invitations.expire(email)),
    },
    {
      method: "POST",
      path: "/mock/members",
      answer: ({ request }) =>
        withBody(request, membersSchema(state), "members", (members) =>
          seedMembers(state.directory, members),
        ),
    },
    {
      method: "POST",
      path: "/mock/people",
      answer: ({ request }) =>
        withBody(request, personSchema, "person", (person) => state.directory.setUp(person)),
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
  act: (body: Body) => unknown,
): Promise<Response> {
  const body = v.safeParse(schema, await readJson(request));
  if (!body.success) {
    return answerFailure(
      invalidParameters({ field, code: `${field}_invalid`, message: `${field} is missing or not valid` }),
    );
  }
  await act(body.output);
  return answerEmpty(204);
}
