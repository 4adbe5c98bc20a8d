import { AuthKitProvider, useAuth } from "@workos-inc/authkit-react";
import { type ReactNode, useLayoutEffect, useSyncExternalStore } from "react";

import { type AuthKitHandle, type AuthKitProps } from "./authkit-handle.ts";

/** `AuthKitProvider` with the props of the handle, whose client it hands back. Never unmount it: it can't end what it has begun. */
export function AuthKit({ handle, children }: { handle: AuthKitHandle; children?: ReactNode }) {
  const props = useSyncExternalStore(handle.subscribe, handle.getProps, handle.getProps);
  return (
    <AuthKitProvider {...props}>
      <Bridge handle={handle} props={props} />
      {children}
    </AuthKitProvider>
  );
}

function Bridge({ handle, props }: { handle: AuthKitHandle; props: AuthKitProps }) {
  const hook = useAuth();
  useLayoutEffect(() => handle.takeHook(props, hook), [handle, props, hook]);
  return null;
}
