import { useEffect, useState } from "react";

import { apiPaths } from "../contract/api-paths.ts";
import { readFunction } from "../contract/function-call.ts";
import { type Health, parseHealth } from "../contract/session.ts";

/** Whether an e-mail code can be had; `unknown` until the function has answered, which nobody waits for. */
export type EmailCodeAvailability = "unknown" | "unreachable" | Health["emailCode"];

const askAgainMs = 15_000;

/** Asks the function what works, and goes on asking while it doesn't. */
export function useEmailCodeAvailability(): EmailCodeAvailability {
  const [availability, setAvailability] = useState<EmailCodeAvailability>("unknown");

  useEffect(() => {
    // Counted, because a question asked without a network may fail long after the one asked with it was answered.
    let newestQuestion = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      newestQuestion += 1;
      const own = newestQuestion;
      const result = await readFunction(apiPaths.health, parseHealth);
      if (newestQuestion !== own) return;
      const answer = result.ok ? result.value.emailCode : "unreachable";
      setAvailability(answer);
      if (answer === "unavailable" || answer === "unreachable")
        timer = setTimeout(() => void ask(), askAgainMs);
    };
    const askNow = () => void ask();
    askNow();
    window.addEventListener("online", askNow);
    return () => {
      newestQuestion += 1;
      clearTimeout(timer);
      window.removeEventListener("online", askNow);
    };
  }, []);

  return availability;
}
