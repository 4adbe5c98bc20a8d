/** Paths of the hosted sign-in page. */
export const hostedPaths = {
  signIn: "/mock/authkit",
  continue: "/mock/authkit/continue",
  signUp: "/mock/authkit/sign-up",
  organization: "/mock/authkit/organization",
  cancel: "/mock/authkit/cancel",
} as const;
