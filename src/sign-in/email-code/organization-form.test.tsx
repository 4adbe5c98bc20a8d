import { render, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { type SignInStep } from "../../contract/sign-in-step.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { OrganizationForm } from "./organization-form.tsx";
import { buildRequiredStep } from "./required-step-state.ts";
import { type SignInState } from "./sign-in-state.ts";
import { slowAfterMs } from "../slow-after.ts";
import { advance, buildProblem, sessionAnswer } from "../testing/fake-function.ts";
import { useEmailCode } from "./use-email-code.ts";

const { organizationStep, requiredStep, functionFailures } = messages;
const email = "ada@example.com";
const organizations = [
  { id: "org_1", name: "Analytical Engines" },
  { id: "org_2", name: "Difference Works" },
];
const signedIn = () => Response.json(sessionAnswer);
const { answer } = serveFunction();

afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

/** The form, or the name of the next step. */
function Step({ initialState, place }: { initialState: SignInState; place: "page" | "dialog" }) {
  const [isSignedIn, setIsSignedIn] = useState(false);
  const [state, calls] = useEmailCode(() => setIsSignedIn(true), null, initialState);
  if (isSignedIn) return <p>signed in</p>;
  if (state.step !== "organization") return <p>{state.step}</p>;
  return <OrganizationForm state={state} calls={calls} place={place} />;
}

function open(place: "page" | "dialog" = "page", shown = organizations) {
  const nowMs = Date.now();
  const step: SignInStep = { kind: "choose_organization", organizations: shown };
  const at = { attempt: 1, nowMs, expiresAtMs: nowMs + 600_000 };
  render(<Step initialState={buildRequiredStep({ step, email }, at)} place={place} />);
  const list = screen.getByRole("list", { name: organizationStep.title });
  const [first, second] = within(list).getAllByRole<HTMLButtonElement>("button");
  if (first === undefined || second === undefined) throw new Error("Two organizations are to choose from");
  return { user: setUpUser(), list, first, second, startAgain: getButton(requiredStep.startAgain) };
}

const getButton = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

describe("OrganizationForm", () => {
  it("shows the id of an organization whose name can't be seen", () => {
    const { list } = open("page", [
      { id: "org_1", name: "\u200B\u2066\u3164" },
      { id: "org_2", name: "" },
    ]);
    expect(within(list).getByRole("button", { name: "org_1" })).toBeDefined();
    expect(within(list).getByRole("button", { name: "org_2" })).toBeDefined();
  });

  it("lists the organizations in the given order and focuses the heading", () => {
    const { list } = open();
    expect(
      within(list)
        .getAllByRole("listitem")
        .map(({ textContent }) => textContent),
    ).toEqual(organizations.map(({ name }) => name));
    const heading = screen.getByRole("heading", { level: 1, name: organizationStep.title });
    expect(document.activeElement).toBe(heading);
    expect(screen.getByText(organizationStep.lead(email))).toBeDefined();
    expect(document.title).toBe(messages.pageTitle(organizationStep.title));
  });

  it("has no title in a dialog and focuses the text", () => {
    open("dialog");
    expect(screen.queryByRole("heading")).toBeNull();
    expect(document.activeElement).toBe(screen.getByText(organizationStep.lead(email)));
  });

  it("signs in to the organization that is clicked", async () => {
    const sent = answer(apiPaths.continueSignIn, signedIn);
    const { user, second } = open();
    await user.click(second);
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([{ organizationId: "org_2", expectedEmail: email }]);
  });

  it("says which organization is opening and ignores other clicks", async () => {
    const sent = answer(apiPaths.continueSignIn, silence);
    const { user, first, second, startAgain } = open();
    await user.click(second);
    expect(second.textContent).toBe(organizationStep.busy("Difference Works"));
    expect(second.getAttribute("aria-disabled")).toBe("true");
    expect(first.disabled).toBe(true);
    expect(startAgain.disabled).toBe(true);
    await user.click(second);
    await user.click(first);
    await waitFor(() => expect(sent).toEqual([{ organizationId: "org_2", expectedEmail: email }]));
  });

  it("says after three seconds that opening an organization is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answer(apiPaths.continueSignIn, silence);
    const { user, first } = open();
    await user.click(first);
    await advance(slowAfterMs);
    expect(first.textContent).toBe(organizationStep.slow);
  });

  it("continues to another required step", async () => {
    answer(apiPaths.continueSignIn, () =>
      Response.json({ step: { kind: "totp" }, email, expiresInSeconds: 600 }),
    );
    const { user, first } = open();
    await user.click(first);
    expect(await screen.findByText("totp")).toBeDefined();
  });

  it("continues elsewhere for an organization with single sign-on", async () => {
    answer(apiPaths.continueSignIn, () => buildProblem("sso_required"));
    const { user, first } = open();
    await user.click(first);
    expect(await screen.findByText("blocked")).toBeDefined();
  });

  it("goes back to the address", async () => {
    const { user, startAgain } = open();
    await user.click(startAgain);
    expect(screen.getByText("email")).toBeDefined();
  });
});

describe("an organization that can't be opened", () => {
  it("accepts another organization after one was refused", async () => {
    const sent = answer(apiPaths.continueSignIn, () => buildProblem("organization_refused"), signedIn);
    const { user, first, second } = open();
    await user.click(first);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toBe(functionFailures.organization_refused(null, null));
    await user.click(second);
    expect(await screen.findByText("signed in")).toBeDefined();
    expect(sent).toEqual([
      { organizationId: "org_1", expectedEmail: email },
      { organizationId: "org_2", expectedEmail: email },
    ]);
  });

  it("shows a reference after a server error", async () => {
    answer(apiPaths.continueSignIn, () => buildProblem("workos_unreachable"));
    const { user, first } = open();
    await user.click(first);
    expect(await screen.findByText(functionFailures.workos_unreachable(null, null))).toBeDefined();
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
  });

  it("opens the organization on the next try after a network failure", async () => {
    answer(apiPaths.continueSignIn, offline, signedIn);
    const { user, first } = open();
    await user.click(first);
    expect(await screen.findByText(messages.unreachable.network)).toBeDefined();
    await user.click(first);
    expect(await screen.findByText("signed in")).toBeDefined();
  });

  it("opens the organization after the seconds that the function asks to wait", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    answer(apiPaths.continueSignIn, () => buildProblem("too_many_requests", 5), signedIn);
    const { user, first, second } = open();
    await user.click(first);
    expect(await screen.findByText(functionFailures.too_many_requests(5, null))).toBeDefined();
    expect([first.disabled, second.disabled]).toEqual([true, true]);
    await advance(4_000);
    expect([first.disabled, second.disabled]).toEqual([true, true]);
    await advance(1_000);
    expect([first.disabled, second.disabled]).toEqual([false, false]);
    await user.click(first);
    expect(await screen.findByText("signed in")).toBeDefined();
  });

  it.each([
    ["no_step", functionFailures.no_step(null, null)],
    ["step_expired", functionFailures.step_expired(null, null)],
    ["sign_in_replaced", functionFailures.sign_in_replaced(null, null)],
    ["too_many_attempts", requiredStep.tooManyAttempts],
  ] satisfies [FailureCode, string][])(
    "only offers to start again once the sign-in has ended: %s",
    async (failureCode, words) => {
      answer(apiPaths.continueSignIn, () => buildProblem(failureCode));
      const { user, first } = open();
      await user.click(first);
      expect((await screen.findByRole("alert")).textContent).toBe(words);
      expect(screen.getAllByRole("button")).toEqual([getButton(requiredStep.startAgain)]);
      expect(document.activeElement).toBe(getButton(requiredStep.startAgain));
      await user.keyboard("{Enter}");
      expect(screen.getByText("email")).toBeDefined();
    },
  );
});
