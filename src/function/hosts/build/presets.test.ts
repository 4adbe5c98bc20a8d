import * as v from "valibot";
import { expect, it } from "vitest";

import { toBuiltFile } from "../built-files.ts";
import type { HostName } from "../host-preset.ts";
import { writePresetOutput } from "../testing/write-preset-output.ts";
import { findPreset } from "./presets.ts";

async function writeOutput(host: HostName, texts: Record<string, string>): Promise<Map<string, string>> {
  const files = new Map(
    Object.entries(texts).map(([path, text]) => [path, toBuiltFile(path, Buffer.from(text))]),
  );
  return await writePresetOutput(findPreset(host), files);
}

const routeSchema = v.object({
  handle: v.optional(v.string()),
  src: v.optional(v.string()),
  dest: v.optional(v.string()),
  methods: v.optional(v.array(v.string())),
});

// Vercel applies the rewrites of vercel.json at the beginning of its phase "filesystem".
it.each([
  ["/backend/reports", "filesystem"],
  ["/dashboard", "filesystem"],
  ["/portico.svg", "start"],
  ["/", "start"],
  ["/assets/index-1.js", "start"],
])(
  "a POST to %s is refused on Vercel in the phase %s, after the team's own rewrites",
  async (path, phase) => {
    const output = await writeOutput("vercel", {
      "/index.html": "",
      "/portico.svg": "",
      "/assets/index-1.js": "",
    });
    const schema = v.object({ routes: v.array(routeSchema) });
    const { routes } = v.parse(schema, JSON.parse(output.get(".vercel/output/config.json") ?? ""));
    const refusing = routes.findIndex(
      ({ src = "$.", dest, methods }) =>
        dest === "/api" && methods?.includes("POST") && new RegExp(`^${src}$`).test(path),
    );
    expect(refusing).not.toBe(-1);
    expect(
      refusing < routes.findIndex(({ handle }) => handle === "filesystem") ? "start" : "filesystem",
    ).toBe(phase);
  },
);

it("leaves the paths of the team's own _redirects on Netlify to them, for every method", async () => {
  const rules = [
    "# our API",
    "",
    "/backend/*  https://backend.example/:splat  200!",
    "/old /new 301",
    "https://www.example.com/* https://console.example.com/:splat 301!",
    "/* /index.html 200",
  ];
  const output = await writeOutput("netlify", { "/index.html": "", "/_redirects": rules.join("\n") });
  const source = output.get(".netlify/v1/functions/portico-methods/portico-methods.mjs") ?? "";
  const config: unknown = JSON.parse(/export const config = (.*);\n$/.exec(source)?.[1] ?? "");
  expect(config).toMatchObject({ path: "/*", excludedPath: ["/api", "/api/*", "/backend/*", "/old"] });
});
