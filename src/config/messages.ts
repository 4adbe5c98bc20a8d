import { commonMessages } from "./messages/common.ts";
import { consoleMessages } from "./messages/console.ts";
import { emailCodeMessages } from "./messages/email-code.ts";
import { failureMessages } from "./messages/failures.ts";
import { landingMessages } from "./messages/landing.ts";

/**
 * The texts of every page, for whoever reads or translates them all, and for tests. The app imports the parts, so that a page loads
 * only its own. A way to sign in that can be removed has its texts in its own folder in `src/sign-in`.
 */
export const messages = {
  ...commonMessages,
  ...landingMessages,
  ...emailCodeMessages,
  ...failureMessages,
  ...consoleMessages,
} as const;
