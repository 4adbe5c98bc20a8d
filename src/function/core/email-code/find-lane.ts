import type { Context } from "hono";

import type { EmailAddress } from "../../../contract/email-address.ts";
import type { FunctionContext } from "../function-context.ts";
import type { KnownDevices } from "./known-devices.ts";
import type { Lane } from "../../features/local-issuer/wrong-guesses.ts";

/** The lane that this browser's uses of the address are counted in. */
export async function findLane(
  knownDevices: KnownDevices,
  context: Context<FunctionContext>,
  email: EmailAddress,
): Promise<Lane> {
  const deviceId = await knownDevices.find(context, email);
  return deviceId === null ? { kind: "unknown" } : { kind: "known", deviceId };
}
