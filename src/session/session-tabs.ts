import * as v from "valibot";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { createNonce } from "../workos/nonce.ts";

const messageSchema = v.variant("type", [
  v.object({ type: v.literal("signedOut") }),
  v.object({ type: v.literal("signedIn"), source: v.picklist(["workos", "email-code"]) }),
  v.object({ type: v.literal("organizationSwitched"), organizationId: v.string() }),
]);

/** What one tab tells the others about the session. */
export type TabMessage = v.InferOutput<typeof messageSchema>;

export type SessionTabs = {
  tellOthers: (message: TabMessage) => void;
  /** Calls the listener with what other tabs tell; gives the way to stop. */
  listen: (listener: (message: TabMessage) => void) => () => void;
};

const channelName = "portico:session";
const fallbackKey = "portico:tab-message";

/** The line between the tabs of one browser: a BroadcastChannel, or the `storage` event where there is none. */
export function createSessionTabs(storage: BrowserStorage): SessionTabs {
  const channel = openChannel();
  return channel === null ? createStorageTabs(storage) : createChannelTabs(channel);
}

function openChannel(): BroadcastChannel | null {
  if (typeof BroadcastChannel === "undefined") return null;
  try {
    return new BroadcastChannel(channelName);
  } catch {
    // Firefox throws where its settings forbid a site its data.
    return null;
  }
}

function createChannelTabs(channel: BroadcastChannel): SessionTabs {
  return {
    tellOthers: (message) => channel.postMessage(message),
    listen(listener) {
      const receive = (event: MessageEvent<unknown>) => deliver(event.data, listener);
      channel.addEventListener("message", receive);
      return () => channel.removeEventListener("message", receive);
    },
  };
}

function createStorageTabs(storage: BrowserStorage): SessionTabs {
  return {
    tellOthers(message) {
      // The random part makes every message a change: the event comes for changes alone.
      storage.write(fallbackKey, JSON.stringify({ ...message, id: createNonce() }));
      storage.remove(fallbackKey);
    },
    listen(listener) {
      const receive = (event: StorageEvent) => {
        if (event.key !== fallbackKey || event.newValue === null) return;
        let json: unknown;
        try {
          json = JSON.parse(event.newValue);
        } catch {
          return;
        }
        deliver(json, listener);
      };
      globalThis.addEventListener("storage", receive);
      return () => globalThis.removeEventListener("storage", receive);
    },
  };
}

function deliver(data: unknown, listener: (message: TabMessage) => void): void {
  const result = v.safeParse(messageSchema, data);
  if (result.success) listener(result.output);
}
