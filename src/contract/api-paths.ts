/** Paths of the function's calls, as the browser asks for them and the function mounts them. */
export const apiPaths = {
  sendEmailCode: "/api/email-code/send",
  verifyEmailCode: "/api/email-code/verify",
  continueSignIn: "/api/email-code/continue",
  redeemEmailLink: "/api/email-link/redeem",
  sendMagicLink: "/api/magic-link/send",
  redeemMagicLink: "/api/magic-link/redeem",
  refreshSession: "/api/session/refresh",
  signOut: "/api/session/sign-out",
  jwks: "/api/jwks.json",
  health: "/api/health",
} as const;

/**
 * Header that every call of the browser carries. A cross-site form cannot set it, and a cross-site script that sets it needs a
 * CORS preflight, which the function never answers.
 */
export const requestMarkerHeader = { name: "X-Portico-Request", value: "1" } as const;
