import { basePath } from "../base-path.ts";
import { publicConfigElementId } from "../public-config-block.ts";
import { withTimeLimit } from "../time-limit.ts";

/** An answer of the console's address, as far as the checks look at it. */
export type SiteAnswer = { status: number; headers: Headers; text: string; isRedirected: boolean };

/** A deployed console as its visitors reach it. */
export type Site = {
  origin: string;
  /** Before every path of the console; empty at the origin's root. */
  base: string;
  /** The answer at a path of the console; null when there is none. Each path is asked for once. */
  open: (path: string, accept?: string) => Promise<SiteAnswer | null>;
  /** The same with other headers, asked for each time. */
  get: (path: string, headers: Record<string, string>) => Promise<SiteAnswer | null>;
  /** A POST of the console's own page to the function. */
  post: (path: string, body: object, headers: Record<string, string>) => Promise<SiteAnswer | null>;
};

const timeLimitMs = 8_000;
/** Longer than any page or script of a build; a hostile console could send any amount. */
const longestTextBytes = 16 * 1024 * 1024;
const htmlElement = new RegExp(`<script[^>]*id="${publicConfigElementId}"[^>]*>([^<]*)<`);

/**
 * @param address the console's address; its path is the base path of the console
 * @param headers what a browser would add by itself
 */
export function openSite(
  address: URL,
  fetch: typeof globalThis.fetch,
  headers: Record<string, string> = {},
): Site {
  const base = address.pathname.replace(/\/$/, "") || basePath;
  const answers = new Map<string, Promise<SiteAnswer | null>>();
  const ask = async (path: string, init: RequestInit): Promise<SiteAnswer | null> => {
    try {
      return await withTimeLimit(async (signal) => {
        // Our own paths have the base path of this program; the console may have another one.
        const own = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
        const response = await fetch(`${address.origin}${base}${own}`, {
          cache: "no-store",
          signal,
          ...init,
        });
        return {
          status: response.status,
          headers: response.headers,
          text: await readText(response),
          isRedirected: response.redirected,
        };
      }, timeLimitMs);
    } catch {
      return null;
    }
  };
  return {
    origin: address.origin,
    base,
    open(path, accept = "*/*") {
      const key = `${accept} ${path}`;
      const answer = answers.get(key) ?? ask(path, { headers: { Accept: accept } });
      answers.set(key, answer);
      return answer;
    },
    get: (path, headers) => ask(path, { headers }),
    post: (path, body, more) =>
      ask(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers, ...more },
        body: JSON.stringify(body),
      }),
  };
}

/** @throws Error when it is too long */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  let text = "";
  for (let bytes = 0; bytes <= longestTextBytes;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return text + decoder.decode();
    bytes += chunk.value.byteLength;
    text += decoder.decode(chunk.value, { stream: true });
  }
  await reader?.cancel();
  throw new Error("The answer is too long");
}

export const pageMediaType = "text/html";

/** Whether an answer is the app's page. */
export function isAppPage(answer: SiteAnswer): boolean {
  return answer.status === 200 && htmlElement.test(answer.text);
}

/** Whether a page comes from Vite's development server, which caches and builds differently. */
export function isDevelopmentPage(answer: SiteAnswer): boolean {
  return answer.text.includes("/@vite/client");
}

/** The text of the configuration block in a page; null where there is none. */
export function findBlockText(html: string): string | null {
  return htmlElement.exec(html)?.[1]?.trim() ?? null;
}
