import { expect, it } from "vitest";

import { bodyHeader } from "../e2e/firefox/body-header.ts";
import { addBody, dropBodyHeader, parseEventWithBody } from "../e2e/firefox/request-bodies.ts";

const accept = { name: "accept", value: { type: "string", value: "*/*" } };

function event(method: string, bodySize: number | null): string {
  return JSON.stringify({
    type: "event",
    method: "network.beforeRequestSent",
    params: { context: "tab", request: { request: "7", method, bodySize, headers: [accept] } },
  });
}

function continueCommand(headers: object[]): string {
  return JSON.stringify({ id: 3, method: "network.continueRequest", params: { request: "7", headers } });
}

function parse(message: string) {
  const parsed = parseEventWithBody(message);
  if (parsed === null) throw new Error("not parsed");
  return parsed;
}

it("looks at requests with a body alone", () => {
  expect(parseEventWithBody(event("POST", 5))).not.toBeNull();
  expect(parseEventWithBody(event("POST", 0))).toBeNull();
  expect(parseEventWithBody(event("GET", null))).toBeNull();
  expect(parseEventWithBody('{"type":"success","id":1,"result":{}}')).toBeNull();
});

it.each([
  { type: "string", value: "größer" },
  { type: "base64", value: Buffer.from("größer").toString("base64") },
])("adds a body that Firefox gives as $type, and leaves the rest of the event as it is", async (bytes) => {
  const whole: unknown = JSON.parse(await addBody(parse(event("POST", 5)), () => Promise.resolve({ bytes })));
  expect(whole).toEqual({
    type: "event",
    method: "network.beforeRequestSent",
    params: {
      context: "tab",
      request: {
        request: "7",
        method: "POST",
        bodySize: 5,
        headers: [
          accept,
          {
            name: bodyHeader,
            value: { type: "string", value: Buffer.from("größer").toString("base64") },
          },
        ],
      },
    },
  });
});

it("passes an event on as it is when Firefox has kept no body", async () => {
  const whole = await addBody(parse(event("POST", 5)), () => Promise.reject(new Error("no such data")));
  expect(JSON.parse(whole)).toEqual(JSON.parse(event("POST", 5)));
});

it("sends that header to no server, and changes no other command", () => {
  const handed = { name: bodyHeader, value: { type: "string", value: "eA==" } };
  expect(JSON.parse(dropBodyHeader(continueCommand([accept, handed])))).toEqual(
    JSON.parse(continueCommand([accept])),
  );
  expect(dropBodyHeader(continueCommand([accept]))).toBe(continueCommand([accept]));
  const other = JSON.stringify({ id: 4, method: "script.evaluate", params: { expression: bodyHeader } });
  expect(dropBodyHeader(other)).toBe(other);
});
