import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";

import * as v from "valibot";

import { answerFile, type Edge, type EdgeAnswer, type EdgeRequest, findFile } from "./edge.ts";

// CloudFront in front of S3 and of a function URL with streamed answers:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html

const behaviorSchema = v.strictObject({
  pathPattern: v.string(),
  origin: v.picklist(["s3", "lambda", "s3, then lambda"]),
  allowedMethods: v.picklist(["all", "GET, HEAD, OPTIONS"]),
  cachePolicy: v.picklist(["callsCachePolicy", "CachingOptimized"]),
  originRequestPolicy: v.nullable(v.literal("AllViewerExceptHostHeader")),
  viewerRequestFunction: v.nullable(v.literal("viewer-request.js")),
  responseHeaders: v.record(v.string(), v.string()),
});
const cachePolicySchema = v.strictObject({
  Name: v.string(),
  MinTTL: v.literal(0),
  DefaultTTL: v.literal(0),
  // Above 0, or CloudFront refuses the headers.
  MaxTTL: v.pipe(v.number(), v.minValue(1)),
  ParametersInCacheKeyAndForwardedToOrigin: v.strictObject({
    EnableAcceptEncodingGzip: v.boolean(),
    EnableAcceptEncodingBrotli: v.boolean(),
    HeadersConfig: v.strictObject({
      HeaderBehavior: v.literal("whitelist"),
      Headers: v.strictObject({ Quantity: v.number(), Items: v.pipe(v.array(v.string()), v.maxLength(10)) }),
    }),
    CookiesConfig: v.strictObject({ CookieBehavior: v.literal("all") }),
    QueryStringsConfig: v.strictObject({ QueryStringBehavior: v.literal("all") }),
  }),
});
const answerSchema = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.object({ value: v.string() })),
  body: v.object({ data: v.string() }),
});
const passedSchema = v.object({ uri: v.string() });
const moduleSchema = v.object({ handler: v.function() });

type Behavior = v.InferOutput<typeof behaviorSchema>;
type Head = { statusCode: number; headers: Record<string, string>; cookies: string[] };

/** What the tests of the handler itself see: when the answer was complete, and when the handler had finished. */
export type Invocation = { answer: Promise<EdgeAnswer>; finished: Promise<void> };

/** Loads the emitted handler as Lambda's Node runtime does, and calls it with an event. */
export async function loadHandler(directory: string): Promise<(event: unknown) => Invocation> {
  const heads = new WeakMap<Writable, (head: Head) => void>();
  Reflect.set(globalThis, "awslambda", {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: {
      from: (stream: Writable, head: Head) => {
        heads.get(stream)?.(head);
        return stream;
      },
    },
  });
  const path = join(directory, "build", "lambda", "function", "index.mjs");
  const { handler } = v.parse(moduleSchema, await import(pathToFileURL(path).href));
  return (event) => {
    const stream = new PassThrough();
    const head = new Promise<Head>((resolve) => heads.set(stream, resolve));
    const finished: Promise<void> = Promise.resolve(handler(event, stream, {})).then(() => undefined);
    const complete = async (): Promise<EdgeAnswer> => {
      const { statusCode, headers, cookies } = await head;
      const all = new Headers(headers);
      for (const cookie of cookies) all.append("set-cookie", cookie);
      return { status: statusCode, headers: all, body: await buffer(stream) };
    };
    return { answer: complete(), finished };
  };
}

/** An event of a function URL, payload format 2.0. */
export function buildEvent(request: EdgeRequest, changed: Readonly<Record<string, string>>): unknown {
  const headers = Object.fromEntries([...request.headers, ...Object.entries(changed)]);
  const { cookie, ...others } = headers;
  const hasBody = request.body.byteLength > 0;
  return {
    version: "2.0",
    rawPath: request.pathname,
    rawQueryString: request.search.slice(1),
    headers: { ...others, host: "function.lambda-url.example" },
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    requestContext: {
      domainName: "function.lambda-url.example",
      http: { method: request.method, path: request.pathname, sourceIp: "130.176.0.1" },
    },
    ...(hasBody && { body: request.body.toString("base64") }),
    isBase64Encoded: hasBody,
  };
}

export async function simulateLambda(directory: string): Promise<Edge> {
  const output = join(directory, "build", "lambda");
  const { behaviors, callsCachePolicy } = v.parse(
    v.strictObject({ behaviors: v.array(behaviorSchema), callsCachePolicy: cachePolicySchema }),
    JSON.parse(await readFile(join(output, "cloudfront.json"), "utf8")),
  );
  const viewerRequest = await readFile(join(output, "viewer-request.js"), "utf8");
  const invoke = await loadHandler(directory);

  for (const { pathPattern, origin, allowedMethods } of behaviors) {
    // CloudFront's own message: "AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group".
    if (origin.includes(",") && allowedMethods === "all")
      throw new Error(`${pathPattern} has an origin group, and methods that those don't take`);
  }

  const callFunction = async (viewerRequest: EdgeRequest, behavior: Behavior): Promise<EdgeAnswer> => {
    const keyHeaders =
      behavior.cachePolicy === "callsCachePolicy"
        ? callsCachePolicy.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers.Items
        : [];
    const hasAddress = keyHeaders.includes("CloudFront-Viewer-Address");
    const forwarded =
      behavior.originRequestPolicy === null ? new Headers() : new Headers(viewerRequest.headers);
    // All but one of the viewer's headers: CloudFront's own aren't among them.
    forwarded.delete("cloudfront-viewer-address");
    const request = { ...viewerRequest, headers: forwarded };
    // Of CloudFront's own: what clients send under these names is replaced.
    const changed = {
      ...(hasAddress && { "cloudfront-viewer-address": `${request.client}:46532` }),
      "x-portico-cloudfront": process.env["PORTICO_CLOUDFRONT_SECRET"] ?? "",
    };
    const { answer, finished } = invoke(buildEvent(request, changed));
    void finished.catch(() => undefined);
    return await answer;
  };

  return async (request) => {
    const behavior = behaviors.find(({ pathPattern }) => fits(pathPattern, request.pathname));
    if (behavior === undefined) return { status: 403, headers: new Headers(), body: new Uint8Array() };
    if (behavior.allowedMethods !== "all" && !behavior.allowedMethods.split(", ").includes(request.method))
      return { status: 403, headers: new Headers(), body: new Uint8Array() };
    let uri = request.pathname;
    if (behavior.viewerRequestFunction !== null) {
      const event = {
        request: {
          method: request.method,
          uri,
          headers: Object.fromEntries([...request.headers].map(([name, value]) => [name, { value }])),
        },
      };
      const result: unknown = runInNewContext(`${viewerRequest}\nhandler(${JSON.stringify(event)})`);
      const own = v.safeParse(answerSchema, JSON.parse(JSON.stringify(result)));
      if (own.success) {
        const headers = Object.entries(own.output.headers).map(([name, { value }]): [string, string] => [
          name,
          value,
        ]);
        return {
          status: own.output.statusCode,
          headers: new Headers(headers),
          body: Buffer.from(own.output.body.data),
        };
      }
      ({ uri } = v.parse(passedSchema, JSON.parse(JSON.stringify(result))));
    }
    const answer =
      behavior.origin === "lambda"
        ? await callFunction(request, behavior)
        : await answerFromS3(uri, behavior, request);
    for (const [name, value] of Object.entries(behavior.responseHeaders)) {
      if (!answer.headers.has(name)) answer.headers.set(name, value);
    }
    return answer;
  };

  async function answerFromS3(uri: string, behavior: Behavior, request: EdgeRequest): Promise<EdgeAnswer> {
    const file = await findFile(join(directory, "dist"), uri);
    if (file !== null) return answerFile(file, uri, request, new Headers());
    if (behavior.origin !== "s3") return await callFunction(request, behavior);
    const headers = new Headers({ "content-type": "application/xml" });
    return { status: 404, headers, body: Buffer.from("<Error><Code>NoSuchKey</Code></Error>") };
  }
}

function fits(pattern: string, pathname: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(pathname);
}
