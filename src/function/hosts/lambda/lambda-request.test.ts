import { describe, expect, it } from "vitest";

import { parseClientAddress } from "../../../contract/client-address.ts";
import {
  cloudfrontAddressHeader,
  type LambdaEvent,
  parseCloudfrontSecret,
  readRequest,
} from "./lambda-request.ts";

const secret = "a-secret-of-at-least-32-characters";

function buildEvent(changed: Partial<LambdaEvent> = {}, method = "GET"): LambdaEvent {
  return {
    rawPath: "/api/health",
    rawQueryString: "",
    requestContext: { domainName: "id.lambda-url.eu-central-1.on.aws", http: { method } },
    isBase64Encoded: false,
    ...changed,
    headers: { "x-portico-cloudfront": secret, ...changed.headers },
  };
}

function read(event: LambdaEvent): Request {
  const request = readRequest(event, secret);
  if (typeof request === "number") throw new Error(`refused with ${String(request)}`);
  return request;
}

describe("a request to the function's own URL", () => {
  it.each([
    ["no secret", { "x-portico-cloudfront": undefined }],
    ["an empty secret", { "x-portico-cloudfront": "" }],
    ["another secret", { "x-portico-cloudfront": secret.replace("a-", "b-") }],
    ["a part of the secret", { "x-portico-cloudfront": secret.slice(1) }],
    ["two secrets", { "x-portico-cloudfront": `${secret}, ${secret}` }],
  ])("is refused with %s, whatever client address it claims", (_, headers) => {
    const claims = { "cloudfront-viewer-address": "192.0.2.1:443", [cloudfrontAddressHeader]: "192.0.2.1" };
    expect(readRequest(buildEvent({ headers: { ...claims, ...headers } }), secret)).toBe(403);
  });

  it("doesn't pass the secret on", () => {
    expect(read(buildEvent()).headers.has("x-portico-cloudfront")).toBe(false);
  });
});

describe("the client's address", () => {
  it.each([
    ["198.51.100.10:46532", "198.51.100.10"],
    ["2001:db8:0:0:0:0:0:1:46532", "2001:db8::1"],
    ["2001:0db8:85a3:0000:0000:8a2e:0370:7334:443", "2001:db8:85a3::8a2e:370:7334"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["198.51.100.10", null],
    ["unknown", null],
    ["198.51.100.10:46532, 192.0.2.1:1", null],
    ["", null],
  ])("is CloudFront's: %s is %s", (header, address) => {
    const headers = { "cloudfront-viewer-address": header, [cloudfrontAddressHeader]: "203.0.113.1" };
    const request = read(buildEvent({ headers }));
    expect(parseClientAddress(request.headers.get(cloudfrontAddressHeader))).toBe(address);
  });

  it("is never what a client calls it", () => {
    const request = read(buildEvent({ headers: { [cloudfrontAddressHeader]: "203.0.113.1" } }));
    expect(parseClientAddress(request.headers.get(cloudfrontAddressHeader))).toBeNull();
  });
});

describe("an event", () => {
  it.each([
    ["text", '{"email":"ada@example.com"}', false],
    ["base64", Buffer.from('{"email":"ada@example.com"}').toString("base64"), true],
  ])("has its body, as %s", async (_, body, isBase64Encoded) => {
    expect(await read(buildEvent({ body, isBase64Encoded }, "POST")).text()).toBe(
      '{"email":"ada@example.com"}',
    );
  });

  it("has its bytes, which are no text", async () => {
    const body = Buffer.from([0, 255, 128]).toString("base64");
    const request = read(buildEvent({ body, isBase64Encoded: true }, "POST"));
    expect([...(await request.bytes())]).toEqual([0, 255, 128]);
  });

  it("has its cookies, its query and its other headers", () => {
    const event = buildEvent({
      cookies: ["__Host-portico-session=a", "__Host-portico-device=b"],
      rawQueryString: "after=x%20y&limit=2",
      headers: { origin: "https://console.example.com", accept: "a, b" },
    });
    const request = read(event);
    expect(request.headers.get("Cookie")).toBe("__Host-portico-session=a; __Host-portico-device=b");
    expect(new URL(request.url).search).toBe("?after=x%20y&limit=2");
    expect([request.headers.get("Origin"), request.headers.get("Accept")]).toEqual([
      "https://console.example.com",
      "a, b",
    ]);
  });

  it.each([
    ["/api/a%2Fb", "/api/a%2Fb"],
    ["/api/a?b#c", "/api/a%3Fb%23c"],
    ["/api/a b", "/api/a%20b"],
    ["/api/ü", "/api/%C3%BC"],
    ["//evil.example/x", "//evil.example/x"],
    ["/", "/"],
  ])("has its path, on the function's own host: %s", (rawPath, pathname) => {
    const url = new URL(read(buildEvent({ rawPath })).url);
    expect([url.hostname, url.pathname, url.search]).toEqual([
      "id.lambda-url.eu-central-1.on.aws",
      pathname,
      "",
    ]);
  });

  it.each([
    ["a method that fetch refuses", buildEvent({}, "TRACE")],
    ["a path that is no URL", buildEvent({ rawPath: ":no-port" })],
    ["a header that isn't one", buildEvent({ headers: { "x y": "1" } })],
    ["a header with a line break", buildEvent({ headers: { x: "1\r\nSet-Cookie: a=b" } })],
  ])("is refused with 400 for %s", (_, event) => {
    expect(readRequest(event, secret)).toBe(400);
  });
});

describe("what isn't an event of a function URL", () => {
  it.each([
    ["nothing", {}],
    ["an event of a schedule", { source: "aws.events", "detail-type": "Scheduled Event", detail: {} }],
    ["no headers", { ...buildEvent(), headers: undefined }],
    ["headers that are no texts", { ...buildEvent(), headers: { "x-portico-cloudfront": 1 } }],
    ["no method", { ...buildEvent(), requestContext: { domainName: "x.example" } }],
    ["a path that is no text", { ...buildEvent(), rawPath: 7 }],
    ["null", null],
  ])("is refused with 400: %s", (_, event) => {
    const parsed: LambdaEvent = JSON.parse(JSON.stringify(event));
    expect(readRequest(parsed, secret)).toBe(400);
  });
});

describe("PORTICO_CLOUDFRONT_SECRET", () => {
  it.each([
    [undefined, null],
    ["", null],
    [secret, secret],
  ])("is %j as %j", (value, parsed) => {
    expect(parseCloudfrontSecret({ PORTICO_CLOUDFRONT_SECRET: value })).toBe(parsed);
  });

  it.each(["short", "x".repeat(31), `${secret} `.repeat(2), `${secret}!`])("is refused as %j", (value) => {
    expect(() => parseCloudfrontSecret({ PORTICO_CLOUDFRONT_SECRET: value })).toThrow(
      /^PORTICO_CLOUDFRONT_SECRET must be/,
    );
  });
});
