import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import {
  type ContentKind,
  type ContentOrigins,
  contentVariables,
  parseContentOrigins,
} from "../../function/hosts/content-origins.ts";
import { readVariable } from "../../contract/variables.ts";
import { buildSecurityHeaders } from "../../function/hosts/security-headers.ts";
import { findWorkosOrigin, type Stamp } from "../../function/hosts/stamped-block.ts";

/** The policy of pages, as the build writes it into the files of hosts; the function's own is shorter. */
const policy = /default-src 'none'; script-src [^"`\\\n]*?; trusted-types 'none'/g;

const directives = {
  connect: "connect-src",
  image: "img-src",
  frame: "frame-src",
  script: "script-src",
  style: "style-src",
} as const satisfies Record<ContentKind, string>;

/** A text with the content policies of another environment: other origins of WorkOS and, where they are set, of the team's. */
export function replaceContentPolicies(
  text: string,
  { built, stamp }: { built: PublicConfigBlock; stamp: Stamp },
): string {
  // A policy has the same text for every origin of the console: in it, that is 'self'.
  const ownOrigin = "https://console.invalid";
  const set = parseContentOrigins(stamp.variables);
  return text.replace(policy, (earlier) => {
    const kept = readContentOrigins(earlier, findWorkosOrigin(built, ownOrigin));
    const choose = (kind: ContentKind): readonly string[] =>
      readVariable(stamp.variables, contentVariables[kind]) === null ? kept[kind] : set[kind];
    const headers = buildSecurityHeaders({
      ownOrigin,
      workosOrigin: stamp.workosOrigin,
      contentOrigins: {
        connect: choose("connect"),
        image: choose("image"),
        frame: choose("frame"),
        script: choose("script"),
        style: choose("style"),
      },
    });
    return headers["Content-Security-Policy"] ?? earlier;
  });
}

function readContentOrigins(text: string, workosOrigin: string | null): ContentOrigins {
  const read = (kind: ContentKind): string[] => {
    const directive = text.split("; ").find((part) => part.startsWith(`${directives[kind]} `)) ?? "";
    return directive.split(" ").filter((source) => source.includes("://") && source !== workosOrigin);
  };
  return {
    connect: read("connect"),
    image: read("image"),
    frame: read("frame"),
    script: read("script"),
    style: read("style"),
  };
}
