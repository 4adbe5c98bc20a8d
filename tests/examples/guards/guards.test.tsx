import { screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router-dom";
import { afterEach, beforeEach, expect, it } from "vitest";

import { grace } from "../../../src/mocks/people.ts";
import { openBrowserTab } from "../testing/open-page.tsx";
import { GuardedRoutes } from "./guarded-routes.tsx";

let tab: ReturnType<typeof openBrowserTab>;

beforeEach(() => {
  tab = openBrowserTab();
});
afterEach(() => tab.close());

it.each([
  ["/reports", "Reports"],
  ["/members", "Members"],
  ["/projects", "Projects"],
  ["/billing", "You can't open this page"],
])("the example of guarded routes shows a member at %s: %s", async (path, title) => {
  await tab.open(
    <MemoryRouter initialEntries={[path]}>
      <GuardedRoutes />
    </MemoryRouter>,
    { visitor: { email: grace.email } },
  );
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(title));
});
