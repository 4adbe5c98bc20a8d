/**
 * What the early script has done before the app's script arrived. It leaves it on the global object; the app takes it over once, in
 * `main.tsx`, right before it renders.
 */
export type EarlyState = {
  redirect: EarlyRedirect | null;
  emailStep: EarlyEmailStep | null;
  /** The token request of a callback page, begun before the app's script. */
  tokenRequest?: EarlyTokenRequest | null;
  /** The answer to the question whether WorkOS can be reached, asked as the page loaded. */
  probe?: EarlyProbe | null;
  /** Ends the early script: it listens no more, and the page is again as the build has rendered it, typed text aside. */
  stop?: () => void;
};

/** The redirect to AuthKit that a click, or `/login`, has begun. Times are milliseconds since the epoch. */
export type EarlyRedirect = {
  begunAtMs: number;
  /** False where it couldn't be begun without the app, which then begins it and says why not. */
  hasLeft: boolean;
};

/** The email step that a click on "Use email code" has opened. */
export type EarlyEmailStep = {
  /** Updated until the app takes over. */
  typedEmail: string;
  isSubmitted: boolean;
};

/** The token request that the callback page has sent, and all by which the SDK's own is compared with it. */
export type EarlyTokenRequest = {
  url: string;
  init: { method: string; credentials?: "include"; headers: Record<string, string>; body: string };
  response: Promise<Response>;
  abort: (reason: unknown) => void;
  /** The entry of the last sign-out as the request left: one that comes after it discards the answer. */
  signOutMark: string | null;
};

export type EarlyProbe = {
  askedAtMs: number;
  /** Rejects as the request does. */
  answer: Promise<unknown>;
};

declare global {
  /** Undefined in development and where the early script hasn't come: the app then does everything itself. */
  // eslint-disable-next-line no-var -- a property of `globalThis` needs it
  var porticoEarly: EarlyState | undefined;
}

/** Whether the early script has left something that nothing has taken yet. */
export function hasEarly(name: "redirect" | "emailStep" | "tokenRequest"): boolean {
  return (globalThis.porticoEarly?.[name] ?? null) !== null;
}

/** Takes one member for the component that goes on with it; null for everyone after it, such as StrictMode's second effect. */
export function takeEarly<Name extends "redirect" | "emailStep" | "tokenRequest" | "probe">(
  name: Name,
): NonNullable<EarlyState[Name]> | null {
  const early = globalThis.porticoEarly;
  const taken = early?.[name] ?? null;
  if (early !== undefined) early[name] = null;
  return taken;
}
