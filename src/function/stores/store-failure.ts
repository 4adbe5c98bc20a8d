import { CounterStoreError } from "../core/counters/counter-store.ts";

/** A failed call to a store; its message contains no address, credentials or key. */
export class StoreFailure extends CounterStoreError {
  override readonly name = "StoreFailure";
}

/** The failure for a store that can't be reached, with the system's error code (`ECONNREFUSED`) if there is one. */
export function buildUnreachableFailure(error: unknown): StoreFailure {
  const word = readSystemWord(error) ?? readSystemWord(error instanceof Error ? error.cause : null);
  return new StoreFailure(`The store can't be reached${word === null ? "" : ` (${word})`}`);
}

/** The failure for an error reply of Redis, with only its leading word (`OOM`), because the rest may quote a key. */
export function buildRefusedFailure(message: string): StoreFailure {
  const word = /^[A-Z]+(?=\s|$)/.exec(message)?.[0];
  return new StoreFailure(`The store refused the command${word === undefined ? "" : ` (${word})`}`);
}

function readSystemWord(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && /^[A-Z_]+$/.test(error.code) ? error.code : null;
}
