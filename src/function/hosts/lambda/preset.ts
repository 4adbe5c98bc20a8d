import {
  callbackFolder,
  caching,
  functionPath,
  hashedFolder,
  isHiddenFile,
  ownPages,
} from "../answer-rules.ts";
import type { HostPreset } from "../host-preset.ts";
import { refuseMemoryCounters } from "../shared-counters.ts";
import { methodNotAllowed, notFound } from "../static-app.ts";
import { buildViewerRequestFunction } from "./viewer-request-function.ts";

const folder = "build/lambda";

/**
 * AWS: the function for Lambda, and what CloudFront in front of it and of an S3 bucket with the files of `dist` is set up with
 * (docs/deploy/aws.md). CloudFront compresses by itself; S3 adds entity tags.
 */
export const lambda: HostPreset = {
  name: "lambda",
  write: async ({ variables, files, securityHeaders, bundle, remove, write }) => {
    refuseMemoryCounters(variables, "Lambda");
    await remove("build");
    await write(`${folder}/function/index.mjs`, await bundle("lambda/entry.ts", "node"));
    await write(
      `${folder}/cloudfront.json`,
      `${JSON.stringify(describeDistribution(securityHeaders), null, 2)}\n`,
    );
    const code = buildViewerRequestFunction({
      files: [...files.keys()].filter((path) => !path.startsWith(hashedFolder) && !isHiddenFile(path)),
      pages: ownPages.filter(({ filePath }) => files.has(filePath)),
      methodNotAllowed: { ...methodNotAllowed, headers: { ...securityHeaders, ...methodNotAllowed.headers } },
      notFound: { ...notFound, headers: { ...securityHeaders, ...notFound.headers } },
    });
    await write(`${folder}/viewer-request.js`, code);
  },
};

/** One behavior of the distribution; they are tried in this order. */
export type CloudfrontBehavior = {
  pathPattern: string;
  /** `s3`, `lambda`, or first the one and, where it answers 403 or 404, the other. */
  origin: "lambda" | "s3" | "s3, then lambda";
  /** An origin group takes no other methods (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html). */
  allowedMethods: "all" | "GET, HEAD, OPTIONS";
  /** One of CloudFront's own, or `callsCachePolicy`. */
  cachePolicy: "callsCachePolicy" | "CachingOptimized";
  originRequestPolicy: "AllViewerExceptHostHeader" | null;
  viewerRequestFunction: "viewer-request.js" | null;
  /** A response headers policy without override: the origin's own headers win. */
  responseHeaders: Readonly<Record<string, string>>;
};

/**
 * As `create-cache-policy` takes it. It stores nothing, because no answer of the function may be stored. It is here for its headers:
 * no origin request policy has the client's address together with all other headers but `Host`, and what is in the key of the cache is
 * sent to the origin, too. With everything that tells callers apart in the key, no request gets the answer to another one.
 */
const callsCachePolicy = {
  Name: "portico-calls",
  MinTTL: 0,
  DefaultTTL: 0,
  // With 0 no header is allowed.
  MaxTTL: 1,
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingGzip: false,
    EnableAcceptEncodingBrotli: false,
    HeadersConfig: {
      HeaderBehavior: "whitelist",
      Headers: { Quantity: 2, Items: ["Authorization", "CloudFront-Viewer-Address"] },
    },
    CookiesConfig: { CookieBehavior: "all" },
    QueryStringsConfig: { QueryStringBehavior: "all" },
  },
};

function describeDistribution(securityHeaders: Readonly<Record<string, string>>): {
  callsCachePolicy: unknown;
  behaviors: CloudfrontBehavior[];
} {
  const calls = [functionPath, `${functionPath}/*`].map((pathPattern): CloudfrontBehavior => ({
    pathPattern,
    origin: "lambda",
    allowedMethods: "all",
    cachePolicy: "callsCachePolicy",
    originRequestPolicy: "AllViewerExceptHostHeader",
    viewerRequestFunction: null,
    responseHeaders: securityHeaders,
  }));
  const pages = (pathPattern: string, cacheControl: string): CloudfrontBehavior => ({
    pathPattern,
    origin: "s3",
    allowedMethods: "all",
    cachePolicy: "CachingOptimized",
    originRequestPolicy: null,
    viewerRequestFunction: "viewer-request.js",
    responseHeaders: { ...securityHeaders, "Cache-Control": cacheControl },
  });
  return {
    callsCachePolicy,
    behaviors: [
      ...calls,
      {
        // The function answers 404 for a missing one, with `Cache-Control: no-store`.
        pathPattern: `${hashedFolder}*`,
        origin: "s3, then lambda",
        allowedMethods: "GET, HEAD, OPTIONS",
        cachePolicy: "CachingOptimized",
        originRequestPolicy: null,
        viewerRequestFunction: "viewer-request.js",
        responseHeaders: { ...securityHeaders, "Cache-Control": caching.hashed },
      },
      pages(`${callbackFolder}*`, caching.callback),
      pages("*", caching.page),
    ],
  };
}
