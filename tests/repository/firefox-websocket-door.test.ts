import { expect, it } from "vitest";
import { WebSocket } from "ws";

import { openWebSocketDoor } from "../e2e/firefox/websocket-door.ts";

function arrive(port: number, origin?: string): Promise<string> {
  return new Promise((resolve) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}/session`, origin === undefined ? {} : { origin });
    client.on("message", (data: Buffer) => {
      resolve(data.toString());
      client.close();
    });
    client.on("error", ({ message }) => resolve(message));
  });
}

it("lets a program in at the path it asked for, and no page: it would steer the browser that shows it", async () => {
  const port = await openWebSocketDoor((peer, path) => peer.send(`at ${path}`));
  expect(await arrive(port)).toBe("at /session");
  expect(await arrive(port, "https://evil.example")).toMatch(/401/);
  expect(await arrive(port, "null")).toMatch(/401/);
});
