import type { BuiltFiles } from "../built-files.ts";
import type { HostPreset } from "../host-preset.ts";

/** What a preset writes, by path; without the function's code. */
export async function writePresetOutput(preset: HostPreset, files: BuiltFiles): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  await preset.write({
    variables: {},
    files,
    block: { workosClientId: null, workosApiUrl: null, workosRedirectUri: null },
    securityHeaders: {},
    distFolder: "dist",
    bundle: async () => await Promise.resolve(""),
    remove: async () => await Promise.resolve(),
    write: async (path, content) =>
      await Promise.resolve(void written.set(path, Buffer.from(content).toString())),
  });
  return written;
}
