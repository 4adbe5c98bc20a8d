import { isTimeoutError, withTimeLimit } from "../../../contract/time-limit.ts";

/** A body, or why it wasn't read to its end. */
export type LimitedBody =
  | { kind: "read"; bytes: Uint8Array }
  | { kind: "payload_too_large" }
  | { kind: "request_timeout" }
  | { kind: "interrupted" };

/**
 * Reads the body of a request or of an answer up to `maximumBytes` within `timeoutMs`. The bytes are counted as they come: `Content-Length` may lie or be
 * absent. A body that trickles in is given up (slow-body denial of service).
 */
export async function readLimitedBody(
  message: Request | Response,
  limits: { maximumBytes: number; timeoutMs: number },
): Promise<LimitedBody> {
  const announced = message.headers.get("Content-Length");
  if (announced !== null && Number(announced) > limits.maximumBytes) return { kind: "payload_too_large" };
  if (message.body === null) return { kind: "read", bytes: new Uint8Array(0) };

  const body: ReadableStream<Uint8Array> = message.body;
  const reader = body.getReader();
  try {
    return await withTimeLimit(() => readChunks(reader, limits.maximumBytes), limits.timeoutMs);
  } catch (error) {
    return isTimeoutError(error) ? giveUp(reader, "request_timeout") : { kind: "interrupted" };
  }
}

async function readChunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maximumBytes: number,
): Promise<LimitedBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value: chunk } = await reader.read();
    if (done) return { kind: "read", bytes: concatenate(chunks, size) };
    size += chunk.byteLength;
    if (size > maximumBytes) return giveUp(reader, "payload_too_large");
    chunks.push(chunk);
  }
}

function giveUp<Kind extends "payload_too_large" | "request_timeout">(
  reader: { cancel: () => Promise<void> },
  kind: Kind,
): { kind: Kind } {
  // The sender may have gone: whether he hears of it doesn't change the answer.
  reader.cancel().catch(() => undefined);
  return { kind };
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
