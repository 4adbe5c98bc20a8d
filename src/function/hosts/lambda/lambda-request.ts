import { timingSafeEqual } from "node:crypto";

import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";

/** What is used of an event of a function URL, payload format 2.0. */
export type LambdaEvent = {
  rawPath: string;
  rawQueryString: string;
  headers: Readonly<Record<string, string | undefined>>;
  cookies?: readonly string[];
  requestContext: { domainName: string; http: { method: string } };
  body?: string;
  isBase64Encoded: boolean;
};

/** In which the function reads the client's address: `readRequest` sets it, whatever the client sent under that name. */
export const cloudfrontAddressHeader = "portico-client-address";

/** The origin header of the CloudFront distribution. CloudFront replaces what clients send under that name. */
export const cloudfrontSecretHeader = "x-portico-cloudfront";

/** Of CloudFront's own: the client's address, a colon and its port, without brackets in IPv6. */
const viewerAddressHeader = "cloudfront-viewer-address";

/**
 * The request of an event, or the status of its refusal: 403 where it didn't come through the CloudFront distribution that knows the
 * secret, because anyone may call a function URL directly, and send any address as CloudFront's; 400 where it is no request.
 */
export function readRequest(event: LambdaEvent, secret: string): Request | 400 | 403 {
  try {
    if (secret !== "" && !isEqual(event.headers[cloudfrontSecretHeader] ?? "", secret)) return 403;
    return toRequest(event);
  } catch {
    return 400;
  }
}

/** @throws TypeError for a header, a method or a path that is none */
function toRequest(event: LambdaEvent): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, value);
  }
  headers.delete(cloudfrontSecretHeader);
  if (event.cookies !== undefined && event.cookies.length > 0)
    headers.set("Cookie", event.cookies.join("; "));
  const address = /^\[?(.+?)\]?:[0-9]{1,5}$/.exec(headers.get(viewerAddressHeader) ?? "")?.[1];
  headers.set(cloudfrontAddressHeader, address ?? "");

  const { method } = event.requestContext.http;
  // Some senders of this format have decoded the path.
  const path = event.rawPath.replaceAll("?", "%3F").replaceAll("#", "%23");
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  const url = `https://${event.requestContext.domainName}${path}${query}`;
  const hasBody = event.body !== undefined && method !== "GET" && method !== "HEAD";
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  return new Request(url, { method, headers, ...(hasBody && { body }) });
}

/**
 * What CloudFront and the function both know; null when it is unset.
 * @throws Error naming the variable
 */
export function parseCloudfrontSecret(variables: FunctionVariables): string | null {
  const secret = readVariable(variables, "PORTICO_CLOUDFRONT_SECRET");
  if (secret !== null && !/^[\w-]{32,}$/.test(secret)) {
    throw new Error("PORTICO_CLOUDFRONT_SECRET must be at least 32 random letters, digits, - or _");
  }
  return secret;
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
