import { chromium } from "@playwright/test";

import { htmlPages } from "../../../src/contract/html-pages.ts";
import { findFreePorts } from "../../../src/function/stores/testing/free-ports.ts";
import { findChromium, readChromiumPlaces } from "../../e2e/chromium.ts";
import { describeRatios, describeSpread, type Row, type Section } from "../report.ts";
import { buildPeer, buildPortico, type WorkosPlace } from "./build-subjects.ts";
import { clerkAnswers } from "./clerk-answers.ts";
import {
  type ClickTimes,
  findLostClick,
  type LoadFigures,
  measureCallback,
  measureClick,
  measureLoad,
  type Subject,
} from "./measure.ts";
import { type AnswerCall, serveBuild, serveWorkos } from "./stub-servers.ts";

type Figures = ClickTimes & LoadFigures & { callbackMs: number; coldCallbackMs: number };

const toWorkos = { method: "GET", url: /\/user_management\/authorize/ };

/** The apps, the first two of which are the project and the one that it is compared with. */
const apps = [
  { name: "portico", label: "Portico", buttonText: "Continue with WorkOS", effect: toWorkos },
  { name: "authkit-react", label: "authkit-react", buttonText: "Continue with WorkOS", effect: toWorkos },
  { name: "react-only", label: "React only", buttonText: "Continue with WorkOS", effect: toWorkos },
  { name: "static-html", label: "static HTML", buttonText: "Continue with WorkOS", effect: toWorkos },
  {
    name: "better-auth",
    label: "better-auth",
    buttonText: "Send code",
    effect: { method: "POST", url: /\/email-otp\/send-verification-otp/ },
  },
  {
    name: "clerk",
    label: "Clerk",
    buttonText: "Continue with Google",
    effect: { method: "POST", url: /\/v1\/client\/sign_ins/ },
  },
] as const;

const withCallback: readonly string[] = ["portico", "authkit-react"];

const functionAnswers: Record<string, unknown> = {
  "/api/health": { status: "ok", emailCode: "available" },
  // better-auth's
  "/api/auth/get-session": null,
  "/api/auth/email-otp/send-verification-otp": { success: true },
  ...clerkAnswers,
};

const answerAsFunction: AnswerCall = (pathname, _request, response) => {
  if (!pathname.startsWith("/api/")) return false;
  const answer = functionAnswers[pathname];
  response.writeHead(answer === undefined ? 404 : 200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(answer ?? {}));
  return true;
};

const notClicked: ClickTimes = { usableMs: Number.NaN, effectMs: Number.NaN };
const notLoaded: LoadFigures = {
  longestTaskMs: Number.NaN,
  layoutShift: Number.NaN,
  bytes: Number.NaN,
  bytesUntilButton: Number.NaN,
  requests: Number.NaN,
};

/** One page that hangs doesn't end the whole run; the report says what wasn't measured. */
async function attempt<Measured>(measuring: Promise<Measured>, missing: Measured): Promise<Measured> {
  try {
    return await measuring;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return missing;
  }
}

/** Measures the sign-in page and the callback in Chromium, against the peers in the same run. */
export async function benchBrowser(runs: number): Promise<Section> {
  const executablePath = findChromium(readChromiumPlaces(chromium.executablePath()));
  if (executablePath === null) throw new Error("No Chromium: run `node tests/e2e/find-chromium.ts` first");

  const [workosPort = 0, ...ports] = await findFreePorts(1 + apps.length);
  const workos: WorkosPlace = { hostname: "auth.bench.localhost", port: workosPort };
  const workosServer = await serveWorkos(workosPort);
  const servers = [];
  const subjects: Subject[] = [];
  for (const [index, { name, buttonText, effect }] of apps.entries()) {
    const port = ports[index] ?? 0;
    const origin = `http://${name}.bench.localhost:${String(port)}`;
    const isPortico = name === "portico";
    process.stderr.write(`Building ${name} …\n`);
    const directory = isPortico ? await buildPortico(workos, origin) : await buildPeer(name, workos);
    servers.push(
      await serveBuild({
        directory,
        port,
        ...(isPortico && {
          pages: new Map(htmlPages.flatMap(({ file, paths }) => paths.map((path) => [path, file]))),
        }),
        answerCall: answerAsFunction,
      }),
    );
    subjects.push({ name, origin, buttonText, effect, isLosingClicks: false });
  }

  const browser = await chromium.launch({
    executablePath,
    args: [
      "--host-resolver-rules=MAP *.localhost 127.0.0.1",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  const figures = new Map<string, Figures[]>(apps.map(({ name }) => [name, []]));
  try {
    // Warms the browser up too: the first start of a renderer is slower than all that follow.
    for (const subject of subjects)
      subject.isLosingClicks = await attempt(findLostClick(browser, subject), false);
    for (let run = 0; run < runs; run += 1) {
      for (const subject of run % 2 === 0 ? subjects : subjects.toReversed()) {
        const hasCallback = withCallback.includes(subject.name);
        workosServer.setRedirecting(false);
        const times = await attempt(measureClick(browser, subject), notClicked);
        const load = await attempt(measureLoad(browser, subject), notLoaded);
        workosServer.setRedirecting(true);
        const callbackMs = hasCallback
          ? await attempt(measureCallback(browser, subject, { isCold: false }), Number.NaN)
          : Number.NaN;
        const coldCallbackMs = hasCallback
          ? await attempt(measureCallback(browser, subject, { isCold: true }), Number.NaN)
          : Number.NaN;
        figures.get(subject.name)?.push({ ...times, ...load, callbackMs, coldCallbackMs });
      }
      process.stderr.write(`Browser: run ${String(run + 1)} of ${String(runs)}\n`);
    }
  } finally {
    await browser.close();
    for (const server of [workosServer, ...servers]) server.close();
  }

  const losing = subjects.filter(({ isLosingClicks }) => isLosingClicks).map(({ name }) => name);
  return {
    title: `Browser: Chromium, processor 4 times slower, 1.6 Mbit/s with 150 ms, brotli, 390 × 844; ${String(runs)} interleaved runs, ratios to the authkit-react app`,
    notes: [
      losing.length === 0
        ? "No app loses a click at the first paint of its button."
        : `A click at the first paint of the button is lost by ${losing.join(", ")}; they are clicked again at each frame.`,
    ],
    rows: buildRows(figures),
  };
}

function buildRows(figures: ReadonlyMap<string, readonly Figures[]>): Row[] {
  const read = (name: string, key: keyof Figures) => (figures.get(name) ?? []).map((figure) => figure[key]);
  const ratio = (name: string, key: keyof Figures, title: string, atMost?: number): Row => {
    const spread = describeRatios(read(name, key), read("authkit-react", key));
    const [own, other] = [describeSpread(read(name, key)), describeSpread(read("authkit-react", key))];
    return {
      name: title,
      value: spread.median,
      unit: "times",
      spread,
      ...(atMost !== undefined && { target: { atMost } }),
      detail: `${own.median.toFixed(0)} to ${other.median.toFixed(0)}${key.endsWith("Ms") ? " ms" : ""}`,
    };
  };
  const labels = apps.filter(({ name }) => name !== "authkit-react");
  const ofEach = (key: keyof Figures, what: string, atMost?: number) =>
    labels
      .filter(({ name }) => !key.toLowerCase().includes("callback") || withCallback.includes(name))
      .map(({ name, label }) =>
        ratio(name, key, `${what}: ${label}`, name === "portico" ? atMost : undefined),
      );
  return [
    ...ofEach("usableMs", "usable sign-in page", 0.4),
    ...ofEach("effectMs", "request leaves after a click at first paint", 0.4),
    ...ofEach("callbackMs", "callback to painted dashboard", 0.8),
    // Only for comparison: people come from the sign-in page, which has left its files in the cache.
    ...ofEach("coldCallbackMs", "the same with an empty cache"),
    ...ofEach("longestTaskMs", "longest task on the sign-in page", 0.7),
    ...ofEach("bytesUntilButton", "bytes until the button is painted"),
    ...ofEach("bytes", "bytes in all"),
    ...ofEach("requests", "requests"),
    ...apps.map(({ name, label }): Row => {
      const spread = describeSpread(read(name, "layoutShift"));
      return {
        name: `layout shift: ${label}`,
        value: spread.median,
        unit: "shift",
        spread,
        ...(name === "portico" && { target: { atMost: 0 } }),
        detail: "",
      };
    }),
  ];
}
