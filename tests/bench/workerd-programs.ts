import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { writeHostOutput } from "../../src/function/hosts/build/write-host-output.ts";

/** What the Worker is configured with; without it, it would answer nothing but a problem. */
const variables = {
  PORTICO_ORIGIN: "https://console.example.com",
  WORKOS_API_KEY: "sk_test_1",
  WORKOS_CLIENT_ID: "client_1",
};

/**
 * Writes a configuration of workerd for what the build writes for Cloudflare, and one for a Worker that does nothing.
 * @param directory with the app in `dist`
 * @returns paths of both
 */
export async function writeWorkerdPrograms(
  directory: string,
  sealingKeys: string,
): Promise<{ built: string; bare: string }> {
  await writeHostOutput({ host: "cloudflare", variables: {}, rootDirectory: directory });
  const output = join(directory, "build", "cloudflare");
  const {
    main,
    compatibility_date: date,
    compatibility_flags: flags,
  } = JSON.parse(await readFile(join(output, "wrangler.json"), "utf8"));
  await mkdir(join(directory, "objects"));
  const texts = Object.entries({ ...variables, PORTICO_KEYS: sealingKeys }).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  );
  const built = join(output, "config.capnp");
  await writeFile(
    built,
    buildConfig(
      `modules = [
        (name = "index.mjs", esModule = embed "${String(main)}"),
        (name = "function.mjs", esModule = embed "${dirname(String(main))}/function.mjs")
      ],
      compatibilityDate = "${String(date)}",
      compatibilityFlags = ${JSON.stringify(flags)},
      bindings = [
        (name = "ASSETS", service = "assets"),
        (name = "PORTICO_STORE", durableObjectNamespace = "PorticoStore"),
        ${texts.join(", ")}
      ],
      durableObjectNamespaces = [(className = "PorticoStore", uniqueKey = "portico-store", enableSql = true)],
      durableObjectStorage = (localDisk = "objects")`,
      `(name = "assets", disk = (path = "${join(output, "assets")}")),
    (name = "objects", disk = (path = "${join(directory, "objects")}", writable = true)),`,
    ),
  );
  const bare = join(directory, "bare.capnp");
  await writeFile(
    join(directory, "bare-worker.mjs"),
    'export default { fetch: () => new Response("bare") };\n',
  );
  await writeFile(
    bare,
    buildConfig(
      `modules = [(name = "worker.mjs", esModule = embed "bare-worker.mjs")],
      compatibilityDate = "${String(date)}"`,
      "",
    ),
  );
  return { built, bare };
}

function buildConfig(worker: string, services: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ${services}
    (name = "worker", worker = (
      ${worker}
    ))
  ],
  sockets = [(name = "http", http = (), service = "worker")]
);
`;
}
