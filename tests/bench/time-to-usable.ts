import { type CDPSession, type Page } from "@playwright/test";

/** A phone of the middle class on a slow mobile network: a processor four times slower, 1.6 Mbit/s, 150 ms. */
export async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  });
  return session;
}

/** Milliseconds from the beginning of the navigation until the way to WorkOS can be clicked on the sign-in page. */
export async function measureTimeToUsable(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  const found = await page.waitForFunction(
    () => {
      const button = [...document.querySelectorAll("button")].find(
        ({ textContent }) => textContent === "Continue with WorkOS",
      );
      const isUsable = button !== undefined && !button.disabled && button.getClientRects().length > 0;
      return isUsable ? performance.now() : null;
    },
    undefined,
    { polling: "raf" },
  );
  return (await found.jsonValue()) ?? Number.NaN;
}
