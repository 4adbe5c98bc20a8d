/** A request as it left the page. */
export type SentRequest = {
  /** Milliseconds since the epoch. */
  atMs: number;
  method: string;
  url: URL;
  body: string;
  init: RequestInit | undefined;
};

/** Answers a request; what it rejects with reaches the page as a failed connection. */
export type AnswerRequest = (request: SentRequest) => Response | Promise<Response>;

export type FakeNetwork = ReturnType<typeof createFakeNetwork>;

/** A network for one page: it keeps what was sent and answers as it is told, which may change on the way. */
export function createFakeNetwork(answer: AnswerRequest) {
  const requests: SentRequest[] = [];
  const network = {
    requests,
    answer,
    /** The requests to a path, in their order. */
    to: (pathname: string) => requests.filter(({ url }) => url.pathname === pathname),
    fetch: (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const body = typeof init?.body === "string" ? init.body : "";
      const url = new URL(input instanceof Request ? input.url : input, "https://page.invalid");
      const request = { atMs: Date.now(), method: init?.method ?? "GET", url, body, init };
      requests.push(request);
      return Promise.race([attempt(network.answer, request), rejectWhenAborted(init?.signal)]);
    },
  };
  return network;
}

async function attempt(answer: AnswerRequest, request: SentRequest): Promise<Response> {
  return answer(request);
}

/** An answer that never comes. */
export function hang(): Promise<Response> {
  return new Promise(() => undefined);
}

function rejectWhenAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}
