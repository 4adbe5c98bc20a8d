import { renderFrame } from "../hosted-page/hosted-frame.ts";
import { html, type Markup } from "../http/html.ts";

/** One account in the authenticator app: its secret, as it can be put into a real app too, and the code of this half minute. */
export type AuthenticatorEntry = { email: string; secret: string; uri: string; code: string };

const pollIntervalMs = 2000;

/** Replaces the codes when they have changed, and only then: a selected code stays selected. */
const pollingScript = `
const list = document.getElementById("codes");
async function poll() {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("codes");
    if (fresh && fresh.textContent !== list.textContent) list.replaceChildren(...fresh.childNodes);
  } catch {}
  setTimeout(poll, ${pollIntervalMs});
}
setTimeout(poll, ${pollIntervalMs});
`;

/** The mock's authenticator app as a page that keeps itself up to date. */
export function renderAuthenticatorPage(page: {
  entries: AuthenticatorEntry[];
  scriptNonce: string;
}): string {
  return renderFrame({
    title: "Authenticator",
    wide: true,
    main: html`<h1>Authenticator</h1>
      <p class="quiet">
        Stands for the app on a phone. The codes change every thirty seconds and work once each. To use a real
        app, add the secret there.
      </p>
      <div id="codes">
        <ol>
          ${page.entries.map((entry) => renderEntry(entry))}
        </ol>
      </div>`,
    script: html`<script type="module" nonce="${page.scriptNonce}">
      ${{ markup: pollingScript }};
    </script>`,
  });
}

function renderEntry(entry: AuthenticatorEntry): Markup {
  return html`<li>
    <article class="mail">
      <h2>${entry.email}</h2>
      <p class="code">${entry.code}</p>
      <pre>
Secret  ${entry.secret}
${entry.uri}</pre>
    </article>
  </li>`;
}
