import { describe, expect, it } from "vitest";

import { findOwnAddress } from "./page-answer.ts";

const navigation = "text/html,*/*;q=0.8";

describe("findOwnAddress", () => {
  it.each([
    ["http://127.0.0.1:4300/", "http://localhost:4300/"],
    ["http://127.0.0.1:4300/members?page=2", "http://localhost:4300/members?page=2"],
    ["http://127.1.2.3:4300/sign-in", "http://localhost:4300/sign-in"],
    ["http://[::1]:4300/sign-in", "http://localhost:4300/sign-in"],
    ["http://127.0.0.1:4300//evil.example", "http://localhost:4300//evil.example"],
  ])("is for %s %s", (address, own) => {
    const request = new Request(address, { headers: { Accept: navigation } });
    expect(findOwnAddress(request, "http://localhost:4300")).toBe(own);
  });

  it.each([
    ["the own address", "http://localhost:4300/", navigation, "http://localhost:4300"],
    ["another port, which a container maps", "http://127.0.0.1:8080/", navigation, "http://localhost:4300"],
    ["another name", "http://console.localhost:4300/", navigation, "http://localhost:4300"],
    ["the network's address", "http://192.168.1.2:4300/", navigation, "http://localhost:4300"],
    ["a public console behind a proxy", "http://127.0.0.1:4300/", navigation, "https://console.example.com"],
    ["a script", "http://127.0.0.1:4300/start.js", "*/*", "http://localhost:4300"],
  ])("is none for %s", (_, address, accept, ownOrigin) => {
    expect(findOwnAddress(new Request(address, { headers: { Accept: accept } }), ownOrigin)).toBeNull();
  });
});
