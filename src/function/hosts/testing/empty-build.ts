import { mockClientId } from "../../../mocks/development-credentials.ts";
import type { BuiltFile, BuiltFiles } from "../built-files.ts";

/** A build of only the page from which a host reads its configuration. */
export function createEmptyBuild(clientId: string): BuiltFiles {
  const indexHtml = `<!doctype html><script type="application/json" id="portico-config">
{"workosClientId":"${clientId}","workosApiUrl":"https://auth.example.com","workosRedirectUri":null}</script>`;
  const bytes = new TextEncoder().encode(indexHtml);
  const page: BuiltFile = {
    bytes,
    byteLength: bytes.byteLength,
    read: async () => bytes,
    contentType: "text/html; charset=utf-8",
    entityTag: '"1"',
  };
  return new Map([["/index.html", page]]);
}

export const emptyBuild: BuiltFiles = createEmptyBuild(mockClientId);
