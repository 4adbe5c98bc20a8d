/** Why a store could not do a call, in words of our own: nothing of its address, its credentials or the key is in it. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";
}

/** The store can't be reached, with the system's word for it (`ECONNREFUSED`) where there is one. */
export function buildUnreachableFailure(error: unknown): StoreFailure {
  const word = readSystemWord(error) ?? readSystemWord(error instanceof Error ? error.cause : null);
  return new StoreFailure(`The store can't be reached${word === null ? "" : ` (${word})`}`);
}

/** Redis answered with an error. Of its message only the leading word is kept (`OOM`): the rest may quote a key. */
export function buildRefusedFailure(message: string): StoreFailure {
  const word = /^[A-Z]+(?=\s|$)/.exec(message)?.[0];
  return new StoreFailure(`The store refused the command${word === undefined ? "" : ` (${word})`}`);
}

function readSystemWord(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && /^[A-Z_]+$/.test(error.code) ? error.code : null;
}
