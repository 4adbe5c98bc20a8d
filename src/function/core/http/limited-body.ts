import { isTimeoutError, withTimeLimit } from "../../../contract/time-limit.ts";

/** A body, or why it couldn't be read completely. */
export type LimitedBody =
  | { kind: "read"; bytes: Uint8Array }
  | { kind: "payload_too_large" }
  | { kind: "request_timeout" }
  | { kind: "interrupted" };

/**
 * The body of a request or response of up to `maximumBytes`, read within `timeoutMs`. Bytes are counted as they arrive, because
 * `Content-Length` may be wrong or absent. The time limit stops slow-body denial of service.
 */
export async function readLimitedBody(
  message: Request | Response,
  limits: { maximumBytes: number; timeoutMs: number },
): Promise<LimitedBody> {
  const announced = message.headers.get("Content-Length");
  if (announced !== null && Number(announced) > limits.maximumBytes) return { kind: "payload_too_large" };
  if (message.body === null) return { kind: "read", bytes: new Uint8Array(0) };

  const body: ReadableStream<Uint8Array<ArrayBuffer>> = message.body;
  const reader = body.getReader();
  try {
    return await withTimeLimit(() => readChunks(reader, limits.maximumBytes), limits.timeoutMs);
  } catch (error) {
    return { kind: isTimeoutError(error) ? "request_timeout" : "interrupted" };
  } finally {
    // Cancelling fails when the sender is gone, which doesn't change the answer.
    reader.cancel().catch(() => undefined);
  }
}

async function readChunks(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  maximumBytes: number,
): Promise<LimitedBody> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value: chunk } = await reader.read();
    if (done) {
      const [only, ...others] = chunks;
      const isWhole = only !== undefined && others.length === 0;
      return { kind: "read", bytes: isWhole ? only : new Uint8Array(await new Blob(chunks).arrayBuffer()) };
    }
    size += chunk.byteLength;
    if (size > maximumBytes) return { kind: "payload_too_large" };
    chunks.push(chunk);
  }
}

/**
 * The bytes parsed as a JSON object, or null for anything else: other JSON values, broken UTF-8, a byte order mark, or an
 * object with a `__proto__` member at any depth (prototype pollution).
 */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // Only where it may be, perhaps spelled with an escape: asking for each member takes longer than all the rest.
    const value: unknown = JSON.parse(text, /__proto__|\\/.test(text) ? refusePrototype : undefined);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function refusePrototype(this: unknown, key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError("__proto__ is no member of any call");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
