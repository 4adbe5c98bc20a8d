import { type EmailAddress, emailAddressKey } from "../../../../contract/email-address.ts";
import { isTimeoutError, withTimeLimit } from "../../../../contract/time-limit.ts";
import { createExpiringMap } from "../../../../contract/expiring-map.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import { parseJsonObject, readLimitedBody } from "../../../core/http/limited-body.ts";
import type { Account, AccountDirectory, FindAccountResult } from "./account.ts";
import { parseAccountRecord, toAccount } from "./account-record.ts";

const timeoutMs = 3000;
const maximumAnswerBytes = 64 * 1024;
const rememberedMs = 30_000;
const maximumRemembered = 1000;

/**
 * The accounts of the team's own backend. A POST of `{email}` with the bearer token is answered by 200 with an account, or 404;
 * everything else is `unavailable`, including an answer about another address.
 *
 * Found accounts are cached for half a minute, so that requesting and redeeming a code ask once. Absence isn't cached: a user who
 * was just added gets in, and invented addresses take no memory.
 */
export function createHttpAccountDirectory(options: {
  url: URL;
  token: string;
  fetch: typeof fetch;
  now: () => number;
}): AccountDirectory {
  const remembered = createExpiringMap<Account>({ maximumEntries: maximumRemembered, now: options.now });
  return {
    find: async (email) => {
      const key = emailAddressKey(email);
      const known = remembered.get(key);
      if (known !== undefined) return { kind: "found", account: known };
      const result = await askEndpoint(options, email);
      if (result.kind === "found") remembered.set(key, result.account, rememberedMs);
      return result;
    },
  };
}

async function askEndpoint(
  endpoint: { url: URL; token: string; fetch: typeof fetch },
  email: EmailAddress,
): Promise<FindAccountResult> {
  // Not called as a method: workerd's own fetch refuses any `this`.
  const { fetch: request } = endpoint;
  const ask = async (signal: AbortSignal): Promise<FindAccountResult> => {
    const response = await request(endpoint.url, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${endpoint.token}`,
        "Content-Type": "application/json",
        Accept: "application/json",
      },
      body: JSON.stringify({ email }),
      // Following a redirect would send the token and the address elsewhere; workerd doesn't support "error".
      redirect: "manual",
      signal,
    });
    return await readAnswer(response, email);
  };
  try {
    return await withTimeLimit(ask, timeoutMs);
  } catch (error) {
    const cause = isTimeoutError(error) ? `no answer within ${String(timeoutMs)} ms` : describeCause(error);
    return { kind: "unavailable", cause };
  }
}

async function readAnswer(response: Response, email: EmailAddress): Promise<FindAccountResult> {
  if (response.status !== 200) {
    // An unread body would keep the connection occupied.
    response.body?.cancel().catch(() => undefined);
    return response.status === 404
      ? { kind: "absent" }
      : { kind: "unavailable", cause: `status ${String(response.status)}` };
  }
  const body = await readLimitedBody(response, { maximumBytes: maximumAnswerBytes, timeoutMs });
  switch (body.kind) {
    case "read":
      break;
    case "payload_too_large":
      return { kind: "unavailable", cause: `an answer above ${String(maximumAnswerBytes)} bytes` };
    case "request_timeout":
    case "interrupted":
      return { kind: "unavailable", cause: "an answer that broke off" };
  }
  const parsed = parseAccountRecord(parseJsonObject(body.bytes));
  if (!parsed.ok) return { kind: "unavailable", cause: `an answer that is no account: ${parsed.reason}` };
  // Another user's account under this address would sign in the wrong person.
  if (emailAddressKey(parsed.record.email) !== emailAddressKey(email)) {
    return { kind: "unavailable", cause: "an answer about another address" };
  }
  return { kind: "found", account: await toAccount(parsed.record) };
}
