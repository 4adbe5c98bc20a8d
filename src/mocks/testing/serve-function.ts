import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

type Answer = () => Response | Promise<Response>;

/**
 * Stands in the network for the function while a file's tests run. A call without an answer is an error, which the page takes for
 * a network that failed.
 */
export function serveFunction() {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  return {
    /**
     * Answers the calls of a path, in this test.
     *
     * @param answers one call after the other; the last one answers all that follow
     * @returns the bodies that were sent so far; null where there was none
     */
    answer(path: string, ...answers: [Answer, ...Answer[]]): unknown[] {
      const bodies: unknown[] = [];
      const [only] = answers;
      server.use(
        http.all(path, async ({ request }) => {
          const text = await request.text();
          bodies.push(text === "" ? null : JSON.parse(text));
          const answer = answers[bodies.length - 1] ?? answers.at(-1) ?? only;
          return answer();
        }),
      );
      return bodies;
    },
  };
}

/** No answer ever comes. */
export const silence: Answer = () => new Promise(() => undefined);

/** The network fails. */
export const offline: Answer = () => Response.error();
