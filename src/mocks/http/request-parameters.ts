import { invalidParameters, messageFailure, type WorkosFailure } from "../workos/failures.ts";

/** The string members of a JSON or form-encoded body; null members count as absent, anything else is refused. */
export async function readParameters(
  request: Request,
): Promise<{ ok: true; parameters: Map<string, string> } | WorkosFailure> {
  const mediaType = (request.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/x-www-form-urlencoded") {
    return { ok: true, parameters: await readForm(request) };
  }
  if (mediaType !== "application/json") {
    return messageFailure(415, "The body must be JSON or form-encoded.");
  }
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return messageFailure(400, "The body is not valid JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return messageFailure(400, "The body must be a JSON object.");
  }

  const parameters = new Map<string, string>();
  const invalid: { field: string; code: string; message: string }[] = [];
  for (const [field, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    if (typeof value === "string") parameters.set(field, value);
    else invalid.push({ field, code: `${field}_invalid`, message: `${field} must be a string` });
  }
  return invalid.length > 0 ? invalidParameters(...invalid) : { ok: true, parameters };
}

/** The fields of a posted form. */
export async function readForm(request: Request): Promise<Map<string, string>> {
  return new Map(new URLSearchParams(await request.text()));
}
