import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router-dom";

import { ErrorBoundary } from "../../../../src/app/error-boundary.tsx";
import { beginSession } from "../../../../src/app/begin-session.tsx";
import { wrapApp } from "../../../../src/app/render-app.tsx";
import { parsePublicConfig } from "../../../../src/config/public-config.ts";
import { publicConfigElementId } from "../../../../src/contract/public-config-block.ts";
import { SessionProvider } from "../../../../src/session/session-provider.tsx";
import "../../../../src/ui/tokens.css";
import { GuardedPages } from "./guarded-pages.tsx";

const { origin, search } = window.location;
const config = parsePublicConfig(document.getElementById(publicConfigElementId)?.textContent ?? "", origin);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const { session } = await beginSession(config);
createRoot(root).render(
  wrapApp(
    <ErrorBoundary>
      <SessionProvider store={session}>
        <MemoryRouter initialEntries={[new URLSearchParams(search).get("path") ?? "/"]}>
          <GuardedPages />
        </MemoryRouter>
      </SessionProvider>
    </ErrorBoundary>,
  ),
);
