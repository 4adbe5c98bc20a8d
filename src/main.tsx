import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { renderApp } from "./app/render-app.tsx";
import { startSession } from "./app/start-session.ts";
import { takeEmailLink } from "./sign-in/take-email-link.ts";
import { takeMagicLinkResponse } from "./sign-in/take-magic-link-response.ts";
import { parsePublicConfig, publicConfigElementId } from "./config/public-config.ts";
import "./ui/tokens.css";

const { origin } = window.location;
const config = parsePublicConfig(document.getElementById(publicConfigElementId)?.textContent ?? "", origin);
const loadedAtMs = Date.now();
const emailLinkToken = takeEmailLink();
const magicLinkResponse = takeMagicLinkResponse();
const started = startSession(config);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
renderApp(
  createRoot(root),
  started,
  <App
    origin={origin}
    session={started.session}
    authorizationResponse={started.authorizationResponse}
    emailLinkToken={emailLinkToken}
    magicLinkResponse={magicLinkResponse}
    loadedAtMs={loadedAtMs}
  />,
);
