import { exportJWK, generateKeyPair } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { nextTurn } from "../../testing/test-background.ts";
import { coolDownMs, createRemoteKeys, freshMs, retryAfterMs, usableMs } from "./remote-keys.ts";

const url = new URL("https://issuer.example/jwks.json");
const { publicKey } = await generateKeyPair("ES256", { extractable: true });
const publicJwk = await exportJWK(publicKey);

function jwksOf(...keyIds: string[]) {
  return { keys: keyIds.map((kid) => ({ ...publicJwk, kid })) };
}

/** Keys of an issuer that answers with `control.answer`, and a clock that the test controls. */
function setUp(answer: () => Response | Promise<Response>) {
  const control = { answer, nowMs: 1_800_000_000_000, asked: 0 };
  const requests: RequestInit[] = [];
  const tasks: Promise<unknown>[] = [];
  const findKeys = createRemoteKeys({
    url,
    fetch: async (input, init) => {
      expect(input).toBe(url);
      control.asked += 1;
      requests.push(init ?? {});
      return await control.answer();
    },
    now: () => control.nowMs,
    wait: nextTurn,
    runInBackground: (task) => void tasks.push(task),
  });
  const find = async (keyId: string) => (await findKeys(keyId)).kind;
  return { control, requests, tasks, findKeys, find };
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

describe("the keys of a remote issuer", () => {
  it("fetches the keys once, for the first token and all that wait with it", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    expect(control.asked).toBe(0);
    expect(await Promise.all([find("k1"), find("k1"), find("k2")])).toEqual(["found", "found", "absent"]);
    expect(await find("k1")).toBe("found");
    expect(control.asked).toBe(1);
  });

  it("fetches in the background of its request, so that the keys arrive even if the client resets it", async () => {
    const { control, tasks, find } = setUp(answerKeys("k1"));
    void find("k1");
    await tasks[0];
    control.answer = fail;
    expect(await find("k1")).toBe("found");
    expect(control.asked).toBe(1);
  });

  it("doesn't keep later requests waiting for a fetch whose request was cut off", async () => {
    const { control, find } = setUp(() => new Promise<Response>(() => undefined));
    void find("k1");
    const waiting = find("k1");
    control.answer = answerKeys("k1");
    control.nowMs += 2999;
    await nextTurn();
    expect(control.asked).toBe(1);
    control.nowMs += 1;
    expect(await waiting).toBe("found");
    expect(await find("k1")).toBe("found");
    expect(control.asked).toBe(2);
  });

  it("selects the key that a header names", async () => {
    const { findKeys } = setUp(answerKeys("k1", "k2"));
    const keys = await findKeys("k2");
    if (keys.kind !== "found") throw new Error("not found");
    expect(await keys.selectKey({ alg: "ES256", kid: "k2" })).toMatchObject({ type: "public" });
    await expect(keys.selectKey({ alg: "ES256", kid: "k3" })).rejects.toThrow("no applicable key");
  });

  it("doesn't fetch again for invented key ids until the cool-down is over", async () => {
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

  it("fetches old keys again, so that a withdrawn key is no longer accepted", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    await find("k1");
    control.answer = answerKeys("k2");
    control.nowMs += freshMs - 1;
    expect(await find("k1")).toBe("found");
    control.nowMs += 1;
    expect(await find("k1")).toBe("absent");
    expect(control.asked).toBe(2);
  });

  it("uses keys for up to an hour while the issuer doesn't answer", async () => {
    const { control, find } = setUp(answerKeys("k1"));
    await find("k1");
    control.answer = fail;
    control.nowMs += usableMs - 1;
    expect(await find("k1")).toBe("found");
    expect(await find("k2")).toBe("unavailable");
    control.nowMs += 1;
    expect(await find("k1")).toBe("unavailable");
  });

  it("fetches again soon after a failed fetch, but not at once", async () => {
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
    ["an error status", () => Response.json(jwksOf("k1"), { status: 500 })],
    ["a redirect", () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } })],
    ["an HTML page", () => new Response("<!doctype html>")],
    ["a list", () => Response.json([])],
    ["keys without a type", () => Response.json({ keys: [{ kid: "k1" }] })],
    ["a huge answer", () => Response.json({ ...jwksOf("k1"), padding: "x".repeat(64 * 1024) })],
  ])("takes no keys from %s", async (_, answer) => {
    const { find } = setUp(answer);
    expect(await find("k1")).toBe("unavailable");
  });

  it("fetches without following redirects, for at most three seconds", async () => {
    const { requests, find } = setUp(() => new Promise<Response>(() => undefined));
    void find("k1");
    expect(requests[0]?.redirect).toBe("manual");
    expect(requests[0]?.signal?.aborted).toBe(false);
    vi.advanceTimersByTime(3000);
    expect(requests[0]?.signal?.aborted).toBe(true);
  });
});
