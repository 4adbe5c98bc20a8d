import { createHash } from "node:crypto";

import * as v from "valibot";

import { parseToken, requireTls } from "../contract/variables.ts";
import {
  type FunctionVariables,
  parseWorkosApiUrl,
} from "../function/core/configuration/workos-variables.ts";
import { type RequestOutcome, type RetryOptions, fetchWithRetries } from "./retrying-fetch.ts";

export type WorkosAccess = { apiUrl: URL; apiKey: string };

/** `after` is the cursor of the next page; null on the last one. */
export type WorkosPage<Item> = { items: Item[]; after: string | null };

export type WorkosClient = ReturnType<typeof createWorkosClient>;

/**
 * WorkOS's address and API key from the variables.
 * @param purpose which key it must be: "the environment whose accounts are copied"
 * @throws Error with a message for the terminal, free of the variables' values
 */
export function parseWorkosAccess(variables: FunctionVariables, purpose: string): WorkosAccess {
  const apiKey = parseToken(variables, "WORKOS_API_KEY", "sk_");
  if (apiKey === null) throw new Error(`WORKOS_API_KEY must be set to the key of ${purpose}`);
  const { name, url } = parseWorkosApiUrl(variables);
  requireTls(name, url);
  return { apiKey, apiUrl: url };
}

/** Identifies a WorkOS environment in a journal without revealing its key. */
export function fingerprintAccess(access: WorkosAccess): string {
  return createHash("sha256").update(`${access.apiUrl.origin} ${access.apiKey}`).digest("hex").slice(0, 16);
}

/** Requests to WorkOS's API, with retries. */
export function createWorkosClient(access: WorkosAccess, options: RetryOptions) {
  const headers = {
    Authorization: `Bearer ${access.apiKey}`,
    Accept: "application/json",
    "Content-Type": "application/json",
  };

  function get(path: string, query: Record<string, string | null> = {}): Promise<RequestOutcome> {
    const url = new URL(path, access.apiUrl);
    for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
    return fetchWithRetries(new Request(url, { headers }), options);
  }

  return {
    get,

    /** A page of up to a hundred items. A query of null is left out. */
    list: async <Item>(
      path: string,
      item: v.GenericSchema<unknown, Item>,
      query: Record<string, string | null>,
    ): Promise<RequestOutcome<WorkosPage<Item>>> => {
      const outcome = await get(path, { limit: "100", ...query });
      if (outcome.kind !== "answered") return outcome;
      const page = v.safeParse(pageOf(item), outcome.body);
      if (!page.success) {
        return { kind: "gave_up", cause: `WorkOS's response to ${path} doesn't have the expected form` };
      }
      const { data: items, list_metadata: next } = page.output;
      if (next.after !== null && next.after === query["after"]) {
        return { kind: "gave_up", cause: `WorkOS repeats a page of ${path}` };
      }
      return { kind: "answered", body: { items, after: next.after } };
    },

    /** @param findEffect see `fetchWithRetries` */
    post: (
      path: string,
      body: Record<string, unknown>,
      findEffect: () => Promise<RequestOutcome | null>,
    ): Promise<RequestOutcome> => {
      const url = new URL(path, access.apiUrl);
      const request = new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
      return fetchWithRetries(request, options, findEffect);
    },
  };
}

function pageOf<Item>(item: v.GenericSchema<unknown, Item>) {
  return v.object({
    data: v.array(item),
    list_metadata: v.object({ after: v.nullish(v.string(), null) }),
  });
}
