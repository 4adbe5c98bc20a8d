// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";

import { afterEach, describe, expect, it } from "vitest";

import { contentVariables } from "../../src/function/hosts/content-origins.ts";

const script = readFileSync(join(import.meta.dirname, "..", "..", "public", "start.js"), "utf8");
const page = `<div id="root"></div><main id="start" data-product="Portico" data-misconfigured="Ask the operator"><h1>Not started</h1>
  <p>Reload.</p><p id="start-reference" data-label="Reference"></p><a href="">Reload</a></main>`;

const asset = (name: string) => `https://console.example.com/assets/${name}`;

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

type Options = {
  stored?: string | null;
  isStorageBlocked?: boolean;
  isOnline?: boolean;
  /** What comes before the words, and has come before the script. */
  before?: string;
  hasEarly?: boolean;
};

/** A page that has run the script, and the failures and reloads that a test makes it have. */
function open({ stored = null, isStorageBlocked = false, isOnline = true, ...options }: Options = {}) {
  let reloads = 0;
  const said: string[] = [];
  const entries = new Map(stored === null ? [] : [["portico:reloaded-for", stored]]);
  const sessionStorage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
  document.body.innerHTML = (options.before ?? "") + page;
  runInNewContext(script, {
    document,
    HTMLScriptElement,
    HTMLLinkElement,
    HTMLAnchorElement,
    ErrorEvent,
    ...(options.hasEarly !== false && { porticoEarly: {} }),
    URL,
    Map,
    Set,
    console: { error: (text: string) => void said.push(text) },
    navigator: { onLine: isOnline },
    location: { origin: "https://console.example.com", reload: () => (reloads += 1) },
    get sessionStorage() {
      if (isStorageBlocked) throw new Error("SecurityError");
      return sessionStorage;
    },
    setTimeout: (task: () => void) => task(),
    addEventListener: (name: string, listener: EventListener, capture?: boolean) =>
      window.addEventListener(name, listener, { capture: capture === true, signal: stop.signal }),
  });
  return {
    fail(tag: "script" | "link" | "img", attributes: Record<string, string>) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        // Not as an attribute, which would have jsdom load it.
        Object.defineProperty(element, name, { configurable: true, value });
      }
      document.body.append(element);
      element.dispatchEvent(new Event("error"));
    },
    throw: (error: unknown, filename = asset("index.js")) =>
      window.dispatchEvent(new ErrorEvent("error", { error, message: "Uncaught", filename })),
    block: (blockedURI: string, effectiveDirective: string) =>
      document.dispatchEvent(
        Object.assign(new Event("securitypolicyviolation"), { blockedURI, effectiveDirective }),
      ),
    readSaid: () => said,
    readReloads: () => reloads,
    readStored: () => entries.get("portico:reloaded-for") ?? null,
    readAlert: () => document.querySelector("[role=alert]")?.textContent ?? null,
  };
}

describe("public/start.js", () => {
  it.each([
    ["a script", "script", { type: "module", src: asset("index-old.js") }],
    ["a style sheet", "link", { rel: "stylesheet", href: asset("index-old.css") }],
  ] as const)("reloads a page once whose assets are gone: %s", (_, tag, attributes) => {
    const stale = open();
    stale.fail(tag, attributes);
    expect([stale.readReloads(), stale.readAlert()]).toEqual([1, null]);
    const again = open({ stored: stale.readStored() });
    again.fail(tag, attributes);
    expect(again.readReloads()).toBe(0);
  });

  it("says after the reload that the script is missing, with its name and a moment", () => {
    const again = open({ stored: asset("index-old.js") });
    again.fail("script", { src: asset("index-old.js") });
    expect(again.readReloads()).toBe(0);
    expect(again.readAlert()).toMatch(
      /Reference script_missing \/assets\/index-old\.js · \d{4}-\d\d-\d\d [\d:]{8} UTC/,
    );
  });

  it("reloads again after the next deploy", () => {
    const later = open({ stored: asset("index-old.js") });
    later.fail("script", { src: asset("index-newer.js") });
    expect(later.readReloads()).toBe(1);
  });

  it("doesn't reload where the browser forbids storage, and says what is missing", () => {
    const opened = open({ isStorageBlocked: true });
    opened.fail("script", { src: asset("index-old.js") });
    expect(opened.readReloads()).toBe(0);
    expect(opened.readAlert()).toContain("script_missing");
  });

  it.each([
    ["another origin's script", "script", { src: "https://extension.example/x.js" }],
    ["a picture", "img", { src: asset("picture.png") }],
    ["a preloaded file", "link", { rel: "modulepreload", href: asset("chunk.js") }],
    ["an icon", "link", { rel: "icon", href: asset("icon.svg") }],
  ] as const)("leaves the page alone when %s is missing", (_, tag, attributes) => {
    const opened = open();
    opened.fail(tag, attributes);
    expect([opened.readReloads(), opened.readAlert()]).toEqual([0, null]);
  });

  it.each([
    ["an error", new Error("no #root"), "Error: no #root", "Reload."],
    [
      "a broken configuration",
      Object.assign(new Error("workosClientId: x"), { name: "PublicConfigError" }),
      "PublicConfigError: workosClientId: x",
      "Ask the operator",
    ],
    ["something that is no error", "text", "Error: Uncaught", "Reload."],
    ["nothing", null, "Error: Uncaught", "Reload."],
  ])("says why the app can't start: %s", (_, error, reference, words) => {
    const opened = open();
    opened.throw(error);
    expect(opened.readReloads()).toBe(0);
    expect(opened.readAlert()).toContain(`Reference ${reference} · `);
    expect(opened.readAlert()).toContain(words);
  });

  it("brings its words back where the app has taken them away and left nothing", () => {
    const opened = open();
    document.getElementById("root")?.replaceChildren();
    opened.throw(new Error("render"));
    expect(opened.readAlert()).toContain("Error: render");
  });

  it.each([
    "chrome-extension://abcdef/content.js",
    "moz-extension://abcdef/content.js",
    "safari-web-extension://abcdef/content.js",
    "https://tracker.example/script.js",
    "https://console.example.com.evil.example/script.js",
  ])("says nothing of an error in another's script: %s", (filename) => {
    const opened = open();
    opened.throw(new Error("not ours"), filename);
    expect([opened.readReloads(), opened.readAlert()]).toEqual([0, null]);
  });

  it.each(["", "https://console.example.com/start", asset("index.js")])(
    "says of an error in the app's own script that the app can't start: %s",
    (filename) => {
      const opened = open();
      opened.throw(new Error("ours"), filename);
      expect(opened.readAlert()).toContain("Error: ours");
    },
  );

  it("takes the place of a page that the build has rendered and the app can't take over", () => {
    const opened = open();
    const root = document.getElementById("root");
    root?.setAttribute("data-page", "sign-in");
    root?.append(document.createElement("button"));
    opened.throw(new Error("the app's"));
    expect(opened.readAlert()).toContain("the app's");
    expect([root?.outerHTML, document.title]).toEqual(['<div id="root"></div>', "Portico"]);
  });

  it("brings its words back behind #root, where the style sheet hides them as soon as the app comes", () => {
    const opened = open();
    const start = document.getElementById("start");
    start?.remove();
    opened.throw(new Error("between two renderings"));
    expect(document.getElementById("root")?.nextElementSibling).toBe(start);
  });

  it.each([
    ["a style sheet", `<link rel="stylesheet" href="${asset("index-old.css")}">`, true],
    ["the early script", `<script type="x" data-early src="${asset("early-old.js")}"></script>`, false],
  ])("reloads a page once of which this was missing before: %s", (_, before, hasEarly) => {
    const stale = open({ before, hasEarly });
    expect([stale.readReloads(), stale.readAlert()]).toEqual([1, null]);
    expect(open({ before, hasEarly, stored: stale.readStored() }).readReloads()).toBe(0);
  });

  it("reloads a page once for all the files of a build that is gone", () => {
    const before = ["early", "main"]
      .map((name) => `<script type="x" src="${asset(`${name}-old.js`)}"></script>`)
      .join("");
    const stale = open({ before });
    stale.fail("script", { src: asset("early-old.js") });
    const again = open({ before, stored: stale.readStored() });
    again.fail("script", { src: asset("main-old.js") });
    expect([stale.readReloads(), again.readReloads()]).toEqual([1, 0]);
    expect(again.readAlert()).toContain("script_missing /assets/main-old.js");
  });

  it("says nothing of another origin's style sheet", () => {
    expect(open({ before: '<link rel="stylesheet" href="https://fonts.example/a.css">' }).readReloads()).toBe(
      0,
    );
  });

  it("leaves a style sheet alone that has come", () => {
    const sheet = document.createElement("style");
    sheet.textContent = "a { color: red }";
    document.head.append(sheet);
    expect(open().readReloads()).toBe(0);
    sheet.remove();
  });

  it("reloads once the network is back, where it has said offline that it hasn't started", () => {
    const opened = open({ isOnline: false });
    opened.fail("script", { src: asset("main-1.js") });
    window.dispatchEvent(new Event("online"));
    expect(opened.readReloads()).toBe(1);
  });

  it("isn't reloaded when the network is back, where the app has started after all", () => {
    const opened = open({ isOnline: false });
    opened.fail("script", { src: asset("main-1.js") });
    document.getElementById("start")?.remove();
    window.dispatchEvent(new Event("online"));
    expect(opened.readReloads()).toBe(0);
  });

  it("says that it hasn't started, and doesn't reload, where the script can't be loaded offline", () => {
    const opened = open({ isOnline: false });
    opened.fail("script", { src: asset("index.js") });
    expect([opened.readReloads(), opened.readStored()]).toEqual([0, null]);
    expect(opened.readAlert()).toContain("script_missing");
  });

  it("doesn't reload for the same file again, however many others were missing meanwhile", () => {
    let stored: string | null = null;
    let reloads = 0;
    for (let load = 0; load < 60; load += 1) {
      const opened = open({ stored });
      opened.fail("script", { src: asset(`index-${load % 3}.js`) });
      stored = opened.readStored();
      reloads += opened.readReloads();
      stop.abort();
      stop = new AbortController();
    }
    expect(reloads).toBe(3);
  });

  it("says nothing over a page that is there", () => {
    const opened = open();
    const app = document.createElement("main");
    document.getElementById("root")?.replaceChildren(app);
    opened.throw(new Error("a click's"));
    expect(opened.readAlert()).toBeNull();
  });

  it("leaves a style sheet to the app that the app has asked for", () => {
    const opened = open();
    document.getElementById("start")?.remove();
    opened.fail("link", { rel: "stylesheet", href: asset("members-page.css") });
    expect(opened.readReloads()).toBe(0);
  });

  it.each([
    ["https://api.example.com/v1/members?page=2", "connect-src", "https://api.example.com", "connect"],
    ["wss://live.example.com:8443/", "connect-src", "wss://live.example.com:8443", "connect"],
    ["https://cdn.example.com/a.png", "img-src", "https://cdn.example.com", "image"],
    ["https://js.example.com", "script-src-elem", "https://js.example.com", "script"],
    ["https://fonts.example.com/css", "style-src-elem", "https://fonts.example.com", "style"],
    ["https://fonts.example.com/a.woff2", "font-src", "https://fonts.example.com", "style"],
    ["https://pay.example.com/", "frame-src", "https://pay.example.com", "frame"],
  ] as const)(
    "names the variable that allows a blocked address: %s by %s",
    (address, directive, origin, kind) => {
      const opened = open();
      opened.block(address, directive);
      expect(opened.readSaid()).toEqual([
        `${origin} is blocked by the content policy. Allow it with ${contentVariables[kind]}.`,
      ]);
    },
  );

  it.each([
    ["http://api.example.com/a", ", which takes only addresses with TLS"],
    ["ws://live.example.com/", ", which takes only addresses with TLS"],
    ["http://localhost:8080/a", ""],
    ["http://127.0.0.1:8080/a", ""],
    ["http://localhost.example.com/a", ", which takes only addresses with TLS"],
  ])("says of an address without TLS whether the variable takes it: %s", (address, more) => {
    const opened = open();
    opened.block(address, "connect-src");
    expect(opened.readSaid()[0]).toMatch(new RegExp(`PORTICO_CONNECT_ORIGINS${more}\\.$`));
  });

  it("says of a directive without a variable that there is none", () => {
    const opened = open();
    opened.block("https://media.example.com/a.mp4", "media-src");
    expect(opened.readSaid()).toEqual([
      "https://media.example.com is blocked by the content policy. Its directive media-src has no variable.",
    ]);
  });

  it("says each blocked address once, and nothing of what isn't an address", () => {
    const opened = open();
    for (const path of ["/a", "/b?c", "/a"]) opened.block(`https://api.example.com${path}`, "connect-src");
    for (const word of ["inline", "eval", "trusted-types-sink", "data", "blob", "chrome-extension"])
      opened.block(word, "script-src-elem");
    expect(opened.readSaid()).toHaveLength(1);
  });

  it("reloads on a click, with the fragment", () => {
    const opened = open();
    document.querySelector("a")?.click();
    expect(opened.readReloads()).toBe(1);
  });
});
