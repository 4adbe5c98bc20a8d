import { basePath } from "../../../contract/base-path.ts";
import { callbackFolder, caching, functionPath, hashedFolder, indexPath } from "../answer-rules.ts";

/** In each location, so that other locations of the server block, of other applications, keep their own. */
const settings = `    etag on;
    charset utf-8;
    gzip_static on;
    gzip_vary on;
    # With the module ngx_brotli:
    # brotli_static on;
    error_page 404 @portico_missing;`;

/**
 * An nginx include for the `server` block that serves the files. Each location has all headers, because nginx inherits none where a
 * location adds one of its own; `always` adds them to errors too.
 *
 * @param paths of the pages that have an HTML file of their own: `/sign-in` for the file `/sign-in.html`
 */
export function buildNginxInclude(
  paths: readonly string[],
  securityHeaders: Readonly<Record<string, string>>,
): string {
  const protect = Object.entries(securityHeaders)
    .map(([name, value]) => `    add_header ${name} "${value.replaceAll('"', '\\"')}" always;`)
    .join("\n");
  const pages = `    try_files $uri $uri.html @portico_page;
${settings}
${protect}
${cache(caching.page)}`;
  const hidden = paths.map(
    (path) => `
location = ${path}.html {
    try_files /.none @portico_page;
}
`,
  );
  return `# Written by npm run build: include it in the server block of the console, whose root is the folder "site" beside it.
# The block also needs: location ~ ^${functionPath}(/|$) { proxy_pass … } to the function, with a header that has the client's address.

# A page is what a browser navigates to, and what can't be the path of a file.
set $portico_page 0;
if ($uri !~ "\\.[^/]*$|/\\.") { set $portico_page 1; }
if ($http_accept ~* "text/html") { set $portico_page 1; }

location ${hashedFolder} {
    try_files $uri =404;
${settings}
${protect}
${cache(caching.hashed)}
}

location = ${hashedFolder.slice(0, -1)} {
    error_page 404 @portico_missing;
    return 404;
}

# The files of pages are at the paths without the ending only.${hidden.join("")}
location ~* ^${callbackFolder} {
    try_files $uri $uri.html ${indexPath} =404;
${settings}
${protect}
${cache(caching.callback)}
}

location ${basePath}/ {
${pages}
}
${basePath === "" ? "" : `\nlocation = ${basePath} {\n${pages}\n}\n`}
location @portico_page {
    if ($portico_page = 0) { return 404; }
    try_files ${indexPath} =404;
${settings}
${protect}
${cache(caching.page)}
}

location @portico_missing {
    internal;
    types { }
    default_type text/plain;
    charset utf-8;
${protect}
${cache(caching.missing, " always")}
    return 404 "Not found\\n";
}
`;
}

function cache(value: string, always = ""): string {
  return `    add_header Cache-Control "${value}"${always};`;
}
