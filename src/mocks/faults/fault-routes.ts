import { problemMediaType } from "../../contract/failure.ts";
import { answerEmpty, answerJson } from "../http/answers.ts";
import { readJson } from "../http/read-json.ts";
import type { Route } from "../http/route.ts";
import { parseFault } from "./fault.ts";
import type { Faults } from "./faults.ts";

const path = "/mock/faults";

/** What people and tests do to the faults of a running mock: add one, see them, end them all. */
export function faultRoutes(faults: Faults): Route[] {
  return [
    {
      method: "POST",
      path,
      async answer({ request }) {
        const parsed = parseFault(await readJson(request));
        if (!parsed.ok) return answerBadRequest(parsed.detail);
        faults.add(parsed.fault);
        return answerJson(parsed.fault, 201);
      },
    },
    { method: "GET", path, answer: () => answerJson(faults.list()) },
    {
      method: "DELETE",
      path,
      answer() {
        faults.clear();
        return answerEmpty(204);
      },
    },
  ];
}

/** A problem as RFC 9457, section 3 has it. */
function answerBadRequest(detail: string): Response {
  const response = answerJson({ type: "about:blank", title: "Bad Request", status: 400, detail }, 400);
  response.headers.set("Content-Type", problemMediaType);
  return response;
}
