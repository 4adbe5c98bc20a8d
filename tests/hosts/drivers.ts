import { join } from "node:path";

import { testAddressHeader } from "../../src/function/testing/test-browser.ts";
import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { type HostDriver, send, startHost } from "./host-driver.ts";
import { serveCloudflareOutput } from "./serve-cloudflare-output.ts";
import { simulatedAddressHeader, type SimulatedHost } from "./simulators/edge.ts";

/** Starts the bundled server behind a proxy that overwrites `X-Real-IP`. */
export async function startBundledServer(directory: string, variables: Readonly<Record<string, string>>) {
  const [port = 0] = await findFreePorts(1);
  return await startHost({
    commandLine: ["build/server.mjs"],
    cwd: directory,
    variables: {
      ...variables,
      PORT: String(port),
      HOST: "127.0.0.1",
      PORTICO_CLIENT_ADDRESS_HEADER: "X-Real-IP",
    },
    addressHeader: "X-Real-IP",
    port,
  });
}

/** The emitted function, behind a simulator that applies the emitted routes as the host documents them. */
function simulated(name: SimulatedHost, own: Readonly<Record<string, string>> = {}): HostDriver {
  return {
    name,
    start: async (directory, variables) => {
      const [port = 0] = await findFreePorts(1);
      return await startHost({
        commandLine: [join(import.meta.dirname, "simulators", "serve.ts"), name, directory, String(port)],
        cwd: directory,
        variables: { ...variables, ...own },
        addressHeader: simulatedAddressHeader,
        port,
      });
    },
  };
}

/** The built Worker in workerd, behind what stands for Cloudflare's edge. */
const cloudflare: HostDriver = {
  name: "cloudflare",
  // The store is its own.
  start: async (directory, { REDIS_URL: _redisUrl, ...variables }) => {
    let output = "";
    const server = await serveCloudflareOutput({
      outputDirectory: join(directory, "build", "cloudflare"),
      variables,
      onOutput: (text) => {
        output += text;
      },
    });
    const port = Number(new URL(server.origin).port);
    return {
      origin: variables["PORTICO_ORIGIN"] ?? "",
      fetch: async (path, init = {}) => await send(port, testAddressHeader, path, init),
      readOutput: () => output,
      close: server.stop,
    };
  },
};

/** What the simulated CloudFront and the function both know. */
export const cloudfrontSecret = "contract-suite-secret-of-32-characters";

/** Every host that the contract suite runs against. */
export const drivers: readonly HostDriver[] = [
  { name: "node", start: startBundledServer },
  simulated("vercel"),
  simulated("netlify"),
  cloudflare,
  simulated("lambda", { PORTICO_CLOUDFRONT_SECRET: cloudfrontSecret }),
];
