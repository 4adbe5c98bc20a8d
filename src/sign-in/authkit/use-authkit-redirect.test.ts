import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Reachability } from "../../workos/reachability.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { advance, settle } from "../testing/fake-function.ts";
import { useAuthkitRedirect } from "./use-authkit-redirect.ts";

const url = "https://auth.example/authorize?state=nonce";

/** Answers in the order and at the time that the test chooses. */
function createQuestions<Answer>() {
  const asked: { answer: (answer: Answer) => Promise<void>; fail: (error: Error) => Promise<void> }[] = [];
  const ask = () =>
    new Promise<Answer>((resolve, reject) => {
      asked.push({
        answer: (answer) => settle(() => resolve(answer)),
        fail: (error) => settle(() => reject(error)),
      });
    });
  const latest = () => {
    const question = asked.at(-1);
    if (question === undefined) throw new Error("Nothing was asked");
    return question;
  };
  return { asked, ask, latest };
}

let left: string[];
const stopLoading = vi.fn<() => void>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  left = [];
  stopLoading.mockClear();
  vi.stubGlobal("location", { assign: (to: string) => void left.push(to) });
  vi.stubGlobal("stop", stopLoading);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open({ isConfigured = true } = {}) {
  const reachability = createQuestions<Reachability>();
  const urls = createQuestions<string>();
  const parts = { isConfigured, checkReachability: reachability.ask, buildUrl: urls.ask };
  const hook = renderHook(useAuthkitRedirect, { initialProps: parts });
  return {
    ...hook,
    parts,
    reachability,
    urls,
    readState: () => hook.result.current.state,
    click: () => settle(() => hook.result.current.start()),
  };
}

/** The page while a navigation to WorkOS is pending. */
async function openWhileLeaving() {
  const page = open();
  await page.click();
  await page.reachability.latest().answer("reachable");
  await page.urls.latest().answer(url);
  return page;
}

function buildPageShow(persisted: boolean): Event {
  return Object.assign(new Event("pageshow"), { persisted });
}
const comeBack = () => settle(() => window.dispatchEvent(buildPageShow(true)));
const comeOnline = () => settle(() => window.dispatchEvent(new Event("online")));

describe("useAuthkitRedirect before any click", () => {
  it("checks whether WorkOS is reachable, and neither builds a URL nor navigates", async () => {
    const { readState, reachability, urls } = open();
    expect(reachability.asked.length).toBeGreaterThan(0);
    await reachability.latest().answer("reachable");
    expect(readState().kind).toBe("idle");
    expect(urls.asked).toEqual([]);
    expect(left).toEqual([]);
  });

  it("reports that WorkOS is unreachable until the network is back", async () => {
    const { readState, reachability } = open();
    await reachability.latest().answer("unreachable");
    expect(readState()).toMatchObject({ kind: "unreachable", isAnswerToClick: false });
    const before = reachability.asked.length;
    await comeOnline();
    expect(reachability.asked).toHaveLength(before + 1);
    await reachability.latest().answer("reachable");
    expect(readState().kind).toBe("idle");
  });

  it("checks nothing if WorkOS isn't configured", async () => {
    const { reachability } = open({ isConfigured: false });
    await comeOnline();
    expect(reachability.asked).toEqual([]);
  });

  it("checks once WorkOS is configured, with the newest check", async () => {
    const { rerender, parts, reachability } = open({ isConfigured: false });
    rerender({ ...parts, isConfigured: true });
    expect(reachability.asked).toHaveLength(1);
    const later = createQuestions<Reachability>();
    rerender({ ...parts, isConfigured: true, checkReachability: later.ask });
    expect(later.asked).toHaveLength(1);
    await comeOnline();
    expect(reachability.asked).toHaveLength(1);
    expect(later.asked).toHaveLength(2);
  });

  it("checks nothing after the page has closed", async () => {
    const { unmount, reachability } = open();
    const before = reachability.asked.length;
    unmount();
    await comeOnline();
    expect(reachability.asked).toHaveLength(before);
  });

  it("doesn't redirect after a loop of automatic sign-ins", async () => {
    const { result, readState, urls } = open();
    act(() => result.current.stopLoop());
    expect(readState()).toMatchObject({ kind: "failed", reason: "looping" });
    await advance(60_000);
    expect(urls.asked).toEqual([]);
    expect(left).toEqual([]);
  });
});

describe("the redirect to AuthKit", () => {
  it("waits until WorkOS has answered, then builds the URL and navigates to it once", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    expect(readState()).toMatchObject({ kind: "redirecting" });
    expect(urls.asked).toEqual([]);
    await reachability.latest().answer("reachable");
    expect(urls.asked).toHaveLength(1);
    expect(left).toEqual([]);
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
    expect(readState()).toMatchObject({ kind: "redirecting" });
  });

  it("navigates even if the reachability check gets no answer, because the network may be slow", async () => {
    const { click, reachability, urls } = open();
    await click();
    await reachability.latest().answer("unanswered");
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
  });

  it("doesn't navigate to an unreachable WorkOS", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("unreachable");
    expect(readState()).toMatchObject({ kind: "unreachable", isAnswerToClick: true });
    expect(urls.asked).toEqual([]);
    await advance(60_000);
    expect(readState()).toMatchObject({ kind: "unreachable" });
    expect(stopLoading).not.toHaveBeenCalled();
  });

  it.each([
    ["storageBlocked", new StorageBlockedError()],
    ["other", new Error("no entropy")],
  ])("reports why the redirect couldn't start: %s", async (reason, error) => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().fail(error);
    expect(readState()).toMatchObject({ kind: "failed", reason });
    expect(left).toEqual([]);
  });

  it("uses the newest check and URL at the time of the click", async () => {
    const { rerender, parts, result } = open();
    const reachability = createQuestions<Reachability>();
    const urls = createQuestions<string>();
    rerender({ ...parts, checkReachability: reachability.ask, buildUrl: urls.ask });
    await settle(() => result.current.start());
    await reachability.latest().answer("reachable");
    await urls.latest().answer("https://auth.example/another");
    expect(left).toEqual(["https://auth.example/another"]);
  });

  it("navigates to the URL of the newest click, whichever URL is ready last", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    const older = urls.latest();
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    await older.answer("https://auth.example/older");
    expect(left).toEqual([url]);
    expect(readState()).toMatchObject({ kind: "redirecting" });
  });

  it("builds no URL for an older click, which would replace the newer one's code verifier", async () => {
    const { click, reachability, urls } = open();
    await click();
    const older = reachability.latest();
    await click();
    await reachability.latest().answer("reachable");
    await older.answer("reachable");
    expect(urls.asked).toHaveLength(1);
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
  });

  it.each<[string, (page: ReturnType<typeof open>) => Promise<void>]>([
    ["Back", comeBack],
    ["a timeout", () => advance(8_000)],
    ["choosing another way", (page) => settle(() => page.result.current.cancel())],
  ])("navigates to the URL of the click after %s, and not to the one before", async (_, end) => {
    const page = open();
    await page.click();
    await page.reachability.latest().answer("reachable");
    const older = page.urls.latest();
    await end(page);
    await page.click();
    await older.answer("https://auth.example/older");
    expect(left).toEqual([]);
    await page.reachability.latest().answer("reachable");
    await page.urls.latest().answer(url);
    expect(left).toEqual([url]);
  });

  it("ignores the failure of an older click", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    const older = urls.latest();
    await click();
    await older.fail(new Error("too late"));
    expect(readState()).toMatchObject({ kind: "redirecting" });
  });

  it("doesn't navigate once the page was left for another", async () => {
    const { click, unmount, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    unmount();
    await urls.latest().answer(url);
    expect(left).toEqual([]);
  });

  it("builds no URL once the page was left before WorkOS had answered", async () => {
    const { click, unmount, reachability, urls } = open();
    await click();
    unmount();
    await reachability.latest().answer("reachable");
    expect(urls.asked).toEqual([]);
  });
});

describe("a navigation to AuthKit without an answer", () => {
  it("stops the navigation after eight seconds", async () => {
    const { readState } = await openWhileLeaving();
    await advance(7_999);
    expect(readState()).toMatchObject({ kind: "redirecting" });
    expect(stopLoading).not.toHaveBeenCalled();
    await advance(1);
    expect(readState()).toMatchObject({ kind: "stalled" });
    expect(stopLoading).toHaveBeenCalledOnce();
  });

  it("doesn't navigate any more after the timeout", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await advance(8_000);
    await urls.latest().answer(url);
    expect(readState()).toMatchObject({ kind: "stalled" });
    expect(left).toEqual([]);
  });

  it("gives another try its own eight seconds", async () => {
    const { click, readState, reachability, urls } = await openWhileLeaving();
    await advance(8_000);
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    expect(left).toEqual([url, url]);
    await advance(7_999);
    expect(readState()).toMatchObject({ kind: "redirecting" });
    await advance(1);
    expect(readState()).toMatchObject({ kind: "stalled" });
  });

  it("counts the eight seconds from the newest click", async () => {
    const { click, readState } = await openWhileLeaving();
    await advance(5_000);
    await click();
    await advance(7_999);
    expect(readState()).toMatchObject({ kind: "redirecting" });
    await advance(1);
    expect(readState()).toMatchObject({ kind: "stalled" });
  });

  it("stops the navigation when the page closes, and nothing on the next page", async () => {
    const { unmount } = await openWhileLeaving();
    await settle(unmount);
    expect(stopLoading).toHaveBeenCalledOnce();
    await advance(60_000);
    expect(stopLoading).toHaveBeenCalledOnce();
  });

  it("stops nothing when the page closes without a navigation", async () => {
    const { unmount, reachability } = open();
    await reachability.latest().answer("reachable");
    unmount();
    expect(stopLoading).not.toHaveBeenCalled();
  });
});

describe("cancelling the redirect to AuthKit", () => {
  it("stops a pending navigation and its timeout", async () => {
    const { result, readState } = await openWhileLeaving();
    act(() => result.current.cancel());
    expect(stopLoading).toHaveBeenCalledOnce();
    expect(readState()).toMatchObject({ kind: "idle" });
    await advance(60_000);
    expect(stopLoading).toHaveBeenCalledOnce();
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("prevents a navigation whose URL is still being built", async () => {
    const { result, click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    act(() => result.current.cancel());
    await urls.latest().answer(url);
    expect(left).toEqual([]);
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("stops nothing without a redirect, and keeps the reachability", async () => {
    const { result, readState, reachability } = open();
    await reachability.latest().answer("unreachable");
    act(() => result.current.cancel());
    expect(stopLoading).not.toHaveBeenCalled();
    expect(readState()).toMatchObject({ kind: "unreachable" });
  });

  it("doesn't prevent the redirect of the next click", async () => {
    const { result, click, reachability, urls } = await openWhileLeaving();
    act(() => result.current.cancel());
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    expect(left).toEqual([url, url]);
  });
});

describe("Back to a page that is restored from the cache", () => {
  it("is idle after Back and stays idle", async () => {
    const { readState } = await openWhileLeaving();
    await comeBack();
    expect(readState()).toMatchObject({ kind: "idle" });
    await advance(60_000);
    expect(readState()).toMatchObject({ kind: "idle" });
    expect(stopLoading).not.toHaveBeenCalled();
  });

  it("doesn't navigate after Back once a URL is ready", async () => {
    const { click, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await comeBack();
    await urls.latest().answer(url);
    expect(left).toEqual([]);
  });

  it("forgets a failure after Back, because the next click may work", async () => {
    const { readState } = await openWhileLeaving();
    await advance(8_000);
    expect(readState()).toMatchObject({ kind: "stalled" });
    await comeBack();
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("doesn't mistake the pageshow event of a load for Back", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await settle(() => window.dispatchEvent(buildPageShow(false)));
    expect(readState()).toMatchObject({ kind: "redirecting" });
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
  });
});
