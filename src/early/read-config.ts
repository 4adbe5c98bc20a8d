import { buildWorkosConfig, type WorkosConfig } from "../config/workos-config.ts";
import { publicConfigElementId, type PublicConfigBlock } from "../contract/public-config-block.ts";

/** The configuration as the app reads it; null where the app would say that it is broken, or that there is none. */
export function readConfig(): WorkosConfig | null {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- builds and stamps write only what they have parsed; anything else throws
  const block: PublicConfigBlock = JSON.parse(
    document.getElementById(publicConfigElementId)?.textContent ?? "",
  );
  return block.workosClientId?.startsWith("client_") ? buildWorkosConfig(block, location.origin) : null;
}
