import * as v from "valibot";

/**
 * Firefox 153 doesn't know WebDriver BiDi's `emulation.setMediaFeaturesOverride`, which Playwright sends for every context. Here
 * the one feature that Playwright asks for with it, `prefers-color-scheme`, is set from Firefox's own window instead, which
 * `--remote-allow-system-access` opens to scripts. It holds until the tab goes to another page.
 */

/** Runs a command in Firefox and gives its result; rejects when Firefox refuses it. */
export type RunCommand = (method: string, parameters: Record<string, unknown>) => Promise<unknown>;

const mediaFeaturesCommand = v.object({
  id: v.number(),
  method: v.literal("emulation.setMediaFeaturesOverride"),
  params: v.object({
    features: v.strictObject({
      "prefers-color-scheme": v.optional(v.nullable(v.picklist(["light", "dark"]))),
    }),
    contexts: v.optional(v.array(v.string())),
  }),
});

/** What Playwright asks for; without `contexts` it is meant for all tabs to come. */
export type MediaFeaturesCommand = v.InferOutput<typeof mediaFeaturesCommand>;

/** The command when a message is one that Firefox has to be helped with, else null. */
export function parseMediaFeaturesCommand(message: string): MediaFeaturesCommand | null {
  // Most messages are something else, and some are long.
  if (!message.includes("setMediaFeaturesOverride")) return null;
  const parsed = v.safeParse(mediaFeaturesCommand, JSON.parse(message));
  return parsed.success ? parsed.output : null;
}

const windows = v.object({ contexts: v.tupleWithRest([v.object({ context: v.string() })], v.unknown()) });
const outcome = v.object({ type: v.literal("success") });

/**
 * Sets the colour scheme that the named tabs report. For all tabs to come there is nothing to do while the light one is meant,
 * with which Firefox begins without a desktop.
 * @throws Error when all tabs to come are meant to be dark, and when Firefox's own window can't be reached
 */
export async function overrideColorScheme(command: MediaFeaturesCommand, run: RunCommand): Promise<void> {
  const { features, contexts } = command.params;
  const colorScheme = features["prefers-color-scheme"] ?? "none";
  if (contexts === undefined) {
    if (colorScheme === "dark") throw new Error("Here tabs can't begin in the dark colour scheme");
    return;
  }
  const { contexts: own } = v.parse(
    windows,
    await run("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 }),
  );
  const result = await run("script.callFunction", {
    functionDeclaration: `(scheme, ...ids) => {
      const { NavigableManager } = ChromeUtils.importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
      for (const id of ids) NavigableManager.getBrowsingContextById(id).top.prefersColorSchemeOverride = scheme;
    }`,
    arguments: [colorScheme, ...contexts].map((value) => ({ type: "string", value })),
    target: { context: own[0].context },
    awaitPromise: false,
  });
  v.parse(outcome, result);
}
