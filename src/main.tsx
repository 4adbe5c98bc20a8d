import "@fontsource-variable/instrument-sans/wght.css";

import { loadOrReload } from "./app/load-or-reload.ts";
import "./ui/tokens.css";

// In three tasks, between which the page answers to what people do: evaluating all of it at once blocks a slow phone for longer.
start().catch(reportError);

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  // Where this fails, the next import does too, which needs it.
  await import("react-dom/client").catch(() => undefined);
  await yieldToPage();
  const { startApp } = await loadOrReload(() => import("./app/start-app.tsx"));
  await yieldToPage();
  await startApp(root);
}

/** By a message, because browsers put timers of tabs in the background off. */
function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
