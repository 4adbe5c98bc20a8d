import { html } from "../http/html.ts";

/** A page such as a hotel's network shows in the place of whatever was asked for. */
export function renderForeignPage(): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Guest network</title>
      </head>
      <body>
        <h1>Welcome to the guest network</h1>
        <p>Accept the terms to go online. The mocked WorkOS plays this page instead of its answer.</p>
      </body>
    </html>`.markup;
}
