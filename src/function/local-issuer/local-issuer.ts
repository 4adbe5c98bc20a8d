import type { CheckLocalCode } from "./check-local-code.ts";
import type { FinishLocalSignIn } from "./local-sign-in.ts";

/** What the calls need of the local issuer. */
export type LocalIssuer = {
  checkCode: CheckLocalCode;
  finishSignIn: FinishLocalSignIn;
};
