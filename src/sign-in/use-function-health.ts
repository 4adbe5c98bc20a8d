import { useEffect, useState } from "react";

import { apiPaths } from "../contract/api-paths.ts";
import { readFunction } from "../contract/function-call.ts";
import { type Health } from "../contract/session.ts";
import { waysIn } from "./ways-in.ts";

/** Whether email codes work; `unknown` until the function has answered, which the page doesn't wait for. */
export type EmailCodeAvailability = "unknown" | "unreachable" | Health["emailCode"];

export type FunctionHealth = {
  emailCode: EmailCodeAvailability;
  /** The body of the health answer, for each way to read its own part; null if there is none. */
  body: unknown;
};

// Not by the schema of the contract, which the page would load for this only.
const availabilities = [
  "available",
  "unavailable",
  "not_configured",
] as const satisfies Health["emailCode"][];

const askAgainMs = 15_000;

/** What works right now according to the function, which is asked again as long as something doesn't work. */
export function useFunctionHealth(): FunctionHealth {
  const [health, setHealth] = useState<FunctionHealth>({ emailCode: "unknown", body: null });

  useEffect(() => {
    // A request without a network may fail long after a later one was answered; only the newest counts.
    let newestRequest = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      newestRequest += 1;
      const own = newestRequest;
      const result = await readFunction(apiPaths.health, parseHealthAnswer);
      if (newestRequest !== own) return;
      const next = result.ok ? result.value : { emailCode: "unreachable" as const, body: null };
      setHealth(next);
      const isEmailDown = next.emailCode === "unavailable" || next.emailCode === "unreachable";
      const isWayDown = waysIn.some(({ offer }) => offer?.readAvailability(next.body) === "unavailable");
      if (isEmailDown || isWayDown) timer = setTimeout(() => void ask(), askAgainMs);
    };
    const askNow = () => void ask();
    askNow();
    window.addEventListener("online", askNow);
    return () => {
      newestRequest += 1;
      clearTimeout(timer);
      window.removeEventListener("online", askNow);
    };
  }, []);

  return health;
}

function parseHealthAnswer(body: unknown): FunctionHealth | null {
  const emailCode = typeof body === "object" && body !== null && "emailCode" in body ? body.emailCode : null;
  const known = availabilities.find((name) => name === emailCode);
  return known === undefined ? null : { emailCode: known, body };
}
