import { mockClientId } from "../../../mocks/development-credentials.ts";
import type { BuiltFiles } from "../built-files.ts";

const indexHtml = `<!doctype html><script type="application/json" id="portico-config">
{"workosClientId":"${mockClientId}","workosApiUrl":"https://auth.example.com","workosRedirectUri":null}</script>`;

/** A build of only the page from which a host reads its configuration. */
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
