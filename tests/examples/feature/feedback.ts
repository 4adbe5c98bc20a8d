import * as v from "valibot";

import { basePath } from "../../../src/contract/base-path.ts";
import type { LimitEntry } from "../../../src/function/core/counters/limit-table.ts";
import type { Call } from "../../../src/function/core/feature/call.ts";
import type { Core } from "../../../src/function/core/feature/core.ts";
import { defineFeature } from "../../../src/function/core/feature/feature.ts";
import { answerProblem } from "../../../src/function/core/http/problem-answer.ts";

// Path and schemas go into the feature's contract.ts where the browser needs them too.
export const feedbackPath = `${basePath}/api/feedback`;
const requestSchema = v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) });
const answerSchema = v.object({ received: v.literal(true) });

const feedbackPerClient: LimitEntry = {
  name: "feedback",
  counts: "Feedback from a client address (a /64 for IPv6)",
  quotas: [{ maximum: 3, windowSeconds: 60 }],
  countedInProcess: "while_down",
};

type FeedbackParts = { core: Core; inboxUrl: string };

const sendFeedback: Call<FeedbackParts> = {
  name: "sendFeedback",
  method: "POST",
  path: feedbackPath,
  access: null,
  summary: "Passes feedback on to the team's inbox.",
  request: requestSchema,
  clientLimit: feedbackPerClient,
  successes: [{ status: 202, description: "It is on its way.", schema: answerSchema }],
  failures: ["not_found"],
  handle:
    ({ core, inboxUrl }) =>
    async (context) => {
      const request = v.safeParse(requestSchema, context.body);
      if (!request.success) return answerProblem(context, "invalid_request");
      core.runInBackground(core.fetch(inboxUrl, { method: "POST", body: request.output.text }));
      return context.json({ received: true } satisfies v.InferOutput<typeof answerSchema>, 202);
    },
};

/** Feedback for the team; switched off without `FEEDBACK_URL`. */
export const feedback = defineFeature<FeedbackParts>({
  name: "feedback",
  calls: [sendFeedback],
  configure({ FEEDBACK_URL: inboxUrl }) {
    if (!inboxUrl) return () => null;
    if (!URL.canParse(inboxUrl)) throw new Error("FEEDBACK_URL must be a URL");
    return (core) => ({ core, inboxUrl });
  },
});
