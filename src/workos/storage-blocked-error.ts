/** Thrown where a sign-in would leave the page without being able to find its way back: the browser keeps nothing for the site. */
export class StorageBlockedError extends Error {
  override readonly name = "StorageBlockedError";
}
