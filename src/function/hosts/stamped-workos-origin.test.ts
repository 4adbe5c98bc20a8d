import { describe, expect, it } from "vitest";

import { readStampedWorkosOrigin } from "./stamped-workos-origin.ts";

const ownOrigin = "https://console.example.com";

function page(block: unknown): string {
  const json = JSON.stringify(block).replaceAll("<", "\\u003c");
  return `<html>\n<script type="application/json" id="portico-config">${json}</script>\n</html>`;
}

describe("readStampedWorkosOrigin", () => {
  it.each([
    [{ workosClientId: "c", workosApiUrl: null, workosRedirectUri: null }, "https://api.workos.com"],
    [{ workosClientId: "c", workosApiUrl: "https://auth.example.com/" }, "https://auth.example.com"],
    [{ workosClientId: "c", workosApiUrl: "http://localhost:4100" }, "http://localhost:4100"],
    [{ workosClientId: "c", workosApiUrl: "/" }, ownOrigin],
    [{ workosClientId: null, workosApiUrl: "https://auth.example.com" }, null],
  ])("reads %j as %j", (block, expected) => {
    expect(readStampedWorkosOrigin(page(block), ownOrigin)).toBe(expected);
  });

  it.each(["", "<html></html>", page({}), page("x"), page({ workosClientId: "c", workosApiUrl: "http://" })])(
    "throws on a page without a valid configuration block: %s",
    (html) => {
      expect(() => readStampedWorkosOrigin(html, ownOrigin)).toThrow();
    },
  );
});
