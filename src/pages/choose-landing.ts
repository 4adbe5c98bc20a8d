import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";

/** The path that the code or link was requested with, or the default page. */
export function chooseLanding(answer: SessionAnswer, origin: string): ReturnTo {
  return parseReturnTo(answer.returnTo, origin) ?? defaultReturnTo;
}
