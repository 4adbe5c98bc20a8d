import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createReachabilityCheck, type Reachability } from "./reachability.ts";

type Request = { url: string; init: RequestInit | undefined };

let asked: Request[];
let answer: () => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  asked = [];
  answer = () => Promise.resolve(new Response());
});
afterEach(() => {
  vi.useRealTimers();
});

function createCheck() {
  return createReachabilityCheck({
    apiOrigin: "https://auth.example",
    clientId: "client/1",
    fetch: (input, init) => {
      asked.push({ url: input instanceof Request ? input.url : input.toString(), init });
      return answer();
    },
  });
}

/** An answer that never comes, and ends when it is aborted. */
function hang(): Promise<Response> {
  const { init } = asked.at(-1) ?? {};
  return new Promise((_, reject) => {
    init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

/** What the check says, and after how many milliseconds. */
async function time(check: Promise<Reachability>): Promise<{ said: Reachability; afterMs: number }> {
  const begunMs = Date.now();
  const timed = check.then((said) => ({ said, afterMs: Date.now() - begunMs }));
  await vi.advanceTimersByTimeAsync(5_000);
  return timed;
}

describe("the question whether WorkOS can be reached", () => {
  it("asks for the public keys, opaquely, past the cache and without cookies", async () => {
    expect(await createCheck()()).toBe("reachable");
    expect(asked.map(({ url }) => url)).toEqual(["https://auth.example/sso/jwks/client%2F1"]);
    expect(asked[0]?.init).toMatchObject({ mode: "no-cors", cache: "no-store", credentials: "omit" });
  });

  it("serves for half a minute", async () => {
    const check = createCheck();
    await check();
    vi.setSystemTime(Date.now() + 29_999);
    await check();
    expect(asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + 1);
    await check();
    expect(asked).toHaveLength(2);
  });

  it("is asked anew where the clock was set back", async () => {
    const check = createCheck();
    await check();
    vi.setSystemTime(Date.now() - 1);
    await check();
    expect(asked).toHaveLength(2);
  });

  it("is one for two that ask at once", async () => {
    const check = createCheck();
    expect(await Promise.all([check(), check()])).toEqual(["reachable", "reachable"]);
    expect(asked).toHaveLength(1);
  });

  it("is answered at once by a failing connection, and asked again by the next click", async () => {
    const check = createCheck();
    answer = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await time(check())).toEqual({ said: "unreachable", afterMs: 0 });
    answer = () => Promise.resolve(new Response());
    expect(await check()).toBe("reachable");
    expect(asked).toHaveLength(2);
  });

  it("never keeps a click for longer than a second", async () => {
    answer = hang;
    expect(await time(createCheck()())).toEqual({ said: "unanswered", afterMs: 1_000 });
  });

  it("takes an answer that came after the second for the next click", async () => {
    const late = Promise.withResolvers<Response>();
    answer = () => late.promise;
    const check = createCheck();
    expect((await time(check())).said).toBe("unanswered");
    late.resolve(new Response());
    expect(await time(check())).toEqual({ said: "reachable", afterMs: 0 });
    expect(asked).toHaveLength(1);
  });

  it("gives up after eight seconds and goes on saying that nothing came, until half a minute is over", async () => {
    answer = hang;
    const check = createCheck();
    await time(check());
    expect(asked[0]?.init?.signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked[0]?.init?.signal?.aborted).toBe(true);
    expect(await time(check())).toEqual({ said: "unanswered", afterMs: 0 });
    expect(asked).toHaveLength(1);
  });

  it("leaves no timer behind an answer", async () => {
    await createCheck()();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
