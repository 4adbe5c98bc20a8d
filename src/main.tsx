import "@fontsource-variable/instrument-sans/wght.css";

import "./ui/tokens.css";

// In three tasks, between which the page answers to what people do: evaluating all of it at once blocks a slow phone for longer.
start().catch(reportError);

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  await import("react-dom/client");
  await yieldToPage();
  const { startApp } = await import("./app/start-app.tsx");
  await yieldToPage();
  await startApp(root);
}

function yieldToPage(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
