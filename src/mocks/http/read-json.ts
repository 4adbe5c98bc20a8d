/** The body as JSON whatever its media type says, or null when it is none. */
export async function readJson(body: Pick<Body, "json">): Promise<unknown> {
  try {
    return await body.json();
  } catch {
    return null;
  }
}
