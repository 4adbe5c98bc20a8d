import * as v from "valibot";

import { bodyHeader } from "./body-header.ts";
import { type RunCommand } from "./color-scheme.ts";

/**
 * Playwright's part for WebDriver BiDi tells tests nothing of what a request carries. Firefox knows: here its event of a request
 * with a body gets that body as one more header, which tests read with `readBody` and no server ever sees.
 */

/** The command that has Firefox keep the bodies of requests. */
export const keepRequestBodies = {
  method: "network.addDataCollector",
  params: { dataTypes: ["request"], maxEncodedDataSize: 1_000_000 },
};

const eventWithBody = v.looseObject({
  method: v.literal("network.beforeRequestSent"),
  params: v.looseObject({
    request: v.looseObject({
      request: v.string(),
      method: v.picklist(["POST", "PUT", "PATCH"]),
      bodySize: v.pipe(v.number(), v.minValue(1)),
      headers: v.array(v.unknown()),
    }),
  }),
});
const kept = v.object({ bytes: v.object({ type: v.picklist(["string", "base64"]), value: v.string() }) });

/** What Firefox tells of a request with a body. */
export type EventWithBody = v.InferOutput<typeof eventWithBody>;

/** The event when a message tells of a request with a body, else null. */
export function parseEventWithBody(message: string): EventWithBody | null {
  if (!message.includes('"network.beforeRequestSent"')) return null;
  const parsed = v.safeParse(eventWithBody, JSON.parse(message));
  return parsed.success ? parsed.output : null;
}

/** The event's message with the body as one more header; as it is when Firefox has kept none, of a file for example. */
export async function addBody(event: EventWithBody, run: RunCommand): Promise<string> {
  const { request } = event.params;
  const body = await run("network.getData", { dataType: "request", request: request.request }).then(
    (result) => v.parse(kept, result).bytes,
    () => null,
  );
  if (body === null) return JSON.stringify(event);
  const value = body.type === "base64" ? body.value : Buffer.from(body.value).toString("base64");
  const headers = [...request.headers, { name: bodyHeader, value: { type: "string", value } }];
  return JSON.stringify({ ...event, params: { ...event.params, request: { ...request, headers } } });
}

const commandWithHeaders = v.looseObject({
  method: v.literal("network.continueRequest"),
  params: v.looseObject({ headers: v.array(v.looseObject({ name: v.string() })) }),
});

/** Takes that header out again where Playwright sends a request on with the headers that it was told of. */
export function dropBodyHeader(message: string): string {
  if (!message.includes(bodyHeader)) return message;
  const parsed = v.safeParse(commandWithHeaders, JSON.parse(message));
  if (!parsed.success) return message;
  const { params } = parsed.output;
  const headers = params.headers.filter(({ name }) => name !== bodyHeader);
  return JSON.stringify({ ...parsed.output, params: { ...params, headers } });
}
