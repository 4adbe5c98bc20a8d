import type { BuiltFiles } from "../built-files.ts";

const indexHtml = `<!doctype html><script type="application/json" id="portico-config">
{"workosClientId":"client_1","workosApiUrl":"https://auth.example.com","workosRedirectUri":null}</script>`;

/** A build of nothing but the page that a host reads its configuration from. */
export const emptyBuild: BuiltFiles = new Map([
  [
    "/index.html",
    {
      bytes: new TextEncoder().encode(indexHtml),
      contentType: "text/html; charset=utf-8",
      entityTag: '"1"',
    },
  ],
]);
