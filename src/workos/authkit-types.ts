import { type OnRefreshResponse } from "@workos-inc/authkit-react";

/** The SDK's types that are part of Portico's own calls; the rest of the SDK stays inside this folder. */
export type { AuthenticationMethod, User } from "@workos-inc/authkit-react";

/** The administrator who acts as somebody else: address, and the reason given. */
export type Impersonator = NonNullable<OnRefreshResponse["impersonator"]>;
