import { toJsonSchema } from "@valibot/to-json-schema";

import { requestMarkerHeader } from "../../contract/api-paths.ts";
import {
  type FailureCode,
  failureCodeSchema,
  failureStatuses,
  problemMediaType,
  problemSchema,
} from "../../contract/failure.ts";
import { sessionAnswerSchema } from "../../contract/session.ts";
import { type AccessRule, type CallDescription, type Schema, type Success } from "../core/feature/call.ts";

/** Failures of every call: one of its limits. */
const callFailures: readonly FailureCode[] = ["too_many_requests"];

/** Failures of every POST: those of the checks before it, a function without configuration, and a bug. */
const postFailures: readonly FailureCode[] = [
  "invalid_request",
  "not_same_origin",
  "request_timeout",
  "payload_too_large",
  "unsupported_media_type",
  "not_configured",
  "internal",
];

/** Failures of every call with an access token, and of those that require an organization. */
const accessFailures: Record<AccessRule["scope"], readonly FailureCode[]> = {
  account: [
    "no_access_token",
    "access_token_refused",
    "stronger_sign_in_required",
    "workos_unreachable",
    "not_configured",
    "internal",
  ],
  organization: ["organization_required", "permission_missing"],
};
/** Of those that change something; an impersonator may only read. */
const changeFailures: readonly FailureCode[] = ["impersonation_refused"];

/** The security scheme of calls that require an access token. */
const bearerName = "access-token";

type JsonObject = { [name: string]: unknown };

type OpenApiHeader = { description: string; required: boolean; schema: JsonObject };

export type OpenApiResponse = {
  description: string;
  headers?: Record<string, OpenApiHeader>;
  content: Record<string, { schema: JsonObject }>;
};

export type OpenApiOperation = {
  operationId: string;
  summary: string;
  deprecated?: true;
  parameters: JsonObject[];
  security?: Record<string, string[]>[];
  requestBody?: { required: true; content: Record<string, { schema: JsonObject }> };
  responses: Record<string, OpenApiResponse>;
};

/** The parts of an OpenAPI 3.1 document that the function uses. */
export type OpenApiDocument = {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, { get?: OpenApiOperation; post?: OpenApiOperation }>;
  components: { schemas: Record<string, JsonObject>; securitySchemes: Record<string, JsonObject> };
};

/** Schemas that are named in the document and used by reference. */
const namedSchemas = new Map<Schema, string>([
  [problemSchema, "Problem"],
  [sessionAnswerSchema, "Session"],
]);

const description = `Calls of the console's own pages. A POST is accepted only from the console's origin (Origin, Sec-Fetch-Site), with the header \
${requestMarkerHeader.name} and at most 2 KiB of JSON. Every failure is a problem (RFC 9457) with a code. Other paths answer 404 \
\`not_found\`, other methods 405 \`method_not_allowed\` with Allow. On http://localhost the cookies have no prefix __Host-.`;

/**
 * The calls as an OpenAPI 3.1 document. `hono-openapi` isn't used: it needs the descriptions as middleware of the running function
 * and five more packages, and doesn't support failure codes.
 */
export function buildOpenApiDocument(version: string, calls: readonly CallDescription[]): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  for (const call of calls) {
    const method = call.method === "GET" ? "get" : "post";
    paths[call.path] = { ...paths[call.path], [method]: buildOperation(call) };
  }
  const cookieNames = [...new Set(calls.flatMap(({ cookies = [] }) => cookies))];
  return {
    openapi: "3.1.1",
    info: { title: "Portico", version, description },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: Object.fromEntries([...namedSchemas].map(([schema, name]) => [name, convert(schema)])),
      securitySchemes: {
        ...Object.fromEntries(
          cookieNames.map((name) => [name, { type: "apiKey", in: "cookie", name: `__Host-${name}` }]),
        ),
        [bearerName]: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}

function buildOperation(call: CallDescription): OpenApiOperation {
  const { method, access, cookies = [] } = call;
  const isPost = method === "POST";
  const marker = {
    name: requestMarkerHeader.name,
    in: "header",
    required: true,
    schema: { const: requestMarkerHeader.value },
  };
  const failures = new Set([
    ...callFailures,
    ...(isPost ? postFailures : []),
    ...(access === null ? [] : accessFailures.account),
    ...(access?.scope === "organization" ? accessFailures.organization : []),
    ...(access !== null && call.method !== "GET" ? changeFailures : []),
    ...(call.failures ?? []),
  ]);
  return {
    operationId: call.name,
    summary: call.summary,
    ...(call.isDeprecated === true && { deprecated: true as const }),
    parameters: [
      ...[...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string" },
      })),
      ...Object.entries(call.query?.entries ?? {}).map(([name, schema]) => ({
        name,
        in: "query",
        required: false,
        schema: convert(schema),
      })),
      ...(isPost ? [marker] : []),
    ],
    ...(access !== null && { security: [{ [bearerName]: [] }] }),
    // The empty requirement: each cookie may be missing, and the call answers accordingly.
    ...(cookies.length > 0 && {
      security: [Object.fromEntries(cookies.map((name) => [name, []])), {}],
    }),
    ...(call.request !== null && {
      requestBody: { required: true, content: { "application/json": { schema: refer(call.request) } } },
    }),
    responses: { ...buildSuccesses(call.successes), ...buildFailures([...failures]) },
  };
}

function buildSuccesses(successes: readonly Success[]): Record<string, OpenApiResponse> {
  const byStatus = Object.groupBy(successes, ({ status }) => String(status));
  return Object.fromEntries(
    Object.entries(byStatus).flatMap(([status, shapes = []]) => {
      const [first] = shapes;
      if (first === undefined) return [];
      const schemas = shapes.map(({ schema }) => refer(schema));
      const response: OpenApiResponse = {
        description: shapes.map(({ description }) => description).join(" "),
        ...(shapes.some(({ setsCookies }) => setsCookies === true) && {
          headers: {
            "Set-Cookie": {
              description: "HttpOnly, SameSite=Strict, Secure.",
              required: shapes.every(({ setsCookies }) => setsCookies === true),
              schema: { type: "string" },
            },
          },
        }),
        content: {
          [first.mediaType ?? "application/json"]: {
            schema: schemas.length === 1 ? refer(first.schema) : { anyOf: schemas },
          },
        },
      };
      return [[status, response]];
    }),
  );
}

function buildFailures(codes: readonly FailureCode[]): Record<string, OpenApiResponse> {
  const byStatus = Object.groupBy(codes, (code) => String(failureStatuses[code]));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      {
        description: same.map((code) => `\`${code}\``).join(", "),
        ...buildFailureHeaders(status, same),
        content: {
          [problemMediaType]: {
            schema: {
              allOf: [
                refer(problemSchema),
                { properties: { status: { const: Number(status) }, code: { enum: same.toSorted() } } },
              ],
            },
          },
        },
      } satisfies OpenApiResponse,
    ]),
  );
}

/** Headers of failures by status: the challenge of a 401, and when to retry. */
function buildFailureHeaders(
  status: string,
  codes: readonly FailureCode[],
): Pick<OpenApiResponse, "headers"> {
  if (codes.includes("no_access_token")) {
    return {
      headers: {
        "WWW-Authenticate": {
          description: "Bearer; with `invalid_token` when a token was refused (RFC 6750).",
          required: true,
          schema: { type: "string" },
        },
      },
    };
  }
  if (status === "503") return { headers: { "Retry-After": describeRetryAfter(false) } };
  if (status !== "429") return {};
  return {
    headers: {
      "Retry-After": describeRetryAfter(true),
      "RateLimit-Policy": describeLimitHeader("The window that is used up"),
      RateLimit: describeLimitHeader("What is left in the window, and for how long"),
    },
  };
}

function describeRetryAfter(required: boolean): OpenApiHeader {
  return {
    description: "Seconds until the same call may succeed, as `retryAfterSeconds`.",
    required,
    schema: { type: "string", pattern: "^[0-9]+$" },
  };
}

function describeLimitHeader(what: string): OpenApiHeader {
  return {
    description: `${what}, when the function's own limit refuses (RateLimit fields for HTTP).`,
    required: false,
    schema: { type: "string" },
  };
}

function refer(schema: Schema): JsonObject {
  const name = namedSchemas.get(schema);
  return name === undefined ? convert(schema) : { $ref: `#/components/schemas/${name}` };
}

/** The JSON Schema of a schema's input. A schema that JSON Schema can't express is an error, not a gap in the document. */
function convert(schema: Schema): JsonObject {
  const { $schema: _, ...converted } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema === failureCodeSchema
        ? { type: "string", enum: Object.keys(failureStatuses) }
        : undefined,
  });
  return converted;
}
