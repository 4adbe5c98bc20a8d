import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { emailOTP } from "better-auth/plugins";

/** better-auth with codes by mail on its memory adapter, with its own defaults but for the limit on requests, which it has in production. */
export function createBetterAuth({ origin, secret, deliver }) {
  const { handler } = betterAuth({
    baseURL: origin,
    secret,
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    // Its counts in memory are the process's, so those of an earlier instance would refuse the next one's people.
    rateLimit: { enabled: false },
    plugins: [emailOTP({ sendVerificationOTP: async ({ email, otp }) => deliver(email, otp) })],
  });
  return handler;
}
