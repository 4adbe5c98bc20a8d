import { afterEach, beforeEach, expect, it } from "vitest";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { createSeededRandom } from "../contract/testing/seeded-random.ts";
import { readSignInParameters } from "../sign-in/sign-in-parameters.ts";
import { callbackUrl, openConnection } from "../workos/testing/open-connection.tsx";
import { type EarlyOptions, prepareRedirect } from "./prepare-redirect.ts";

const { origin } = window.location;
const ownTab = createBrowserStorage("sessionStorage");
const shared = createBrowserStorage("localStorage");

let page: ReturnType<typeof openConnection> | undefined;
const clear = () => {
  localStorage.clear();
  sessionStorage.clear();
};
beforeEach(clear);
afterEach(() => page?.close());

/** A URL in which only what is random differs, and what lies in storage after it was built. */
function describe(url: string) {
  const { origin: apiOrigin, pathname, searchParams, hash } = new URL(url);
  const nonce: unknown = JSON.parse(searchParams.get("state") ?? "");
  const challenge = searchParams.get("code_challenge") ?? "";
  const verifier = ownTab.read("workos:code-verifier") ?? "";
  expect(nonce).toMatch(/^[\da-f]{32}$/);
  expect(challenge).toMatch(/^[\w-]{43}$/);
  expect(verifier).toMatch(/^[\w-]{128}$/);
  const mask = (text: string) =>
    text
      .replaceAll(String(nonce), "<nonce>")
      .replaceAll(challenge, "<challenge>")
      .replaceAll(verifier, "<verifier>")
      .replace(/"createdAtMs":\d+/, '"createdAtMs":0');
  const read = (storage: typeof ownTab) =>
    storage
      .keys()
      .map((key): [string, unknown] => {
        const text = mask(storage.read(key) ?? "");
        return [mask(key), text.startsWith("{") ? JSON.parse(text) : text];
      })
      // The app's own record of its steps, which the early script leaves out.
      .filter(([key]) => key !== "portico:flight-record")
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    address: apiOrigin + pathname + hash,
    // Their order says nothing, but a repeated one would.
    parameters: [...searchParams]
      .map(([name, value]) => `${name}=${mask(value)}`)
      .toSorted((a, b) => (a < b ? -1 : 1)),
    ownTab: read(ownTab),
    shared: read(shared),
    challenge,
    verifier,
  };
}

/** What the SDK and the early script build and leave, for the same options. */
async function build(apiOrigin: string, options: EarlyOptions) {
  const config = { clientId: "client_1", apiOrigin, redirectUri: callbackUrl() };
  page = openConnection({ apiOrigin });
  page.start(null);
  const { challenge: _, verifier: __, ...sdk } = describe(await page.connection.getSignInUrl(options));
  await page.close();
  page = undefined;
  clear();
  const { challenge, verifier, ...early } = describe(
    await prepareRedirect(config, { ownTab, shared }, options),
  );
  clear();
  // RFC 7636, section 4.2.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { sdk, early, challenge, ofVerifier: Buffer.from(digest).toString("base64url") };
}

it("builds the SDK's URL and leaves the app's and the SDK's entries, for options of every kind", async () => {
  const random = createSeededRandom();
  const texts = [
    "",
    "ada@example.com",
    "a+b c@exämple.com",
    "org_01ABC",
    "%2F&=?#",
    "\u202e\u{1F600}",
    "'\"<>\\",
  ];
  const apiOrigins = ["https://api.workos.com", "http://localhost:4300", "https://auth.example.com:8443"];
  for (let round = 0; round < 40; round += 1) {
    const maybe = (name: string, values: readonly string[]) =>
      random.below(2) === 0 ? {} : { [name]: random.pick(values) };
    const options: EarlyOptions = {
      returnTo:
        parseReturnTo(random.pick(["/dashboard", "/a?b=%2Fc&d#e", "/\u00e4 ", ""]), origin) ??
        defaultReturnTo,
      ...maybe("loginHint", texts),
      ...maybe("organizationId", texts),
      ...maybe("invitationToken", texts),
      ...maybe("prompt", ["login", "consent", "none", "select_account"]),
      ...maybe("screenHint", ["sign-in", "sign-up"]),
    };
    const { sdk, early, challenge, ofVerifier } = await build(random.pick(apiOrigins), options);
    expect(early, JSON.stringify(options)).toEqual(sdk);
    expect(challenge).toBe(ofVerifier);
  }
});

it("has the URL of a link's parameters as the sign-in page has it", async () => {
  const query =
    "login_hint=%20ada%40example.com&organization_id=org_1&invitation_token=a.b-c~d&screen_hint=sign-up";
  const { authorization } = readSignInParameters(new URLSearchParams(query), origin);
  const { sdk, early } = await build("https://api.workos.com", {
    ...authorization,
    returnTo: defaultReturnTo,
  });
  expect(early).toEqual(sdk);
});

it("leaves a pending authorization that the callback finds", async () => {
  const config = { clientId: "client_1", apiOrigin: "https://api.workos.com", redirectUri: callbackUrl() };
  const url = await prepareRedirect(config, { ownTab, shared }, { returnTo: defaultReturnTo });
  const nonce: unknown = JSON.parse(new URL(url).searchParams.get("state") ?? "");
  page = openConnection({ apiOrigin: config.apiOrigin });
  expect(page.pendingAuthorizations.find(String(nonce))).toEqual({
    returnTo: defaultReturnTo,
    clientState: undefined,
    redirectUri: null,
    codeVerifier: ownTab.read("workos:code-verifier"),
  });
});
