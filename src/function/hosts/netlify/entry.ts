import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { socketAddressHeader } from "../client-address-header.ts";
import { createFunctionHost } from "../function-host.ts";
import { openOnNode } from "../open-on-node.ts";

/** Replaced by the build. */
declare const builtConfigBlock: PublicConfigBlock;

/** What is used of the second argument of Netlify's functions. */
type NetlifyContext = { ip: string; waitUntil: (task: Promise<unknown>) => void };

const answer = createFunctionHost({
  block: builtConfigBlock,
  variables: process.env,
  hostAddressHeader: socketAddressHeader,
  open: async () => await openOnNode(process.env, "Netlify"),
});

async function answerOnNetlify(request: Request, context: NetlifyContext): Promise<Response> {
  const headers = new Headers(request.headers);
  // Overwritten, because a client could send it too (IP spoofing).
  headers.set(socketAddressHeader, context.ip);
  return await answer(new Request(request, { headers }), {
    waitUntil: (task) => {
      context.waitUntil(task);
    },
  });
}

// oxlint-disable-next-line import/no-default-export -- Netlify takes the module's default export.
export default answerOnNetlify;
