/** The SDK's types that are part of Portico's own calls; the rest of the SDK stays inside this folder. */
export type { AuthenticationMethod, Impersonator, User } from "@workos-inc/authkit-react";
