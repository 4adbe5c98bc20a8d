import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

/** What a call is answered with. */
export type Answer = () => Response | Promise<Response>;

/**
 * Takes the function's place in the network while a file's tests run. A call without an answer is an error, which the page takes
 * for a network that failed.
 */
export function serveFunction() {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  /**
   * Answers the calls of a path, in this test.
   *
   * @param answers one call after the other; the last one answers all that follow
   * @returns the bodies that were sent so far; null where there was none
   */
  const answer = (path: string, first: Answer, ...others: Answer[]): unknown[] => {
    const bodies: unknown[] = [];
    const coming = [first, ...others];
    let latest = first;
    server.use(
      http.all(path, async ({ request }) => {
        latest = coming.shift() ?? latest;
        const current = latest;
        const text = await request.text();
        bodies.push(text === "" ? null : JSON.parse(text));
        return current();
      }),
    );
    return bodies;
  };
  return { answer };
}

/** No answer ever comes. */
export const silence: Answer = () => new Promise(() => undefined);

/** The network fails. */
export const offline: Answer = () => Response.error();
