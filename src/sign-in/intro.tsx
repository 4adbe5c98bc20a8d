import { type ReactNode } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Stack } from "../ui/stack.tsx";

type Props = {
  /** Null in a dialog, which brings its own. */
  title: string | null;
  text: string | null;
  role?: "status" | "alert";
  children?: ReactNode;
};

/** The title of a page, in the document and as its heading, and the text below. */
export function Intro({ title, text, role, children }: Props) {
  return (
    <Stack gap="small">
      {title !== null && (
        <>
          <title>{commonMessages.pageTitle(title)}</title>
          <Heading>{title}</Heading>
        </>
      )}
      {text !== null && <Lead {...(role && { role })}>{text}</Lead>}
      {children}
    </Stack>
  );
}
