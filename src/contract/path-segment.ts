/** Whether the text can be one of WorkOS's ids; no other text of a client is sent to WorkOS in the place of an id. */
export function isWorkosId(text: string): boolean {
  return /^[\w-]{1,128}$/.test(text);
}

/** The value as one path segment. "", "." and ".." would change the path (path traversal), so they become "-", which is no id. */
export function toPathSegment(value: string): string {
  return /^\.{0,2}$/.test(value) ? "-" : encodeURIComponent(value.toWellFormed());
}
