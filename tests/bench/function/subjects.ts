import { randomBytes } from "node:crypto";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { apiPaths, requestMarkerHeader } from "../../../src/contract/api-paths.ts";
import { createApp } from "../../../src/function/core/app.ts";
import { openFeatures } from "../../../src/function/hosts/features.ts";
import { nodeCryptography } from "../../../src/function/hosts/node-cryptography.ts";
import { createMemoryCounterStore } from "../../../src/function/stores/memory-counter-store.ts";
import { benchDirectory } from "../install-peers.ts";
import { answerAsMailProvider, answerAsWorkos } from "./workos-answers.ts";

/** Sign-in by mailed code in this process. People have numbers; each has an address and a client address of their own. */
export type CodeSignIn = {
  send: (person: number) => Promise<void>;
  /** Signs in with the code that was sent before. */
  verify: (person: number) => Promise<void>;
  /** Drops what the person's browser has kept, where there are many. */
  forget: (person: number) => void;
  /** Drops accounts and sessions, where the subject keeps any. */
  emptyDatabase: () => void;
  /** Resolves when nothing goes on in the background. */
  finish: () => Promise<void>;
};

const origin = "https://console.example.com";
const clientAddressHeader = "x-forwarded-for";

export function buildEmail(person: number): string {
  return `person-${String(person)}@example.com`;
}

/** An address of the range that is set aside for measurements (RFC 2544, appendix C.2.2), and beyond it as there are more people. */
export function buildClientAddress(person: number): string {
  return [198 + (person >> 24), (person >> 16) & 255, (person >> 8) & 255, person & 255].join(".");
}

/**
 * The function on its default issuer with all features that need no account of their own. WorkOS is stubbed, and the moment at which
 * sends are answered (docs/decisions/0001) comes at once: what is measured is the work.
 */
export async function createPortico(): Promise<CodeSignIn> {
  const keys = `bench:${randomBytes(32).toString("base64url")}`;
  const variables = {
    PORTICO_ORIGIN: origin,
    PORTICO_KEYS: keys,
    WORKOS_API_KEY: "sk_test_bench",
    WORKOS_CLIENT_ID: "client_bench",
  };
  const tasks = new Set<Promise<unknown>>();
  const environment = {
    variables,
    baseDirectory: "",
    fetch: answerAsWorkos,
    now: Date.now,
    writeLog: () => {},
  };
  const app = createApp(
    {
      variables,
      clientAddressHeader,
      counterStore: createMemoryCounterStore(),
      // As every host with Node hands it in.
      cryptography: nodeCryptography,
      fetch: answerAsWorkos,
      runInBackground: (task) => {
        const settled = task.finally(() => tasks.delete(settled));
        tasks.add(settled);
      },
      // As hosts write it, into nothing.
      writeLog: ({ atMs, ...entry }) => {
        JSON.stringify({ at: new Date(atMs).toISOString(), ...entry });
      },
      wait: async () => await new Promise((resolve) => setImmediate(resolve)),
    },
    await openFeatures(environment),
  );
  const cookies = new Map<number, string>();
  const post = async (path: string, person: number, body: unknown, status: number): Promise<Response> => {
    const cookie = cookies.get(person);
    const response = await app.fetch(
      new Request(`${origin}${path}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Origin: origin,
          "Sec-Fetch-Site": "same-origin",
          "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36",
          [requestMarkerHeader.name]: requestMarkerHeader.value,
          [clientAddressHeader]: buildClientAddress(person),
          ...(cookie !== undefined && { Cookie: cookie }),
        },
        body: JSON.stringify(body),
      }),
    );
    if (response.status !== status)
      throw new Error(`${path} answered ${String(response.status)}: ${await response.text()}`);
    await response.text();
    return response;
  };
  return {
    send: async (person) => {
      const response = await post(apiPaths.sendEmailCode, person, { email: buildEmail(person) }, 202);
      cookies.set(person, readCookies(response));
    },
    verify: async (person) => {
      await post(apiPaths.verifyEmailCode, person, { code: "123456" }, 200);
      cookies.delete(person);
    },
    forget: (person) => cookies.delete(person),
    emptyDatabase: () => {},
    finish: async () => {
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
}

function readCookies(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(";")))
    .join("; ");
}

/**
 * better-auth with its email-OTP plugin on its memory adapter. It mails by a request to a provider's API, as WorkOS is asked for a mail on
 * our side; both are stubbed, and both read the answer.
 */
export async function createBetterAuth(): Promise<CodeSignIn> {
  // Beside the packages that it imports.
  const program = join(benchDirectory, "apps", "better-auth-server", "server.mjs");
  await cp(
    join(import.meta.dirname, "..", "peers", "better-auth-server"),
    join(benchDirectory, "apps", "better-auth-server"),
    { recursive: true },
  );
  const module: {
    createBetterAuth: (options: {
      origin: string;
      secret: string;
      deliver: (email: string, oneTimeCode: string) => Promise<void>;
    }) => { handle: (request: Request) => Promise<Response>; emptyDatabase: () => void };
  } = await import(pathToFileURL(program).href);
  const mailed = new Map<string, string>();
  const { handle, emptyDatabase } = module.createBetterAuth({
    origin,
    secret: randomBytes(32).toString("base64url"),
    deliver: async (email, oneTimeCode) => {
      mailed.set(email, oneTimeCode);
      const answer = await answerAsMailProvider("https://api.mail.example/emails", {
        method: "POST",
        headers: { Authorization: "Bearer bench", "Content-Type": "application/json" },
        body: JSON.stringify({
          from: "Console <sign-in@example.com>",
          to: email,
          subject: "Your code",
          text: `Your code is ${oneTimeCode}.`,
        }),
      });
      await answer.json();
      if (!answer.ok) throw new Error("The mail provider refused the mail");
    },
  });
  const post = async (path: string, person: number, body: unknown): Promise<void> => {
    const response = await handle(
      new Request(`${origin}/api/auth${path}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Origin: origin,
          "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36",
          [clientAddressHeader]: buildClientAddress(person),
        },
        body: JSON.stringify(body),
      }),
    );
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${String(response.status)}: ${text}`);
  };
  return {
    send: async (person) =>
      await post("/email-otp/send-verification-otp", person, { email: buildEmail(person), type: "sign-in" }),
    verify: async (person) => {
      const email = buildEmail(person);
      await post("/sign-in/email-otp", person, { email, otp: mailed.get(email) });
      mailed.delete(email);
    },
    forget: (person) => mailed.delete(buildEmail(person)),
    emptyDatabase,
    finish: async () => {},
  };
}
