import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";

/** Where a sign-in by the function lands: where the person wanted to go when the code or the link was asked for. */
export function chooseLanding(answer: SessionAnswer, origin: string): ReturnTo {
  return parseReturnTo(answer.returnTo, origin) ?? defaultReturnTo;
}
