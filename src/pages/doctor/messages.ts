import { type StepName } from "../../config/flight-recorder.ts";

const steps: Record<StepName, string> = {
  redirect: "Left for WorkOS",
  callback: "Back from WorkOS",
  exchange: "Authorization code exchanged",
  signed_in: "Signed in",
  refresh: "WorkOS session refreshed",
  code_send: "Code requested",
  code_verify: "Code checked",
  code_continue: "Further step answered",
  link_redeem: "Mailed link used",
  session_refresh: "Session refreshed",
  session_sign_out: "Sign-out told to the server",
  sign_out: "Signed out",
  failure: "Failed",
  call: "Call failed",
};

/** The texts of `/auth/doctor`; those of the checks are in `src/contract/doctor/messages.ts`. */
export const doctorMessages = {
  title: "Trouble signing in?",
  lead: "This page looks at the console, at WorkOS and at this browser, and says what is wrong. Send the report to the person who runs the console.",
  checking: "Checking…",
  summary: (wrong: number) =>
    wrong === 0
      ? "Nothing wrong was found."
      : wrong === 1
        ? "1 check has found something wrong."
        : `${wrong} checks have found something wrong.`,
  symptoms: "What do you see?",
  allChecks: "Show all checks",
  wrong: "What is wrong",
  nothingWrong: "None of these checks has found anything wrong.",
  notice: "What people notice",
  mend: "How to mend it",
  unknown: (count: number) => `Couldn't be checked here (${count})`,
  good: (count: number) => `Good (${count})`,
  flight: "The last sign-in in this tab",
  noFlight: "This tab has no sign-in to tell of.",
  noReference: "This tab doesn't know the reference. Open this page in the tab that showed it.",
  thisOne: "This one",
  steps,
  reference: (reference: string) => `Reference ${reference}`,
  copy: "Copy report",
  copied: "Report copied",
  notCopied: "This browser doesn't let the page copy. Select the report below and copy it.",
  report: "Show the report",
  again: "Check again",
  toSignIn: "Go to sign-in",
  reportTitle: "Portico doctor",
} as const;
