import { describe, expect, it } from "vitest";

import { type PatientAnswer, askPatiently, sendPatiently } from "./patient-request.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");

/** Asks a WorkOS that answers so in turn, the last answer for ever; nobody really waits. */
async function ask(answers: (() => Response)[], interruption = new AbortController()) {
  const waitsMs: number[] = [];
  const notes: string[] = [];
  let asked = 0;
  const answer = await askPatiently(new Request("http://workos.test/users"), {
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

describe("a patient request", () => {
  it("waits exactly as long as a rate limit says, in seconds or as a date", async () => {
    const date = new Date(nowMs + 90_000).toUTCString();
    const { answer, waitsMs, notes } = await ask([status(429, "17"), status(429, date), ok]);
    expect(answer).toEqual({ kind: "answered", body: { data: [] } });
    expect(waitsMs).toEqual([17_000, 90_000]);
    expect(notes[0]).toBe("WorkOS limits the rate; asking again in 17 s");
  });

  it("never waits longer than ten minutes at once, and never less than a second", async () => {
    const past = new Date(nowMs - 90_000).toUTCString();
    const { waitsMs } = await ask([status(429, "999999"), status(429, "0"), status(429, past), ok]);
    expect(waitsMs).toEqual([600_000, 1000, 1000]);
  });

  it("backs off on 5xx, a lost network, a captive portal and a limit without a time", async () => {
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

  it("honours Retry-After of a 503 as well", async () => {
    expect((await ask([status(503, "5"), ok])).waitsMs).toEqual([5000]);
  });

  it("gives up after the eighth wait for an outage", async () => {
    const { answer, waitsMs, asked } = await ask([status(500), status(500)]);
    expect(answer).toEqual({ kind: "gave_up", cause: "WorkOS answered 500" });
    expect(waitsMs).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(asked).toBe(9);
  });

  it("gives up a rate limit that never ends", async () => {
    const { answer, waitsMs } = await ask([status(429, "1"), status(429, "1")]);
    expect(answer).toEqual({ kind: "gave_up", cause: "WorkOS limits the rate" });
    expect(waitsMs).toHaveLength(30);
  });

  it.each([400, 401, 403, 404, 422])("asks once where WorkOS refuses with %d", async (code) => {
    const { answer, waitsMs } = await ask([status(code), ok]);
    expect(answer).toEqual({ kind: "refused", status: code, failureCode: null });
    expect(waitsMs).toEqual([]);
  });

  it("stops when it is interrupted in a wait", async () => {
    const { answer, asked } = await ask([status(500)]);
    expect(answer).toEqual({ kind: "interrupted" });
    expect(asked).toBe(3);
  });

  it("asks nothing when it was interrupted before", async () => {
    const interruption = new AbortController();
    interruption.abort();
    const { answer, asked } = await ask([ok], interruption);
    expect({ answer, asked }).toEqual({ answer: { kind: "interrupted" }, asked: 0 });
  });
});

/** Sends to a WorkOS that answers so in turn, and looks for the effect each time before it sends again. */
async function send(answers: (() => Response)[], effects: (PatientAnswer | null)[]) {
  const happened: string[] = [];
  const interruption = new AbortController();
  const answer = await sendPatiently(
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

describe("a patient request that must not take effect twice", () => {
  const found: PatientAnswer = { kind: "answered", body: "found" };

  it.each([
    ["a 5xx", status(502)],
    ["a lost network", lost],
    ["an answer that is none of WorkOS's", html],
  ])("looks for its effect after %s, and isn't sent again where there is one", async (_, failure) => {
    expect(await send([failure, made], [found])).toEqual({ answer: found, happened: ["sent", "looked"] });
  });

  it("is sent again where it had no effect", async () => {
    const { answer, happened } = await send([lost, status(500), made], [null, null]);
    expect(answer).toEqual({ kind: "answered", body: { id: "invitation_1" } });
    expect(happened).toEqual(["sent", "looked", "sent", "looked", "sent"]);
  });

  it("is sent again after a rate limit without a look", async () => {
    expect((await send([status(429, "1"), made], [])).happened).toEqual(["sent", "sent"]);
  });

  it.each([
    [{ code: "invalid_role", message: "x" }, "invalid_role"],
    [{ error: "access_denied", error_description: "x" }, "access_denied"],
    [{ message: "x" }, null],
    [{ code: "\u001B[2J" }, null],
    [[], null],
  ])("tells WorkOS's word for a refusal with %j: %j", async (body, failureCode) => {
    const { answer } = await send([() => Response.json(body, { status: 400 })], []);
    expect(answer).toEqual({ kind: "refused", status: 400, failureCode });
  });

  it("lets the request under way come to its end when it is interrupted", async () => {
    const interruption = new AbortController();
    const answer = await sendPatiently(
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
