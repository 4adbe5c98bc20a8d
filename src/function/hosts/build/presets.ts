import type { HostName, HostPreset } from "../host-preset.ts";
import { cloudflare } from "../cloudflare/preset.ts";
import { lambda } from "../lambda/preset.ts";
import { netlify } from "../netlify/preset.ts";
import { node } from "../node/preset.ts";
import { staticHost } from "../static/preset.ts";
import { vercel } from "../vercel/preset.ts";

const presets: readonly HostPreset[] = [node, vercel, netlify, cloudflare, lambda, staticHost];

/** @throws Error for a host without a preset */
export function findPreset(host: HostName): HostPreset {
  const preset = presets.find(({ name }) => name === host);
  if (preset === undefined) throw new Error(`PORTICO_HOST=${host} isn't supported yet`);
  return preset;
}
