import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { takeAuthorizationResponse } from "./app/take-authorization-response.ts";
import { createBrowserStorage } from "./config/browser-storage.ts";
import { parsePublicConfig, publicConfigElementId } from "./config/public-config.ts";
import { createEmailSession } from "./session/email-session.ts";
import { createSessionTabs } from "./session/session-tabs.ts";
import "./ui/tokens.css";
import { createPendingAuthorizations } from "./workos/pending-authorization.ts";

const { origin } = window.location;
const config = parsePublicConfig(document.getElementById(publicConfigElementId)?.textContent ?? "", origin);
const pendingAuthorizations = createPendingAuthorizations(createBrowserStorage("sessionStorage"), origin);
const authorizationResponse = takeAuthorizationResponse(config, pendingAuthorizations);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <App
    config={config}
    authorizationResponse={authorizationResponse}
    pendingAuthorizations={pendingAuthorizations}
    emailSession={createEmailSession({ storage: createBrowserStorage("localStorage") })}
    tabs={createSessionTabs()}
  />,
);
