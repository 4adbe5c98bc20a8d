import * as v from "valibot";

import type { CounterStore } from "../../src/function/core/counters/counter-store.ts";
import {
  createDurableObjectCounterStore,
  type DurableObjectNamespace,
  type PorticoStoreStub,
} from "../../src/function/stores/durable-object-counter-store.ts";
import { PorticoStore } from "../../src/function/stores/durable-object-store.ts";

/** What a test plays in the objects. */
let fault: "none" | "throws" | "hangs" | "is reset" | "is reset once" = "none";
let passedMs = 0;
const readClock = Date.now;
Date.now = () => readClock() + passedMs;

const hangMs = 3000;

/** The store under test, with faults and a view of its rows. */
export class TestStore extends PorticoStore {
  countRows(): number {
    const tables = ["stored", "queues", "waiting"];
    return tables
      .map(
        (table) =>
          this.ctx.storage.sql.exec<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${table}`).toArray()[0]
            ?.rows ?? 0,
      )
      .reduce((sum, rows) => sum + rows, 0);
  }

  async readAlarm(): Promise<number | null> {
    return await this.ctx.storage.getAlarm();
  }

  /** Plans the alarm for the next moment of the real clock. */
  async cleanUpSoon(): Promise<void> {
    await this.ctx.storage.setAlarm(readClock());
  }

  async playFault(): Promise<void> {
    if (fault === "throws") throw new Error("secret outage at 127.0.0.1");
    const isResetOnce = fault === "is reset once";
    if (isResetOnce) fault = "none";
    if (isResetOnce || fault === "is reset") this.ctx.abort("secret outage at 127.0.0.1");
    if (fault === "hangs") await new Promise((resolve) => setTimeout(resolve, hangMs));
  }
}

for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(PorticoStore.prototype))) {
  if (name === "constructor" || name === "alarm") continue;
  Object.defineProperty(TestStore.prototype, name, {
    value: async function (this: TestStore, ...values: unknown[]): Promise<unknown> {
      await this.playFault();
      return await apply(value, this, values);
    },
  });
}

async function apply(call: unknown, self: object, values: unknown[]): Promise<unknown> {
  if (typeof call !== "function") throw new Error("There is no such call");
  return await Reflect.apply(call, self, values);
}

type TestStub = PorticoStoreStub & {
  countRows: () => Promise<number>;
  readAlarm: () => Promise<number | null>;
  cleanUpSoon: () => Promise<void>;
};

const callSchema = v.variant("of", [
  v.object({ of: v.literal("store"), timeLimitMs: v.optional(v.number()) }),
  v.object({
    of: v.picklist(["createCounter", "createEntries", "createQueue"]),
    timeLimitMs: v.optional(v.number()),
    options: v.any(),
    call: v.string(),
    values: v.array(v.any()),
  }),
  v.object({ of: v.literal("time"), ms: v.number() }),
  v.object({
    of: v.literal("fault"),
    fault: v.picklist(["none", "throws", "hangs", "is reset", "is reset once"]),
  }),
  v.object({ of: v.picklist(["rows", "alarms", "clean-up"]) }),
]);

const worker = {
  async fetch(request: Request, env: { STORE: DurableObjectNamespace<TestStub> }): Promise<Response> {
    const asked = v.parse(callSchema, await request.json());
    const shards = Array.from({ length: 16 }, (_, shard) => `shard ${String(shard)} of 16`);
    const stubs = () =>
      [...shards, "queue waiting of 16"].map((name) => env.STORE.get(env.STORE.idFromName(name)));
    const open = (timeLimitMs: number | undefined): CounterStore =>
      createDurableObjectCounterStore(env.STORE, timeLimitMs);
    const answer = async (): Promise<unknown> => {
      switch (asked.of) {
        case "store":
          return await open(asked.timeLimitMs).readStoreId();
        case "createCounter":
        case "createEntries":
        case "createQueue": {
          const part: object = open(asked.timeLimitMs)[asked.of](asked.options);
          return await apply(Reflect.get(part, asked.call), part, asked.values);
        }
        case "time":
          passedMs += asked.ms;
          return null;
        case "fault":
          fault = asked.fault;
          return null;
        case "rows":
          return (await Promise.all(stubs().map(async (stub) => await stub.countRows()))).reduce(
            (sum, rows) => sum + rows,
            0,
          );
        case "alarms":
          return await Promise.all(stubs().map(async (stub) => await stub.readAlarm()));
        case "clean-up":
          await Promise.all(
            stubs().map(async (stub) => {
              await stub.cleanUpSoon();
            }),
          );
          return null;
        default:
          return asked satisfies never;
      }
    };
    try {
      return Response.json({ answer: (await answer()) ?? null });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return Response.json({ failure: { name, message } });
    }
  },
};

// oxlint-disable-next-line import/no-default-export -- workerd takes the module's default export.
export default worker;
