/** Second levels of countries below which anybody can register a domain. */
const countrySuffixes = /^(?:ac|co|com|edu|gov|ne|net|or|org)\.[a-z]{2}$/;

/** Domains of hosts, tunnels and services below which every customer has a name; `*` is any label, such as a region. */
const hostSuffixes = [
  "amplifyapp.com",
  "app.github.dev",
  "appspot.com",
  "azurefd.net",
  "azurestaticapps.net",
  "*.azurestaticapps.net",
  "azurewebsites.net",
  "*.azurewebsites.net",
  "*.cloudapp.azure.com",
  "cloudfront.net",
  "cloudworkstations.dev",
  "codesandbox.io",
  "csb.app",
  "deno.dev",
  "deno.net",
  "devtunnels.ms",
  "duckdns.org",
  "*.elasticbeanstalk.com",
  "elb.amazonaws.com",
  "*.elb.amazonaws.com",
  "execute-api.*.amazonaws.com",
  "firebaseapp.com",
  "fly.dev",
  "fly.io",
  "github.dev",
  "github.io",
  "gitlab.io",
  "gitpod.dev",
  "gitpod.io",
  "*.gitpod.io",
  "glitch.me",
  "herokuapp.com",
  "hosted.app",
  "*.hosted.app",
  "lambda-url.*.on.aws",
  "loca.lt",
  "lovable.app",
  "netlify.app",
  "netlify.com",
  "ngrok-free.app",
  "ngrok-free.dev",
  "ngrok.app",
  "ngrok.dev",
  "ngrok.io",
  "nip.io",
  "now.sh",
  "ona.dev",
  "onrender.com",
  "pages.dev",
  "replit.app",
  "replit.dev",
  "repl.co",
  "run.app",
  "*.run.app",
  "s3.amazonaws.com",
  "s3.*.amazonaws.com",
  "sslip.io",
  "stackblitz.io",
  "surge.sh",
  "trycloudflare.com",
  "ts.net",
  "up.railway.app",
  "vercel.app",
  "vercel.dev",
  "web.app",
  "webcontainer.io",
  "webflow.io",
  "windows.net",
  "*.web.core.windows.net",
  "*.blob.core.windows.net",
  "workers.dev",
].map((suffix) => suffix.split("."));

/**
 * Whether anyone may have a name directly below this one: a top-level domain, a country's second level, a host's domain, or a part of
 * one. The Public Suffix List has thousands more; this one has those that consoles are deployed to.
 */
export function isSharedSuffix(hostname: string): boolean {
  return !hostname.includes(".") || countrySuffixes.test(hostname) || isHostSuffix(hostname);
}

/** Whether every customer of a host has a name below this one. */
export function isHostSuffix(hostname: string): boolean {
  const labels = hostname.split(".");
  return hostSuffixes.some(
    (suffix) =>
      labels.length > 1 &&
      suffix.length >= labels.length &&
      labels.every((label, index) => {
        const expected = suffix[suffix.length - labels.length + index];
        return expected === "*" || expected === label;
      }),
  );
}
