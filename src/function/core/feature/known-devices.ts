import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import { limitTable } from "../counters/limit-table.ts";
import type { FindLimit } from "../counters/limits.ts";
import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { Cookies } from "../http/cookies.ts";
import type { Context } from "../http/context.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { createSealedCookie } from "./sealed-cookie.ts";

/**
 * The limit on wrong guesses for the address from all known devices together, or from all unknown ones, and its key. Who once had the
 * mailbox can have made any number of known devices.
 */
export function findGuessLimit(limit: FindLimit, email: EmailAddress, deviceId: string | null) {
  const key = emailAddressKey(email);
  const entry = deviceId === null ? limitTable.guessesPerAccount : limitTable.guessesOfKnownDevices;
  return [limit(entry), key] as const;
}

/** 180 days from the latest sign-in. */
export const knownDeviceLifetimeMs = 180 * 24 * 60 * 60_000;

/** In a browser shared by more people, the address that signed in longest ago is forgotten. */
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
 * Remembers in a browser which addresses have signed in there. Each known device has its own rate-limit bucket, so an attacker
 * who uses up an address's limits from elsewhere doesn't lock out its owner (account lockout).
 */
export function createKnownDevices(sealer: Sealer, cookies: Cookies, now: () => number) {
  const cookie = createSealedCookie(
    { sealer, cookies },
    { name: "portico-device", purpose: "known-device", version: 1, schema: devicesSchema },
  );
  const read = async (context: Context): Promise<KnownDevice[]> => {
    const { devices = [] } = (await cookie.read(context)) ?? {};
    return devices.filter((device) => device.sinceMs + knownDeviceLifetimeMs > now());
  };

  return {
    /** This browser's device id for the address; null when the address hasn't signed in here within the lifetime. */
    find: async (context: Context, email: EmailAddress): Promise<string | null> => {
      const key = emailAddressKey(email);
      return (await read(context)).find((device) => device.email === key)?.deviceId ?? null;
    },

    /** Makes this a known device of the address; call it after a successful sign-in. */
    remember: async (context: Context, email: EmailAddress): Promise<void> => {
      const key = emailAddressKey(email);
      const devices = await read(context);
      const deviceId = devices.find((device) => device.email === key)?.deviceId ?? createRandomId();
      const others = devices.filter((device) => device.email !== key).slice(0, maximumEntries - 1);
      const remembered = { devices: [{ deviceId, email: key, sinceMs: now() }, ...others] };
      await cookie.write(context, remembered, knownDeviceLifetimeMs / 1000);
    },
  };
}
