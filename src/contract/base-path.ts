declare global {
  /** `PORTICO_BASE_PATH`: the build writes it into what it bundles, and Node's entry points set it before they import anything else. */
  // eslint-disable-next-line no-var -- a property of `globalThis` needs it
  var porticoBasePath: string | undefined;
}

/** Where the console is on its origin, such as `/console`, without a slash at its end; empty at the root. All paths begin with it. */
export const basePath: string = globalThis.porticoBasePath ?? "";
