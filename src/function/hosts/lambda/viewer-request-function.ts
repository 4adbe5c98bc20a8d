import { basePath } from "../../../contract/base-path.ts";
import { buildPathKey } from "../../../contract/path-key.ts";
import { hashedFolder, indexPath, type ownPages } from "../answer-rules.ts";

type PlainAnswer = { text: string; headers: Readonly<Record<string, string>> };

/**
 * The source of the CloudFront function for viewer requests (cloudfront-js-2.0): a page becomes its HTML file, or `/index.html`, what is
 * neither a page nor a file is answered 404, and other methods 405. The rules are those of `static-app.ts`.
 *
 * @param options.files the paths of the files outside of the folder of hashed ones
 * @param options.pages the pages that have an HTML file of their own in the build
 */
export function buildViewerRequestFunction(options: {
  files: readonly string[];
  pages: typeof ownPages;
  methodNotAllowed: PlainAnswer;
  notFound: PlainAnswer;
}): string {
  const answers = {
    405: buildAnswer(405, "Method Not Allowed", options.methodNotAllowed),
    404: buildAnswer(404, "Not Found", options.notFound),
  };
  const pages = Object.fromEntries(
    options.pages.flatMap(({ filePath, paths }) => paths.map((path) => [buildPathKey(path), filePath])),
  );
  return `// Written by npm run build. Runtime: cloudfront-js-2.0. Event type: viewer request.
const files = ${JSON.stringify(options.files)};
const pages = ${JSON.stringify(pages)};
const answers = ${JSON.stringify(answers)};

function listTypes(accept) {
  return accept
    .toLowerCase()
    .split(",")
    .filter((range) => !/;\\s*q=0(?:\\.0*)?\\s*(?:;|$)/.test(range))
    .map((range) => range.split(";")[0].trim());
}

function decode(uri) {
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    return uri;
  }
}

function handler(event) {
  const request = event.request;
  if (request.method !== "GET" && request.method !== "HEAD") return answers[405];
  const path = decode(request.uri);
  if (files.includes(path)) return request;
  if (!(path + "/").startsWith(${JSON.stringify(`${basePath}/`)})) return answers[404];
  if (path === ${JSON.stringify(hashedFolder.slice(0, -1))}) return answers[404];
  if (path.startsWith(${JSON.stringify(hashedFolder)})) return request;
  const accept = request.headers.accept ? request.headers.accept.value : "";
  const types = listTypes(accept || "*/*");
  const isNavigation = types.includes("text/html");
  const takesAnything = types.includes("*/*") || types.includes("text/*");
  if (!isNavigation && (!takesAnything || /\\.[^/]*$|\\/\\./.test(path))) return answers[404];
  const key = path.toLowerCase().replace(/\\/+/g, "/").replace(/(.)\\/$/, "$1");
  request.uri = pages[key] || ${JSON.stringify(indexPath)};
  return request;
}
`;
}

function buildAnswer(statusCode: number, statusDescription: string, { text, headers }: PlainAnswer): unknown {
  return {
    statusCode,
    statusDescription,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), { value }]),
    ),
    body: { encoding: "text", data: text },
  };
}
