import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { problemMediaType } from "../../src/contract/failure.ts";
import {
  buildOpenApiDocument,
  type OpenApiOperation,
} from "../../src/function/openapi/build-openapi-document.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";
import { createFunctionRecorder, functionCalls, type RecordedCall } from "./function-recorder.ts";
import {
  listAccessChecks,
  listLimitChecks,
  listPostChecks,
  nameCall,
  scenarios,
} from "./function-scenarios.ts";

const document = buildOpenApiDocument("1.2.3", functionCalls);

/** Where to fix a failing test below: in the call's file or in its scenarios. */
const documentTable = "the file of the call";
const scenarioTable = "tests/contract/function-scenarios.ts";

type Operation = { name: string; path: string; method: "get" | "post"; operation: OpenApiOperation };

const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  (["get", "post"] as const).flatMap((method) => {
    const operation = methods[method];
    const name = `${method.toUpperCase()} ${path}`;
    return operation === undefined ? [] : [{ name, path, method, operation }];
  }),
);

/** The same schema with every object closed, so that an undocumented member is an error. */
function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (typeof value !== "object" || value === null) return value;
  const closed = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, closeObjects(member)]),
  );
  return "type" in value && value.type === "object" ? { additionalProperties: false, ...closed } : closed;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: "https://portico.test/open", ...document });
ajv.addSchema({ $id: "https://portico.test/closed", ...Object(closeObjects(document)) });

const compiled = new Map<string, ValidateFunction>();

/** A validator for the schema at that place in the document. */
function compile(base: "open" | "closed", steps: string[]): ValidateFunction {
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")));
  const reference = `https://portico.test/${base}#/${pointer.join("/")}`;
  const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
  compiled.set(reference, validate);
  return validate;
}

const recorder = createFunctionRecorder();

function findOperation({ method, path }: RecordedCall): Operation | undefined {
  return operations.find((candidate) => candidate.path === path && candidate.method === method.toLowerCase());
}

/** The place of the answer's schema in the document. */
function locateAnswer({ path, method, status, mediaType }: RecordedCall): string[] {
  return ["paths", path, method.toLowerCase(), "responses", String(status), "content", mediaType, "schema"];
}

/** What the document lacks for a recorded answer; empty when it is complete. */
function findGaps(call: RecordedCall): string[] {
  const found = findOperation(call);
  const response = found?.operation.responses[String(call.status)];
  if (found === undefined || response === undefined) return ["there is no such answer"];
  const gaps: string[] = [];
  if (response.content[call.mediaType] === undefined) return [`the media type isn't ${call.mediaType}`];
  const validate = compile("closed", locateAnswer(call));
  if (!validate(call.body)) gaps.push(ajv.errorsText(validate.errors));

  const documented = ["Set-Cookie", "Retry-After", "RateLimit", "RateLimit-Policy"];
  const headers = response.headers ?? {};
  const isFailure = call.mediaType === problemMediaType;
  for (const name of documented) {
    const isMissing = headers[name]?.required === true && !call.headers.has(name);
    // A failure may clear a cookie, which the document mentions for no status.
    const isUndocumented =
      headers[name] === undefined && call.headers.has(name) && !(isFailure && name === "Set-Cookie");
    if (isMissing) gaps.push(`the answer lacks ${name}`);
    if (isUndocumented) gaps.push(`${name} is not documented`);
  }
  return gaps;
}

/** Every documented answer, with each shape of a success and each code of a failure separately. */
function listPromises({ name, operation }: Operation): string[] {
  return Object.entries(operation.responses).flatMap(([status, { content }]) =>
    Object.entries(content).flatMap(([mediaType, { schema }]) => {
      const parts = ["allOf", "anyOf"].flatMap((keyword) => {
        const listed: unknown = schema[keyword];
        return Array.isArray(listed) ? listed : [];
      });
      if (mediaType !== problemMediaType) {
        return parts.length === 0
          ? [`${name} → ${status}`]
          : parts.map((_, index) => `${name} → ${status} shape ${String(index)}`);
      }
      const codes: unknown = parts.at(-1)?.properties?.code?.enum;
      if (!Array.isArray(codes)) throw new Error(`${name} names no codes for ${status}`);
      return codes.map((code) => `${name} → ${status} ${String(code)}`);
    }),
  );
}

/** The documented answer that a recorded answer matches. */
function namePromise(call: RecordedCall): string {
  const found = findOperation(call);
  const status = String(call.status);
  const schema = found?.operation.responses[status]?.content[call.mediaType]?.schema;
  if (found === undefined || !Array.isArray(schema?.["anyOf"])) return nameCall(call);
  const index = schema["anyOf"].findIndex((_, position) =>
    compile("closed", [...locateAnswer(call), "anyOf", String(position)])(call.body),
  );
  return `${nameCall(call)} shape ${String(index)}`;
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  for (const call of functionCalls) {
    const { name } = call;
    const all = {
      ...(call.method === "POST" ? listPostChecks(call) : {}),
      ...listAccessChecks(call),
      ...listLimitChecks(call),
      ...scenarios[name],
    };
    for (const [scenario, run] of Object.entries(all)) {
      try {
        await run(recorder);
      } catch (error) {
        throw new Error(`The scenario "${scenario}" of ${name} in ${scenarioTable} failed`, { cause: error });
      }
    }
  }
}, 60_000);
afterAll(() => {
  vi.useRealTimers();
});

describe("the OpenAPI document", () => {
  it("has every path of the function once, with a unique operation id", () => {
    expect(operations.map(({ path }) => path).toSorted()).toEqual(
      functionCalls.map(({ path }) => path).toSorted(),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.toSorted()).toEqual(functionCalls.map(({ name }) => name).toSorted());
    expect(Object.keys(scenarios).toSorted()).toEqual(ids.toSorted());
  });

  it("has the version for which it was built", () => {
    expect(document).toMatchObject({ openapi: "3.1.1", info: { title: "Portico", version: "1.2.3" } });
  });

  it("documents every answer of the function", () => {
    const gaps = recorder.calls.flatMap((call) => findGaps(call).map((gap) => `${nameCall(call)}: ${gap}`));
    expect([...new Set(gaps)], `To be documented in ${documentTable}`).toEqual([]);
    expect(recorder.calls.length).toBeGreaterThan(100);
  });

  it.each(operations)("documents no answer of $name that the function doesn't give", (operation) => {
    const given = new Set(recorder.calls.map(namePromise));
    const unseen = listPromises(operation).filter((promise) => !given.has(promise));
    expect(unseen, `To be removed from ${documentTable}, or produced in ${scenarioTable}`).toEqual([]);
  });

  it("accepts the bodies that the function accepts, and refuses unknown members", () => {
    const taken = recorder.calls.filter(({ method, status }) => method === "POST" && status < 300);
    expect(new Set(taken.map(({ path }) => path)).size).toBe(
      operations.filter(({ method }) => method === "post").length,
    );
    for (const { path, requestBody } of taken) {
      const steps = ["paths", path, "post", "requestBody", "content", "application/json", "schema"];
      const validate = compile("open", steps);
      expect(validate(requestBody), `${path} ${JSON.stringify(requestBody)}`).toBe(true);
      expect(validate({ ...Object(requestBody), unexpected: 1 }), path).toBe(false);
    }
  });

  it("documents Retry-After with the same value as the body", () => {
    const withRetryAfter = recorder.calls.filter(({ headers }) => headers.has("Retry-After"));
    expect(withRetryAfter.length).toBeGreaterThan(0);
    for (const call of withRetryAfter) {
      expect(call.body, nameCall(call)).toMatchObject({
        retryAfterSeconds: Number(call.headers.get("Retry-After")),
      });
    }
  });

  it.each(operations)("answers 405 to other methods of $path", async ({ path }) => {
    const methods = operations.flatMap((other) => (other.path === path ? [other.method] : []));
    const allowed = [
      methods.includes("get") ? "GET, HEAD" : [],
      methods.includes("post") ? "POST" : [],
    ].flat();
    const { askUnread } = createFunctionRecorder().open();
    const response = await askUnread(new Request(`${testOrigin}${path}`, { method: "PUT" }));
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe(allowed.join(", "));
    expect(await response.json()).toMatchObject({ code: "method_not_allowed" });
  });
});
