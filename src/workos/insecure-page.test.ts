import { afterEach, describe, expect, it, vi } from "vitest";

import { findSecureAddress, isPageInsecure } from "./insecure-page.ts";

afterEach(() => vi.unstubAllGlobals());

describe("isPageInsecure", () => {
  it("is true only where the browser keeps crypto.subtle from the page", () => {
    expect(isPageInsecure()).toBe(false);
    vi.stubGlobal("crypto", {});
    expect(isPageInsecure()).toBe(true);
  });
});

describe("findSecureAddress", () => {
  it.each([
    ["http://192.168.1.20:5173/sign-in", "http://localhost:5173", true],
    ["http://10.0.0.7:4300", "http://localhost:4300", true],
    ["http://172.17.0.2:5174/members?page=2", "http://localhost:5174", true],
    ["http://100.101.102.103:5173", "http://localhost:5173", true],
    ["http://[fd00::2]:5173/", "http://localhost:5173", true],
    ["http://[2001:db8::1]", "http://localhost", true],
    ["http://192.168.1.20", "http://localhost", true],
    ["http://laptop.local:5173", "http://localhost:5173", true],
    ["http://laptop:5173", "http://localhost:5173", true],
    ["http://console.example.com", "https://console.example.com", false],
    ["http://console.example.com/dashboard", "https://console.example.com", false],
    ["http://console", "https://console", false],
  ])("names for %s the address %s", (address, origin, isOnServersComputerOnly) => {
    expect(findSecureAddress(new URL(address))).toEqual({ origin, isOnServersComputerOnly });
  });
});
