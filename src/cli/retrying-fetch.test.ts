import { describe, expect, it, vi } from "vitest";

import { type RequestOutcome, fetchWithRetries } from "./retrying-fetch.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");

/** Sends a request to a WorkOS with these responses, of which the last one repeats, on a clock that doesn't wait. */
async function ask(answers: (() => Response)[], interruption = new AbortController()) {
  const waitsMs: number[] = [];
  const notes: string[] = [];
  let asked = 0;
  const answer = await fetchWithRetries(new Request("http://workos.test/users"), {
    fetch: () => {
      const next = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return next === undefined ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(next());
    },
    wait: (delayMs, signal) => {
      expect(signal).toBe(interruption.signal);
      waitsMs.push(delayMs);
      if (waitsMs.length === 3 && answers.length === 1) interruption.abort();
      return Promise.resolve();
    },
    now: () => nowMs,
    note: (text) => void notes.push(text),
    signal: interruption.signal,
  });
  return { answer, waitsMs, notes, asked };
}

const html = () => new Response("<html>");
const lost = () => {
  throw new TypeError("fetch failed");
};
const ok = () => Response.json({ data: [] });
const made = () => Response.json({ id: "invitation_1" }, { status: 201 });
const status = (code: number, retryAfter?: string) => () =>
  new Response("{}", {
    status: code,
    ...(retryAfter !== undefined && { headers: { "Retry-After": retryAfter } }),
  });

describe("fetchWithRetries", () => {
  it("waits exactly as long as Retry-After of a rate limit says, in seconds or as a date", async () => {
    const date = new Date(nowMs + 90_000).toUTCString();
    const { answer, waitsMs, notes } = await ask([status(429, "17"), status(429, date), ok]);
    expect(answer).toEqual({ kind: "answered", body: { data: [] } });
    expect(waitsMs).toEqual([17_000, 90_000]);
    expect(notes[0]).toBe("WorkOS limits the request rate; retrying in 17 s");
  });

  it("waits at most ten minutes and at least one second for Retry-After", async () => {
    const past = new Date(nowMs - 90_000).toUTCString();
    const { waitsMs } = await ask([status(429, "999999"), status(429, "0"), status(429, past), ok]);
    expect(waitsMs).toEqual([600_000, 1000, 1000]);
  });

  it("backs off after a 5xx, a lost network, a captive portal and a rate limit without Retry-After", async () => {
    const { answer, waitsMs } = await ask([
      status(500),
      lost,
      html,
      status(503),
      status(429),
      status(429, "soon"),
      status(408),
      ok,
    ]);
    expect(answer.kind).toBe("answered");
    expect(waitsMs).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
  });

  it("waits as long as Retry-After of a 503 says", async () => {
    expect((await ask([status(503, "5"), ok])).waitsMs).toEqual([5000]);
  });

  it("gives up on an outage after the eighth wait", async () => {
    const { answer, waitsMs, asked } = await ask([status(500), status(500)]);
    expect(answer).toEqual({ kind: "gave_up", cause: "WorkOS responded with status 500" });
    expect(waitsMs).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(asked).toBe(9);
  });

  it("gives up on a rate limit after the thirtieth wait", async () => {
    const { answer, waitsMs } = await ask([status(429, "1"), status(429, "1")]);
    expect(answer).toEqual({ kind: "gave_up", cause: "WorkOS limits the request rate" });
    expect(waitsMs).toHaveLength(30);
  });

  it.each([400, 401, 403, 404, 422])(
    "sends no second request after a refusal with status %d",
    async (code) => {
      const { answer, waitsMs } = await ask([status(code), ok]);
      expect(answer).toEqual({ kind: "refused", status: code, failureCode: null });
      expect(waitsMs).toEqual([]);
    },
  );

  it("retries when WorkOS doesn't respond within 30 seconds", async () => {
    vi.useFakeTimers();
    try {
      const notes: string[] = [];
      let sent = 0;
      const outcome = fetchWithRetries(new Request("http://workos.test/users"), {
        fetch: () => {
          sent += 1;
          return sent === 1 ? new Promise(() => undefined) : Promise.resolve(ok());
        },
        wait: () => Promise.resolve(),
        now: () => nowMs,
        note: (text) => void notes.push(text),
        signal: new AbortController().signal,
      });
      await vi.advanceTimersByTimeAsync(29_999);
      expect(sent).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(await outcome).toMatchObject({ kind: "answered" });
      expect(notes).toEqual(["WorkOS didn't respond within 30 s; retrying in 1 s"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("stops when it is interrupted during a wait", async () => {
    const { answer, asked } = await ask([status(500)]);
    expect(answer).toEqual({ kind: "interrupted" });
    expect(asked).toBe(3);
  });

  it("sends nothing when it was interrupted before", async () => {
    const interruption = new AbortController();
    interruption.abort();
    const { answer, asked } = await ask([ok], interruption);
    expect({ answer, asked }).toEqual({ answer: { kind: "interrupted" }, asked: 0 });
  });
});

/** Sends a request that must not take effect twice to a WorkOS with these responses. */
async function send(answers: (() => Response)[], effects: (RequestOutcome | null)[]) {
  const happened: string[] = [];
  const interruption = new AbortController();
  const answer = await fetchWithRetries(
    new Request("http://workos.test/invitations", { method: "POST", body: "{}" }),
    {
      fetch: (_, init) => {
        happened.push("sent");
        expect(init?.signal).not.toBe(interruption.signal);
        const next = answers.shift();
        return next === undefined ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(next());
      },
      wait: () => Promise.resolve(),
      now: () => nowMs,
      note: () => undefined,
      signal: interruption.signal,
    },
    () => {
      happened.push("looked");
      return Promise.resolve(effects.shift() ?? null);
    },
  );
  return { answer, happened };
}

describe("fetchWithRetries for a request that must not take effect twice", () => {
  const found: RequestOutcome = { kind: "answered", body: "found" };

  it.each([
    ["a 5xx", status(502)],
    ["a lost network", lost],
    ["a response that isn't JSON", html],
  ])("looks for the effect after %s, and doesn't send again when there is one", async (_, failure) => {
    expect(await send([failure, made], [found])).toEqual({ answer: found, happened: ["sent", "looked"] });
  });

  it("sends again when the failed request had no effect", async () => {
    const { answer, happened } = await send([lost, status(500), made], [null, null]);
    expect(answer).toEqual({ kind: "answered", body: { id: "invitation_1" } });
    expect(happened).toEqual(["sent", "looked", "sent", "looked", "sent"]);
  });

  it("sends again after a rate limit without looking for an effect", async () => {
    expect((await send([status(429, "1"), made], [])).happened).toEqual(["sent", "sent"]);
  });

  it.each([
    [{ code: "invalid_role", message: "x" }, "invalid_role"],
    [{ error: "access_denied", error_description: "x" }, "access_denied"],
    [{ message: "x" }, null],
    [{ code: "\u001B[2J" }, null],
    [[], null],
  ])("reads the failure code of a refusal with %j: %j", async (body, failureCode) => {
    const { answer } = await send([() => Response.json(body, { status: 400 })], []);
    expect(answer).toEqual({ kind: "refused", status: 400, failureCode });
  });

  it("lets the current request finish when it is interrupted", async () => {
    const interruption = new AbortController();
    const answer = await fetchWithRetries(
      new Request("http://workos.test/invitations", { method: "POST", body: "{}" }),
      {
        fetch: (_, init) => {
          interruption.abort();
          expect(init?.signal?.aborted).toBe(false);
          return Promise.resolve(made());
        },
        wait: () => Promise.resolve(),
        now: () => nowMs,
        note: () => undefined,
        signal: interruption.signal,
      },
      () => Promise.resolve(null),
    );
    expect(answer.kind).toBe("answered");
  });
});
