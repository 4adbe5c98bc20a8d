import { answerFailure, answerJson } from "../http/answers.ts";
import type { ListPage } from "../http/list-page.ts";
import type { WorkosFailure } from "./failures.ts";

/** A page of a list, or the refusal of its query, as the answer that WorkOS would send. */
export function answerList(page: ListPage | WorkosFailure): Response {
  return page.ok ? answerJson(page.body) : answerFailure(page);
}
