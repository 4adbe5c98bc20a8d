import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createTestBackground } from "../../testing/test-background.ts";
import { createSharedOutage } from "./shared-outage.ts";

/** Two instances on one store, the other one's clock `skewMs` ahead. */
function setUp(skewMs: number) {
  const counterStore = createMemoryCounterStore();
  const open = (ownSkewMs: number) => {
    const background = createTestBackground({ counterStore });
    const outage = createSharedOutage({ ...background, now: () => Date.now() + ownSkewMs }, "workos");
    return { ...outage, finish: background.finishBackground };
  };
  const [here, there] = [open(0), open(skewMs)];
  /** What the other instance knows after a look at the store. */
  const readThere = async (): Promise<number> => {
    there.readSecondsLeft();
    await there.finish();
    return there.readSecondsLeft();
  };
  return { here, there, readThere };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each([0, 90_000, -90_000])("an outage seen by an instance whose clock is %i ms ahead", (skewMs) => {
  it("is known there, and is over there within a minute", async () => {
    const { here, readThere } = setUp(skewMs);
    here.begin();
    await here.finish();
    expect(await readThere()).toBe(30);
    for (let seconds = 0; seconds < 60; seconds += 5) {
      passTime(5000);
      await readThere();
    }
    expect(await readThere()).toBe(0);
  });

  it("is over there when it has ended here", async () => {
    const { here, readThere } = setUp(skewMs);
    here.begin();
    await here.finish();
    expect(await readThere()).toBe(30);
    here.end();
    await here.finish();
    passTime(5000);
    expect(await readThere()).toBe(0);
  });

  it("is known there also where the last one ended there a moment ago", async () => {
    const { here, there, readThere } = setUp(skewMs);
    there.begin();
    there.end();
    await there.finish();
    passTime(5000);
    here.readSecondsLeft();
    here.begin();
    await here.finish();
    expect(await readThere()).toBe(30);
  });
});

it("isn't undone by an earlier state that is read while it begins", async () => {
  const { here, there } = setUp(0);
  there.begin();
  there.end();
  await there.finish();
  passTime(5000);
  here.readSecondsLeft();
  here.begin();
  await here.finish();
  expect(here.readSecondsLeft()).toBe(30);
});
