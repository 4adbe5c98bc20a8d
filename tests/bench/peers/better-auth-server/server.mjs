import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { emailOTP } from "better-auth/plugins";

/** better-auth with codes by mail on its memory adapter, with its own defaults but for the limit on requests, which it has in production. */
export function createBetterAuth({ origin, secret, deliver }) {
  const database = { user: [], session: [], account: [], verification: [] };
  const { handler } = betterAuth({
    baseURL: origin,
    secret,
    database: memoryAdapter(database),
    // For each request it goes through the counts of all clients, of which a benchmark has too many.
    rateLimit: { enabled: false },
    plugins: [emailOTP({ sendVerificationOTP: async ({ email, otp }) => deliver(email, otp) })],
  });
  const emptyDatabase = () => {
    for (const model of Object.keys(database)) database[model] = [];
  };
  return { handle: handler, emptyDatabase };
}
