import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { openToken, sealToken } from "./sealed-token.ts";

const schema = v.object({ name: v.string() });
const value = { name: "Zoë" };

describe("a sealed token", () => {
  it("opens for its own purpose", async () => {
    const token = await sealToken("refresh token", value, 1000);
    expect(await openToken("refresh token", schema, token, 999)).toEqual({ ok: true, value });
  });

  it("opens for no other purpose", async () => {
    const token = await sealToken("refresh token", value, 1000);
    expect(await openToken("authorization code", schema, token, 0)).toEqual({ ok: false, reason: "invalid" });
  });

  it("expires at its moment", async () => {
    const token = await sealToken("refresh token", value, 1000);
    expect(await openToken("refresh token", schema, token, 1000)).toEqual({ ok: false, reason: "expired" });
  });

  it("does not open once any character of it was changed", async () => {
    const token = await sealToken("refresh token", value, 1000);
    for (let index = 0; index < token.length - 1; index += 7) {
      const changed = `${token.slice(0, index)}${token[index] === "A" ? "B" : "A"}${token.slice(index + 1)}`;
      expect(await openToken("refresh token", schema, changed, 0)).toEqual({ ok: false, reason: "invalid" });
    }
  });

  it("does not open as something it does not hold", async () => {
    const token = await sealToken("refresh token", { other: 1 }, 1000);
    expect(await openToken("refresh token", schema, token, 0)).toEqual({ ok: false, reason: "invalid" });
  });

  it("shows nothing of its value", async () => {
    const token = await sealToken("refresh token", { name: "ada@example.com" }, 1000);
    expect(atob(token.replaceAll("-", "+").replaceAll("_", "/"))).not.toContain("ada");
  });
});
