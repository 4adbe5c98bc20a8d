import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { Button } from "../ui/button.tsx";
import { Heading } from "../ui/heading.tsx";
import { type PartFailure } from "../ui/lazy-part.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { reloadOnce } from "./reload-once.ts";

/**
 * In place of a page or a part whose code couldn't be loaded. After a deploy the files of the version before are gone: a page reloads
 * the document once by itself, because nothing has been entered in it; a part never does. It is loaded as soon as the network is back.
 */
export function MissingPart({ kind, error, retry }: PartFailure) {
  const cause = error instanceof Error ? error.message : String(error);
  const [isReloading, setIsReloading] = useState(kind === "page");
  const hasTried = useRef(false);
  useEffect(() => {
    if (kind !== "page" || hasTried.current) return;
    hasTried.current = true;
    setIsReloading(reloadOnce(cause));
  }, [kind, cause]);

  const isOnline = useSyncExternalStore(
    subscribeToNetwork,
    () => navigator.onLine,
    () => true,
  );
  const wasOffline = useRef(!isOnline);
  useEffect(() => {
    if (wasOffline.current && isOnline) retry();
    wasOffline.current = !isOnline;
  }, [isOnline, retry]);

  const { missingPart } = commonMessages;
  if (isReloading) return null;
  const title = isOnline ? missingPart.title : missingPart.offlineTitle;
  const text = isOnline ? missingPart.text : missingPart.offlineText;
  const buttons = (
    <Stack gap="medium">
      <Button look="primary" onClick={retry}>
        {missingPart.again}
      </Button>
      {isOnline && (
        <Button look="secondary" onClick={() => window.location.reload()}>
          {kind === "page" ? missingPart.reload : missingPart.reloadPart}
        </Button>
      )}
    </Stack>
  );
  if (kind === "part")
    return (
      <Stack gap="medium">
        <Notice tone="problem">{`${title}. ${text}`}</Notice>
        {buttons}
      </Stack>
    );
  return (
    <Stack gap="large">
      <title>{commonMessages.pageTitle(title)}</title>
      <Stack gap="small">
        <Heading>{title}</Heading>
        <Lead role="alert">{text}</Lead>
      </Stack>
      {buttons}
    </Stack>
  );
}

function subscribeToNetwork(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
