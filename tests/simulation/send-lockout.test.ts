import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { attackedIssuers } from "./attacked-function.ts";
import { floodAddress } from "./flooded-address.ts";
import { longestWaitMinutes, mostMailsADay } from "./promised-bounds.ts";

const floodedDays = isLongRun ? 5 : 0.1;

function setClock(atMs: number): void {
  vi.setSystemTime(atMs);
}

function print(lines: readonly string[]): void {
  if (isLongRun) process.stdout.write([...lines, ""].join("\n"));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("locking out an owner by sends", { timeout: 60 * 60_000 }, () => {
  it.each(attackedIssuers)(
    "lets the owner in on a new device within ten minutes and mails at most 260 times a day, with codes of issuer %s and any number of strangers",
    async (issuer) => {
      const { mailsADay, waitsMinutes } = await floodAddress(issuer, floodedDays, 1, setClock);
      const atOnce = waitsMinutes.filter((wait) => wait === 0).length / waitsMinutes.length;
      print([
        `Sends for an address, codes of ${issuer}: ${String(floodedDays)} days, strangers at any number of client addresses:`,
        `  mails to the address in a day: at most ${String(Math.max(...mailsADay))} (allowed: ${String(mostMailsADay)})`,
        `  the owner's way in on a new device: the code of the newest mail, at once in ${(atOnce * 100).toFixed(1)} % of ${String(waitsMinutes.length)} tries`,
        `  the owner's longest wait: ${String(Math.max(...waitsMinutes))} minutes (allowed: ${String(longestWaitMinutes)})`,
      ]);
      expect(waitsMinutes.length).toBeGreaterThan(0);
      expect(Math.max(...waitsMinutes)).toBeLessThanOrEqual(longestWaitMinutes);
      expect(Math.max(...mailsADay)).toBeLessThanOrEqual(mostMailsADay);
    },
  );
});
