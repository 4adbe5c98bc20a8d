import { DurableObject, type DurableObjectState } from "cloudflare:workers";

import { createRandomId, type Count, type Queue } from "../core/counters/counter-store.ts";

/** What no longer counts is deleted this often, so that a flood of invented keys takes room for a limited time only. */
const cleanUpIntervalMs = 10 * 60_000;

/**
 * `stored` has counts and texts by the name of their counter or entries; `waiting` has the texts of queues, which end when nothing
 * was added to a queue for its lifetime. Tables without row ids, because each written row costs money.
 */
const schema = `
CREATE TABLE IF NOT EXISTS store (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stored (
  name TEXT NOT NULL, key TEXT NOT NULL, value NOT NULL, ends_at_ms INTEGER NOT NULL, PRIMARY KEY (name, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stored_by_end ON stored (ends_at_ms);
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, ends_at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  name TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, due_at_ms INTEGER NOT NULL, PRIMARY KEY (name, id)
) WITHOUT ROWID;
`;

type Value<T> = { value: T; ends_at_ms: number };
type Waiting = Awaited<ReturnType<Queue["lease"]>>[number];

/**
 * One of the Durable Objects in which the function counts on Cloudflare; see `createDurableObjectCounterStore`.
 * An object answers one call after another, and its statements take effect together: each call is atomic (parallel guesses).
 */
export class PorticoStore extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env);
    this.#run(schema);
  }

  /** Creates the store id with the first call. */
  readStoreId(): string {
    const [row] = this.#run<{ id: string }>("SELECT id FROM store");
    if (row !== undefined) return row.id;
    const id = createRandomId();
    this.#run("INSERT INTO store (id) VALUES (?)", id);
    return id;
  }

  /** Increments begin a window where there is none; decrements don't, and stop at zero. */
  async changeCount(name: string, key: string, change: number, windowMs: number): Promise<Count> {
    const nowMs = Date.now();
    const window = this.#find<number>(name, key, nowMs);
    if (window !== null) {
      const count = Math.max(0, window.value + change);
      if (count !== window.value) this.#replaceValue(name, key, count);
      return { count, msLeft: window.ends_at_ms - nowMs };
    }
    if (change <= 0) return { count: 0, msLeft: 0 };
    await this.#begin(name, key, change, windowMs);
    return { count: change, msLeft: windowMs };
  }

  async putCount(name: string, key: string, count: number, windowMs: number): Promise<void> {
    await this.#begin(name, key, count, windowMs);
  }

  /** Returns the count as it was. */
  raiseCount(name: string, key: string, count: number): Count {
    const nowMs = Date.now();
    const window = this.#find<number>(name, key, nowMs);
    if (window === null) return { count: 0, msLeft: 0 };
    if (count > window.value) this.#replaceValue(name, key, count);
    return { count: window.value, msLeft: window.ends_at_ms - nowMs };
  }

  readText(name: string, key: string): string | null {
    return this.#findText(name, key);
  }

  async writeText(name: string, key: string, text: string, lifetimeMs: number): Promise<void> {
    await this.#begin(name, key, text, lifetimeMs);
  }

  async writeTextOnce(name: string, key: string, text: string, lifetimeMs: number): Promise<string> {
    const current = this.#findText(name, key);
    if (current !== null) return current;
    await this.#begin(name, key, text, lifetimeMs);
    return text;
  }

  takeText(name: string, key: string): string | null {
    const text = this.#findText(name, key);
    this.#run("DELETE FROM stored WHERE name = ? AND key = ?", name, key);
    return text;
  }

  async addToQueue(
    queue: { name: string; lifetimeMs: number; maximumEntries: number },
    id: string,
    text: string,
    dueAtMs: number,
  ): Promise<void> {
    const { name, lifetimeMs, maximumEntries } = queue;
    const nowMs = Date.now();
    this.#deleteEndedQueues(nowMs);
    this.#run("INSERT OR REPLACE INTO queues (name, ends_at_ms) VALUES (?, ?)", name, nowMs + lifetimeMs);
    this.#run(
      "INSERT OR REPLACE INTO waiting (name, id, text, due_at_ms) VALUES (?, ?, ?, ?)",
      name,
      id,
      text,
      dueAtMs,
    );
    this.#run(
      `DELETE FROM waiting WHERE name = ?1 AND id IN (
         SELECT id FROM waiting WHERE name = ?1 ORDER BY due_at_ms DESC, id DESC LIMIT -1 OFFSET ?2
       )`,
      name,
      maximumEntries,
    );
    await this.#planCleanUp(nowMs);
  }

  leaseFromQueue(name: string, nowMs: number, leaseMs: number, count: number): Waiting[] {
    this.#deleteEndedQueues(Date.now());
    const due = this.#run<Waiting>(
      "SELECT id, text FROM waiting WHERE name = ? AND due_at_ms <= ? ORDER BY due_at_ms, id LIMIT ?",
      name,
      nowMs,
      count,
    );
    for (const { id } of due)
      this.#run("UPDATE waiting SET due_at_ms = ? WHERE name = ? AND id = ?", nowMs + leaseMs, name, id);
    return due;
  }

  removeFromQueue(name: string, id: string): void {
    this.#run("DELETE FROM waiting WHERE name = ? AND id = ?", name, id);
  }

  /** Called by the runtime at the planned time. */
  async alarm(): Promise<void> {
    const nowMs = Date.now();
    this.#run("DELETE FROM stored WHERE ends_at_ms <= ?", nowMs);
    this.#deleteEndedQueues(nowMs);
    const left = this.#run("SELECT 1 FROM stored UNION ALL SELECT 1 FROM queues LIMIT 1");
    if (left.length > 0) await this.#planCleanUp(nowMs);
  }

  #run<Row extends Record<string, string | number | null>>(
    statement: string,
    ...values: (string | number)[]
  ): Row[] {
    return this.ctx.storage.sql.exec<Row>(statement, ...values).toArray();
  }

  #find<T extends string | number>(name: string, key: string, nowMs: number): Value<T> | null {
    const [row] = this.#run<Value<T>>(
      "SELECT value, ends_at_ms FROM stored WHERE name = ? AND key = ? AND ends_at_ms > ?",
      name,
      key,
      nowMs,
    );
    return row ?? null;
  }

  #findText(name: string, key: string): string | null {
    return this.#find<string>(name, key, Date.now())?.value ?? null;
  }

  /** The end isn't written again, which would also write the index. */
  #replaceValue(name: string, key: string, value: string | number): void {
    this.#run("UPDATE stored SET value = ? WHERE name = ? AND key = ?", value, name, key);
  }

  async #begin(name: string, key: string, value: string | number, lifetimeMs: number): Promise<void> {
    const nowMs = Date.now();
    this.#run(
      "INSERT OR REPLACE INTO stored (name, key, value, ends_at_ms) VALUES (?, ?, ?, ?)",
      name,
      key,
      value,
      nowMs + lifetimeMs,
    );
    await this.#planCleanUp(nowMs);
  }

  #deleteEndedQueues(nowMs: number): void {
    this.#run("DELETE FROM waiting WHERE name IN (SELECT name FROM queues WHERE ends_at_ms <= ?)", nowMs);
    this.#run("DELETE FROM queues WHERE ends_at_ms <= ?", nowMs);
  }

  async #planCleanUp(nowMs: number): Promise<void> {
    const { storage } = this.ctx;
    if ((await storage.getAlarm()) === null) await storage.setAlarm(nowMs + cleanUpIntervalMs);
  }
}
