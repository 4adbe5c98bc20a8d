import { exportJWK, generateKeyPair } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { coolDownMs, createRemoteKeys, freshMs, retryAfterMs, usableMs } from "./remote-keys.ts";

const url = new URL("https://issuer.example/jwks.json");
const { publicKey } = await generateKeyPair("ES256", { extractable: true });
const publicJwk = await exportJWK(publicKey);

function jwksOf(...keyIds: string[]) {
  return { keys: keyIds.map((kid) => ({ ...publicJwk, kid })) };
}

/** Keys behind an issuer that answers with `control.answer`, and a clock that the test moves. */
function setUp(answer: () => Response | Promise<Response>) {
  const control = { answer, nowMs: 1_800_000_000_000, asked: 0 };
  const requests: RequestInit[] = [];
  const findKeys = createRemoteKeys({
    url,
    fetch: async (input, init) => {
      expect(input).toBe(url);
      control.asked += 1;
      requests.push(init ?? {});
      return await control.answer();
    },
    now: () => control.nowMs,
  });
  const find = async (keyId: string) => (await findKeys(keyId)).kind;
  return { control, requests, findKeys, find };
}

const answerKeys =
  (...keyIds: string[]) =>
  () =>
    Response.json(jwksOf(...keyIds));
const fail = () => Promise.reject(new TypeError("fetch failed"));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the keys of an issuer elsewhere", () => {
  it("are asked for once, when the first token comes, by all who wait for them", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    expect(control.asked).toBe(0);
    expect(await Promise.all([find("k1"), find("k1"), find("k2")])).toEqual(["found", "found", "absent"]);
    expect(await find("k1")).toBe("found");
    expect(control.asked).toBe(1);
  });

  it("give the key that a header names", async () => {
    const { findKeys } = setUp(answerKeys("k1", "k2"));
    const keys = await findKeys("k2");
    if (keys.kind !== "found") throw new Error("not found");
    expect(await keys.selectKey({ alg: "ES256", kid: "k2" })).toMatchObject({ type: "public" });
    await expect(keys.selectKey({ alg: "ES256", kid: "k3" })).rejects.toThrow("no applicable key");
  });

  it("are not asked for again by key ids that somebody makes up, until the cool-down is over", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    for (let index = 0; index < 100; index += 1)
      expect(await find(`made-up-${String(index)}`)).toBe("absent");
    expect(control.asked).toBe(1);
    control.answer = answerKeys("k2", "k1");
    control.nowMs += coolDownMs - 1;
    expect(await find("k2")).toBe("absent");
    control.nowMs += 1;
    expect(await find("k2")).toBe("found");
    expect(control.asked).toBe(2);
  });

  it("are asked for again when they are old, so that a withdrawn one stops counting", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    await find("k1");
    control.answer = answerKeys("k2");
    control.nowMs += freshMs - 1;
    expect(await find("k1")).toBe("found");
    control.nowMs += 1;
    expect(await find("k1")).toBe("absent");
    expect(control.asked).toBe(2);
  });

  it("go on for an hour while the issuer doesn't answer, and not longer", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    await find("k1");
    control.answer = fail;
    control.nowMs += usableMs - 1;
    expect(await find("k1")).toBe("found");
    expect(await find("k2")).toBe("unavailable");
    control.nowMs += 1;
    expect(await find("k1")).toBe("unavailable");
  });

  it("are asked for again soon after a question without an answer, not at once", async () => {
    const { control, find } = setUp(fail);
    expect(await find("k1")).toBe("unavailable");
    control.answer = answerKeys("k1");
    control.nowMs += retryAfterMs - 1;
    expect(await find("k1")).toBe("unavailable");
    control.nowMs += 1;
    expect(await find("k1")).toBe("found");
    expect(control.asked).toBe(2);
  });

  it.each<[string, () => Response]>([
    ["an error's", () => Response.json(jwksOf("k1"), { status: 500 })],
    [
      "a redirect's",
      () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } }),
    ],
    ["a page's", () => new Response("<!doctype html>")],
    ["a list's", () => Response.json([])],
    ["keys without a type in an answer's", () => Response.json({ keys: [{ kid: "k1" }] })],
    ["a huge answer's", () => Response.json({ ...jwksOf("k1"), padding: "x".repeat(64 * 1024) })],
  ])("are not %s", async (_, answer) => {
    const { find } = setUp(answer);
    expect(await find("k1")).toBe("unavailable");
  });

  it("are asked for without following redirects, for three seconds at most", async () => {
    const { requests, find } = setUp(() => new Promise<Response>(() => undefined));
    void find("k1");
    expect(requests[0]?.redirect).toBe("manual");
    expect(requests[0]?.signal?.aborted).toBe(false);
    vi.advanceTimersByTime(3000);
    expect(requests[0]?.signal?.aborted).toBe(true);
  });
});
