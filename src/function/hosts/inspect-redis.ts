import * as v from "valibot";

import { createRedisConnection } from "../stores/redis-connection.ts";
import { parseRedisUrl, type RedisUrl } from "../stores/redis-url.ts";

/** What a Redis says of itself. Null members: it doesn't say. */
export type RedisInspection =
  | { kind: "unreachable"; cause: string }
  | { kind: "inspected"; evictionPolicy: string | null; isSaved: boolean | null };

const timeLimitMs = 3_000;
const textAnswer = v.object({ result: v.string() });

/** The same for the value of REDIS_URL, whose mistakes are a cause too. */
export async function inspectRedisAt(text: string, fetch: typeof globalThis.fetch): Promise<RedisInspection> {
  try {
    return await inspectRedis(parseRedisUrl(text.trim()), fetch);
  } catch (error) {
    return { kind: "unreachable", cause: error instanceof Error ? error.message : "malformed" };
  }
}

/** Asks a Redis whether it forgets keys when it is full, and whether it keeps anything over a restart. Never rejects. */
export async function inspectRedis(
  place: RedisUrl,
  fetch: typeof globalThis.fetch,
): Promise<RedisInspection> {
  try {
    return place.kind === "socket" ? await inspectSocket(place.url) : await inspectHttp(place, fetch);
  } catch (error) {
    return { kind: "unreachable", cause: error instanceof Error ? error.message : "no answer" };
  }
}

async function inspectSocket(url: string): Promise<RedisInspection> {
  const connection = createRedisConnection(url, timeLimitMs);
  const ask = async (command: string[]) =>
    await connection.use(async (client) => await client.sendCommand<unknown>(command));
  try {
    const info = String(await ask(["INFO"]));
    // Some managed servers forbid CONFIG.
    const save = await ask(["CONFIG", "GET", "save"]).then(
      (answer) => (Array.isArray(answer) ? String(answer[1] ?? "") : null),
      () => null,
    );
    return judgeInfo(info, save);
  } finally {
    connection.close();
  }
}

async function inspectHttp(
  { url, token }: RedisUrl & { kind: "http" },
  fetch: typeof globalThis.fetch,
): Promise<RedisInspection> {
  const response = await fetch(url, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(["INFO"]),
    // A redirect must not carry the token elsewhere.
    redirect: "manual",
    signal: AbortSignal.timeout(timeLimitMs),
  });
  if (!response.ok) return { kind: "unreachable", cause: `status ${String(response.status)}` };
  const answer = v.safeParse(textAnswer, await response.json());
  return answer.success
    ? judgeInfo(answer.output.result, null)
    : { kind: "inspected", evictionPolicy: null, isSaved: null };
}

/** @param save the setting of that name; null where it isn't known */
function judgeInfo(info: string, save: string | null): RedisInspection {
  const read = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? null;
  const appendOnly = read("aof_enabled");
  return {
    kind: "inspected",
    evictionPolicy: read("maxmemory_policy"),
    isSaved: appendOnly === "1" ? true : save === null || appendOnly === null ? null : save !== "",
  };
}
