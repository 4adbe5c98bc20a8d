import { act, render, screen, waitFor } from "@testing-library/react";
import { type ComponentProps, useState } from "react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { requireReturnTo } from "../contract/return-to.ts";
import { messages } from "../config/messages.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { isolateText } from "../contract/invisible-characters.ts";
import { type Health } from "../contract/session.ts";
import { type SignInStep } from "../contract/sign-in-step.ts";
import { offline, serveFunction, silence } from "../mocks/testing/serve-function.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { type Reachability } from "../workos/reachability.ts";
import { StorageBlockedError } from "../workos/storage-blocked-error.ts";
import { EmailCodePanel, SignInPanel, type WorkosHint } from "./sign-in-panel.tsx";
import { advance, buildProblem, sessionAnswer } from "./testing/fake-function.ts";

const { signIn, emailStep, codeStep, organizationStep, totpStep, blocked, functionFailures } = messages;
const email = "ada@example.com";
const workosUrl = "https://auth.example/authorize?state=nonce";
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30 });
const signedIn = () => Response.json(sessionAnswer);
const answerStep = (step: SignInStep) => () => Response.json({ step, email, expiresInSeconds: 600 });
const organizations = [{ id: "org_1", name: "Analytical Engines" }];
const { answer } = serveFunction();

const answerHealth = (health: Partial<Health> = {}) =>
  answer(apiPaths.health, () => Response.json({ status: "ok", emailCode: "available", ...health }));

// As the page has it once it is idle.
beforeAll(() => EmailCodePanel.preload());

let left: string[];
beforeEach(() => {
  left = [];
  const { href, origin } = window.location;
  vi.stubGlobal("location", { href, origin, assign: (to: string) => void left.push(to) });
  vi.stubGlobal("stop", () => undefined);
  answerHealth();
});
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
});

type Given = Partial<ComponentProps<typeof SignInPanel>>;

const checkReachable = async (): Promise<Reachability> => "reachable";
const checkUnreachable = async (): Promise<Reachability> => "unreachable";

/** The panel, or the address of the session once there is one. */
function Page(given: Given) {
  const [signedInAs, setSignedInAs] = useState<string | null>(null);
  if (signedInAs !== null) return <p>signed in as {signedInAs}</p>;
  return (
    <SignInPanel
      isWorkosConfigured
      checkReachability={checkReachable}
      buildWorkosUrl={buildWorkosUrl}
      onVerified={({ user }) => setSignedInAs(user.email)}
      returnTo={null}
      notices={[]}
      areCookiesBlocked={false}
      lastMethod={null}
      loginHint={null}
      invitationToken={null}
      {...given}
    />
  );
}

const buildWorkosUrl = vi.fn<(hint: WorkosHint) => Promise<string>>();
beforeEach(() => {
  buildWorkosUrl.mockReset().mockResolvedValue(workosUrl);
});

/** The page after the reachability check of WorkOS. */
async function open(given: Given = {}) {
  const { unmount } = await act(async () => render(<Page {...given} />));
  return { user: setUpUser(), unmount };
}

const getButton = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const findSignedIn = () => screen.findByText(`signed in as ${email}`);
const findCodeField = () => screen.findByRole<HTMLInputElement>("textbox", { name: codeStep.oneTimeCode });
const getEmailField = () => screen.getByRole<HTMLInputElement>("textbox", { name: emailStep.email });

/** The page after the function has accepted a request for a code. */
async function openAtCode(given: Given = {}) {
  const { user, unmount } = await open(given);
  await user.click(getButton(signIn.withEmailCode));
  await user.paste(email);
  await user.keyboard("{Enter}");
  return { user, unmount, field: await findCodeField() };
}

describe("SignInPanel with an email code", () => {
  it("goes from the method choice to the address, the code and the session", async () => {
    const asked = answer(apiPaths.sendEmailCode, accepted);
    const checked = answer(apiPaths.verifyEmailCode, signedIn);
    const { user } = await open({ returnTo: requireReturnTo("/members"), invitationToken: "invitation_1" });
    await user.click(getButton(signIn.withEmailCode));
    expect(document.activeElement).toBe(getEmailField());
    await user.paste(email);
    await user.click(getButton(emailStep.submit));
    expect(document.activeElement).toBe(await findCodeField());
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo(email));
    await user.keyboard("123456");
    expect(await findSignedIn()).toBeDefined();
    expect(asked).toEqual([{ email, returnTo: "/members", invitationToken: "invitation_1" }]);
    expect(checked).toEqual([{ code: "123456", expectedEmail: email }]);
  });

  it("begins the email code with the login hint", async () => {
    const { user } = await open({ loginHint: email });
    await user.click(getButton(signIn.withEmailCode));
    expect(getEmailField().value).toBe(email);
  });

  it("accepts a correct code after a wrong one", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    answer(apiPaths.verifyEmailCode, () => buildProblem("wrong_one_time_code"), signedIn);
    const { user } = await openAtCode();
    await user.keyboard("111111");
    expect(await screen.findByText(functionFailures.wrong_one_time_code(null, null))).toBeDefined();
    await user.keyboard("123456");
    expect(await findSignedIn()).toBeDefined();
  });

  it.each(["one_time_code_expired", "too_many_attempts"] as const)(
    "accepts the code of a newer email after a refused one: %s",
    async (failureCode) => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
      const asked = answer(apiPaths.sendEmailCode, accepted);
      answer(apiPaths.verifyEmailCode, () => buildProblem(failureCode), signedIn);
      const { user, field } = await openAtCode();
      await user.keyboard("111111");
      expect(await screen.findByText(functionFailures[failureCode](null, null))).toBeDefined();
      await advance(30_000);
      await user.click(getButton(codeStep.resend));
      expect(await screen.findByText(codeStep.sentAgainTo(email))).toBeDefined();
      expect(asked).toHaveLength(2);
      await user.type(field, "123456");
      expect(await findSignedIn()).toBeDefined();
    },
  );

  it("goes back from the code and requests one for another address", async () => {
    const asked = answer(apiPaths.sendEmailCode, accepted);
    const { user } = await openAtCode();
    await user.click(getButton(codeStep.changeAddress));
    expect(getEmailField().value).toBe(email);
    await user.clear(getEmailField());
    await user.keyboard("grace@example.com{Enter}");
    await findCodeField();
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo("grace@example.com"));
    expect(asked).toEqual([{ email }, { email: "grace@example.com" }]);
  });

  it.each([`${email}\u200B`, `\u202A${email}\u202C`, `\uFEFF${email}\u00A0`])(
    "sends the code to %j without the invisible characters at its ends",
    async (pasted) => {
      const asked = answer(apiPaths.sendEmailCode, accepted);
      const { user } = await open();
      await user.click(getButton(signIn.withEmailCode));
      await user.paste(pasted);
      await user.keyboard("{Enter}");
      await findCodeField();
      expect(asked).toEqual([{ email }]);
    },
  );

  it.each([
    ["ada\u200B@example.com", "ada"],
    ["ada@exam\u00ADple.com", "ada@exam"],
    ["ada\u00A0@example.com", "ada"],
  ])("says where the invisible character in %j is, and sends nothing", async (pasted, before) => {
    const asked = answer(apiPaths.sendEmailCode, accepted);
    const { user } = await open();
    await user.click(getButton(signIn.withEmailCode));
    await user.paste(pasted);
    await user.keyboard("{Enter}");
    const description = emailStep.invisible(before);
    expect(description).toContain(`“${isolateText(before)}”`);
    expect(screen.getByRole("textbox", { name: emailStep.email, description })).toBe(getEmailField());
    expect(asked).toEqual([]);
  });

  it("shows the domain of the address in letters, and sends it as the mail system has it", async () => {
    const asked = answer(apiPaths.sendEmailCode, accepted);
    const { user } = await open({ loginHint: "ada@xn--mnchen-3ya.de" });
    await user.click(getButton(signIn.withEmailCode));
    expect(getEmailField().value).toBe("ada@münchen.de");
    await user.keyboard("{Enter}");
    await findCodeField();
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo("ada@münchen.de"));
    expect(asked).toEqual([{ email: "ada@xn--mnchen-3ya.de" }]);
    await user.click(getButton(codeStep.changeAddress));
    expect(getEmailField().value).toBe("ada@münchen.de");
  });

  it("goes back from the address to the method choice", async () => {
    const { user } = await open();
    await user.click(getButton(signIn.withEmailCode));
    await user.click(getButton(messages.back));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(signIn.title);
  });

  it("restores the code step after a reload, with the rest of the countdown", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    answer(apiPaths.sendEmailCode, accepted);
    const { unmount } = await openAtCode();
    unmount();
    await advance(10_000);
    await open();
    expect(screen.getByRole("status").textContent).toBe(codeStep.sentTo(email));
    expect(getButton(codeStep.resendIn(20)).disabled).toBe(true);
  });

  it("goes from a correct code through the required steps to the session", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    answer(apiPaths.verifyEmailCode, answerStep({ kind: "choose_organization", organizations }));
    const answers = answer(apiPaths.continueSignIn, answerStep({ kind: "totp" }), signedIn);
    const { user } = await openAtCode();
    await user.keyboard("123456");
    await screen.findByRole("heading", { name: organizationStep.title });
    await user.click(getButton("Analytical Engines"));
    const field = await screen.findByRole("textbox", { name: totpStep.oneTimeCode });
    expect(document.activeElement).toBe(field);
    await user.keyboard("654321");
    expect(await findSignedIn()).toBeDefined();
    expect(answers).toEqual([
      { organizationId: "org_1", expectedEmail: email },
      { totp: "654321", expectedEmail: email },
    ]);
  });
});

describe("SignInPanel with a blocked sign-in", () => {
  it("passes the address and the organization of a blocked sign-in to AuthKit", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    answer(apiPaths.verifyEmailCode, answerStep({ kind: "choose_organization", organizations }));
    answer(apiPaths.continueSignIn, () => buildProblem("sso_required"));
    const { user } = await openAtCode();
    await user.keyboard("123456");
    await user.click(await screen.findByRole("button", { name: "Analytical Engines" }));
    await user.click(await screen.findByRole("button", { name: blocked.sso.way }));
    await waitFor(() => expect(left).toEqual([workosUrl]));
    expect(buildWorkosUrl.mock.calls).toEqual([[{ loginHint: email, organizationId: "org_1" }]]);
  });

  it("offers another address if there is no account", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    answer(apiPaths.verifyEmailCode, () => buildProblem("sign_up_not_allowed"));
    const { user } = await openAtCode();
    await user.keyboard("123456");
    expect(await screen.findByText(blocked.invitation.text(email))).toBeDefined();
    await user.click(getButton(codeStep.changeAddress));
    expect(getEmailField().value).toBe(email);
  });
});

describe("SignInPanel with AuthKit", () => {
  it("redirects to AuthKit after the reachability check", async () => {
    const { user } = await open();
    await user.click(getButton(signIn.withWorkos));
    await waitFor(() => expect(left).toEqual([workosUrl]));
    expect(buildWorkosUrl.mock.calls).toEqual([[{}]]);
    expect(getButton(signIn.withWorkosBusy).getAttribute("aria-disabled")).toBe("true");
  });

  it("puts the email code first and signs in with it if WorkOS is unreachable", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    const { user } = await open({ checkReachability: checkUnreachable });
    const words = `${signIn.workosUnreachable} ${signIn.emailStillWorks}`;
    expect((await screen.findByRole("alert")).textContent).toBe(words);
    expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
      signIn.withEmailCode,
      signIn.workosAgain,
    ]);
    await user.click(getButton(signIn.workosAgain));
    await waitFor(() => expect(document.activeElement).toBe(getButton(signIn.withEmailCode)));
    expect(left).toEqual([]);
    await user.keyboard(`{Enter}${email}{Enter}`);
    expect(await findCodeField()).toBeDefined();
  });

  it("signs in with the email code if WorkOS isn't configured", async () => {
    answer(apiPaths.sendEmailCode, accepted);
    const { user } = await open({ isWorkosConfigured: false });
    const description = `${signIn.notConfigured} ${signIn.emailStillWorks}`;
    const button = screen.getByRole<HTMLButtonElement>("button", { name: signIn.withWorkos, description });
    expect(button.disabled).toBe(true);
    await user.click(getButton(signIn.withEmailCode));
    await user.keyboard(`${email}{Enter}`);
    expect(await findCodeField()).toBeDefined();
  });

  it("says that the browser blocks storage, and still offers the email code", async () => {
    buildWorkosUrl.mockRejectedValue(new StorageBlockedError());
    const { user } = await open();
    await user.click(getButton(signIn.withWorkos));
    expect((await screen.findByRole("alert")).textContent).toBe(signIn.storageBlocked);
    expect(left).toEqual([]);
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });

  it("cancels the redirect to AuthKit when the email code is chosen", async () => {
    const url = Promise.withResolvers<string>();
    buildWorkosUrl.mockReturnValue(url.promise);
    const { user } = await open();
    await user.click(getButton(signIn.withWorkos));
    await waitFor(() => expect(buildWorkosUrl).toHaveBeenCalledOnce());
    await user.click(getButton(signIn.withEmailCode));
    url.resolve(workosUrl);
    await user.keyboard(email);
    expect(getEmailField().value).toBe(email);
    expect(left).toEqual([]);
  });
});

describe("SignInPanel in a particular browser", () => {
  it.each([
    ["workos", signIn.withWorkos],
    ["email-code", signIn.withEmailCode],
  ] as const)("marks the way that was used last: %s", async (lastMethod, name) => {
    await open({ lastMethod });
    expect(screen.getByRole("button", { name, description: signIn.lastUsed })).toBeDefined();
  });

  it("disables both ways if cookies are blocked, and says so", async () => {
    await open({ areCookiesBlocked: true });
    expect(screen.getByRole("alert").textContent).toContain(signIn.cookiesBlocked);
    expect(getButton(signIn.withWorkos).disabled).toBe(true);
    expect(getButton(signIn.withEmailCode).disabled).toBe(true);
    expect(getButton(signIn.reload).disabled).toBe(false);
  });

  it("shows why the sign-in page was opened", async () => {
    await open({ notices: [functionFailures.session_ended(null, null)] });
    expect(screen.getByText(functionFailures.session_ended(null, null))).toBeDefined();
  });
});

describe("SignInPanel with a function that doesn't work", () => {
  it.each([
    [
      "mail can't be sent",
      () => answerHealth({ status: "degraded", emailCode: "unavailable" }),
      signIn.emailUnavailable,
    ],
    ["codes aren't set up", () => answerHealth({ emailCode: "not_configured" }), signIn.emailNotConfigured],
    ["it can't be reached", () => answer(apiPaths.health, offline), signIn.emailUnreachable],
  ])("disables the email code but not WorkOS if %s", async (_, arrange, words) => {
    arrange();
    const { user } = await open();
    const description = `${words} ${signIn.workosStillWorks}`;
    const button = await screen.findByRole<HTMLButtonElement>("button", {
      name: signIn.withEmailCode,
      description,
    });
    expect(button.disabled).toBe(true);
    await user.click(getButton(signIn.withWorkos));
    await waitFor(() => expect(left).toEqual([workosUrl]));
  });

  it("offers the email code before the function has answered", async () => {
    answer(apiPaths.health, silence);
    await open();
    expect(getButton(signIn.withEmailCode).disabled).toBe(false);
  });
});
