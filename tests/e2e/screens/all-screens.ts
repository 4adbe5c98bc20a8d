import { callbackScreens } from "./callback-screens.ts";
import { consoleScreens } from "./console-screens.ts";
import { doctorScreens } from "./doctor-screens.ts";
import { emailCodeScreens } from "./email-code-screens.ts";
import { emailLinkScreens } from "./email-link-screens.ts";
import { guardScreens } from "./guard-screens.ts";
import { loneScreens } from "./lone-screens.ts";
import { magicLinkScreens } from "./magic-link-screens.ts";
import { invitationScreens, memberScreens } from "./member-screens.ts";
import { outageScreens } from "./outage-screens.ts";
import { type ScreenGroup } from "./screen.ts";
import {
  cookielessScreens,
  signInScreens,
  storagelessScreens,
  unconfiguredScreens,
} from "./sign-in-screens.ts";
import { stepScreens } from "./step-screens.ts";
import { waitingScreens } from "./waiting-screens.ts";

/** Every screen of the app; the tests for looks and accessibility go through all of them. */
export const screenGroups: ScreenGroup[] = [
  signInScreens,
  cookielessScreens,
  storagelessScreens,
  unconfiguredScreens,
  emailCodeScreens,
  emailLinkScreens,
  stepScreens,
  magicLinkScreens,
  callbackScreens,
  loneScreens,
  doctorScreens,
  consoleScreens,
  memberScreens,
  invitationScreens,
  outageScreens,
  waitingScreens,
  guardScreens,
];
