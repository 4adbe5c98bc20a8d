import { vi } from "vitest";

import { apiPaths, buildApiPath, requestMarkerHeader } from "../../src/contract/api-paths.ts";
import { doctorScheme } from "../../src/contract/doctor/diagnosis.ts";
import { parseSendInvitationsAnswer } from "../../src/contract/invitations.ts";
import { maximumBodyBytes } from "../../src/function/core/http/request-checks.ts";
import { parseSealingKeys } from "../../src/function/core/configuration/sealing-keys.ts";
import type { CallDescription } from "../../src/function/core/feature/call.ts";
import { createDoctorToken } from "../../src/function/features/doctor/doctor-token.ts";
import { magicLinkPaths } from "../../src/function/features/magic-link/contract.ts";
import type { Caller, CallerClaims } from "../../src/function/testing/callers.ts";
import { ada, analyticalEngines, emmy, grace, hedy, margaret } from "../../src/mocks/people.ts";
import { testAddressHeader, testOrigin } from "../../src/function/testing/test-browser.ts";
import type { AnswerAsWorkos } from "../../src/function/testing/test-function.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import {
  type FunctionRecorder,
  localEmail,
  type OpenFunction,
  type RecordedCall,
  workosEmail,
} from "./function-recorder.ts";

/** Makes calls; their answers are in the recorder. */
export type Scenario = (recorder: FunctionRecorder) => Promise<void>;

const minuteMs = 60_000;
const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  continueSignIn: goOn,
  redeemEmailLink: redeem,
  refreshSession: refresh,
  signOut,
} = apiPaths;
const { send: sendMagicLink, redeem: redeemMagicLink } = magicLinkPaths;

const authenticatePath = "/user_management/authenticate";

function answerAuthenticate(status: number, body: unknown): AnswerAsWorkos {
  return (request) =>
    new URL(request.url).pathname === authenticatePath ? Response.json(body, { status }) : null;
}
const workosDown: AnswerAsWorkos = () => Response.json({ message: "Internal" }, { status: 500 });

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** The newest text that WorkOS mailed to the address. */
async function readMail({ workos }: OpenFunction, email: string): Promise<string> {
  await vi.waitUntil(() => workos.mailbox.latestTo(email) !== undefined);
  return workos.mailbox.latestTo(email)?.text ?? "";
}

/** The newest mail of the local issuer, requested in the function's default browser. */
async function mailLocally(opened: OpenFunction) {
  const count = opened.local?.mails.length ?? 0;
  await opened.browser.post(send, { email: localEmail });
  await vi.waitUntil(() => (opened.local?.mails.length ?? 0) > count);
  const { oneTimeCode = null, linkToken = null } = opened.local?.mails.at(-1) ?? {};
  if (oneTimeCode === null || linkToken === null) throw new Error("The mail lacks code or link");
  return { oneTimeCode, linkToken };
}

/** Signs in with WorkOS's correct code; for some users that leads to a step. */
async function signInAtWorkos(opened: OpenFunction, email = workosEmail): Promise<void> {
  await opened.browser.post(send, { email });
  const code = /[0-9]{6}/.exec(await readMail(opened, email))?.[0];
  await opened.browser.post(verify, { code });
}

async function signInLocally(opened: OpenFunction): Promise<void> {
  const { oneTimeCode } = await mailLocally(opened);
  await opened.browser.post(verify, { code: oneTimeCode });
}

function wrong(oneTimeCode: string): string {
  return String((Number(oneTimeCode) + 1) % 1_000_000).padStart(6, "0");
}

/** Requests a WorkOS code, whose verification WorkOS answers as given. */
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

/** Answers the user's step, once or more often, with WorkOS's answer as given. */
function continueWith(
  email: string,
  body: Record<string, string>,
  answer: AnswerAsWorkos,
  times = 1,
): Scenario {
  return async ({ open }) => {
    const opened = open();
    await signInAtWorkos(opened, email);
    opened.control.answerAsWorkos = answer;
    for (let count = 0; count < times; count += 1) await opened.browser.post(goOn, body);
  };
}

const magicLinkVariables = { PORTICO_MAGIC_LINK: "true" };

/** Requests and opens a Magic Link; resolves to WorkOS's redirect parameters. */
async function followMagicLink(opened: OpenFunction): Promise<Record<string, string>> {
  await opened.browser.post(sendMagicLink, { email: localEmail });
  const link = /https:\S+/.exec(await readMail(opened, localEmail))?.[0] ?? "";
  const redirect = await opened.workos.answer(new Request(link));
  return Object.fromEntries(new URL(redirect?.headers.get("Location") ?? "").searchParams);
}

/** Redeems a Magic Link after a change. */
function redeemMagicLinkAfter(change: (opened: OpenFunction) => void): Scenario {
  return async ({ open }) => {
    const opened = open({ variables: magicLinkVariables });
    const response = await followMagicLink(opened);
    change(opened);
    await opened.browser.post(redeemMagicLink, response);
  };
}

const asAda = {
  sub: ada.id,
  org_id: analyticalEngines.id,
  permissions: ["members:read", "members:invite"],
};

async function inviteAsAda(opened: OpenFunction, email: string): Promise<string> {
  const response = await (await opened.callAs(asAda)).post(apiPaths.sendInvitations, { emails: [email] });
  const [result] = parseSendInvitationsAnswer(await response.json())?.results ?? [];
  return result?.outcome === "invited" ? result.invitation.id : "";
}

async function readInvitationToken(opened: OpenFunction, email: string): Promise<string> {
  return /invitation_token=([\w.~-]+)/.exec(await readMail(opened, email))?.[1] ?? "";
}

async function readAsAda({ open }: FunctionRecorder, path: string): Promise<void> {
  await (await open().callAs(asAda)).get(path);
}

/** Scenarios of a call that changes an invitation, in every state. */
function changeInvitation(path: string): Record<string, Scenario> {
  const change = async (opened: OpenFunction, invitationId: string): Promise<void> => {
    await (await opened.callAs(asAda)).post(buildApiPath(path, { invitationId }));
  };
  const refusedBy =
    (workosErrorCode: string): Scenario =>
    async ({ open }) => {
      const opened = open();
      const invitationId = await inviteAsAda(opened, hedy.email);
      opened.control.answerAsWorkos = ({ method, url }) =>
        method === "POST" && /\/(?:revoke|resend)$/.test(url)
          ? Response.json({ code: workosErrorCode, message: "x" }, { status: 400 })
          : null;
      await change(opened, invitationId);
    };
  return {
    "a pending one": async ({ open }) => {
      const opened = open();
      await change(opened, await inviteAsAda(opened, hedy.email));
    },
    "one that never existed": async ({ open }) => {
      await change(open(), "invitation_1");
    },
    "one that has expired": refusedBy("invite_expired"),
    "one that was revoked": refusedBy("invite_revoked"),
    "one that was accepted": refusedBy("invite_accepted"),
    "a store that is down": async ({ open }) => {
      const opened = open();
      const invitationId = await inviteAsAda(opened, hedy.email);
      opened.control.isStoreDown = true;
      await change(opened, invitationId);
    },
  };
}

/** Accepts the invitation of an address as a user, after a change. */
function accept(
  invitedEmail: string,
  sub: string,
  before: (opened: OpenFunction, invitationId: string) => Promise<void> = () => Promise.resolve(),
): Scenario {
  return async ({ open }) => {
    const opened = open();
    const invitationId = await inviteAsAda(opened, invitedEmail);
    const token = await readInvitationToken(opened, invitedEmail);
    await before(opened, invitationId);
    await (await opened.callAs({ sub })).post(apiPaths.acceptInvitation, { token });
  };
}

/** Scenarios for every answer of each call, except those of the checks before it. A new call needs an entry here. */
export const scenarios: Record<string, Record<string, Scenario>> = {
  sendEmailCode: {
    "a code by WorkOS, with and without a local issuer": async ({ open }) => {
      await open().browser.post(send, { email: workosEmail, returnTo: "/members" });
      await open({ issuers: "workos" }).browser.post(send, { email: workosEmail });
    },
    "a malformed address": async ({ open }) => {
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
    "mail that failed before": async ({ open }) => {
      const opened = open();
      if (opened.local !== null) opened.local.control.mail = "failed";
      await opened.browser.post(send, { email: localEmail });
      await vi.waitUntil(() => opened.local?.events.some(({ event }) => event === "mail_failed"));
      await opened.browser.post(send, { email: localEmail });
    },
  },

  verifyEmailCode: {
    "the correct code of either issuer": async ({ open }) => {
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
    "no requested code": async ({ open }) => {
      await open().browser.post(verify, { code: "123456" });
    },
    "a code for an address that another tab has replaced": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      await opened.browser.post(verify, { code: oneTimeCode, expectedEmail: workosEmail });
    },
    "wrong codes until no attempt is left": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      for (let count = 0; count < 6; count += 1) {
        await opened.browser.post(verify, { code: wrong(oneTimeCode) });
      }
    },
    "an expired code": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      pass(15 * minuteMs);
      await opened.browser.post(verify, { code: oneTimeCode });
    },
    "a user whom WorkOS doesn't know": verifyWith(
      answerAuthenticate(400, { error: "sign_up_not_allowed", error_description: "x" }),
    ),
    "a user whose organization requires single sign-on": verifyWith(
      answerAuthenticate(400, { error: "sso_required", error_description: "x" }),
    ),
    "a user whose invitation has ended": verifyWith(
      answerAuthenticate(400, { error: "invitation_invalid", error_description: "x" }),
    ),
    "a user with another user's invitation": verifyWith(
      answerAuthenticate(400, { error: "invitation_cannot_be_used_for_email", error_description: "x" }),
    ),
    "a user who has to enroll a factor": verifyWith(
      answerAuthenticate(403, { code: "mfa_enrollment", message: "x" }),
    ),
    "a user who has to choose an organization": async ({ open }) => {
      await signInAtWorkos(open(), ada.email);
    },
    "a rate limit of WorkOS": verifyWith(answerAuthenticate(429, { message: "x" })),
    "a WorkOS that is down": verifyWith(workosDown),
    "a store that is down": async ({ open }) => {
      const opened = open();
      const { oneTimeCode } = await mailLocally(opened);
      opened.control.isStoreDown = true;
      await opened.browser.post(verify, { code: oneTimeCode });
    },
  },

  continueSignIn: {
    "the right organization, twice at the same time": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened, ada.email);
      let first: Promise<Response | undefined> | null = null;
      opened.control.answerAsWorkos = async (request) => {
        if (new URL(request.url).pathname !== authenticatePath) return null;
        return (await (first ??= opened.workos.answer(request)))?.clone();
      };
      const choice = { organizationId: analyticalEngines.id };
      await Promise.all([opened.browser.post(goOn, choice), opened.browser.post(goOn, choice)]);
    },
    "one step after the other": continueWith(
      ada.email,
      { organizationId: analyticalEngines.id },
      answerAuthenticate(403, {
        code: "email_verification_required",
        message: "x",
        pending_authentication_token: "pending",
        email: ada.email,
      }),
    ),
    "no pending step": async ({ open }) => {
      await open().browser.post(goOn, { totp: "123456" });
    },
    "a step of an address that another tab has replaced": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened, margaret.email);
      await opened.browser.post(goOn, { totp: "123456", expectedEmail: workosEmail });
    },
    "an expired step": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened, margaret.email);
      pass(11 * minuteMs);
      await opened.browser.post(goOn, { totp: "123456" });
    },
    "wrong authenticator codes until no attempt is left": continueWith(
      margaret.email,
      { totp: "123456" },
      answerAuthenticate(400, { code: "invalid_one_time_code", message: "x" }),
      6,
    ),
    "a wrong code of the second mail": continueWith(
      emmy.email,
      { code: "123456" },
      answerAuthenticate(400, { code: "invalid_one_time_code", message: "x" }),
    ),
    "an expired code of the second mail": continueWith(
      emmy.email,
      { code: "123456" },
      answerAuthenticate(400, { code: "one_time_code_expired", message: "x" }),
    ),
    ...Object.fromEntries(
      [
        [400, { error: "sso_required", error_description: "x" }] as const,
        [400, { error: "sign_up_not_allowed", error_description: "x" }] as const,
        [403, { code: "mfa_enrollment", message: "x" }] as const,
        [404, { code: "not_found", message: "x" }] as const,
        [429, { message: "x" }] as const,
        [500, { message: "x" }] as const,
      ].map(([status, body]) => [
        `an organization, answered by WorkOS with ${String(status)} ${JSON.stringify(body)}`,
        continueWith(ada.email, { organizationId: analyticalEngines.id }, answerAuthenticate(status, body)),
      ]),
    ),
    "a store that is down": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened, ada.email);
      opened.control.isStoreDown = true;
      await opened.browser.post(goOn, { organizationId: analyticalEngines.id });
    },
  },

  redeemEmailLink: {
    "a link in its own browser, and once more": async ({ open }) => {
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
    "an expired link": async ({ open }) => {
      const opened = open();
      const { linkToken } = await mailLocally(opened);
      pass(15 * minuteMs);
      await opened.browser.post(redeem, { token: linkToken });
    },
    "a forged link": async ({ open }) => {
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

  sendMagicLink: {
    "a link": async ({ open }) => {
      await open({ variables: magicLinkVariables }).browser.post(sendMagicLink, { email: localEmail });
    },
    "a malformed address": async ({ open }) => {
      await open({ variables: magicLinkVariables }).browser.post(sendMagicLink, { email: "nobody" });
    },
    "eleven links in a minute": async ({ open }) => {
      const { browser } = open({ variables: magicLinkVariables });
      for (let count = 0; count < 11; count += 1) {
        await browser.post(sendMagicLink, { email: "x@nobody.example" });
      }
    },
    "a WorkOS that failed three clients before": async ({ open }) => {
      const opened = open({ variables: magicLinkVariables });
      opened.control.answerAsWorkos = workosDown;
      for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) {
        await opened.browser.post(sendMagicLink, { email: localEmail }, { [testAddressHeader]: address });
      }
      await vi.waitUntil(async () => {
        const response = await opened.get(apiPaths.health);
        const health: unknown = await response.json();
        return typeof health === "object" && health !== null && Object.values(health).includes("unavailable");
      });
      await opened.browser.post(sendMagicLink, { email: localEmail });
    },
    "a store that is down": async ({ open }) => {
      const opened = open({ variables: magicLinkVariables });
      opened.control.isStoreDown = true;
      await opened.browser.post(sendMagicLink, { email: localEmail });
    },
    "switched off": async ({ open }) => {
      await open().browser.post(sendMagicLink, { email: localEmail });
    },
  },

  redeemMagicLink: {
    "a link in its own browser, and once more": async ({ open }) => {
      const opened = open({ variables: magicLinkVariables });
      const response = await followMagicLink(opened);
      const { cookies } = opened.browser;
      const asked = new Map(cookies);
      await opened.browser.post(redeemMagicLink, response);
      for (const [name, value] of asked) cookies.set(name, value);
      await opened.browser.post(redeemMagicLink, response);
    },
    "a link in another browser": async ({ open }) => {
      const opened = open({ variables: magicLinkVariables });
      await opened.openBrowser().post(redeemMagicLink, await followMagicLink(opened));
    },
    "an expired link": redeemMagicLinkAfter(() => pass(59 * minuteMs)),
    "a link that WorkOS no longer accepts": redeemMagicLinkAfter((opened) => {
      opened.control.answerAsWorkos = ({ url }) =>
        url.endsWith("/sso/token")
          ? Response.json({ error: "invalid_grant", error_description: "x" }, { status: 400 })
          : null;
    }),
    "another user's profile": redeemMagicLinkAfter((opened) => {
      opened.control.answerAsWorkos = ({ url }) =>
        url.endsWith("/sso/token")
          ? Response.json({
              access_token: "x",
              profile: { id: "prof_1", connection_type: "OktaSAML", email: localEmail },
            })
          : null;
    }),
    "an account that was removed meanwhile": redeemMagicLinkAfter((opened) => opened.local?.accounts.clear()),
    "a WorkOS that is down": redeemMagicLinkAfter((opened) => {
      opened.control.answerAsWorkos = workosDown;
    }),
    "a store that is down": redeemMagicLinkAfter((opened) => {
      opened.control.isStoreDown = true;
    }),
    "switched off": async ({ open }) => {
      await open().browser.post(redeemMagicLink, { code: "c", state: "s" });
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
    "no session": async ({ open }) => {
      await open().browser.post(refresh, {});
    },
    "a session that WorkOS has ended": refreshWith(
      answerAuthenticate(400, { error: "invalid_grant", error_description: "x" }),
    ),
    "an organization that requires single sign-on": refreshWith(
      answerAuthenticate(400, { error: "sso_required", error_description: "x" }),
      { organizationId: "org_x" },
    ),
    "an organization that requires a second factor": refreshWith(
      answerAuthenticate(403, { code: "mfa_enrollment", message: "x" }),
      { organizationId: "org_x" },
    ),
    "an organization that the user was removed from": refreshWith(
      answerAuthenticate(400, { error: "organization_membership_not_found", error_description: "x" }),
      { organizationId: "org_x" },
    ),
    "a WorkOS that is down": refreshWith(workosDown),
    "too many refreshes": async ({ open }) => {
      const opened = open();
      await signInLocally(opened);
      for (let count = 0; count < 61; count += 1) await opened.browser.post(refresh, {});
    },
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

  listOrganizations: {
    "the caller's own": async (recorder) => await readAsAda(recorder, apiPaths.listOrganizations),
  },

  listMembers: {
    "a page": async (recorder) => await readAsAda(recorder, apiPaths.listMembers),
    "one address": async (recorder) =>
      await readAsAda(recorder, buildApiPath(apiPaths.listMembers, {}, { email: ada.email })),
    "a malformed address": async (recorder) =>
      await readAsAda(recorder, `${apiPaths.listMembers}?email=nobody`),
    "another organization's": async (recorder) =>
      await readAsAda(recorder, `${apiPaths.listMembers}?organizationId=org_1`),
  },

  listInvitations: {
    "a page": async ({ open }) => {
      const opened = open();
      await inviteAsAda(opened, hedy.email);
      await (await opened.callAs(asAda)).get(apiPaths.listInvitations);
    },
    "another organization's": async (recorder) =>
      await readAsAda(recorder, `${apiPaths.listInvitations}?organizationId=org_1`),
    "a store that is down": async ({ open }) => {
      const opened = open();
      opened.control.isStoreDown = true;
      await (await opened.callAs(asAda)).get(apiPaths.listInvitations);
    },
  },

  sendInvitations: {
    "some that are sent and some that fail": async ({ open }) => {
      const emails = ["new@example.org", "nobody", ada.email];
      await (await open().callAs(asAda)).post(apiPaths.sendInvitations, { emails, roleSlug: "member" });
    },
    "more than the quota": async ({ open }) => {
      const opened = open({ variables: { PORTICO_INVITE_QUOTA: "1" } });
      const emails = ["a@example.org", "b@example.org"];
      await (await opened.callAs(asAda)).post(apiPaths.sendInvitations, { emails });
    },
    "an unknown role": async ({ open }) => {
      const body = { emails: ["new@example.org"], roleSlug: "emperor" };
      await (await open().callAs(asAda)).post(apiPaths.sendInvitations, body);
    },
    "a store that is down": async ({ open }) => {
      const opened = open();
      opened.control.isStoreDown = true;
      await inviteAsAda(opened, hedy.email);
    },
  },

  revokeInvitation: changeInvitation(apiPaths.revokeInvitation),
  resendInvitation: changeInvitation(apiPaths.resendInvitation),

  inspectInvitation: {
    "a pending one": async ({ open }) => {
      const opened = open();
      await inviteAsAda(opened, hedy.email);
      const token = await readInvitationToken(opened, hedy.email);
      await opened.browser.post(apiPaths.inspectInvitation, { token });
    },
    "guesses, one too many in a minute": async ({ open }) => {
      const { browser } = open();
      for (let count = 0; count < 31; count += 1) {
        await browser.post(apiPaths.inspectInvitation, { token: "guess" });
      }
    },
    "a WorkOS that is down": async ({ open }) => {
      const opened = open();
      opened.control.answerAsWorkos = workosDown;
      await opened.browser.post(apiPaths.inspectInvitation, { token: "token" });
    },
  },

  acceptInvitation: {
    "the invited address, and once more": async (recorder) => {
      await accept(hedy.email, hedy.id)(recorder);
      await accept(hedy.email, hedy.id, async (opened) => {
        const token = await readInvitationToken(opened, hedy.email);
        await (await opened.callAs({ sub: hedy.id })).post(apiPaths.acceptInvitation, { token });
      })(recorder);
    },
    "a colleague": accept("somebody@example.com", hedy.id),
    "another user": accept("somebody@looms.example", hedy.id),
    "one that has expired": accept(hedy.email, hedy.id, async ({ workos }) => {
      workos.advanceClock(8 * 24 * 60 * minuteMs);
    }),
    "one that was revoked": accept(hedy.email, hedy.id, async (opened, invitationId) => {
      const path = buildApiPath(apiPaths.revokeInvitation, { invitationId });
      await (await opened.callAs(asAda)).post(path);
    }),
    "one that never existed": async ({ open }) => {
      await (await open().callAs(asAda)).post(apiPaths.acceptInvitation, { token: "token" });
    },
  },

  listAccountSessions: {
    "the caller's own": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened);
      await (await opened.callAs({ sub: grace.id })).get(apiPaths.listAccountSessions);
    },
  },

  revokeAccountSessions: {
    "one, and all": async ({ open }) => {
      const opened = open();
      await signInAtWorkos(opened);
      const caller = await opened.callAs({ sub: grace.id });
      await caller.post(apiPaths.revokeAccountSessions, { sessionId: "session_1" });
      await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    },
  },

  jwks: {
    "with a local issuer and without": async ({ open }) => {
      await open().get(apiPaths.jwks);
      await open({ issuers: "workos" }).get(apiPaths.jwks);
    },
    "not configured": async ({ open }) => {
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

  readDiagnosis: {
    "with a token and without, and not configured": async ({ open }) => {
      const [key] = parseSealingKeys(testSealingKeys);
      for (const origin of [testOrigin, "https://relay.example.net"]) {
        const token = await createDoctorToken(key, origin, Date.now());
        await open().get(apiPaths.diagnosis, { Authorization: `${doctorScheme} ${token}` });
      }
      await open().get(apiPaths.diagnosis);
      await open({ issuers: "none" }).get(apiPaths.diagnosis);
    },
  },

  health: {
    "configured, not configured, with Magic Links, and with a store that is down": async ({ open }) => {
      await open().get(apiPaths.health);
      await open({ variables: magicLinkVariables }).get(apiPaths.health);
      await open({ issuers: "none" }).get(apiPaths.health);
      const opened = open();
      opened.control.isStoreDown = true;
      await opened.get(apiPaths.health);
    },
  },
};

/** Scenarios for the answers of the checks before every POST, the same for each path. */
export function listPostChecks(call: CallDescription): Record<string, Scenario> {
  const path = buildApiPath(call.path, { invitationId: "invitation_1" });
  return {
    "an unexpected member": async ({ open }) => {
      const opened = open({ variables: magicLinkVariables });
      const { token } = await opened.callAs(asAda);
      await opened.browser.post(path, { unexpected: 1 }, { Authorization: `Bearer ${token}` });
    },
    "another site": async ({ open }) => {
      await open().browser.post(path, {}, { Origin: "https://evil.example" });
    },
    "another media type": async ({ open }) => {
      await open().browser.post(path, {}, { "Content-Type": "text/plain" });
    },
    "a huge body": async ({ open }) => {
      await open().browser.post(path, { unexpected: "x".repeat(maximumBodyBytes) });
    },
    "a slow body": async ({ open }) => {
      const answered = open().askUnread(buildRequest(path, new ReadableStream({ pull: () => undefined })));
      await vi.advanceTimersByTimeAsync(6000);
      await answered;
    },
    "a host that has read the body already": async ({ open }) => {
      const request = buildRequest(path, "{}");
      request.body?.getReader();
      await open().askUnread(request);
    },
    "a function without configuration": async ({ open }) => {
      await open({ issuers: "none" }).browser.post(path, {});
    },
  };
}

/** Scenarios for the answers of the access token check, for calls that require a token. */
export function listAccessChecks({
  method,
  access,
  path: template,
}: CallDescription): Record<string, Scenario> {
  if (access === null) return {};
  const path = buildApiPath(template, { invitationId: "invitation_1" });
  const call = async (caller: Pick<Caller, "get" | "post">) =>
    await (method === "GET" ? caller.get(path) : caller.post(path, {}));
  const callWith =
    (claims: CallerClaims): Scenario =>
    async ({ open }) => {
      await call(await open().callAs(claims));
    };
  return {
    "no access token": async ({ open }) => {
      const { browser, get } = open();
      await call({ get, post: browser.post });
    },
    "an expired access token": callWith({ ...asAda, exp: 1 }),
    "a sign-in by email only": callWith({ ...asAda, acr: "email" }),
    "an impersonator": callWith({ ...asAda, act: { sub: "admin@example.com" } }),
    "a runtime that fails": async ({ open }) => {
      const caller = await open().callAs(asAda);
      const importKey = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("no crypto"));
      await call(caller);
      importKey.mockRestore();
    },
    "a WorkOS whose keys are unavailable": async ({ open }) => {
      const opened = open();
      opened.control.answerAsWorkos = workosDown;
      await call(await opened.callAs(asAda));
    },
    "not configured": async ({ open }) => {
      await call(await open({ issuers: "none" }).callAs(asAda));
    },
    ...(access.scope === "organization" && {
      "no organization": callWith({ sub: ada.id, permissions: asAda.permissions }),
      "no permission": callWith({ ...asAda, permissions: [] }),
    }),
  };
}

/** A call whose client has used up its limit. */
export function listLimitChecks({ method, path: template }: CallDescription): Record<string, Scenario> {
  const path = buildApiPath(template, { invitationId: "invitation_1" });
  return {
    "a used-up limit": async ({ open }) => {
      const { browser, control, get } = open();
      control.isUsedUp = true;
      await (method === "GET" ? get(path) : browser.post(path, {}));
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

/** The call's name in failure messages. */
export function nameCall({ method, path, status, body }: RecordedCall): string {
  const failureCode =
    typeof body === "object" && body !== null && "code" in body ? ` ${String(body.code)}` : "";
  return `${method} ${path} → ${String(status)}${failureCode}`;
}
