import { createRoot } from "react-dom/client";

// What React itself costs: a button, without PKCE, router or session.
createRoot(document.getElementById("root")).render(
  <main>
    <h1>Sign in</h1>
    <button type="button" onClick={() => location.assign(globalThis.bench.authorizeUrl)}>
      Continue with WorkOS
    </button>
  </main>,
);
