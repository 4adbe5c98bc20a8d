import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { correctAddress } from "./app/correct-address.ts";
import { renderApp } from "./app/render-app.tsx";
import { preloadPage } from "./app/routes.tsx";
import { startSession } from "./app/start-session.ts";
import { paths } from "./config/paths.ts";
import { parsePublicConfig } from "./config/public-config.ts";
import { publicConfigElementId } from "./contract/public-config-block.ts";
import { waysIn } from "./sign-in/ways-in.ts";
import "./ui/tokens.css";

const { origin } = window.location;
const config = parsePublicConfig(document.getElementById(publicConfigElementId)?.textContent ?? "", origin);
correctAddress([
  ...Object.values(paths),
  ...waysIn.flatMap(({ callback }) => (callback === undefined ? [] : [callback.path])),
]);
const loadedAtMs = Date.now();
const callbacks = waysIn.flatMap(({ callback }) =>
  callback === undefined ? [] : [{ path: callback.path, Callback: callback.open() }],
);
const started = startSession(config);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Not a top-level await: a chunk that imports from this module would wait for it, and it for the chunk.
void preloadPage(window.location.pathname).then(() =>
  renderApp(
    createRoot(root),
    started,
    <App
      origin={origin}
      session={started.session}
      authorizationResponse={started.authorizationResponse}
      callbacks={callbacks}
      loadedAtMs={loadedAtMs}
    />,
  ),
);
