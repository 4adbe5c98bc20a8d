import { vi } from "vitest";

import { apiPaths, requestMarkerHeader } from "../../src/contract/api-paths.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";
import type { AnswerAsWorkos } from "../../src/function/testing/test-function.ts";
import {
  type FunctionRecorder,
  localEmail,
  type OpenFunction,
  type RecordedCall,
  workosEmail,
} from "./function-recorder.ts";

/** Brings answers about; which ones they are is read off the record. */
export type Scenario = (recorder: FunctionRecorder) => Promise<void>;

const minuteMs = 60_000;
const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  redeemEmailLink: redeem,
  refreshSession: refresh,
  signOut,
} = apiPaths;

const authenticatePath = "/user_management/authenticate";

function answerAuthenticate(status: number, body: unknown): AnswerAsWorkos {
  return (request) =>
    new URL(request.url).pathname === authenticatePath ? Response.json(body, { status }) : null;
}
const workosDown: AnswerAsWorkos = () => Response.json({ message: "Internal" }, { status: 500 });

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

async function readWorkosCode({ workos }: OpenFunction): Promise<string> {
  const read = () => /[0-9]{6}/.exec(workos.mailbox.latestTo(workosEmail)?.text ?? "")?.[0];
  await vi.waitUntil(() => read() !== undefined);
  return read() ?? "";
}

/** The newest mail of the local issuer, asked for in the function's own browser. */
async function mailLocally(opened: OpenFunction) {
  const count = opened.local?.mails.length ?? 0;
  await opened.browser.post(send, { email: localEmail });
  await vi.waitUntil(() => (opened.local?.mails.length ?? 0) > count);
  const mail = opened.local?.mails.at(-1);
  if (mail?.oneTimeCode == null || mail.linkToken === null) throw new Error("The mail lacks code or link");
  return { oneTimeCode: mail.oneTimeCode, linkToken: mail.linkToken };
}

async function signInAtWorkos(opened: OpenFunction): Promise<void> {
  await opened.browser.post(send, { email: workosEmail });
  await opened.browser.post(verify, { code: await readWorkosCode(opened) });
}

async function signInLocally(opened: OpenFunction): Promise<void> {
  const { oneTimeCode } = await mailLocally(opened);
  await opened.browser.post(verify, { code: oneTimeCode });
}

function wrong(oneTimeCode: string): string {
  return String((Number(oneTimeCode) + 1) % 1_000_000).padStart(6, "0");
}

/** A WorkOS code is asked for; WorkOS answers its verification as given. */
function verifyWith(answer: AnswerAsWorkos): Scenario {
  return async ({ open }) => {
    const opened = open({ issuers: "workos" });
    await opened.browser.post(send, { email: workosEmail });
    opened.control.answerAsWorkos = answer;
    await opened.browser.post(verify, { code: "123456" });
  };
}

function refreshWith(answer: AnswerAsWorkos, body: Record<string, unknown> = {}): Scenario {
  return async ({ open }) => {
    const opened = open();
    await signInAtWorkos(opened);
    opened.control.answerAsWorkos = answer;
    await opened.browser.post(refresh, body);
  };
}

/** What brings about every answer of each call that the checks before it don't give. A new call has its entry here. */
export const scenarios: Record<keyof typeof apiPaths, Record<string, Scenario>> = {
  sendEmailCode: {
    "a code by WorkOS, with and without a local issuer": async ({ open }) => {
      await open().browser.post(send, { email: workosEmail, returnTo: "/members" });
      await open({ issuers: "workos" }).browser.post(send, { email: workosEmail });
    },
    "no address": async ({ open }) => {
      await open().browser.post(send, { email: "nobody" });
    },
    "eleven codes in a minute": async ({ open }) => {
      const { browser } = open();
      for (let count = 0; count < 11; count += 1) await browser.post(send, { email: "x@nobody.example" });
    },
    "a WorkOS that is down": async ({ open }) => {
      const opened = open({ issuers: "workos" });
      opened.control.answerAsWorkos = workosDown;
      await opened.browser.post(send, { email: workosEmail });
    },
    "a store that is down": async ({ open }) => {
      const opened = open();
      opened.control.isStoreDown = true;
      await opened.browser.post(send, { email: workosEmail });
    },
    "mail that failed the time before": async ({ open }) => {
      const opened = open();
      if (opened.local !== null) opened.local.control.mail = "failed";
      await opened.browser.post(send, { email: localEmail });
      await vi.waitUntil(() => opened.local?.events.some(({ event }) => event === "mail_failed"));
      await opened.browser.post(send, { email: localEmail });
    },
  },

  verifyEmailCode: {
    "the right code of either issuer": async ({ open }) => {
      await signInAtWorkos(open());
      await signInLocally(open());
    },
    "the code of a link, twice at the same time": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      const answer: unknown = await (await opened.openBrowser().post(redeem, { token: linkToken })).json();
      const code =
        typeof answer === "object" && answer !== null && "pairingCode" in answer ? answer.pairingCode : "";
      await Promise.all([opened.browser.post(verify, { code }), opened.browser.post(verify, { code })]);
    },
    "no code asked for": async ({ open }) => {
      await open().browser.post(verify, { code: "123456" });
    },
    "wrong codes until there is no attempt left": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      for (let count = 0; count < 6; count += 1) {
        await opened.browser.post(verify, { code: wrong(oneTimeCode) });
      }
    },
    "a code that has run out": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      pass(15 * minuteMs);
      await opened.browser.post(verify, { code: oneTimeCode });
    },
    "somebody whom WorkOS doesn't know": verifyWith(
      answerAuthenticate(400, { error: "sign_up_not_allowed", error_description: "x" }),
    ),
    "somebody who has to take another step": verifyWith(
      answerAuthenticate(400, { error: "sso_required", error_description: "x" }),
    ),
    "a WorkOS that asks for patience": verifyWith(answerAuthenticate(429, { message: "x" })),
    "a WorkOS that is down": verifyWith(workosDown),
    "a store that is down": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      opened.control.isStoreDown = true;
      await opened.browser.post(verify, { code: oneTimeCode });
    },
  },

  redeemEmailLink: {
    "a link where it was asked for, and once more": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      await opened.browser.post(redeem, { token: linkToken });
      await opened.browser.post(redeem, { token: linkToken });
    },
    "a link in another browser": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      await opened.openBrowser().post(redeem, { token: linkToken });
    },
    "a link that has run out": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      pass(15 * minuteMs);
      await opened.browser.post(redeem, { token: linkToken });
    },
    "no link of ours": async ({ open }) => {
      await open().browser.post(redeem, { token: "x" });
    },
    "an account that was removed meanwhile": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      opened.local?.accounts.clear();
      await opened.browser.post(redeem, { token: linkToken });
    },
    "a store that is down": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      opened.control.isStoreDown = true;
      await opened.browser.post(redeem, { token: linkToken });
    },
    "no local issuer": async ({ open }) => {
      await open({ issuers: "workos" }).browser.post(redeem, { token: "x" });
    },
  },

  refreshSession: {
    "a session of either issuer": async ({ open }) => {
      const atWorkos = open();
      await signInAtWorkos(atWorkos);
      await atWorkos.browser.post(refresh, {});
      const locally = open();
      await signInLocally(locally);
      await locally.browser.post(refresh, { organizationId: "org_1" });
    },
    "nobody signed in": async ({ open }) => {
      await open().browser.post(refresh, {});
    },
    "a session that WorkOS has ended": refreshWith(
      answerAuthenticate(400, { error: "invalid_grant", error_description: "x" }),
    ),
    "an organization that wants more": refreshWith(
      answerAuthenticate(400, { error: "sso_required", error_description: "x" }),
      { organizationId: "org_x" },
    ),
    "a WorkOS that is down": refreshWith(workosDown),
    "accounts that can't be read": async ({ open }) => {
      const opened = open();
      await signInLocally(opened);
      if (opened.local !== null) opened.local.control.accountsDown = true;
      await opened.browser.post(refresh, {});
    },
  },

  signOut: {
    "with a session and without": async ({ open }) => {
      const opened = open();
      await signInLocally(opened);
      await opened.browser.post(signOut, { everywhere: true });
      await opened.browser.post(signOut, {});
    },
  },

  jwks: {
    "with a local issuer and without": async ({ open }) => {
      await open().get(apiPaths.jwks);
      await open({ issuers: "workos" }).get(apiPaths.jwks);
    },
    "not set up": async ({ open }) => {
      await open({ issuers: "none" }).get(apiPaths.jwks);
    },
    "a runtime that fails": async ({ open }) => {
      const opened = open();
      await opened.get(apiPaths.health);
      const importKey = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("no crypto"));
      await opened.get(apiPaths.jwks);
      importKey.mockRestore();
    },
  },

  health: {
    "set up, not set up, and with a store that is down": async ({ open }) => {
      await open().get(apiPaths.health);
      await open({ issuers: "none" }).get(apiPaths.health);
      const opened = open();
      opened.control.isStoreDown = true;
      await opened.get(apiPaths.health);
    },
  },
};

/** What the checks before every POST answer; the same for each path. */
export function listPostChecks(path: string): Record<string, Scenario> {
  return {
    "a member that nobody expects": async ({ open }) => {
      await open().browser.post(path, { unexpected: 1 });
    },
    "another site": async ({ open }) => {
      await open().browser.post(path, {}, { Origin: "https://evil.example" });
    },
    "another media type": async ({ open }) => {
      await open().browser.post(path, {}, { "Content-Type": "text/plain" });
    },
    "a huge body": async ({ open }) => {
      await open().browser.post(path, { unexpected: "x".repeat(3000) });
    },
    "a body that trickles": async ({ open }) => {
      const answered = open().askUnread(buildRequest(path, new ReadableStream({ pull: () => undefined })));
      await vi.advanceTimersByTimeAsync(6000);
      await answered;
    },
    "a host that has read the body already": async ({ open }) => {
      const request = buildRequest(path, "{}");
      request.body?.getReader();
      await open().askUnread(request);
    },
    "a function that isn't set up": async ({ open }) => {
      await open({ issuers: "none" }).browser.post(path, {});
    },
  };
}

function buildRequest(path: string, body: BodyInit): Request {
  const headers = {
    "Content-Type": "application/json",
    Origin: testOrigin,
    [requestMarkerHeader.name]: requestMarkerHeader.value,
  };
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  return new Request(`${testOrigin}${path}`, init);
}

/** The call as a failing test names it. */
export function nameCall({ method, path, status, body }: RecordedCall): string {
  const failureCode =
    typeof body === "object" && body !== null && "code" in body ? ` ${String(body.code)}` : "";
  return `${method} ${path} → ${String(status)}${failureCode}`;
}
