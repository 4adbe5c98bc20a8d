/** What is wrong, from a value that is no secret: an address, a variable's name, a number; empty where there is none. */
type Fault = (about: string) => string;

type Words = {
  /** What is checked. */
  title: string;
  faults: Record<string, Fault>;
  /** What a person would notice. */
  notice: string;
  /** How to mend it. */
  mend: string;
};

/** The words of every check, for the page and for the command; in no script but the page's own. */
export const checkWords = {
  configured: {
    title: "Connection to WorkOS",
    faults: {
      noClientId: () => "The build has no WorkOS client ID.",
      broken: () => "The configuration block of index.html can't be read.",
      mixed: (about) => `The page at ${about} is of another build than the start page.`,
      noScript: (about) => `The script ${about} isn't there, so the page that needs it is of another build.`,
      variable: (about) => `${about}.`,
      noPage: (about) => `The console's page can't be read: ${about}.`,
      silent: (about) => `${about} doesn't answer.`,
    },
    notice: "“Continue with WorkOS” is disabled, or the page doesn't start.",
    mend: "Where the address doesn't answer at all, check its DNS record, its certificate and that the deployment is up. Where a page is of another build, deploy all files of one build. Otherwise set VITE_WORKOS_CLIENT_ID and build again, or stamp the build again.",
  },
  "redirect-uri": {
    title: "Redirect URI",
    faults: {
      unregistered: (about) => `${about} isn't registered at WorkOS.`,
      otherOrigin: (about) => `The redirect URI of the build, ${about}, isn't on the console's own address.`,
    },
    notice:
      "WorkOS shows an error page about the redirect URI in place of its sign-in page, or people come back to another address.",
    mend: "Register the exact address at WorkOS under Redirects: scheme, host, port and path have to match. VITE_WORKOS_REDIRECT_URI changes what the build asks for.",
  },
  "allowed-origin": {
    title: "Allowed origin",
    faults: {
      missing: (about) => `WorkOS doesn't let pages of ${about} read its answers.`,
      slash: (about) => `The allowed origin at WorkOS ends with a slash: ${about}.`,
    },
    notice: "People are back at the sign-in page right after WorkOS has signed them in.",
    mend: "Add the console's address to the allowed origins at WorkOS (Authentication, Sessions, CORS), without a slash or a path at its end.",
  },
  "authentication-domain": {
    title: "Authentication domain",
    faults: {
      otherSite: (about) => `WorkOS is asked at ${about}, which is another site than the console's.`,
    },
    notice: "Every reload signs people out, or they are back at the sign-in page right after signing in.",
    mend: "Set up an authentication domain at WorkOS on the console's own site, such as auth.example.com for console.example.com, and set VITE_WORKOS_API_URL to it.",
  },
  "workos-reachable": {
    title: "Reaching WorkOS",
    faults: {
      unreachable: (about) => `${about} doesn't answer.`,
    },
    notice: "The sign-in page says that WorkOS can't be reached.",
    mend: "Check VITE_WORKOS_API_URL, the DNS record of the authentication domain and the network. A content policy that doesn't name the address blocks it too.",
  },
  environments: {
    title: "API key and client ID",
    faults: {
      keyRefused: () => "WorkOS doesn't accept WORKOS_API_KEY.",
      different: () => "The API key and the client ID belong to different environments at WorkOS.",
      unknownClient: (about) => `WorkOS doesn't know the client ID ${about}.`,
    },
    notice: "Codes arrive and are refused, or sign-in ends with “This console isn't set up at WorkOS”.",
    mend: "Copy the API key and the client ID from the same environment at WorkOS. Staging and production have different ones.",
  },
  "public-secret": {
    title: "Secrets in public",
    faults: {
      variable: (about) => `${about} is public, and its value is a secret.`,
      published: (about) => `${about} contains a secret, and everyone can read it.`,
    },
    notice: "Nothing, until someone uses it.",
    mend: "Replace the secret at its provider first: it has been published. Then set it as a variable of the function only; variables that begin with VITE_ are public.",
  },
  "deep-link": {
    title: "Callback and deep links",
    faults: {
      missing: (about) => `${about} answers something else than the app.`,
    },
    notice: "After WorkOS, on a reload or from a bookmark people see the host's “not found” page.",
    mend: "Have the host answer every unknown path that isn't a file with index.html and status 200. docs/deploy has the rule of each host.",
  },
  "own-origin": {
    title: "Own origin",
    faults: {
      malformed: (about) => `PORTICO_ORIGIN isn't an origin that browsers use. ${about}`,
      different: (about) => `PORTICO_ORIGIN is ${about}, which isn't the address in the browser.`,
      refused: (about) => `PORTICO_ORIGIN doesn't seem to be ${about}, the address in the browser.`,
    },
    notice: "Email codes fail with “This page was opened from an address the server doesn't know”.",
    mend: "Set PORTICO_ORIGIN to what the browser's address bar shows, with https:// and without a path. What the proxy sends in Host doesn't matter.",
  },
  secrets: {
    title: "Secrets of the function",
    faults: {
      missing: (about) => `Not set: ${about}.`,
      weak: (about) => about,
      mock: (about) => `${about} is the public one of the development server.`,
      unset: () => "The function says that it isn't set up.",
    },
    notice:
      "“Email codes aren't set up for this console.” With the public key of the development server anyone could sign in as anyone.",
    mend: "Set WORKOS_API_KEY and PORTICO_KEYS for the function at the host; .env.example has the command that makes a key. Restart it.",
  },
  "origin-untrusted": {
    title: "Origin of the page",
    faults: {
      refused: (about) => `The function refuses pages of ${about}.`,
    },
    notice:
      "Every email code fails at once, with “This page was opened from an address the server doesn't know”.",
    mend: "Open the console at the address in PORTICO_ORIGIN, or set PORTICO_ORIGIN to this one. A proxy must pass the headers Origin and X-Portico-Request on.",
  },
  "client-addresses": {
    title: "Addresses of clients",
    faults: {
      unknown: () => "The function can't read the clients' addresses: all share their limits.",
      proxy: (about) =>
        `The function takes ${about} for the client's address, which is the proxy's: all clients share their limits.`,
      forged: (about) => `The function believes what a client says of its own address in ${about}.`,
    },
    notice:
      "“Too many requests” for people who haven't asked for anything yet, at busy times for everyone at once.",
    mend: "Set PORTICO_CLIENT_ADDRESS_HEADER to the header that the proxy overwrites with the client's address, such as X-Real-IP.",
  },
  clock: {
    title: "Clocks",
    faults: {
      apart: (about) => `This clock and the server's are ${about} seconds apart.`,
    },
    notice:
      "Codes and sessions expire at once, or the members' page says that the session has to be renewed.",
    mend: "Let the machines set their clocks by the network (NTP).",
  },
  "keys-differ": {
    title: "Keys of the instances",
    faults: {
      differ: () => "The instances of the function have different PORTICO_KEYS.",
      unrecognized: () => "The function doesn't recognize the PORTICO_KEYS of this machine.",
      apart: () => "The instances of the function count by themselves, each in its own memory.",
    },
    notice: "Codes and sessions work on one try and not on the next; people are signed out at random.",
    mend: "Give every instance the same PORTICO_KEYS, in the same order, and one REDIS_URL. To rotate, append the new key everywhere first.",
  },
  "localhost-urls": {
    title: "localhost in production",
    faults: {
      loopback: (about) => `${about} is on localhost, which is each visitor's own computer.`,
    },
    notice: "It works on the developer's computer and nowhere else.",
    mend: "Set the variable to the public address, and build or stamp again. An empty one means the default.",
  },
  "api-html": {
    title: "/api",
    faults: {
      html: () => "/api/health answers a page in place of the function.",
      missing: (about) => `/api/health doesn't answer as the function does (${about}).`,
    },
    notice: "“The server behind email codes can't be reached”, while Continue with WorkOS works.",
    mend: "Route /api/* to the function before the rule that answers everything with index.html.",
  },
  headers: {
    title: "Security headers",
    faults: {
      missing: (about) => `The page is answered without ${about}.`,
      weak: (about) => `The content policy is weaker than it should be: ${about}.`,
      blocksWorkos: (about) => `The content policy doesn't let the page connect to ${about}.`,
    },
    notice: "Nothing, until a script is injected. Where the policy doesn't name WorkOS, signing in fails.",
    mend: "Take the headers that the build wrote for your host, or those of src/function/hosts/security-headers.ts.",
  },
  "missing-asset": {
    title: "Missing files",
    faults: {
      found: (about) => `A file that isn't there is answered with status ${about}.`,
      cached: (about) => `The answer “not found” may be cached (${about}).`,
    },
    notice: "After a deploy some people see a blank page until they clear their cache.",
    mend: "Answer 404 with Cache-Control: no-store below /assets, and never index.html.",
  },
  "index-caching": {
    title: "Caching of pages",
    faults: {
      cached: (about) => `A page may be cached without asking again (${about}).`,
    },
    notice: "After a deploy people keep the old version, or a page whose scripts are gone.",
    mend: "Send Cache-Control: no-cache with every page.",
  },
  redis: {
    title: "Redis",
    faults: {
      unreachable: (about) => `REDIS_URL names a Redis that doesn't answer. ${about}`,
      evicting: (about) => `Redis forgets keys when it is full (maxmemory-policy is ${about}).`,
      unsaved: () =>
        "Redis doesn't write an append-only file: a restart loses what is in it, or brings back old counts.",
      malformed: (about) => about,
      down: () => "The function can't count, or can't send: it says that email codes don't work right now.",
    },
    notice:
      "“Codes are paused for a moment”; after an eviction guesses start over, after a restart sign-outs that WorkOS hasn't heard of are lost.",
    mend: "Check the address and the password. Set maxmemory-policy noeviction and appendonly yes.",
  },
  mail: {
    title: "Mail",
    faults: {
      malformed: (about) => about,
      login: (about) => `The mail server refuses to work with us (${about}).`,
      failing: () => "The function says that mail can't be sent right now, by the mail server or by WorkOS.",
      spf: (about) => `${about} has no SPF record.`,
      spfTwice: (about) => `${about} has more than one SPF record, so that none counts.`,
      dkim: (about) => `No DKIM key of ${about} was found.`,
      dmarc: (about) => `${about} has no DMARC record.`,
    },
    notice: "Codes don't arrive, or are in the spam folder.",
    mend: "Correct SMTP_URL, and publish what your mail provider gives you for SPF, DKIM and DMARC at the domain of MAIL_FROM: docs/mail.md.",
  },
  "same-build": {
    title: "Build and function",
    faults: {
      clientId: () => "The build and the function have different WorkOS client IDs.",
      workosAddress: () => "The build and the function ask WorkOS at different addresses.",
      other: (about) => about,
    },
    notice: "Signing in works, and the members' page answers “Your session has to be renewed”.",
    mend: "Set the same VITE_WORKOS_CLIENT_ID and VITE_WORKOS_API_URL for the build and for the function, and build or stamp again.",
  },
  "browser-storage": {
    title: "Data in this browser",
    faults: {
      cookies: () => "This browser blocks cookies for this site.",
      storage: () => "This browser keeps no site data for this site.",
      insecure: () => "This address is plain HTTP, where browsers don't let WorkOS sign you in.",
    },
    notice: "People are back at the sign-in page after WorkOS, or can't start at all.",
    mend: "Allow cookies and site data for this address, outside of strict private modes, and open it with https://.",
  },
} as const satisfies Record<string, Words>;

export type CheckId = keyof typeof checkWords;

/** Why a check couldn't be made. */
export const unknownWords = {
  commandLine:
    "A page can't find this out by itself. Run npm run doctor with this address, or open the link that its option --link prints.",
  browser: "Only a browser can find this out, at /auth/doctor.",
  noAddress: "No address was given.",
  noAnswer: "The address gave no answer to judge by.",
  noClientId: "The build isn't connected to WorkOS.",
  noApiKey: "WORKOS_API_KEY isn't set on this machine.",
  noKeys: "PORTICO_KEYS isn't set on this machine.",
  noRedis: "REDIS_URL isn't set on this machine.",
  noMail: "No mail server is set on this machine.",
  noBuild: "There is no build in dist.",
  noConfig: "This Redis doesn't say how it is configured.",
  notFromHere: "It can't be reached from this machine; the function reaches it.",
  development: "The development server answers differently from a host.",
  workosSilent: "WorkOS gave no answer to judge by.",
  linkExpired: "The link of npm run doctor has expired or was used. Make a new one.",
  failed: "The check itself failed.",
} as const;

export type UnknownReason = keyof typeof unknownWords;

/** What a person describes to the person who runs the console, and the checks that explain it. */
export const symptoms: readonly { id: string; title: string; text: string; checks: readonly CheckId[] }[] = [
  {
    id: "button",
    title: "The button is disabled or missing",
    text: "“Continue with WorkOS” or “Use email code” can't be pressed.",
    checks: ["configured", "browser-storage", "workos-reachable", "secrets", "api-html", "redis"],
  },
  {
    id: "returns",
    title: "Straight back to sign-in",
    text: "WorkOS signs you in, and the sign-in page is there again.",
    checks: [
      "allowed-origin",
      "authentication-domain",
      "browser-storage",
      "redirect-uri",
      "deep-link",
      "headers",
      "clock",
      "environments",
      "same-build",
      "keys-differ",
    ],
  },
  {
    id: "no-code",
    title: "The code never arrives",
    text: "The page says that a code is on its way, and no mail comes.",
    checks: [
      "mail",
      "secrets",
      "environments",
      "api-html",
      "origin-untrusted",
      "own-origin",
      "client-addresses",
      "redis",
    ],
  },
];
