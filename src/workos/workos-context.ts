import { createContext, useContext } from "react";

import { type WorkosClient } from "./workos-client.ts";

export const WorkosContext = createContext<WorkosClient | null>(null);

/** The browser's door to WorkOS. */
export function useWorkos(): WorkosClient {
  const client = useContext(WorkosContext);
  if (client === null) throw new Error("useWorkos needs a WorkosProvider around it");
  return client;
}
