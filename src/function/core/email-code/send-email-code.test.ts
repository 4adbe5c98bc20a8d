import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chooseRows, isLongRun } from "../../../contract/testing/long-run.ts";
import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { longestReturnTo } from "../../../contract/return-to.ts";
import { parseProblem } from "../../../contract/failure.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import { createTestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { type Wait, wait } from "../feature/environment.ts";
import { responseDelayMs } from "../feature/issuer.ts";

const send = apiPaths.sendEmailCode;
const challengeCookie = "__Host-portico-challenge";

/** The function with a mocked WorkOS; `intercept` may answer in WorkOS's place. */
function setUp(options: { wait?: Wait; intercept?: AnswerAsWorkos } = {}) {
  const workos = createTestWorkos({ signUpAllowed: false });
  const variables = testVariables;
  const answers = [options.intercept ?? (() => null), (request: Request) => workos.answer(request)];
  return {
    workos,
    ...createTestFunction({ answers, variables, ...(options.wait && { wait: options.wait }) }),
  };
}

const never: Wait = async () => await new Promise<void>(() => undefined);

/** Resolves once the condition holds, whatever real time cryptography and module loading need; no fake time passes. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Gives everything that doesn't wait for a timer enough time to finish. */
async function settle(): Promise<void> {
  for (let step = 0; step < 200; step += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A `wait` on the fake clock that records the delays. */
function watchWaits(): { wait: Wait; waitedMs: number[] } {
  const waitedMs: number[] = [];
  return {
    waitedMs,
    wait: async (milliseconds) => {
      waitedMs.push(milliseconds);
      await wait(milliseconds);
    },
  };
}

/** The answer to an accepted send, after its response delay. */
async function answerAfterDelay(waitedMs: number[], ask: () => Promise<Response>): Promise<Response> {
  const before = waitedMs.length;
  const answer = ask();
  await until(() => waitedMs.length > before);
  await vi.advanceTimersByTimeAsync(responseDelayMs);
  return answer;
}

/** Resolves once the function has processed that many of WorkOS's answers, whatever real time its cryptography needs. */
async function takenIn(log: LogEntry[], count: number): Promise<void> {
  for (let step = 0; step < 20_000; step += 1) {
    if (log.filter((entry) => entry.event === "one_time_code_asked").length >= count) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
}

function withoutCookieValue(response: Response): string[] {
  return [...response.headers].map(([name, value]) =>
    name === "set-cookie"
      ? `${name}: ${value.replace(/=[^;]*/, "=…")} (${String(value.length)})`
      : `${name}: ${value}`,
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("POST /api/email-code/send", () => {
  it("takes every field at its longest, together with the others", async () => {
    const { browser, workos } = setUp();
    const email = `${"a".repeat(64)}@${"sub.".repeat(44)}example.com`;
    const returnTo = `/${"a".repeat(longestReturnTo - 1)}`;
    const body = { email: email.padEnd(1024), returnTo, invitationToken: "t".repeat(256) };
    expect((await browser.post(send, body)).status).toBe(202);
    expect(browser.cookies.get(challengeCookie)?.length).toBeLessThan(3968);
    expect(workos.mailbox).toBeDefined();
  });

  it("mails a code and sets a challenge cookie that reveals nothing", async () => {
    const { workos, browser } = setUp();
    const response = await browser.post(send, { email: "ada@example.com", returnTo: "/members?page=2" });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      expiresInSeconds: 600,
      resendAfterSeconds: 30,
      mayHoldLink: false,
    });
    expect(workos.mailbox.latestTo("ada@example.com")?.text).toMatch(/[0-9]{6}/);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-portico-challenge=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    expect(atob(browser.cookies.get(challengeCookie)?.split(".")[0] ?? "")).not.toContain("ada");
  });

  it("fits the return path of the longest body into a cookie that browsers accept", async () => {
    const { browser } = setUp();
    const response = await browser.post(send, { email: "ada@example.com", returnTo: `/${"a".repeat(1980)}` });
    expect(response.status).toBe(202);
  });

  it.each(["ada", "", "ada@example", "ada@example.com\r\nBcc: eve@example.com"])(
    "refuses the address %j without asking WorkOS",
    async (email) => {
      const { browser, asked } = setUp();
      const response = await browser.post(send, { email });
      expect(response.status).toBe(400);
      expect(parseProblem(await response.json())?.code).toBe("invalid_email");
      expect(asked).toEqual([]);
    },
  );

  it.each(["ada@example.com\u200B", "\u200Eada@example.com\u2069", "\uFEFFada@example.com\u00A0"])(
    "mails the code to %j without the invisible characters at its ends",
    async (email) => {
      const { workos, browser } = setUp();
      expect((await browser.post(send, { email })).status).toBe(202);
      expect(workos.mailbox.latestTo("ada@example.com")?.text).toMatch(/[0-9]{6}/);
    },
  );

  it("says where an invisible character in an address is", async () => {
    const { browser, asked } = setUp();
    const response = await browser.post(send, { email: "ada\u200B@example.com" });
    expect(response.status).toBe(400);
    expect(parseProblem(await response.json())).toMatchObject({
      code: "invalid_email",
      detail: 'There is an invisible character (U+200B) after "ada".',
    });
    expect(asked).toEqual([]);
  });

  it("answers known, unknown and refused addresses with the same bytes and headers", async () => {
    const refusals: [string, number, unknown][] = [
      ["sso@example.com", 400, { error: "sso_required", error_description: "x", connection_ids: ["conn_1"] }],
      ["nope@example.com", 400, { error: "authentication_method_not_allowed", error_description: "x" }],
      ["inv@example.com", 400, { error: "invitation_invalid", error_description: "x" }],
      ["emu@example.com", 404, { code: "not_found", message: "User not found" }],
      ["bad@example.com", 422, { code: "invalid_request_parameters", message: "x", errors: [] }],
      ["msg@example.com", 400, { message: "no" }],
      ["403@example.com", 403, { code: "email_verification_required", message: "x" }],
    ];
    const { app } = setUp({
      intercept: async (request) => {
        const body = await request.clone().text();
        const refusal = refusals.find(([email]) => body.includes(email));
        return refusal === undefined ? null : Response.json(refusal[2], { status: refusal[1] });
      },
    });
    const emails = ["ada@example.com", "who@example.com", ...refusals.map(([email]) => email)];
    const answers = await Promise.all(
      emails.map(async (email) => {
        const response = await createTestBrowser(app).post(send, { email: email.padStart(16, "0") });
        return JSON.stringify([response.status, await response.text(), withoutCookieValue(response)]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("202");
  });

  it("answers after the same delay whatever WorkOS answers and however long it takes", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const held = Promise.withResolvers<void>();
    const { wait: watchedWait, waitedMs } = watchWaits();
    const { app, asked } = setUp({
      wait: watchedWait,
      intercept: async (request) => {
        const body = await request.clone().text();
        if (body.includes("slow@") || body.includes("late-refusal@")) await held.promise;
        return body.includes("refusal@")
          ? Response.json({ error: "sign_up_not_allowed" }, { status: 400 })
          : null;
      },
    });
    const names = ["ada", "who", "refusal", "slow", "late-refusal"];
    for (const [index, name] of names.entries()) {
      let isAnswered = false;
      const answer = createTestBrowser(app).post(send, { email: `${name}@example.com` });
      void answer.then(() => (isAnswered = true));
      await until(() => asked.length > index);
      await vi.advanceTimersByTimeAsync(responseDelayMs - 1);
      await settle();
      expect(isAnswered).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect((await answer).status).toBe(202);
    }
    expect(waitedMs).toEqual(names.map(() => responseDelayMs));
    held.resolve();
  });

  it.each<[string, AnswerAsWorkos, number, string]>([
    ["a lost connection", () => Promise.reject(new TypeError("fetch failed")), 503, "workos_unreachable"],
    ["a 500", () => Response.json({ message: "x" }, { status: 500 }), 503, "workos_unreachable"],
    ["an HTML page", () => new Response("<html>", { status: 502 }), 503, "workos_unreachable"],
    ["a refused API key", () => Response.json({ message: "x" }, { status: 401 }), 503, "not_configured"],
    [
      "a rate limit without a code on its way",
      () => Response.json({ message: "x" }, { status: 429, headers: { "Retry-After": "17" } }),
      503,
      "workos_unreachable",
    ],
  ])(
    "reports %s at once, the same for every address, and sets no cookie",
    async (_name, answer, status, code) => {
      const { app } = setUp({ wait: never, intercept: answer });
      for (const email of ["ada@example.com", "unknown@example.com"]) {
        const response = await createTestBrowser(app).post(send, { email });
        expect(response.status).toBe(status);
        const problem = parseProblem(await response.json());
        expect(problem?.code).toBe(code);
        expect(response.headers.get("Retry-After")).toBe(problem?.retryAfterSeconds?.toString() ?? null);
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    },
  );

  it("passes on the Retry-After of WorkOS's rate limit", async () => {
    const { browser } = setUp({
      intercept: () => Response.json({ message: "x" }, { status: 429, headers: { "Retry-After": "17" } }),
    });
    const response = await browser.post(send, { email: "ada@example.com" });
    expect(response.headers.get("Retry-After")).toBe("17");
  });

  it("reports a failure found after the answer to the same client's next send, and to no other client", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const { wait: watchedWait, waitedMs } = watchWaits();
    const { app, browser, asked, log } = setUp({
      wait: watchedWait,
      intercept: async ({ url }) => {
        if (url.includes("portico.invalid")) return null;
        await wait(2000);
        throw new TypeError("fetch failed");
      },
    });
    await answerAfterDelay(waitedMs, () => browser.post(send, { email: "ada@example.com" }));
    await vi.advanceTimersByTimeAsync(2000);
    await takenIn(log, 1);
    const askedBefore = asked.length;
    // No fake time passes, so this is answered at once.
    const response = await browser.post(send, { email: "grace@example.com" });
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toMatch(/^(?:[12][0-9]|30)$/);
    expect(asked).toHaveLength(askedBefore);

    const other = createTestBrowser(app, { address: "198.51.100.7" });
    const answer = await answerAfterDelay(waitedMs, () => other.post(send, { email: "grace@example.com" }));
    expect(answer.status).toBe(202);
  });

  it("reports no failure that one client met to every client with an unknown address", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const { wait: watchedWait, waitedMs } = watchWaits();
    const { app, log } = setUp({
      wait: watchedWait,
      intercept: async (request) => {
        if (!(await request.clone().text()).includes("o'neil@")) return null;
        await wait(2000);
        return new Response("<html>", { status: 500 });
      },
    });
    const ask = async (email: string) => {
      const browser = createTestBrowser(app, { address: "" });
      return await answerAfterDelay(waitedMs, () => browser.post(send, { email }));
    };
    await ask("o'neil@example.com");
    await vi.advanceTimersByTimeAsync(2000);
    await takenIn(log, 1);
    await settle();
    expect((await ask("grace@example.com")).status).toBe(202);
  });

  it("reports an outage that three clients met in health and to every send, until it is over", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    let isDown = true;
    const { wait: watchedWait, waitedMs } = watchWaits();
    const { app, browser, asked, log } = setUp({
      wait: watchedWait,
      intercept: () => (isDown ? Promise.reject(new TypeError("fetch failed")) : null),
    });
    const readHealth = async () =>
      await (await app.fetch(new Request(`${testOrigin}${apiPaths.health}`))).json();
    for (const [index, address] of ["198.51.100.1", "198.51.100.2", "198.51.100.3"].entries()) {
      expect(await readHealth()).toEqual({ status: "ok", emailCode: "available" });
      const own = createTestBrowser(app, { address });
      expect((await own.post(send, { email: "ada@example.com" })).status).toBe(503);
      await takenIn(log, index + 1);
      await settle();
    }
    expect(await readHealth()).toEqual({ status: "degraded", emailCode: "unavailable" });

    const askedBefore = asked.length;
    const response = await browser.post(send, { email: "grace@example.com" });
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "30"]);
    expect(asked).toHaveLength(askedBefore);

    isDown = false;
    await vi.advanceTimersByTimeAsync(30_000);
    const again = await answerAfterDelay(waitedMs, () => browser.post(send, { email: "grace@example.com" }));
    expect(again.status).toBe(202);
    expect(await readHealth()).toEqual({ status: "ok", emailCode: "available" });
  });

  it("gives up on WorkOS after 8 seconds without an answer, and reports it to the same client's next send", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const { wait: watchedWait, waitedMs } = watchWaits();
    const { browser, log } = setUp({
      wait: watchedWait,
      intercept: async () => await new Promise<Response>(() => undefined),
    });
    const ask = async () => await browser.post(send, { email: "ada@example.com" });
    await answerAfterDelay(waitedMs, ask);
    await vi.advanceTimersByTimeAsync(7000);
    expect((await answerAfterDelay(waitedMs, ask)).status).toBe(202);
    await vi.advanceTimersByTimeAsync(1000);
    await takenIn(log, 1);
    expect((await ask()).status).toBe(503);
  });

  describe("limits", () => {
    it.each(["ada@example.com", "unknown@example.com"])(
      "accepts ten sends a minute for %s from one client, asks WorkOS for three, and refuses the eleventh",
      async (email) => {
        const { app, asked } = setUp();
        const statuses: number[] = [];
        for (let index = 0; index < 10; index += 1) {
          const spelling = index % 2 === 0 ? email : email.toUpperCase();
          const browser = createTestBrowser(app);
          statuses.push((await browser.post(send, { email: spelling })).status);
        }
        expect(statuses).toEqual(Array.from({ length: 10 }, () => 202));
        expect(asked).toHaveLength(3);

        vi.setSystemTime(Date.now() + 15_000);
        const refused = await createTestBrowser(app).post(send, { email });
        expect(refused.status).toBe(429);
        expect(parseProblem(await refused.json())).toMatchObject({
          code: "too_many_requests",
          retryAfterSeconds: 45,
        });
        expect(refused.headers.get("Retry-After")).toBe("45");
        expect(refused.headers.get("RateLimit")).toBe('"address";r=0;t=45');
        expect(refused.headers.get("RateLimit-Policy")).toBe('"address";q=10;w=60');
        expect(refused.headers.getSetCookie()).toEqual([]);

        vi.setSystemTime(Date.now() + 45_000);
        expect((await createTestBrowser(app).post(send, { email })).status).toBe(202);
        expect(asked).toHaveLength(4);
      },
    );

    it("accepts thirty sends a minute from one client address, whatever other headers it sends", async () => {
      const { app } = setUp();
      const browser = createTestBrowser(app);
      const statuses: number[] = [];
      for (let index = 0; index < 31; index += 1) {
        const spoofed = { "X-Forwarded-For": `203.0.113.${String(index)}`, Forwarded: "for=203.0.113.9" };
        statuses.push((await browser.post(send, { email: `p${String(index)}@example.com` }, spoofed)).status);
      }
      expect(statuses.filter((status) => status === 202)).toHaveLength(30);
      expect(statuses.at(-1)).toBe(429);
      const other = createTestBrowser(app, { address: "198.51.100.7" });
      expect((await other.post(send, { email: "other@example.com" })).status).toBe(202);
    });

    it.each(chooseRows(["ada@example.com", "unknown@example.com"], 2))(
      "refuses no client's first send for %s, and asks WorkOS for one mail in eight minutes once the address's own are used up",
      async (email) => {
        const { app, asked } = setUp({ wait: () => Promise.resolve() });
        const startedAtMs = 1_900_000_000_000 - (1_900_000_000_000 % (8 * 60_000));
        let clients = 0;
        const askedAfter = async (minute: number, sends: number): Promise<number> => {
          vi.setSystemTime(startedAtMs + minute * 60_000);
          for (let index = 0; index < sends; index += 1) {
            clients += 1;
            const address = `198.18.${String(clients >> 8)}.${String(clients & 255)}`;
            expect((await createTestBrowser(app, { address }).post(send, { email })).status).toBe(202);
          }
          await settle();
          return asked.length;
        };
        // WorkOS mails three a minute, so ten of our own in a minute are three, and a shared one is none.
        expect(await askedAfter(0, 12)).toBe(3);
        expect(await askedAfter(1, 12)).toBe(6);
        expect(await askedAfter(7.9, 3)).toBe(6);
        expect(await askedAfter(8, 3)).toBe(7);
        expect(await askedAfter(15.9, 3)).toBe(7);
        expect(await askedAfter(16, 3)).toBe(8);
        expect(await askedAfter(60, 12)).toBe(11);
        expect(await askedAfter(61, 12)).toBe(14);
        for (let minute = 62; minute < 24 * 60; minute += 6) await askedAfter(minute, 2);
        expect(asked.length).toBe(14 + (24 * 60 - 64) / 8);
      },
    );

    it.runIf(isLongRun)(
      "accepts a hundred sends an hour and five hundred a day from one client address",
      async () => {
        const { app } = setUp();
        const browser = createTestBrowser(app);
        const sent = { total: 0, policies: new Set<string>() };
        // Thirty sends a minute for ten hours, up to the hourly limit.
        for (let minute = 0; minute < 600; minute += 1) {
          if (minute % 60 < 4) {
            for (let index = 0; index < 30; index += 1) {
              const email = `p${String(minute)}-${String(index)}@example.com`;
              const response = await browser.post(send, { email });
              if (response.status === 202) sent.total += 1;
              else sent.policies.add(response.headers.get("RateLimit-Policy") ?? "none");
            }
          }
          vi.setSystemTime(Date.now() + 60_000);
        }
        expect(sent.total).toBe(500);
        expect(sent.policies).toEqual(new Set(['"client";q=100;w=3600', '"client";q=500;w=86400']));
      },
    );

    it("hides WorkOS's rate limit while a code is on its way, and reports it afterwards", async () => {
      let isLimited = false;
      const { browser } = setUp({
        intercept: () => (isLimited ? Response.json({ message: "slow down" }, { status: 429 }) : null),
      });
      expect((await browser.post(send, { email: "ada@example.com" })).status).toBe(202);
      isLimited = true;
      expect((await browser.post(send, { email: "ada@example.com" })).status).toBe(202);
      vi.setSystemTime(Date.now() + 61_000);
      expect((await browser.post(send, { email: "ada@example.com" })).status).toBe(503);
    });

    it("doesn't count a mail that WorkOS never accepted", async () => {
      let isDown = true;
      const { browser, workos } = setUp({
        intercept: () => (isDown ? Response.json({ message: "x" }, { status: 503 }) : null),
      });
      for (let index = 0; index < 4; index += 1) await browser.post(send, { email: "ada@example.com" });
      isDown = false;
      expect((await browser.post(send, { email: "ada@example.com" })).status).toBe(202);
      expect(workos.mailbox.list()).toHaveLength(1);
    });
  });
});
