import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { createFunctionHost } from "../function-host.ts";
import { openOnNode } from "../open-on-node.ts";

/** Replaced by the build. */
declare const builtConfigBlock: PublicConfigBlock;

/** Where Vercel's runtime keeps what it offers to the request that is being answered; `@vercel/functions` reads it too. */
const requestContext = Symbol.for("@vercel/request-context");

const answer = createFunctionHost({
  block: builtConfigBlock,
  variables: process.env,
  // Overwritten by Vercel (https://vercel.com/docs/headers/request-headers).
  hostAddressHeader: "x-real-ip",
  open: async () => await openOnNode(process.env, "Vercel"),
});

const host = { fetch: async (request: Request) => await answer(request, { waitUntil }) };

// oxlint-disable-next-line import/no-default-export -- Vercel takes the module's default export.
export default host;

function waitUntil(task: Promise<unknown>): void {
  const runtime: unknown = Reflect.get(globalThis, requestContext);
  const context = hasMethod(runtime, "get") ? runtime.get() : null;
  if (hasMethod(context, "waitUntil")) context.waitUntil(task);
}

function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (...values: unknown[]) => unknown> {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}
