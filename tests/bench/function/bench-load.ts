import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, IncomingMessage, request as sendRequest } from "node:http";
import { join } from "node:path";

import { apiPaths, requestMarkerHeader } from "../../../src/contract/api-paths.ts";
import { wait } from "../../../src/function/core/feature/environment.ts";
import { responseDelayMs } from "../../../src/function/core/feature/issuer.ts";
import { findFreePorts } from "../../../src/function/stores/testing/free-ports.ts";
import { describeQuantiles, type Row, type Section } from "../report.ts";
import { awaitAnswer, startNode, startProduct } from "../start-product.ts";
import { buildClientAddress, buildEmail } from "./subjects.ts";
import { answerAsWorkos } from "./workos-answers.ts";

const requestsPerSecond = 200;
const clientAddressHeader = "X-Real-IP";
/** How much longer than a bare server's the slowest hundredth of the answers may take. */
const highestExcessMs = 50;

type Call = "send" | "verify" | "health";
/** Of five requests two are sends, two are verifies and one asks for the health. */
const mix: readonly Call[] = ["send", "verify", "health", "send", "verify"];

/** Milliseconds from the moment at which each request was due to its answer. */
type Latencies = Record<Call, number[]>;

/** Measures answers of the built server at 200 requests a second, beside a bare server under the same requests. */
export async function benchLoad(seconds: number): Promise<Section> {
  const [workosPort = 0, port = 0, barePort = 0] = await findFreePorts(3);
  const workos = createServer((incoming, outgoing) => {
    incoming.resume();
    void answerAsWorkos(`http://localhost${incoming.url ?? ""}`).then(async (answer) =>
      outgoing.writeHead(answer.status, { "Content-Type": "application/json" }).end(await answer.text()),
    );
  }).listen(workosPort, "127.0.0.1");
  const bare = startNode([join(import.meta.dirname, "bare-server.ts")], { PORT: String(barePort) });
  const product = await startProduct("load", {
    VITE_WORKOS_CLIENT_ID: "client_bench",
    WORKOS_API_KEY: "sk_test_bench",
    WORKOS_API_URL: `http://127.0.0.1:${String(workosPort)}`,
    PORTICO_KEYS: `bench:${randomBytes(32).toString("base64url")}`,
    PORTICO_ORIGIN: `http://localhost:${String(port)}`,
    PORTICO_CLIENT_ADDRESS_HEADER: clientAddressHeader,
    PORT: String(port),
  });
  try {
    await awaitAnswer(`http://127.0.0.1:${String(barePort)}/`);
    // The first requests are answered by code that isn't compiled yet.
    await loadServer(port, Math.ceil(seconds / 4), 1_000_000);
    const bareLatencies = await loadServer(barePort, Math.ceil(seconds / 2), 0);
    const latencies = await loadServer(port, seconds, 0);
    return buildSection(seconds, latencies, Object.values(bareLatencies).flat());
  } finally {
    product.kill();
    bare.kill();
    workos.close();
    workos.closeAllConnections();
  }
}

function buildSection(seconds: number, latencies: Latencies, bare: number[]): Section {
  const bareQuantiles = describeQuantiles(bare);
  const row = (name: string, call: Call, fixedMs: number): Row => {
    const quantiles = describeQuantiles(latencies[call].map((latencyMs) => latencyMs - fixedMs));
    return {
      name,
      value: quantiles.p99 - bareQuantiles.p99,
      unit: "ms",
      target: { atMost: highestExcessMs },
      detail: formatQuantiles(quantiles),
    };
  };
  return {
    title: `Load: the built server over HTTP at ${String(requestsPerSecond)} requests a second for ${String(seconds)} s, p99 beyond a bare server's in the same run`,
    notes: [
      `A bare server under the same requests: ${formatQuantiles(bareQuantiles)}. Latencies count from the moment at which a request was due.`,
    ],
    rows: [
      row("health", "health", 0),
      row("verify", "verify", 0),
      row(`send, after its fixed ${String(responseDelayMs)} ms`, "send", responseDelayMs),
    ],
  };
}

function formatQuantiles({ p50, p99, max }: ReturnType<typeof describeQuantiles>): string {
  return `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, longest ${max.toFixed(1)} ms`;
}

/** @param firstPerson whose address and client address the first send has */
async function loadServer(port: number, seconds: number, firstPerson: number): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const latencies: Latencies = { send: [], verify: [], health: [] };
  const sent: { person: number; cookie: string }[] = [];
  let person = firstPerson;
  const call = async (kind: Call, dueAtMs: number): Promise<void> => {
    switch (kind) {
      case "health":
        await ask(agent, port, "GET", apiPaths.health, person, {}, null);
        break;
      case "send": {
        person += 1;
        const own = person;
        const body = { email: buildEmail(own) };
        const cookie = await ask(agent, port, "POST", apiPaths.sendEmailCode, own, {}, body);
        sent.push({ person: own, cookie });
        break;
      }
      case "verify": {
        const next = sent.shift();
        // Before the first send is answered there is nothing to verify.
        if (next === undefined) return;
        const { person: own, cookie } = next;
        await ask(agent, port, "POST", apiPaths.verifyEmailCode, own, { Cookie: cookie }, { code: "123456" });
        break;
      }
      default:
        return kind satisfies never;
    }
    latencies[kind].push(performance.now() - dueAtMs);
  };

  const failures: unknown[] = [];
  const makeCall = async (kind: Call, dueAtMs: number) =>
    await call(kind, dueAtMs).catch((error: unknown) => failures.push(error));
  const calls: Promise<unknown>[] = [];
  const startedAtMs = performance.now();
  for (let index = 0; index < seconds * requestsPerSecond; index += 1) {
    const dueAtMs = startedAtMs + (index * 1000) / requestsPerSecond;
    const leftMs = dueAtMs - performance.now();
    if (leftMs > 0) await wait(leftMs);
    calls.push(makeCall(mix[index % mix.length] ?? "health", Math.max(dueAtMs, startedAtMs)));
  }
  await Promise.all(calls);
  agent.destroy();
  if (failures.length > 0)
    throw new Error(`${String(failures.length)} requests failed, such as: ${String(failures[0])}`);
  return latencies;
}

/** @returns the cookies of the answer, as a browser sends them back */
async function ask(
  agent: Agent,
  port: number,
  method: "GET" | "POST",
  path: string,
  person: number,
  headers: Record<string, string>,
  body: unknown,
): Promise<string> {
  const asked = sendRequest({
    agent,
    host: "127.0.0.1",
    port,
    method,
    path,
    headers: {
      Host: `localhost:${String(port)}`,
      [clientAddressHeader]: buildClientAddress(person),
      ...(body !== null && {
        "Content-Type": "application/json",
        Origin: `http://localhost:${String(port)}`,
        "Sec-Fetch-Site": "same-origin",
        [requestMarkerHeader.name]: requestMarkerHeader.value,
      }),
      ...headers,
    },
  });
  asked.end(body === null ? undefined : JSON.stringify(body));
  const [response]: unknown[] = await once(asked, "response");
  if (!(response instanceof IncomingMessage)) throw new Error("There is no answer");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  if ((response.statusCode ?? 500) >= 300)
    throw new Error(`${path} answered ${String(response.statusCode)}: ${Buffer.concat(chunks).toString()}`);
  return (response.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? "").join("; ");
}
