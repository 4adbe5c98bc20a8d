/** Path of the doctor's page, below the base path. */
export const doctorPath = "/auth/doctor";

/** Before the tokens in the fragment of a link to it, which no server and no log sees. */
export const tokensFragment = "#tokens=";

/** The tokens in a fragment; null where it has none. */
export function readTokens(fragment: string): string[] | null {
  if (!fragment.startsWith(tokensFragment)) return null;
  return fragment.slice(tokensFragment.length).split(",").slice(0, 20);
}
