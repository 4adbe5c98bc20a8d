import { type WorkosConnection } from "./workos-connection.ts";

const refuse = () => Promise.reject(new Error("This build isn't configured for WorkOS"));
const nothing = () => undefined;
const notConfigured = { kind: "notConfigured" } as const;

/** A build without a client id: no session, nothing to start, nothing to wait for. */
export const unconfiguredWorkos: WorkosConnection = {
  isConfigured: false,
  getState: () => notConfigured,
  subscribe: () => nothing,
  start: nothing,
  getSignInUrl: refuse,
  getAccessToken: refuse,
  switchToOrganization: refuse,
  signOut: () => Promise.resolve({ isLeaving: false, isTold: true }),
  forget: nothing,
  reconnect: nothing,
  retry: nothing,
  takeDroppedOrganization: () => null,
  checkReachability: () => Promise.resolve("unreachable"),
};
