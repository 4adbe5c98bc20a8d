import type { Writable } from "node:stream";

import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { createBackgroundTasks } from "../background-tasks.ts";
import { createFunctionHost } from "../function-host.ts";
import { openOnNode } from "../open-on-node.ts";
import {
  cloudfrontAddressHeader,
  type LambdaEvent,
  parseCloudfrontSecret,
  readRequest,
} from "./lambda-request.ts";

/** Replaced by the build. */
declare const builtConfigBlock: PublicConfigBlock;

/** What is used of the global of Lambda's Node runtime for streamed answers. */
declare const awslambda: {
  streamifyResponse: (
    handler: (event: LambdaEvent, stream: Writable) => Promise<void>,
  ) => (...parameters: unknown[]) => Promise<unknown>;
  HttpResponseStream: {
    from: (
      stream: Writable,
      head: { statusCode: number; headers: Record<string, string>; cookies: string[] },
    ) => Writable;
  };
};

const answer = createFunctionHost({
  block: builtConfigBlock,
  variables: process.env,
  hostAddressHeader: cloudfrontAddressHeader,
  open: async () => {
    const opened = await openOnNode(process.env, "Lambda");
    requireCloudfrontSecret();
    return opened;
  },
});

/**
 * The handler of a function URL in the mode RESPONSE_STREAM. Lambda has no `waitUntil`: the answer is complete for the client when
 * its stream ends, and the instance goes on until this handler has. How long a mail takes is thus no part of the answer's time,
 * which would reveal who has an account.
 */
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  // Of a client that leaves before its answer. What it asked for is finished all the same.
  stream.on("error", () => undefined);
  const tasks = createBackgroundTasks();
  const request = readRequest(event, process.env["PORTICO_CLOUDFRONT_SECRET"]?.trim() ?? "");
  try {
    await send(typeof request === "number" ? refuse(request) : await answer(request, tasks), stream);
  } finally {
    await tasks.finish();
  }
});

function refuse(status: number): Response {
  return new Response(null, { status, headers: { "Cache-Control": "no-store" } });
}

async function send(response: Response, stream: Writable): Promise<void> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  const cookies = response.headers.getSetCookie();
  const answered = awslambda.HttpResponseStream.from(stream, {
    statusCode: response.status,
    headers,
    cookies,
  });
  // Written even when it is empty: the status and the headers go out with the first write.
  answered.write(new Uint8Array(await response.arrayBuffer()));
  await new Promise<void>((resolve) => {
    // Where the client leaves meanwhile, the end is never reported.
    answered.once("close", resolve);
    answered.end(resolve);
  });
}

/** Without it, anyone who knows the function's own URL could name any client address and avoid the limits (IP spoofing). */
function requireCloudfrontSecret(): void {
  if (parseCloudfrontSecret(process.env) !== null) return;
  throw new Error(
    "PORTICO_CLOUDFRONT_SECRET is missing; set it to at least 32 random characters, and the same as the origin header X-Portico-Cloudfront of CloudFront",
  );
}
