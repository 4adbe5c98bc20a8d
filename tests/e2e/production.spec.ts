import { expect, signInWithEmailCode, signInWithWorkos, statusLine, test } from "./fixtures.ts";

test("answers deep links with the app, and missing assets with 404", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(404));
  expect((await page.goto("/no/such/page"))?.status()).toBe(200);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  const statuses = await page.evaluate(() =>
    Promise.all(["/assets/nothing-here.js", "/favicon.png"].map(async (path) => (await fetch(path)).status)),
  );
  expect(statuses).toEqual([404, 404]);
});

test("sends the content policy and the other headers with every page", async ({ page, deployment }) => {
  const headers = (await page.goto("/sign-in"))?.headers() ?? {};
  const policy = headers["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`connect-src 'self' ${deployment.workosOrigin}`);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
});

test("names a blocked address in the console, with the variable that allows it", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/api\.example\.com/);
  await page.goto("/sign-in");
  const said = page.waitForEvent("console", (message) => message.text().includes("PORTICO_CONNECT_ORIGINS"));
  await page.evaluate(async () => {
    await fetch("https://api.example.com/v1/members").catch(() => null);
  });
  expect((await said).text()).toBe(
    "https://api.example.com is blocked by the content policy. Allow it with PORTICO_CONNECT_ORIGINS.",
  );
});

for (const way of ["AuthKit", "email"] as const) {
  test(`keeps every token out of a script's reach (${way})`, async ({ page, deployment, email }) => {
    if (way === "AuthKit") await signInWithWorkos(page);
    else await signInWithEmailCode(page, deployment, email);
    const reachable = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      return JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        databases.map(({ name }) => name),
        document.cookie,
      ]);
    });
    expect(reachable).not.toMatch(/eyJ[\w-]+\.[\w-]+\.|refresh[_-]token/i);
    expect(reachable).not.toContain("IndexedDB");
  });
}

test("is not shown inside a frame of another site", async ({
  page,
  baseURL,
  browserName,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/frame-ancestors/);
  // Firefox says so in the frame, and its console to nobody but people.
  const refused =
    browserName === "firefox"
      ? expect.poll(() => page.frames().at(1)?.url()).toMatch(/^about:neterror\?e=cspBlocked&/)
      : page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    document.body.append(frame);
  }, `${baseURL}/sign-in`);
  await refused;
});
