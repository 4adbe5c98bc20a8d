import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createSessionTabs, type TabMessage } from "./session-tabs.ts";

const message: TabMessage = { type: "organizationSwitched", organizationId: "org_1" };

describe("the line between tabs by BroadcastChannel", () => {
  const channels: FakeChannel[] = [];
  class FakeChannel extends EventTarget {
    readonly name: string;
    readonly sent: unknown[] = [];
    constructor(name: string) {
      super();
      this.name = name;
      channels.push(this);
    }
    postMessage(data: unknown) {
      this.sent.push(data);
    }
  }

  beforeEach(() => void vi.stubGlobal("BroadcastChannel", FakeChannel));
  afterEach(() => {
    vi.unstubAllGlobals();
    channels.length = 0;
  });

  it("carries messages both ways, until it is closed", () => {
    const tabs = createSessionTabs(createMemoryStorage());
    const heard: TabMessage[] = [];
    const stop = tabs.listen((told) => void heard.push(told));
    tabs.tellOthers({ type: "signedOut" });
    const receive = (data: unknown) => channels[0]?.dispatchEvent(new MessageEvent("message", { data }));
    receive(message);
    receive({ type: "signedIn", source: "workos" });
    stop();
    receive(message);
    expect(channels.map(({ name }) => name)).toEqual(["portico:session"]);
    expect(channels[0]?.sent).toEqual([{ type: "signedOut" }]);
    expect(heard).toEqual([message, { type: "signedIn", source: "workos" }]);
  });

  it.each([null, "signedOut", { type: "deleteEverything" }, { type: "signedIn", source: "carrier-pigeon" }])(
    "ignores what no tab of this app says: %o",
    (data) => {
      const heard: TabMessage[] = [];
      createSessionTabs(createMemoryStorage()).listen((told) => void heard.push(told));
      channels[0]?.dispatchEvent(new MessageEvent("message", { data }));
      expect(heard).toEqual([]);
    },
  );
});

function receive(key: string, newValue: string | null) {
  globalThis.dispatchEvent(new StorageEvent("storage", { key, newValue }));
}

it("falls back to storage where the browser refuses a channel", () => {
  vi.stubGlobal("BroadcastChannel", function refuse() {
    throw new DOMException("The operation is insecure.", "SecurityError");
  });
  const storage = createMemoryStorage();
  const written: string[] = [];
  createSessionTabs({ ...storage, write: (key) => void written.push(key) }).tellOthers({ type: "signedOut" });
  expect(written).toEqual(["portico:tab-message"]);
  vi.unstubAllGlobals();
});

describe("the line between tabs by the storage event", () => {
  beforeEach(() => void vi.stubGlobal("BroadcastChannel", undefined));
  afterEach(() => vi.unstubAllGlobals());

  it("writes every message as a change, and leaves nothing behind", () => {
    const storage = createMemoryStorage();
    const written: string[] = [];
    const tabs = createSessionTabs({
      ...storage,
      write(key, value) {
        written.push(`${key} ${value}`);
        storage.write(key, value);
      },
    });
    tabs.tellOthers(message);
    tabs.tellOthers(message);
    expect(written[0]).toContain(
      'portico:tab-message {"type":"organizationSwitched","organizationId":"org_1"',
    );
    expect(written[0]).not.toBe(written[1]);
    expect(storage.entries.size).toBe(0);
  });

  it("hears what other tabs write, until it is closed", () => {
    const heard: TabMessage[] = [];
    const stop = createSessionTabs(createMemoryStorage()).listen((told) => void heard.push(told));
    receive("portico:tab-message", JSON.stringify({ ...message, id: "1" }));
    receive("portico:tab-message", null);
    receive("portico:tab-message", "{");
    receive("another-entry", JSON.stringify({ type: "signedOut" }));
    stop();
    receive("portico:tab-message", JSON.stringify({ ...message, id: "2" }));
    expect(heard).toEqual([message]);
  });
});
