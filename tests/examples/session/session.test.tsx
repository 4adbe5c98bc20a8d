import { waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, it } from "vitest";

import { grace } from "../../../src/mocks/people.ts";
import { openBrowserTab } from "../testing/open-page.tsx";
import { loadMembers } from "./load-members.ts";
import { WhoIsThere } from "./session-state.tsx";

let tab: ReturnType<typeof openBrowserTab>;

beforeEach(() => {
  tab = openBrowserTab();
});
afterEach(() => tab.close());

it("the example of the session's state says who is there", async () => {
  await tab.open(<WhoIsThere />);
  await waitFor(() => expect(document.body.textContent).toBe("Nobody is signed in."));
  await tab.open(<WhoIsThere />, { visitor: { email: grace.email } });
  await waitFor(() => expect(document.body.textContent).toBe(grace.email));
});

it("the example of a loader asks the backend with a token, and says why it didn't", async () => {
  await tab.open(null);
  expect(await loadMembers()).toEqual({ problem: "sign in first" });
  await tab.open(null, { visitor: { email: grace.email } });
  tab.server.use(
    http.get("*/backend/members", ({ request }) =>
      HttpResponse.json({ isAuthorized: request.headers.get("Authorization")?.startsWith("Bearer ey") }),
    ),
  );
  expect(await loadMembers()).toEqual({ isAuthorized: true });
});
