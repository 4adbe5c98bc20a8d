import { importJWK, type JWK, SignJWT } from "jose";

import { requestMarkerHeader } from "../../contract/api-paths.ts";
import { logCanaries } from "./log-canaries.ts";
import { testAddressHeader, testOrigin } from "./test-browser.ts";

/** Claims of a WorkOS access token, with WorkOS's names. */
export type CallerClaims = {
  sub: string;
  org_id?: string;
  permissions?: string[];
  sid?: string;
  acr?: string;
  act?: unknown;
  exp?: number;
};

/** What the holder of an access token can do. */
export type Caller = {
  token: string;
  get: (path: string) => Promise<Response>;
  post: (path: string, body?: object) => Promise<Response>;
};

/**
 * Creates callers with access tokens like WorkOS's: signed with its key and valid for five minutes from now.
 *
 * @param options.key the private key that signs WorkOS's tokens
 */
export function createCallers(options: {
  app: { fetch: (request: Request) => Response | Promise<Response> };
  key: JWK;
  issuer: string;
  now: () => number;
  /** The client address of the next request; always the same one when absent. */
  nextAddress?: () => string;
}) {
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const url = new URL(path, testOrigin);
    for (const segment of url.pathname.split("/")) {
      if (segment.startsWith("invitation_")) logCanaries.addCanary(segment);
    }
    logCanaries.addAllCanaries([...url.searchParams.values()]);
    return await options.app.fetch(new Request(url, init));
  };
  const callWith = (token: string): Caller => {
    logCanaries.addCanary(token);
    const buildHeaders = () => ({
      Authorization: `Bearer ${token}`,
      [testAddressHeader]: options.nextAddress?.() ?? "192.0.2.1",
    });
    return {
      token,
      get: async (path) => await send(path, { headers: buildHeaders() }),
      post: async (path, body = {}) => {
        // A role isn't personal data, and its name is a common word.
        logCanaries.addAllCanaries({ ...body, roleSlug: null });
        return await send(path, {
          method: "POST",
          headers: {
            ...buildHeaders(),
            "Content-Type": "application/json",
            Origin: testOrigin,
            [requestMarkerHeader.name]: requestMarkerHeader.value,
          },
          body: JSON.stringify(body),
        });
      },
    };
  };

  const callAs = async (claims: CallerClaims): Promise<Caller> => {
    const issuedAtSeconds = Math.floor(options.now() / 1000);
    const token = await new SignJWT({
      sid: "session_test",
      iat: issuedAtSeconds,
      exp: issuedAtSeconds + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: options.key.kid ?? "" })
      .setIssuer(options.issuer)
      .sign(await importJWK(options.key, "RS256"));
    return callWith(token);
  };

  return { callAs, callWith };
}
