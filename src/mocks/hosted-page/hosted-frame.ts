import { html, type Markup } from "../http/html.ts";
import { hostedStyles } from "./hosted-styles.ts";

/** Name under which the pretend environment introduces the app. */
export const mockedAppName = "Portico Console (mock)";

/** A complete page of the mock, with the ribbon that says it is one. */
export function renderFrame(page: { title: string; main: Markup; wide?: boolean; script?: Markup }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${page.title}</title>
        <style>
          ${{ markup: hostedStyles }}
        </style>
      </head>
      <body>
        <aside aria-label="About this page"><p class="ribbon">Mocked WorkOS – development</p></aside>
        <main class="${page.wide === true ? "wide" : ""}">${page.main}</main>
        ${page.script ?? null}
      </body>
    </html>`.markup;
}
