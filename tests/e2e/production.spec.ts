import { expect, signInWithEmailCode, signInWithWorkos, test } from "./fixtures.ts";

test("answers deep links with the app, and missing assets with 404", async ({ request }) => {
  const deepLink = await request.get("/members/anything", { headers: { Accept: "text/html" } });
  expect(deepLink.status()).toBe(200);
  expect(await deepLink.text()).toContain('id="root"');
  expect((await request.get("/assets/nothing-here.js")).status()).toBe(404);
  expect((await request.get("/favicon.png")).status()).toBe(404);
});

test("sends the content policy and the other headers with every page", async ({ request, deployment }) => {
  const headers = (await request.get("/sign-in")).headers();
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
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/frame-ancestors|Refused to frame|Framing/);
  await page.goto(`${deployment.mockUrl}/mock/mailbox`);
  const framed = await page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const frame = document.createElement("iframe");
        frame.addEventListener("load", () => {
          try {
            resolve(frame.contentDocument === null ? "blocked or foreign" : "empty");
          } catch {
            resolve("foreign");
          }
        });
        frame.src = url;
        document.body.append(frame);
      }),
    `${baseURL}/sign-in`,
  );
  expect(framed).not.toBe("");
  const inner = page.frames().find((frame) => frame !== page.mainFrame());
  expect(await inner?.getByRole("button", { name: "Continue with WorkOS" }).count()).toBe(0);
});
