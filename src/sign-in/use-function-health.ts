import { useEffect, useState } from "react";

import { apiPaths } from "../contract/api-paths.ts";
import { readFunction } from "../contract/function-call.ts";
import { type Health, parseHealth } from "../contract/session.ts";

/** Whether an e-mail code can be had; `unknown` until the function has answered, which nobody waits for. */
export type EmailCodeAvailability = "unknown" | "unreachable" | Health["emailCode"];

/** What the function says of its ways in. */
export type FunctionHealth = {
  emailCode: EmailCodeAvailability;
  /** Whether WorkOS's Magic Link is switched on and works; that it is switched off is nobody's concern on the page. */
  offersMagicLink: boolean;
};

const askAgainMs = 15_000;

/** Asks the function what works, and goes on asking while something doesn't. */
export function useFunctionHealth(): FunctionHealth {
  const [health, setHealth] = useState<FunctionHealth>({ emailCode: "unknown", offersMagicLink: false });

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
      const emailCode = result.ok ? result.value.emailCode : "unreachable";
      const magicLink = result.ok ? result.value["magicLink"] : undefined;
      setHealth({ emailCode, offersMagicLink: magicLink === "available" });
      if (emailCode === "unavailable" || emailCode === "unreachable" || magicLink === "unavailable")
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

  return health;
}
