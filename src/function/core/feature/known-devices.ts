import type { Context } from "hono";
import { base64url } from "jose";
import * as v from "valibot";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { Cookies } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";

/** Where uses of an address are counted: for one device that it has signed in on, or for all other devices together. */
export type RateLimitBucket = { kind: "known"; deviceId: string } | { kind: "unknown" };

/**
 * Remembers in a browser which addresses have signed in there, so that an attacker who uses up an address's limits from elsewhere
 * doesn't lock its owner out: each known device has a bucket of its own.
 */
export type KnownDevices = {
  /** Id under which this browser's uses of the address are counted; null where the address never signed in here, or long ago. */
  find: (context: Context<FunctionContext>, email: EmailAddress) => Promise<string | null>;
  /** The bucket that this browser's uses of the address are counted in. */
  findBucket: (context: Context<FunctionContext>, email: EmailAddress) => Promise<RateLimitBucket>;
  /** To be called once a sign-in with the address stands. */
  remember: (context: Context<FunctionContext>, email: EmailAddress) => Promise<void>;
};

/** 180 days, counted anew from each sign-in. */
export const knownDeviceLifetimeMs = 180 * 24 * 60 * 60_000;

/** A browser shared by more people forgets who was there longest ago. */
const maximumEntries = 5;

const cookieSchema = v.object({
  version: v.literal(1),
  devices: v.pipe(
    v.array(v.object({ deviceId: v.string(), email: v.string(), sinceMs: v.number() })),
    v.maxLength(maximumEntries),
  ),
});
type KnownDevice = v.InferOutput<typeof cookieSchema>["devices"][number];

export function createKnownDevices(sealer: Sealer, cookies: Cookies, now: () => number): KnownDevices {
  const read = async (context: Context<FunctionContext>): Promise<KnownDevice[]> => {
    const sealed = cookies.read(context, "portico-device");
    if (sealed === null) return [];
    const result = v.safeParse(cookieSchema, await sealer.open("known-device", sealed));
    if (!result.success) return [];
    return result.output.devices.filter((device) => device.sinceMs + knownDeviceLifetimeMs > now());
  };

  const find: KnownDevices["find"] = async (context, email) => {
    const key = emailAddressKey(email);
    return (await read(context)).find((device) => device.email === key)?.deviceId ?? null;
  };

  return {
    find,
    findBucket: async (context, email) => {
      const deviceId = await find(context, email);
      return deviceId === null ? { kind: "unknown" } : { kind: "known", deviceId };
    },

    remember: async (context, email) => {
      const key = emailAddressKey(email);
      const devices = await read(context);
      const deviceId =
        devices.find((device) => device.email === key)?.deviceId ??
        base64url.encode(crypto.getRandomValues(new Uint8Array(16)));
      const others = devices.filter((device) => device.email !== key).slice(0, maximumEntries - 1);
      const sealed = await sealer.seal("known-device", {
        version: 1,
        devices: [{ deviceId, email: key, sinceMs: now() }, ...others],
      });
      cookies.write(context, "portico-device", sealed, knownDeviceLifetimeMs / 1000);
    },
  };
}
