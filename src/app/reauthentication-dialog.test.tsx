import { act, screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { flightRecordKey } from "../config/flight-recorder.ts";
import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { type SendEmailCodeAnswer } from "../contract/email-code.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type RequiredStep } from "../contract/sign-in-step.ts";
import { RequireSession } from "../guards/require-session.tsx";
import {
  findAlert,
  findNextAddress,
  renderInSession,
  signedInAtWorkos,
} from "../pages/testing/render-in-session.tsx";
import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { buildProblem } from "../sign-in/testing/fake-function.ts";
import { installNativeDialog } from "../ui/testing/native-dialog.ts";
import { HelpContext } from "../ui/help.tsx";
import { setUpUser } from "../ui/testing/user.ts";
import { buildAccessToken } from "../workos/testing/access-token.ts";
import { ReauthenticationDialog } from "./reauthentication-dialog.tsx";

beforeAll(installNativeDialog);

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const { codeStep, emailStep, organizationStep, reauthentication: words, totpStep, blocked } = messages;
const ended = { kind: "signedOut", hasEnded: true, exchangeFailure: null, refusal: null } as const;
const path = "/members?page=2#row";
/** The address of the person that `signedInAtWorkos` signs in. */
const email = "grace@example.com";
const workosPath = (organizationId?: string) =>
  `${paths.login}?return_to=%2Fsigned-in&login_hint=grace%40example.com${
    organizationId === undefined ? "" : `&organization_id=${organizationId}`
  }`;

/** Opens a guarded page and types into its field. */
async function openPage(options: Parameters<typeof renderInSession>[1] = {}) {
  server.use(
    http.post(apiPaths.sendEmailCode, () =>
      Response.json({
        expiresInSeconds: 600,
        resendAfterSeconds: 30,
        mayHoldLink: false,
      } satisfies SendEmailCodeAnswer),
    ),
  );
  const page = renderInSession(
    <HelpContext value={{ label: "Help", to: "/help", buildReferencePath: () => "/help" }}>
      <RequireSession reauthentication={<ReauthenticationDialog />}>
        <main>
          <input aria-label="Half typed" />
        </main>
      </RequireSession>
    </HelpContext>,
    { path, workos: signedInAtWorkos(), ...options },
  );
  const user = setUpUser();
  await user.type(getHalfTyped(), "half a sentence");
  return { ...page, user };
}

/** Opens the page and ends its session at WorkOS. */
async function openEnded(options: Parameters<typeof renderInSession>[1] = {}) {
  const page = await openPage(options);
  await page.changeWorkos(ended);
  return page;
}

/** Requests a code in the dialog and types it; `answer` is the function's answer to the code. */
async function typeCode(user: ReturnType<typeof setUpUser>, answer: () => Response) {
  server.use(http.post(apiPaths.verifyEmailCode, answer));
  await user.click(inDialog().getByRole("button", { name: emailStep.submit }));
  await user.type(await inDialog().findByLabelText(codeStep.oneTimeCode), "123456");
}

const getHalfTyped = () => screen.getByLabelText<HTMLInputElement>("Half typed");
const inDialog = () => within(screen.getByRole("dialog", { name: words.title }));
const answerSession = (answer: SessionAnswer = buildSessionAnswer()) => Response.json(answer);
const answerStep = (step: RequiredStep["step"]) =>
  Response.json({ step, email, expiresInSeconds: 600 } satisfies RequiredStep);

async function expectCarriesOn() {
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(getHalfTyped().value).toBe("half a sentence");
}

describe("ReauthenticationDialog", () => {
  it("shows no dialog while the session is active", async () => {
    await openPage();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("keeps the page of an expired session open below a dialog for signing in again", async () => {
    await openEnded();
    expect(inDialog().getByText(words.text)).toBeDefined();
    expect(getHalfTyped().value).toBe("half a sentence");
    const field = inDialog().getByLabelText<HTMLInputElement>(emailStep.email);
    expect(field.value).toBe(email);
    expect(document.activeElement).toBe(field);
  });

  it("names the reference of a failure without a link, which would lose what is half typed", async () => {
    const { user } = await openEnded();
    await typeCode(user, () => buildProblem("internal"));
    expect(await inDialog().findByText(/^Reference/)).toBeDefined();
    expect(inDialog().queryByRole("link", { name: /^Reference/ })).toBeNull();
  });

  it("signs in with an email code and returns the focus to the page", async () => {
    const bodies: unknown[] = [];
    const { user, store } = await openEnded();
    server.use(
      http.post(apiPaths.sendEmailCode, async ({ request }) => {
        bodies.push(await request.json());
        return undefined;
      }),
      http.post(apiPaths.verifyEmailCode, async ({ request }) => {
        bodies.push(await request.json());
        return answerSession();
      }),
    );
    await user.keyboard("{Enter}");
    const field = await inDialog().findByLabelText(codeStep.oneTimeCode);
    expect(document.activeElement).toBe(field);
    expect(inDialog().getByText(codeStep.sentTo(email))).toBeDefined();
    await user.keyboard("123456");
    await expectCarriesOn();
    expect(document.activeElement).toBe(getHalfTyped());
    expect(bodies).toEqual([{ email }, { code: "123456", expectedEmail: email }]);
    expect(store.getState().kind).toBe("active");
  });

  it("says in the dialog that a code is wrong and accepts another one", async () => {
    let isWrong = true;
    const { user } = await openEnded();
    await typeCode(user, () => (isWrong ? buildProblem("wrong_one_time_code") : answerSession()));
    const refusal = messages.functionFailures.wrong_one_time_code(null, null);
    expect(await findAlert(refusal)).toBeDefined();
    isWrong = false;
    await user.type(inDialog().getByLabelText(codeStep.oneTimeCode), "654321");
    await expectCarriesOn();
  });

  it("asks for the organization and the authenticator app's code after the mailed one", async () => {
    const bodies: unknown[] = [];
    const { user } = await openEnded();
    server.use(
      http.post(apiPaths.continueSignIn, async ({ request }) => {
        bodies.push(await request.json());
        return bodies.length === 1 ? answerStep({ kind: "totp" }) : answerSession();
      }),
    );
    await typeCode(user, () =>
      answerStep({ kind: "choose_organization", organizations: [{ id: "org_2", name: "Harbour Works" }] }),
    );
    expect(await inDialog().findByText(organizationStep.lead(email))).toBeDefined();
    await user.click(inDialog().getByRole("button", { name: "Harbour Works" }));
    const field = await inDialog().findByLabelText(totpStep.oneTimeCode);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard("222222");
    await expectCarriesOn();
    expect(bodies).toEqual([
      { organizationId: "org_2", expectedEmail: email },
      { totp: "222222", expectedEmail: email },
    ]);
  });

  it("opens WorkOS in a new tab for the same person and organization", async () => {
    const { user, left } = await openEnded();
    const link = inDialog().getByRole("link", { name: words.withWorkos });
    expect(link.getAttribute("href")).toBe(workosPath("org_1"));
    expect(link.getAttribute("target")).toBe("_blank");
    // The page keeps what was typed.
    expect(left).toEqual([]);
    await user.click(inDialog().getByRole("button", { name: emailStep.submit }));
    await inDialog().findByLabelText(codeStep.oneTimeCode);
    expect(inDialog().queryByRole("link")).toBeNull();
  });

  it("passes no organization to WorkOS if the session had none", async () => {
    await openEnded({ workos: signedInAtWorkos({ organizationId: null }) });
    expect(inDialog().getByRole("link", { name: words.withWorkos }).getAttribute("href")).toBe(workosPath());
  });

  it("closes the dialog once another tab has signed in", async () => {
    const { changeWorkos } = await openEnded();
    await changeWorkos(signedInAtWorkos());
    await expectCarriesOn();
    expect(document.activeElement).toBe(getHalfTyped());
  });

  it("opens single sign-on in a new tab if a code isn't enough", async () => {
    const { user } = await openEnded();
    await typeCode(user, () => buildProblem("sso_required"));
    expect(await inDialog().findByText(blocked.sso.text(email))).toBeDefined();
    const link = inDialog().getByRole("link", { name: blocked.sso.way });
    expect(link.getAttribute("href")).toBe(workosPath());
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("opens the single sign-on of the organization that was chosen in the dialog", async () => {
    const { user } = await openEnded();
    server.use(http.post(apiPaths.continueSignIn, () => buildProblem("sso_required")));
    await typeCode(user, () =>
      answerStep({ kind: "choose_organization", organizations: [{ id: "org_2", name: "Harbour Works" }] }),
    );
    await user.click(await inDialog().findByRole("button", { name: "Harbour Works" }));
    const link = await inDialog().findByRole("link", { name: blocked.sso.way });
    expect(link.getAttribute("href")).toBe(workosPath("org_2"));
  });

  it("keeps the page of an expired email session open, without WorkOS if it isn't configured", async () => {
    const { user, store } = await openPage({
      workos: { kind: "notConfigured" },
      overrides: { isConfigured: false },
      emailSession: buildSessionAnswer(buildAccessToken(300)),
    });
    server.use(http.post(apiPaths.refreshSession, () => buildProblem("session_ended")));
    const request = store.getAccessToken({ forceRefresh: true });
    expect(await screen.findByRole("dialog", { name: words.title })).toBeDefined();
    expect(inDialog().queryByRole("link")).toBeNull();
    await typeCode(user, () => answerSession());
    await expectCarriesOn();
    // The call from before continues too.
    expect(await request).toBe(buildSessionAnswer().accessToken);
  });

  it("shows a new page after another person has signed in", async () => {
    const { user } = await openEnded();
    await typeCode(user, () => answerSession(buildSessionAnswer(buildAccessToken(300), "user_2")));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(getHalfTyped().value).toBe("");
  });

  it("goes to the sign-in page with the deep link when the dialog is dismissed", async () => {
    const { user } = await openEnded();
    await user.click(inDialog().getByRole("button", { name: emailStep.submit }));
    await inDialog().findByLabelText(codeStep.oneTimeCode);
    await user.click(inDialog().getByRole("button", { name: words.leave }));
    expect(await findNextAddress()).toBe(`${paths.signIn}?return_to=${encodeURIComponent(path)}`);
    // Otherwise the sign-in page would open at the code step.
    expect(Object.keys(sessionStorage).filter((key) => key !== flightRecordKey)).toEqual([]);
  });

  it("shows no dialog after a sign-out, which closes the page", async () => {
    const { store } = await openPage();
    await act(() => store.signOut());
    expect(await findNextAddress()).toBe(paths.signedOut);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
