import { AuthKitProvider, LoginRequiredError } from "@workos-inc/authkit-react";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";

import { type WorkosConfig } from "../config/public-config.ts";
import { AuthkitBridge } from "./authkit-bridge.tsx";
import { type PendingAuthorizations } from "./pending-authorization.ts";
import { restoringWorkos, unconfiguredWorkos } from "./resting-clients.ts";
import { type WorkosClient } from "./workos-client.ts";
import { WorkosContext } from "./workos-context.ts";

type Props = {
  /** Null for a build without a client id. */
  config: WorkosConfig | null;
  pendingAuthorizations: PendingAuthorizations;
  children: ReactNode;
};

/** What the SDK's own state does not tell: whether a session without a user is dead or merely unanswered. */
type Finding = { kind: "none" } | { kind: "ended" } | { kind: "unreachable"; retryAtMs: number };

/** Milliseconds after which authkit-js asks again by itself. */
const sdkRetryMs = 1_000;

/** Gives `useWorkos()` to everything below, whether the build is configured for WorkOS or not. */
export function WorkosProvider({ config, pendingAuthorizations, children }: Props) {
  if (config === null) return <WorkosContext value={unconfiguredWorkos}>{children}</WorkosContext>;
  return (
    <ConfiguredWorkos config={config} pendingAuthorizations={pendingAuthorizations}>
      {children}
    </ConfiguredWorkos>
  );
}

function ConfiguredWorkos({ config, pendingAuthorizations, children }: Props & { config: WorkosConfig }) {
  const [client, setClient] = useState<WorkosClient>(restoringWorkos);
  // A new key mounts the SDK anew, which makes it look for a session as after a page load. It stands beside the pages and
  // not around them, so that they keep what was typed into them.
  const [connection, setConnection] = useState(0);
  const [finding, setFinding] = useState<Finding>({ kind: "none" });
  const reconnect = useCallback(() => {
    setFinding({ kind: "none" });
    setConnection((count) => count + 1);
  }, []);
  // The SDK leaves its `user` standing after a refresh token was refused; this callback is the only word of it.
  const markEnded = useCallback(() => setFinding({ kind: "ended" }), []);

  // At the first load the SDK says nothing of why there is no user. Asked for a token it does: LoginRequiredError means that
  // the session is dead, anything else that WorkOS didn't answer.
  useEffect(() => {
    let isCurrent = true;
    if (client.hasUnansweredSession) {
      client.getAccessToken().catch((error: unknown) => {
        if (!isCurrent) return;
        const isDead = error instanceof LoginRequiredError;
        setFinding(isDead ? { kind: "ended" } : { kind: "unreachable", retryAtMs: Date.now() + sdkRetryMs });
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [client]);

  const current = useMemo<WorkosClient>(
    () => ({
      ...client,
      reconnect,
      user: finding.kind === "ended" ? null : client.user,
      hasEnded: finding.kind === "ended",
      isLoading: client.isLoading || (client.hasUnansweredSession && finding.kind === "none"),
      retryAtMs: client.hasUnansweredSession && finding.kind === "unreachable" ? finding.retryAtMs : null,
    }),
    [client, finding, reconnect],
  );
  const { protocol, hostname, port } = new URL(config.apiOrigin);
  return (
    <WorkosContext value={current}>
      <AuthKitProvider
        key={connection}
        clientId={config.clientId}
        redirectUri={config.redirectUri}
        apiHostname={hostname}
        https={protocol === "https:"}
        onRefreshFailure={markEnded}
        {...(port !== "" && { port: Number(port) })}
      >
        <AuthkitBridge
          clientId={config.clientId}
          pendingAuthorizations={pendingAuthorizations}
          onClient={setClient}
        />
      </AuthKitProvider>
      {children}
    </WorkosContext>
  );
}
