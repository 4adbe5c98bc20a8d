import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { emailOTP } from "better-auth/plugins";

/** better-auth with codes by mail on its memory adapter, with its own defaults. */
export function createBetterAuth({ origin, secret, deliver }) {
  const { handler } = betterAuth({
    baseURL: origin,
    secret,
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    plugins: [emailOTP({ sendVerificationOTP: async ({ email, otp }) => deliver(email, otp) })],
  });
  return handler;
}
