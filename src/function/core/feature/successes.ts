import { sessionAnswerSchema } from "../../../contract/session.ts";
import { requiredStepSchema } from "../../../contract/sign-in-step.ts";
import type { Success } from "./call.ts";

/** A session, as every call that signs in answers it. */
export const sessionSuccess: Success = {
  status: 200,
  description: "The session; its refresh token is in the cookie.",
  schema: sessionAnswerSchema,
  setsCookies: true,
};

/** A step that WorkOS asks for before the session. */
export const requiredStepSuccess: Success = {
  status: 200,
  description: "WorkOS requires another step first; `/api/email-code/continue` takes it.",
  schema: requiredStepSchema,
  setsCookies: true,
};
