// What can go wrong before the app runs, and therefore isn't part of it: a page of before a deploy whose scripts are gone reloads
// itself once; whatever else keeps the app from starting is said in the page's own words; an address that the content policy blocks
// is named in the console with the variable that allows it. Its name never changes, so that it is
// still there after a deploy. It is deferred, and comes before the app's script, so that it sees all that becomes of that one: the browser
// runs deferred scripts in their order, and says of one that is missing when its turn comes.
(() => {
  const key = "portico:reloaded-for";
  /** The page's own words, which the app takes away when it starts. */
  const start = document.getElementById("start");

  /**
   * Reloads the page, unless it was reloaded for the same cause before or that can't be remembered: it must not go on for ever.
   * Offline, a reload would only lose the page that is there.
   * @param {string} cause
   */
  const reloadOnce = (cause) => {
    if (!navigator.onLine) return false;
    try {
      const causes = (sessionStorage.getItem(key) ?? "").split("\n");
      if (causes.includes(cause)) return false;
      // Of a build that is gone everything is missing, and one reload is enough for all of it.
      const files = [...document.scripts].map(({ src }) => src);
      sessionStorage.setItem(key, [...causes, cause, ...files].join("\n"));
    } catch {
      return false;
    }
    location.reload();
    return true;
  };

  /**
   * @param {string} failure
   * @param {string} [text] instead of the general words
   */
  const show = (failure, text) => {
    const root = document.getElementById("root");
    if (start === null || root === null) return;
    // The app's page is there. What the build has rendered, by contrast, can't go on without the app.
    if (root.childElementCount > 0 && root.dataset["page"] === undefined) return;
    delete root.dataset["page"];
    root.replaceChildren();
    root.after(start);
    document.title = start.dataset["product"] ?? "";
    start.setAttribute("role", "alert");
    // Offline nothing was reloaded. Unless the app has started after all, nothing can be lost.
    if (!navigator.onLine)
      addEventListener("online", () => start.isConnected && location.reload(), { once: true });
    const [paragraph, reference] = [start.querySelector("p"), document.getElementById("start-reference")];
    if (paragraph !== null && text !== undefined) paragraph.textContent = text;
    if (reference === null) return;
    const moment = new Date().toISOString().replace(/T(.*)\.\d+Z$/, " $1 UTC");
    reference.textContent = `${reference.dataset["label"] ?? ""} ${failure.slice(0, 300)} · ${moment}`;
  };

  /**
   * Later than now: the app may be between its first two renderings.
   * @param {string} failure
   * @param {string} [text]
   */
  const showSoon = (failure, text) => void setTimeout(() => show(failure, text));

  const ownPrefix = `${location.origin}/`;

  // What was missing before this script ran: style sheets, for which the browser has waited, and the early script.
  for (const link of document.querySelectorAll("link")) {
    if (link.rel !== "stylesheet" || !link.href.startsWith(ownPrefix)) continue;
    // Browsers differ in what a missing one has: nothing, no rules, or rules that can't be read.
    try {
      if (link.sheet?.cssRules.length) continue;
    } catch {}
    reloadOnce(link.href);
  }
  const early = document.querySelector("script[data-early]");
  if (early instanceof HTMLScriptElement && !("porticoEarly" in globalThis)) reloadOnce(early.src);

  addEventListener(
    "error",
    (event) => {
      const { target } = event;
      const isScript = target instanceof HTMLScriptElement;
      if (isScript || (target instanceof HTMLLinkElement && target.rel === "stylesheet")) {
        // The app takes care of what it loads later: a page in which people may have entered something isn't reloaded.
        if (!isScript && start !== null && !start.isConnected) return;
        const url = isScript ? target.src : target.href;
        if (!url.startsWith(ownPrefix) || reloadOnce(url)) return;
        if (isScript) showSoon(`script_missing ${new URL(url).pathname}`);
        return;
      }
      // Extensions and third parties put scripts of their own into the page, whose errors keep no app from starting.
      if (!(event instanceof ErrorEvent) || (event.filename !== "" && !event.filename.startsWith(ownPrefix)))
        return;
      /** @type {unknown} */
      const thrown = event.error;
      const isError =
        typeof thrown === "object" && thrown !== null && "name" in thrown && "message" in thrown;
      const { name, message } = isError ? thrown : { name: "Error", message: event.message };
      const text = name === "PublicConfigError" ? start?.dataset["misconfigured"] : undefined;
      showSoon(`${String(name)}: ${String(message)}`, text);
    },
    true,
  );

  /** Variables of the deployment that allow another origin, by the directive of the content policy that blocks it. */
  const variables = new Map([
    ["connect-src", "PORTICO_CONNECT_ORIGINS"],
    ["img-src", "PORTICO_IMAGE_ORIGINS"],
    ["frame-src", "PORTICO_FRAME_ORIGINS"],
    ["script-src-elem", "PORTICO_SCRIPT_ORIGINS"],
    ["style-src-elem", "PORTICO_STYLE_ORIGINS"],
    ["font-src", "PORTICO_STYLE_ORIGINS"],
  ]);
  /** Said once each: a page may ask for a blocked address every second. @type {Set<string>} */
  const said = new Set();
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    // Others are words, such as `inline`.
    if (!/^(?:https?|wss?):/.test(blockedURI)) return;
    const { protocol, host, hostname } = new URL(blockedURI);
    const isRefused = /^(?:http|ws):$/.test(protocol) && !/^127\.0\.0\.1$|(?:^|\.)localhost$/.test(hostname);
    const variable = variables.get(effectiveDirective);
    const remedy =
      variable === undefined
        ? `Its directive ${effectiveDirective} has no variable.`
        : `Allow it with ${variable}${isRefused ? ", which takes only addresses with TLS" : ""}.`;
    const text = `${protocol}//${host} is blocked by the content policy. ${remedy}`;
    if (said.has(text)) return;
    said.add(text);
    // eslint-disable-next-line no-console -- for the team that builds its pages; the browser's own line doesn't say what to do
    console.error(text);
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLAnchorElement) || !(start?.contains(event.target) ?? false)) return;
    event.preventDefault();
    // Unlike the link it keeps the fragment, which may hold the secret of a mailed link.
    location.reload();
  });
})();
