import type { Context } from "hono";
import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { Cookies } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { createSealedCookie } from "./sealed-cookie.ts";

/** Where uses of an address are counted: for one device that it has signed in on, or for all other devices together. */
export type RateLimitBucket = { kind: "known"; deviceId: string } | { kind: "unknown" };

/** 180 days, counted anew from each sign-in. */
export const knownDeviceLifetimeMs = 180 * 24 * 60 * 60_000;

/** A browser shared by more people forgets who was there longest ago. */
const maximumEntries = 5;

const devicesSchema = v.object({
  devices: v.pipe(
    v.array(v.object({ deviceId: v.string(), email: v.string(), sinceMs: v.number() })),
    v.maxLength(maximumEntries),
  ),
});
type KnownDevice = v.InferOutput<typeof devicesSchema>["devices"][number];

export type KnownDevices = ReturnType<typeof createKnownDevices>;

/**
 * Remembers in a browser which addresses have signed in there, so that an attacker who uses up an address's limits from elsewhere
 * doesn't lock its owner out: each known device has a bucket of its own.
 */
export function createKnownDevices(sealer: Sealer, cookies: Cookies, now: () => number) {
  const cookie = createSealedCookie(
    { sealer, cookies },
    { name: "portico-device", purpose: "known-device", version: 1, schema: devicesSchema },
  );
  const read = async (context: Context<FunctionContext>): Promise<KnownDevice[]> => {
    const { devices = [] } = (await cookie.read(context)) ?? {};
    return devices.filter((device) => device.sinceMs + knownDeviceLifetimeMs > now());
  };

  const find = async (context: Context<FunctionContext>, email: EmailAddress): Promise<string | null> => {
    const key = emailAddressKey(email);
    return (await read(context)).find((device) => device.email === key)?.deviceId ?? null;
  };

  return {
    /** Id under which this browser's uses of the address are counted; null where the address never signed in here, or long ago. */
    find,
    /** The bucket that this browser's uses of the address are counted in. */
    findBucket: async (context: Context<FunctionContext>, email: EmailAddress): Promise<RateLimitBucket> => {
      const deviceId = await find(context, email);
      return deviceId === null ? { kind: "unknown" } : { kind: "known", deviceId };
    },

    /** To be called once a sign-in with the address has succeeded. */
    remember: async (context: Context<FunctionContext>, email: EmailAddress): Promise<void> => {
      const key = emailAddressKey(email);
      const devices = await read(context);
      const deviceId = devices.find((device) => device.email === key)?.deviceId ?? createRandomId();
      const others = devices.filter((device) => device.email !== key).slice(0, maximumEntries - 1);
      const remembered = { devices: [{ deviceId, email: key, sinceMs: now() }, ...others] };
      await cookie.write(context, remembered, knownDeviceLifetimeMs / 1000);
    },
  };
}
