const mostRedirects = 10;

/**
 * A `fetch` that follows redirects of GETs within their origin only. Another redirect is the answer: a console could otherwise send the
 * doctor to addresses that only this machine reaches (server-side request forgery).
 */
export function followOnOrigin(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const { url: first, method } = new Request(input, init);
    let url = first;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, { ...init, redirect: "manual" });
      if (redirects > 0) Object.defineProperty(response, "redirected", { value: true });
      const location = response.headers.get("Location");
      const isRedirect = method === "GET" && response.status >= 300 && response.status < 400;
      if (!isRedirect || location === null || !URL.canParse(location, url)) return response;
      const next = new URL(location, url);
      if (redirects === mostRedirects || next.origin !== new URL(url).origin) return response;
      await response.body?.cancel();
      url = next.href;
    }
  };
}
