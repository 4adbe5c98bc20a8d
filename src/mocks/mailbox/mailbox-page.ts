import { renderFrame } from "../hosted-page/hosted-frame.ts";
import { authenticatorPath } from "../authenticator/authenticator-path.ts";
import { html, type Markup } from "../http/html.ts";
import { impersonationPath } from "../impersonation/impersonation-path.ts";
import type { Mail } from "./mailbox.ts";

/** Where the mailbox page asks again for new mail, in milliseconds. */
const pollIntervalMs = 1500;

/**
 * Replaces the list when it has changed, and only then: a selected code stays selected, the focus stays where it is.
 * Failed polls are quiet, because a development server restarts all day.
 */
const pollingScript = `
const list = document.getElementById("mails");
const announcement = document.getElementById("status");
let known = list.dataset.newest;
async function poll() {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("mails");
    if (fresh && fresh.dataset.newest !== known) {
      known = fresh.dataset.newest;
      list.replaceChildren(...fresh.childNodes);
      const subject = list.querySelector("h2");
      announcement.textContent = subject ? "New mail: " + subject.textContent : "The mailbox is empty.";
    }
  } catch {}
  setTimeout(poll, ${pollIntervalMs});
}
setTimeout(poll, ${pollIntervalMs});
`;

/** The mailbox as a page that keeps itself up to date. */
export function renderMailboxPage(page: {
  mails: Mail[];
  scriptNonce: string;
  /** Whether it leads to the mock's impersonation and authenticator app. */
  isBesideMockedWorkos: boolean;
}): string {
  const { mails, scriptNonce } = page;
  return renderFrame({
    title: "Mailbox",
    wide: true,
    main: html`<h1>Mailbox</h1>
      <p class="quiet">Every mail that is sent in development arrives here. New mail appears by itself.</p>
      <p id="status" class="hidden" role="status"></p>
      <div id="mails" data-newest="${mails[0]?.id ?? "none"}">${renderMails(mails)}</div>
      ${
        page.isBesideMockedWorkos
          ? html`<div class="foot quiet">
              <p>
                Testing what support staff see? <a href="${impersonationPath}">Impersonate somebody</a>.
                Testing a second factor? <a href="${authenticatorPath}">Open the authenticator</a>.
              </p>
            </div>`
          : null
      }`,
    script: html`<script type="module" nonce="${scriptNonce}">
      ${{ markup: pollingScript }};
    </script>`,
  });
}

function renderMails(mails: Mail[]): Markup {
  if (mails.length === 0) {
    return html`<div class="card">
      <h2>No mail yet</h2>
      <p>
        Open the sign-in page in another tab, choose <b>Use email code</b> and ask for a code. It arrives here
        a moment later.
      </p>
    </div>`;
  }
  return html`<ol>
    ${mails.map((mail) => renderMail(mail))}
  </ol>`;
}

function renderMail(mail: Mail): Markup {
  const oneTimeCode = /(?<![0-9])[0-9]{6}(?![0-9])/.exec(mail.subject)?.[0];
  const receivedAt = new Date(mail.receivedAtMs).toISOString();
  return html`<li>
    <article class="mail">
      <header>
        <span>To ${mail.to}</span>
        <time datetime="${receivedAt}">${receivedAt.slice(0, 10)} ${receivedAt.slice(11, 19)} UTC</time>
      </header>
      <h2>${mail.subject}</h2>
      ${oneTimeCode === undefined ? null : html`<p class="code">${oneTimeCode}</p>`}
      <pre>${linkAddresses(mail.text)}</pre>
    </article>
  </li>`;
}

/** The text with its web addresses as links, which open in a tab of their own as a mail program's do. */
function linkAddresses(text: string): Markup[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 0
        ? html`${part}`
        : html`<a href="${part}" target="_blank" rel="noreferrer noopener">${part}</a>`,
    );
}
