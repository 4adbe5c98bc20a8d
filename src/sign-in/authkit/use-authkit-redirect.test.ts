// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Reachability } from "../../workos/reachability.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { advance, settle } from "../testing/fake-function.ts";
import { useAuthkitRedirect } from "./use-authkit-redirect.ts";

const url = "https://auth.example/authorize?state=nonce";

/** Answers in the order and at the moment that the test chooses. */
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

/** The page while the browser waits for WorkOS to answer the navigation. */
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

describe("the way to WorkOS, before any click", () => {
  it("is looked at, and nothing is built or left", async () => {
    const { readState, reachability, urls } = open();
    expect(reachability.asked.length).toBeGreaterThan(0);
    await reachability.latest().answer("reachable");
    expect(readState().kind).toBe("idle");
    expect(urls.asked).toEqual([]);
    expect(left).toEqual([]);
  });

  it("is said to be closed, until the network comes back and it is open", async () => {
    const { readState, reachability } = open();
    await reachability.latest().answer("unreachable");
    expect(readState()).toMatchObject({ kind: "unreachable", isAnswerToClick: false });
    const before = reachability.asked.length;
    await comeOnline();
    expect(reachability.asked).toHaveLength(before + 1);
    await reachability.latest().answer("reachable");
    expect(readState().kind).toBe("idle");
  });

  it("isn't looked at where WorkOS isn't configured", async () => {
    const { reachability } = open({ isConfigured: false });
    await comeOnline();
    expect(reachability.asked).toEqual([]);
  });

  it("is looked at once WorkOS is configured, and by the check that is given by then", async () => {
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

  it("isn't looked at by a page that is gone", async () => {
    const { unmount, reachability } = open();
    const before = reachability.asked.length;
    unmount();
    await comeOnline();
    expect(reachability.asked).toHaveLength(before);
  });

  it("isn't begun where sign-ins that start by themselves kept coming back", async () => {
    const { result, readState, urls } = open();
    act(() => result.current.stopLoop());
    expect(readState()).toMatchObject({ kind: "failed", reason: "looping" });
    await advance(60_000);
    expect(urls.asked).toEqual([]);
    expect(left).toEqual([]);
  });
});

describe("leaving for WorkOS", () => {
  it("stays until WorkOS has answered, builds the URL only then, and goes there once", async () => {
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

  it("goes where the answer was long in coming: the network may only be slow", async () => {
    const { click, reachability, urls } = open();
    await click();
    await reachability.latest().answer("unanswered");
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
  });

  it("sends nobody to a dead page", async () => {
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
  ])("says what kept it from starting: %s", async (reason, error) => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().fail(error);
    expect(readState()).toMatchObject({ kind: "failed", reason });
    expect(left).toEqual([]);
  });

  it("uses the check and the URL that are given by the time of the click", async () => {
    const { rerender, parts, result } = open();
    const reachability = createQuestions<Reachability>();
    const urls = createQuestions<string>();
    rerender({ ...parts, checkReachability: reachability.ask, buildUrl: urls.ask });
    await settle(() => result.current.start());
    await reachability.latest().answer("reachable");
    await urls.latest().answer("https://auth.example/another");
    expect(left).toEqual(["https://auth.example/another"]);
  });

  it("goes where the newest of several clicks leads, whichever URL is ready last", async () => {
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

  it("builds no URL for an older click: it would take the newer one's code verifier away", async () => {
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
    ["came Back", comeBack],
    ["got no answer", () => advance(8_000)],
    ["chose another way", (page) => settle(() => page.result.current.cancel())],
  ])(
    "goes where the click leads that follows when somebody %s, and not where the first one led",
    async (_, end) => {
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
    },
  );

  it("doesn't let an older click's failure end the newer one", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    const older = urls.latest();
    await click();
    await older.fail(new Error("too late"));
    expect(readState()).toMatchObject({ kind: "redirecting" });
  });

  it("doesn't take a page along that the person has left meanwhile", async () => {
    const { click, unmount, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    unmount();
    await urls.latest().answer(url);
    expect(left).toEqual([]);
  });

  it("begins no sign-in for a page that was left before WorkOS had answered", async () => {
    const { click, unmount, reachability, urls } = open();
    await click();
    unmount();
    await reachability.latest().answer("reachable");
    expect(urls.asked).toEqual([]);
  });
});

describe("a navigation to WorkOS that nothing comes of", () => {
  it("is given up after eight seconds, with the choice back", async () => {
    const { readState } = await openWhileLeaving();
    await advance(7_999);
    expect(readState()).toMatchObject({ kind: "redirecting" });
    expect(stopLoading).not.toHaveBeenCalled();
    await advance(1);
    expect(readState()).toMatchObject({ kind: "stalled" });
    expect(stopLoading).toHaveBeenCalledOnce();
  });

  it("takes nobody away any more once it is given up", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await advance(8_000);
    await urls.latest().answer(url);
    expect(readState()).toMatchObject({ kind: "stalled" });
    expect(left).toEqual([]);
  });

  it("may be tried again, with eight seconds of its own", async () => {
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

  it("has eight seconds from the newest click", async () => {
    const { click, readState } = await openWhileLeaving();
    await advance(5_000);
    await click();
    await advance(7_999);
    expect(readState()).toMatchObject({ kind: "redirecting" });
    await advance(1);
    expect(readState()).toMatchObject({ kind: "stalled" });
  });

  it("ends with its page, and stops nothing on the one that follows", async () => {
    const { unmount } = await openWhileLeaving();
    unmount();
    expect(stopLoading).toHaveBeenCalledOnce();
    await advance(60_000);
    expect(stopLoading).toHaveBeenCalledOnce();
  });

  it("isn't ended where none is under way", async () => {
    const { unmount, reachability } = open();
    await reachability.latest().answer("reachable");
    unmount();
    expect(stopLoading).not.toHaveBeenCalled();
  });
});

describe("choosing another way in", () => {
  it("ends a navigation to WorkOS that is under way, and its eight seconds", async () => {
    const { result, readState } = await openWhileLeaving();
    act(() => result.current.cancel());
    expect(stopLoading).toHaveBeenCalledOnce();
    expect(readState()).toMatchObject({ kind: "idle" });
    await advance(60_000);
    expect(stopLoading).toHaveBeenCalledOnce();
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("isn't undone by what was still being prepared", async () => {
    const { result, click, readState, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    act(() => result.current.cancel());
    await urls.latest().answer(url);
    expect(left).toEqual([]);
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("stops nothing where nobody is leaving, and keeps what was found out", async () => {
    const { result, readState, reachability } = open();
    await reachability.latest().answer("unreachable");
    act(() => result.current.cancel());
    expect(stopLoading).not.toHaveBeenCalled();
    expect(readState()).toMatchObject({ kind: "unreachable" });
  });

  it("leaves the way to WorkOS open for the next click", async () => {
    const { result, click, reachability, urls } = await openWhileLeaving();
    act(() => result.current.cancel());
    await click();
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    expect(left).toEqual([url, url]);
  });
});

describe("coming Back to the page", () => {
  it("finds it as it was before the click, and it stays so", async () => {
    const { readState } = await openWhileLeaving();
    await comeBack();
    expect(readState()).toMatchObject({ kind: "idle" });
    await advance(60_000);
    expect(readState()).toMatchObject({ kind: "idle" });
    expect(stopLoading).not.toHaveBeenCalled();
  });

  it("isn't sent off again by what was still being prepared", async () => {
    const { click, reachability, urls } = open();
    await click();
    await reachability.latest().answer("reachable");
    await comeBack();
    await urls.latest().answer(url);
    expect(left).toEqual([]);
  });

  it("takes a failure back too: the next click may work", async () => {
    const { readState } = await openWhileLeaving();
    await advance(8_000);
    expect(readState()).toMatchObject({ kind: "stalled" });
    await comeBack();
    expect(readState()).toMatchObject({ kind: "idle" });
  });

  it("isn't what a load's own showing is taken for", async () => {
    const { click, readState, reachability, urls } = open();
    await click();
    await settle(() => window.dispatchEvent(buildPageShow(false)));
    expect(readState()).toMatchObject({ kind: "redirecting" });
    await reachability.latest().answer("reachable");
    await urls.latest().answer(url);
    expect(left).toEqual([url]);
  });
});
