import { useState } from "react";

import { useAuth } from "../../../src/session/use-auth.ts";

/** A request to one's own backend in the name of the person. */
export function Report() {
  const { getAccessToken } = useAuth();
  const [total, setTotal] = useState<string | null>(null);

  async function load() {
    const accessToken = await getAccessToken();
    const answer = await fetch("https://backend.example/report", {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    setTotal(await answer.text());
  }

  return <button onClick={load}>{total ?? "Load the report"}</button>;
}
