import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { readFlight } from "../config/flight-recorder.ts";
import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { emailCodeMessages } from "../config/messages/email-code.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { buildWorkosConfig } from "../config/workos-config.ts";
import { publicConfigElementId } from "../contract/public-config-block.ts";
import { hasEarly } from "../early/early-state.ts";
import { createDeferredSession } from "../session/deferred-session.ts";
import { preloadSteps } from "../pages/sign-in-page.tsx";
import { App } from "./app.tsx";
import { beginSession } from "./begin-session.tsx";
import { type RenderedPageName } from "./rendered-pages.ts";
import { renderPages } from "./render-pages.tsx";
import { preloadPage } from "./routes.tsx";
import { takeOver } from "./take-over.tsx";

const { signIn } = commonMessages;
const { emailStep } = emailCodeMessages;
const block = { workosClientId: "client_1", workosApiUrl: "https://auth.example", workosRedirectUri: null };
const { origin } = window.location;

let pages: Awaited<ReturnType<typeof renderPages>>;
let isWorkosDown = false;
const stopLoading = vi.fn<() => void>();
/** Where the page would have gone. */
let left: string[];

beforeAll(async () => {
  pages = await renderPages();
});
beforeEach(() => {
  isWorkosDown = false;
  left = [];
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  vi.stubGlobal("porticoEarly", undefined);
  vi.stubGlobal("stop", stopLoading);
  stopLoading.mockClear();
  // jsdom has no navigation.
  const { location } = window;
  // A page of an earlier test may still be at work.
  const own = left;
  const assign = (url: string) => void own.push(url);
  vi.stubGlobal(
    "location",
    new Proxy({ assign }, { get: (own, name) => Reflect.get(name === "assign" ? own : location, name) }),
  );
  vi.stubGlobal("fetch", async (input: URL | string) => {
    if (String(input).includes("/api/")) return Response.json({ status: "ok", emailCode: "available" });
    if (isWorkosDown) throw new TypeError("Failed to fetch");
    return new Response(null, { status: 200 });
  });
});

// The files of a worker share the document.
afterEach(() => document.body.replaceChildren());

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A page as the browser has it once the early script has run. */
async function load(name: RenderedPageName, path: string, config: unknown = block) {
  history.replaceState(null, "", path);
  document.documentElement.className = "";
  const { title, root: html, templates } = pages[name];
  document.title = title;
  document.body.innerHTML = `<div id="root" data-page="${name}">${html}</div>${Object.entries(templates)
    .map(([id, content]) => `<template id="early-${id}">${content}</template>`)
    .join(
      "",
    )}<script type="application/json" id="${publicConfigElementId}">${JSON.stringify(config)}</script>`;
  vi.resetModules();
  await import("../early/early.ts");
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no #root");
  const find = (text: string) => {
    const button = [...root.querySelectorAll("button")].find(({ textContent }) => textContent === text);
    if (button === undefined) throw new Error(`There is no button ${text}`);
    return button;
  };
  return {
    root,
    isShown: () => document.documentElement.classList.contains("shown"),
    click: (text: string) => find(text).click(),
    find,
    /** Has the app take over, and fails on everything that React complains of. */
    async takeOver({ afterSession = false } = {}) {
      const complaints: unknown[][] = [];
      vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void complaints.push(words));
      // React reports what it can recover from as an error of the window.
      const noteError = ({ message }: ErrorEvent) => void complaints.push([message]);
      window.addEventListener("error", noteError);
      onTestFinished(() => window.removeEventListener("error", noteError));
      const workos = buildWorkosConfig(block, origin);
      const begin = async () => {
        // It comes in a chunk of its own.
        await Promise.resolve();
        return beginSession({ origin, workos: config === block ? workos : null });
      };
      // As in main.tsx.
      const isDeferred = name === "sign-in" && document.documentElement.classList.contains("shown");
      const session = isDeferred
        ? createDeferredSession(true, async () => (await begin()).session)
        : (await begin()).session;
      await preloadPage(window.location.pathname);
      if (afterSession) await vi.waitFor(() => expect(session.getState().kind).not.toBe("restoring"));
      if (hasEarly("emailStep")) await preloadSteps();
      const reactRoot = takeOver(root, true, (rendered) => (
        <App
          origin={origin}
          session={session}
          {...rendered}
          authorizationResponse={{ kind: "none" }}
          callbacks={[]}
          loadedAtMs={0}
        />
      ));
      // A redirect that it still waits for would else be the next test's.
      onTestFinished(() => reactRoot.unmount());
      // Before anything else can run, as nothing is painted before.
      const atOnce = root.textContent;
      await settle();
      // React marks what is its own; it hydrates a page on which nothing has been done in short tasks.
      await vi.waitFor(() =>
        expect(Object.keys(root.querySelector("h1") ?? {}).join()).toContain("__reactFiber"),
      );
      await settle();
      expect(complaints).toEqual([]);
      return atOnce;
    },
  };
}

describe("a page that the build has rendered", () => {
  it.each<[string, RenderedPageName, string, string]>([
    ["the sign-in page", "sign-in", "/sign-in", signIn.withWorkos],
    [
      "the sign-in page of a link",
      "sign-in",
      "/sign-in?return_to=%2Fa&login_hint=a%40b.example",
      signIn.withWorkos,
    ],
    ["another spelling", "sign-in", "/Sign-In//", signIn.withWorkos],
    ["the signed-out page", "signed-out", "/signed-out", "Sign in again"],
  ])("is shown and taken over as it is: %s", async (_, name, path, words) => {
    const page = await load(name, path);
    expect(page.isShown()).toBe(true);
    const before = page.root.innerHTML;
    const heading = page.root.querySelector("h1");
    expect(await page.takeOver()).toContain(words);
    expect(page.root.querySelector("h1")).toBe(heading);
    expect(page.root.innerHTML).toBe(before);
  });

  it("is taken over as it is after a sign-in too: the signed-out page, which marks no method as the last one", async () => {
    localStorage.setItem("portico:last-method", "workos");
    const page = await load("signed-out", "/signed-out");
    const childNodes = [...(page.find("Use another account").parentElement?.childNodes ?? [])];
    await page.takeOver();
    expect([...(page.find("Use another account").parentElement?.childNodes ?? [])]).toEqual(childNodes);
    expect(childNodes.every((node) => node.nodeType === Node.ELEMENT_NODE)).toBe(true);
  });

  it("is taken over without a complaint of React's where the session is known before: the console", async () => {
    localStorage.setItem("workos:refresh-token:client_1", "t");
    isWorkosDown = true;
    const page = await load("console", "/dashboard");
    expect(page.isShown()).toBe(true);
    await page.takeOver({ afterSession: true });
    await vi.waitFor(() => expect(page.root.textContent).toContain(consoleMessages.outage.unreachableTitle));
  });

  it.each<[string, string, () => void]>([
    [
      "a session of WorkOS on localhost",
      "/sign-in",
      () => localStorage.setItem("workos:refresh-token:client_1", "t"),
    ],
    ["an email session", "/sign-in", () => localStorage.setItem("portico:email-session", "1")],
    [
      "a part of the link that can't be used",
      "/sign-in?return_to=https%3A%2F%2Fevil.example",
      () => undefined,
    ],
    ["a step before a reload", "/sign-in", () => sessionStorage.setItem("portico:email-code", "{}")],
    [
      "a session that the browser has lost",
      "/sign-in",
      () => sessionStorage.setItem("portico:no-session-cookie", "1"),
    ],
    ["another path", "/sign-in.html", () => undefined],
  ])("is kept back with %s", async (_, path, prepare) => {
    prepare();
    const page = await load("sign-in", path);
    expect(page.isShown()).toBe(false);
    await page.takeOver();
    expect(page.isShown()).toBe(true);
    expect(page.root.innerHTML).not.toBe("");
  });

  it.each([
    ["that isn't configured", { ...block, workosClientId: null }],
    ["of another kind", { ...block, workosClientId: "sk_live_1" }],
    ["that isn't one", null],
  ])("is kept back by a configuration %s", async (_, config) => {
    const page = await load("sign-in", "/sign-in", config);
    expect(page.isShown()).toBe(false);
  });

  it("is kept back where the browser forbids storage", async () => {
    vi.stubGlobal("localStorage", undefined);
    expect((await load("sign-in", "/sign-in")).isShown()).toBe(false);
  });

  it.each(["sign-in", "login", "signed-out"] as const)(
    "is the same whatever this browser remembers: %s",
    async (name) => {
      for (const method of ["workos", "email-code", "nonsense"]) {
        localStorage.setItem("portico:last-method", method);
        localStorage.setItem("portico:signed-out", "lifted:1");
        sessionStorage.setItem("portico:flight-record", "[]");
        sessionStorage.setItem("portico:leaving-for-logout", "session_1");
        const page = await load(name, `/${name}`);
        await page.takeOver();
        expect(page.root.querySelector("h1")).not.toBeNull();
      }
    },
  );

  it.each(["/dashboard", "/members?after=1", "/account", "/Account/"])(
    "waits for the session where people may be signed in, and shows nothing to others: %s",
    async (path) => {
      expect((await load("console", path)).isShown()).toBe(false);
      localStorage.setItem("portico:email-session", "1");
      vi.stubGlobal("fetch", () => new Promise(() => undefined));
      const page = await load("console", path);
      expect(page.isShown()).toBe(true);
      const before = page.root.innerHTML;
      await page.takeOver();
      expect(page.root.innerHTML).toBe(before);
    },
  );

  // Hosts differ in how they read such a path, and some answer the name of a file with it.
  it.each(["/console.html", "/sign-in%2f..%2fdashboard"])(
    "is left for the app's own page where a host answers another path with the console's file: %s",
    async (path) => {
      localStorage.setItem("portico:email-session", "1");
      const page = await load("console", path);
      await page.takeOver();
      expect(page.root.textContent).toContain(landingMessages.notFound.title);
    },
  );

  it.each(["workos", "email-code"])("has the badge of %s, the last method, at once", async (method) => {
    localStorage.setItem("portico:last-method", method);
    const page = await load("sign-in", "/sign-in");
    const marked = page.root.querySelector(`[data-early=${method}]`);
    const readBadge = () =>
      document.getElementById(marked?.getAttribute("aria-describedby") ?? "")?.textContent;
    expect(readBadge()).toBe(signIn.lastUsed);
    expect(await page.takeOver()).toContain(signIn.lastUsed);
    expect(readBadge()).toBe(signIn.lastUsed);
    expect(page.root.textContent.split(signIn.lastUsed)).toHaveLength(2);
  });
});

describe("a click before the app", () => {
  it("redirects to WorkOS and stays busy when the app takes over", async () => {
    const page = await load("sign-in", "/sign-in?organization_id=org_1");
    page.click(signIn.withWorkos);
    const button = page.find(signIn.withWorkosBusy);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    button.click();
    await vi.waitFor(() => expect(left).toHaveLength(1));
    expect(left[0]).toContain("organization_id=org_1");
    expect(await page.takeOver()).toContain(signIn.withWorkosBusy);
    expect(readFlight().map(({ step }) => step)).toEqual(["redirect"]);
    expect(page.find(signIn.withWorkosBusy)).toBe(button);
    expect(left).toHaveLength(1);
    // StrictMode's second mounting doesn't end the navigation.
    expect(stopLoading).not.toHaveBeenCalled();
  });

  it("is kept for the app where WorkOS is known to be unreachable, which says so", async () => {
    isWorkosDown = true;
    const page = await load("sign-in", "/sign-in");
    await settle();
    page.click(signIn.withWorkos);
    await settle();
    expect(left).toEqual([]);
    expect(await page.takeOver()).toContain(signIn.withWorkosBusy);
    await vi.waitFor(() => expect(page.root.textContent).toContain(signIn.workosUnreachable));
    expect(left).toEqual([]);
  });

  it("is undone by Back from the browser's cache, even if the app never comes", async () => {
    const page = await load("sign-in", "/sign-in");
    page.click(signIn.withWorkos);
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    expect(page.find(signIn.withWorkos).hasAttribute("aria-disabled")).toBe(false);
    await settle();
    expect(left).toEqual([]);
    page.click(signIn.withWorkos);
    await vi.waitFor(() => expect(left).toHaveLength(1));
  });

  it("asks for credentials on the signed-out page", async () => {
    const page = await load("signed-out", "/signed-out");
    page.root.querySelector<HTMLButtonElement>("[data-early=workos]")?.click();
    await vi.waitFor(() => expect(left[0]).toContain("prompt=login"));
    expect(await page.takeOver()).toContain(signIn.withWorkosBusy);
  });
});

describe("/login before the app", () => {
  it("redirects by itself, and the app doesn't count it again", async () => {
    for (let count = 0; count < 3; count += 1) {
      left.length = 0;
      vi.stubGlobal("porticoEarly", undefined);
      const page = await load("login", "/login");
      await vi.waitFor(() => expect(left).toHaveLength(1));
      await page.takeOver();
      expect(left).toHaveLength(1);
    }
    left.length = 0;
    const page = await load("login", "/login");
    expect(page.isShown()).toBe(false);
    await page.takeOver();
    // Its effects have run then, and the next test's page isn't redirected by them.
    await vi.waitFor(() => expect(page.root.textContent).toContain(landingMessages.login.looping.text));
    expect(left).toEqual([]);
  });

  it("leaves a link with a broken part to the app", async () => {
    const page = await load("login", "/login?return_to=//evil.example");
    expect(page.isShown()).toBe(false);
    await page.takeOver();
    expect(left).toEqual([]);
  });
});

const findField = () => document.querySelector<HTMLInputElement>("[data-early=field]");

describe("the email step before the app", () => {
  it("keeps the field, what is typed, the caret and the focus", async () => {
    const page = await load("sign-in", "/sign-in?login_hint=hinted%40example.com");
    page.click(signIn.withEmailCode);
    const field = findField();
    expect([document.activeElement, field?.value]).toEqual([field, "hinted@example.com"]);
    if (field === null) throw new Error("There is no field");
    field.value = "ada@example.com";
    field.setSelectionRange(3, 3);
    await page.takeOver();
    expect(findField()).toBe(field);
    expect([document.activeElement, field.value, field.selectionStart]).toEqual([
      field,
      "ada@example.com",
      3,
    ]);
    page.click(commonMessages.back);
    await vi.waitFor(() => page.find(signIn.withWorkos));
  });

  it("goes back to the other ways", async () => {
    const page = await load("sign-in", "/sign-in");
    page.click(signIn.withEmailCode);
    page.click(commonMessages.back);
    expect(findField()).toBeNull();
    expect(await page.takeOver()).toContain(signIn.withWorkos);
  });

  it("takes a submit without navigating, and the app sends it, once", async () => {
    const sent: string[] = [];
    const page = await load("sign-in", "/sign-in");
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", async (input: URL | string, init?: RequestInit) => {
      if (!String(input).endsWith("/api/email-code/send")) return fetch(input, init);
      sent.push(typeof init?.body === "string" ? init.body : "");
      return Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30 });
    });
    page.click(signIn.withEmailCode);
    const field = findField();
    if (field === null) throw new Error("There is no field");
    field.value = "ada@example.com";
    const submit = new Event("submit", { bubbles: true, cancelable: true });
    field.form?.dispatchEvent(submit);
    field.form?.requestSubmit();
    expect([submit.defaultPrevented, field.readOnly]).toEqual([true, true]);
    page.find(emailStep.busy);
    expect(await page.takeOver()).toContain(emailStep.busy);
    await vi.waitFor(() => expect(page.root.textContent).toContain("ada@example.com"));
    expect(sent).toEqual([expect.stringContaining("ada@example.com")]);
  });

  it("stops a redirect that a click before has begun", async () => {
    const page = await load("sign-in", "/sign-in");
    page.click(signIn.withWorkos);
    page.click(signIn.withEmailCode);
    await settle();
    expect(left).toEqual([]);
    await page.takeOver();
    expect(findField()).not.toBeNull();
  });
});
