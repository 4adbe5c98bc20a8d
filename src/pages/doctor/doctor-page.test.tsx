import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { recordStep } from "../../config/flight-recorder.ts";
import { recordFunctionCall } from "../../config/record-function-call.ts";
import { chooseRows } from "../../contract/testing/long-run.ts";
import { allCheckIds, describeResult, runChecks } from "../../contract/doctor/check.ts";
import { type Diagnosis } from "../../contract/doctor/diagnosis.ts";
import { checkWords, type CheckId, symptoms, unknownWords } from "../../contract/doctor/messages.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { origin, renderInSession } from "../testing/render-in-session.tsx";
import { createBrowserChecks } from "./browser-checks.ts";
import { DoctorPage } from "./doctor-page.tsx";
import { doctorMessages as words } from "./messages.ts";

const workosOrigin = "https://auth.example.com";
const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ${workosOrigin}; base-uri 'none'; frame-ancestors 'none'`;

/** What a browser gets from a console and its WorkOS; everything is well until a test changes it. */
type World = {
  block: Record<string, string | null>;
  headers: Record<string, string>;
  health: Record<string, string>;
  script: string;
  /** Answers in the console's place; undefined: the console answers by itself. */
  intercept: (path: string, method: string) => Response | undefined;
  /** Answers in WorkOS's place; a throw is a network failure or a missing CORS header. */
  workos: (path: string, init: RequestInit) => Response;
};

function createWorld(): World {
  return {
    block: {
      workosClientId: "client_01JDOCTOR00000000000000001",
      workosApiUrl: workosOrigin,
      workosRedirectUri: null,
    },
    headers: {
      "Content-Security-Policy": policy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Strict-Transport-Security": "max-age=63072000",
      "Cache-Control": "no-cache",
    },
    health: { status: "ok", emailCode: "available" },
    script: "",
    intercept: () => undefined,
    workos: (path) =>
      path.startsWith("/sso/jwks/")
        ? Response.json({ keys: [] })
        : Response.json({ message: "Validation failed" }, { status: 422 }),
  };
}

function serve(world: World): void {
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, origin);
    if (url.origin === workosOrigin || url.origin !== origin) return world.workos(url.pathname, init);
    const intercepted = world.intercept(url.pathname, init.method ?? "GET");
    if (intercepted !== undefined) return intercepted;
    if (url.pathname === "/api/health")
      return Response.json(world.health, { headers: { Date: new Date().toUTCString() } });
    if (url.pathname.startsWith("/api/")) return answerProblem("invalid_request", 400);
    if (url.pathname === "/assets/app.js") return new Response(world.script);
    if (url.pathname.startsWith("/assets/"))
      return new Response("Not found", { status: 404, headers: { "Cache-Control": "no-store" } });
    const html = `<script type="application/json" id="portico-config">${JSON.stringify(world.block)}</script><script type="module" src="/assets/app.js"></script>`;
    return new Response(html, { headers: world.headers });
  });
}

function answerProblem(code: string, status: number): Response {
  return Response.json(
    { type: "about:blank", title: "x", status, code, reference: "7f0c1d9e-2b1a-4f53-9c0e-1c2d3e4f5a6b" },
    { status },
  );
}

const html = () => new Response("<!doctype html><title>Host</title>");

async function openDoctor(world = createWorld(), path = "/auth/doctor") {
  serve(world);
  const rendered = renderInSession(<DoctorPage />, { path });
  const user = setUpUser();
  await waitFor(() =>
    expect(screen.getByText(/No?thing wrong was found|found something wrong/)).toBeTruthy(),
  );
  return { ...rendered, user };
}

async function findWrong(world: World, tokens: string[] | null = null): Promise<CheckId[]> {
  serve(world);
  vi.stubGlobal("location", { origin });
  const results = await runChecks(createBrowserChecks(tokens));
  return results.flatMap(({ id, status }) => (status === "wrong" ? id : []));
}

function findTitles(): string[] {
  const section = screen.getByRole("region", { name: words.wrong });
  return within(section)
    .queryAllByRole("heading", { level: 3 })
    .map(({ textContent }) => textContent ?? "");
}

beforeEach(() => {
  vi.stubGlobal("isSecureContext", true);
  return () => sessionStorage.clear();
});

const rows: { mistake: string; plant: (world: World) => void; found: CheckId; also?: CheckId[] }[] = [
  {
    mistake: "a redirect URI on another origin",
    plant: ({ block }) => (block["workosRedirectUri"] = "https://www.example.com/auth/workos/callback"),
    found: "redirect-uri",
  },
  {
    mistake: "an allowed origin that is missing, or has a slash",
    plant: (world) => {
      const { workos } = world;
      world.workos = (path, init) => {
        if (init.method === "POST") throw new TypeError("Failed to fetch");
        return workos(path, init);
      };
    },
    found: "allowed-origin",
  },
  {
    mistake: "an authentication domain on another site",
    plant: (world) => {
      world.block["workosApiUrl"] = "https://auth.example.org";
      world.headers["Content-Security-Policy"] = policy.replace("example.com", "example.org");
    },
    found: "authentication-domain",
  },
  {
    mistake: "a client id that WorkOS doesn't know",
    plant: (world) => (world.workos = () => Response.json({ message: "Not found" }, { status: 404 })),
    found: "environments",
  },
  {
    mistake: "a secret in the build",
    plant: (world) => (world.script = `"sk_live_published000000000000001"`),
    found: "public-secret",
  },
  {
    mistake: "deep links that answer 404",
    plant: (world) =>
      (world.intercept = (path) =>
        path === "/" || (path.startsWith("/a") && !path.startsWith("/auth"))
          ? undefined
          : new Response("", { status: 404 })),
    found: "deep-link",
  },
  {
    mistake: "a function that refuses the page, as behind a proxy",
    plant: (world) =>
      (world.intercept = (_, method) =>
        method === "POST" ? answerProblem("not_same_origin", 403) : undefined),
    found: "own-origin",
    also: ["origin-untrusted"],
  },
  {
    mistake: "a function without its secrets",
    plant: ({ health }) => (health["emailCode"] = "not_configured"),
    found: "secrets",
  },
  {
    mistake: "a clock that is an hour off",
    plant: (world) =>
      (world.intercept = (path) =>
        path === "/api/health"
          ? Response.json(world.health, { headers: { Date: new Date(Date.now() - 3_600_000).toUTCString() } })
          : undefined),
    found: "clock",
  },
  {
    mistake: "a localhost address in the build",
    plant: ({ block }) => (block["workosRedirectUri"] = "http://localhost:5173/auth/workos/callback"),
    found: "localhost-urls",
  },
  {
    mistake: "/api that answers HTML",
    plant: (world) => (world.intercept = (path) => (path.startsWith("/api/") ? html() : undefined)),
    found: "api-html",
  },
  {
    mistake: "missing headers",
    plant: ({ headers }) => delete headers["Content-Security-Policy"],
    found: "headers",
  },
  {
    mistake: "a missing asset that answers the app",
    plant: (world) => (world.intercept = (path) => (/^\/assets\/(?!app)/.test(path) ? html() : undefined)),
    found: "missing-asset",
  },
  {
    mistake: "an index.html that is cached",
    plant: ({ headers }) => (headers["Cache-Control"] = "public, max-age=600"),
    found: "index-caching",
  },
  {
    mistake: "a function that can't count or send",
    plant: (world) => (world.health = { status: "degraded", emailCode: "unavailable" }),
    found: "redis",
  },
  {
    mistake: "a build that isn't connected to WorkOS",
    plant: ({ block }) => (block["workosClientId"] = null),
    found: "configured",
  },
  {
    mistake: "a WorkOS that can't be reached",
    plant: (world) => {
      world.workos = () => {
        throw new TypeError("Failed to fetch");
      };
    },
    found: "workos-reachable",
  },
];

describe("the checks of a page", () => {
  it.each(chooseRows(rows, 3))("name $mistake: $found", async ({ plant, found, also = [] }) => {
    const world = createWorld();
    plant(world);
    expect((await findWrong(world)).toSorted()).toEqual([found, ...also].toSorted());
  });

  it.each([
    ["blocked cookies", () => vi.spyOn(document, "cookie", "get").mockReturnValue("")],
    ["blocked site data", () => vi.stubGlobal("sessionStorage", undefined)],
    ["plain HTTP", () => vi.stubGlobal("isSecureContext", false)],
  ])("name %s in this browser", async (_, plant) => {
    plant();
    expect(await findWrong(createWorld())).toEqual(["browser-storage"]);
  });
});

type Details = NonNullable<Diagnosis["details"]>;

const goodDetails: Details = {
  clientId: "client_01JDOCTOR00000000000000001",
  workosOrigins: [workosOrigin],
  keys: [{ id: "k1", fingerprint: "a" }],
  clientAddress: "198.51.100.7",
  store: "b",
  mail: "working",
  registration: {
    credentials: "accepted",
    redirectUris: [`${origin}/auth/workos/callback`],
    allowedOrigins: [origin],
  },
};

/** A console whose function answers each question of the doctor with the next of these, again and again. */
function withDiagnoses(...answers: (Partial<Details> | { ownOrigin: string } | 404)[]): World {
  const world = createWorld();
  let asked = 0;
  world.intercept = (path) => {
    if (path !== "/api/doctor") return undefined;
    const answer = answers[asked % answers.length] ?? 404;
    asked += 1;
    if (answer === 404) return answerProblem("not_found", 404);
    return Response.json(
      "ownOrigin" in answer
        ? { ownOrigin: answer.ownOrigin, details: null }
        : { ownOrigin: origin, details: { ...goodDetails, ...answer } },
    );
  };
  return world;
}

const linkRows: [string, CheckId, World][] = [
  [
    "a redirect URI that isn't registered",
    "redirect-uri",
    withDiagnoses({
      registration: { credentials: "accepted", redirectUris: [], allowedOrigins: [origin] },
    }),
  ],
  [
    "key and client id of two environments",
    "environments",
    withDiagnoses({ registration: { credentials: "different", redirectUris: null, allowedOrigins: null } }),
  ],
  [
    "an own origin that is the proxy's",
    "own-origin",
    withDiagnoses({ ownOrigin: "http://console.internal:4300" }),
  ],
  ["one bucket for all clients", "client-addresses", withDiagnoses({ clientAddress: "10.0.0.7" })],
  ["clients without an address", "client-addresses", withDiagnoses({ clientAddress: null })],
  ["keys that differ", "keys-differ", withDiagnoses({}, {}, 404)],
  [
    "an instance with one key more",
    "keys-differ",
    withDiagnoses({}, {}, { keys: [...goodDetails.keys, { id: "k2", fingerprint: "c" }] }),
  ],
  ["instances that count by themselves", "keys-differ", withDiagnoses({}, {}, { store: "c" })],
  ["a build for another application", "same-build", withDiagnoses({ clientId: "client_other" })],
  [
    "a build that asks WorkOS elsewhere",
    "same-build",
    withDiagnoses({ workosOrigins: ["https://api.workos.com"] }),
  ],
  ["a store that can't be reached", "redis", withDiagnoses({ store: null })],
  ["mail that can't be sent", "mail", withDiagnoses({ mail: "failing" })],
];

describe("the checks of a page that was opened with the link of the command", () => {
  const tokens = ["t1", "t2", "t3", "t4"];

  it("find nothing wrong where all is well, and know everything but what only the machine has", async () => {
    const world = withDiagnoses({});
    expect(await findWrong(world, tokens)).toEqual([]);
    const results = await runChecks(createBrowserChecks(tokens));
    // Of these the function knows only whether they fail.
    expect(results.flatMap(({ id, status }) => (status === "unknown" ? id : []))).toEqual(["redis", "mail"]);
  });

  it.each(chooseRows(linkRows, 3))("name %s: %s", async (_, found, world) => {
    expect(await findWrong(world, tokens)).toEqual([found]);
  });

  it("are tried with a mistake for everything, together with the checks of any page", () => {
    const tried = new Set<CheckId>([
      "browser-storage",
      ...rows.map(({ found }) => found),
      ...linkRows.map(([, id]) => id),
    ]);
    for (const { also = [] } of rows) for (const id of also) tried.add(id);
    expect(allCheckIds.filter((id) => !tried.has(id))).toEqual([]);
  });

  it("say that the link has expired where the function takes none of its tokens", async () => {
    const world = withDiagnoses(404);
    expect(await findWrong(world, tokens)).toEqual([]);
    const results = (await runChecks(createBrowserChecks(tokens))).map(describeResult);
    expect(results.find(({ id }) => id === "keys-differ")?.why).toBe(unknownWords.linkExpired);
  });

  it("tell the store's failure from the mail's where the function says that codes don't work", async () => {
    const degraded = { status: "degraded", emailCode: "unavailable" };
    const down = Object.assign(withDiagnoses({ store: null }), { health: degraded });
    expect(await findWrong(down, tokens)).toEqual(["redis"]);
    const unmailed = Object.assign(withDiagnoses({ mail: "failing" }), { health: degraded });
    expect(await findWrong(unmailed, tokens)).toEqual(["mail"]);
  });
});

describe("/auth/doctor", () => {
  it("finds nothing wrong where all is well, and says of the rest who can find it out", async () => {
    await openDoctor();
    expect(findTitles()).toEqual([]);
    expect(screen.getByText(words.summary(0))).toBeTruthy();
    const unknown: CheckId[] = [
      "redirect-uri",
      "environments",
      "redis",
      "mail",
      "client-addresses",
      "keys-differ",
      "same-build",
    ];
    expect(screen.getByText(words.unknown(unknown.length))).toBeTruthy();
    expect(screen.getByText(words.good(allCheckIds.length - unknown.length))).toBeTruthy();
  });

  it("shows what is wrong, what people notice and how to mend it", async () => {
    const world = createWorld();
    world.headers["Cache-Control"] = "public, max-age=600";
    await openDoctor(world);
    const { title, notice, mend } = checkWords["index-caching"];
    expect(findTitles()).toEqual([title]);
    for (const text of [words.summary(1), notice, mend]) expect(screen.getByText(text)).toBeTruthy();
  });

  it.each(symptoms)(
    "leads from the symptom $id to the checks that explain it",
    async ({ title, text, checks }) => {
      const { user } = await openDoctor();
      await user.click(screen.getByRole("button", { name: title, pressed: false }));
      expect(screen.getByText(text)).toBeTruthy();
      for (const id of allCheckIds)
        expect(screen.queryAllByText(checkWords[id].title).length > 0, id).toBe(checks.includes(id));
      await user.click(screen.getByRole("button", { name: title, pressed: true }));
      for (const id of allCheckIds)
        expect(screen.queryAllByText(checkWords[id].title).length, id).toBeGreaterThan(0);
    },
  );

  it("shows the last sign-in, and marks the step that has the reference in the address", async () => {
    recordStep("redirect");
    recordStep("callback", "denied");
    recordStep("failure", "access_denied", "access_denied · 2026-11-30 12:00:00 UTC");
    await openDoctor(
      createWorld(),
      `/auth/doctor#${encodeURIComponent("Reference access_denied · 2026-11-30 12:00:00 UTC")}`,
    );
    const steps = within(screen.getByRole("region", { name: words.flight })).getAllByRole("listitem");
    expect(steps.map((step) => step.getAttribute("aria-current"))).toEqual([null, null, "true"]);
    expect(steps[2]?.textContent).toContain(words.thisOne);
  });

  it("says that it doesn't know a reference of another tab", async () => {
    await openDoctor(createWorld(), "/auth/doctor#Reference%20other");
    expect(screen.getByText(words.noReference)).toBeTruthy();
  });

  it("copies the report and announces it; where it may not, it shows the report", async () => {
    const copied: string[] = [];
    const { user } = await openDoctor();
    vi.stubGlobal("navigator", {
      userAgent: "Browser/1.0",
      clipboard: { writeText: async (text: string) => void copied.push(text) },
    });
    await user.click(screen.getByRole("button", { name: words.copy }));
    expect((await screen.findByText(words.copied)).closest("[role=status]")).not.toBeNull();
    expect(copied[0]).toContain("[ok] configured");
    vi.stubGlobal("navigator", { userAgent: "Browser/1.0", clipboard: undefined });
    await user.click(screen.getByRole("button", { name: words.copy }));
    expect(await screen.findByText(words.notCopied)).toBeTruthy();
    expect(screen.getByText(words.report).closest("details")?.open).toBe(true);
  });

  it("has no secret and no person in its page or report, whatever the answers and the record hold", async () => {
    const canaries = [
      "ada@example.com",
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl",
      "sk_live_canary0000000000000001",
      "wSy_dVBXk91WMPVBg_LaANNdBUjGKCdLnDvLtiSP2Lg",
      "493817",
    ];
    const world = createWorld();
    world.block["workosRedirectUri"] =
      `https://www.example.com/auth/workos/callback?code=${canaries.join("&x=")}`;
    world.script = canaries.join(" ");
    for (const canary of canaries) {
      recordStep("callback", canary, canary);
      recordFunctionCall(`/api/members?x=${canary}`, { ok: true, value: canary });
    }
    await openDoctor(world, `/auth/doctor#${encodeURIComponent(canaries.join(" "))}`);
    expect(findTitles()).toContain(checkWords["redirect-uri"].title);
    for (const canary of canaries) {
      expect(document.body.textContent).not.toContain(canary);
      expect(sessionStorage.getItem("portico:flight-record")).not.toContain(canary);
    }
  });
});
