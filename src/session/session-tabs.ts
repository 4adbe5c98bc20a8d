import * as v from "valibot";

const messageSchema = v.variant("type", [
  v.object({ type: v.literal("signedOut") }),
  v.object({ type: v.literal("signedIn"), source: v.picklist(["workos", "email-code"]) }),
]);

/** What one tab tells the others about the session. */
export type TabMessage = v.InferOutput<typeof messageSchema>;

export type SessionTabs = {
  tellOthers: (message: TabMessage) => void;
  /** Calls the listener with what other tabs tell; gives the way to stop. */
  listen: (listener: (message: TabMessage) => void) => () => void;
};

const channelName = "portico:session";

/** The line between the tabs of one browser; silent where the browser has no BroadcastChannel. */
export function createSessionTabs(): SessionTabs {
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(channelName);
  return {
    tellOthers: (message) => channel?.postMessage(message),
    listen(listener) {
      const receive = (event: MessageEvent<unknown>) => {
        const result = v.safeParse(messageSchema, event.data);
        if (result.success) listener(result.output);
      };
      channel?.addEventListener("message", receive);
      return () => channel?.removeEventListener("message", receive);
    },
  };
}
