import { type ReactNode, useEffect, useRef } from "react";

import { commonMessages } from "../config/messages/common.ts";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Stack } from "../ui/stack.tsx";

type Props = {
  title: string;
  children: ReactNode;
  place: "page" | "dialog";
  /** For steps without a field. Focusing their first button would let an Enter after the sixth digit press it. */
  takesFocus: boolean;
};

/** The title and the text of a step; a dialog brings its own title. */
export function StepIntro({ title, children, place, takesFocus }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const lead = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takesFocus) (heading.current ?? lead.current)?.focus();
  }, [takesFocus]);
  return (
    <Stack gap="small">
      {place === "page" && (
        <>
          <title>{commonMessages.pageTitle(title)}</title>
          <Heading ref={heading}>{title}</Heading>
        </>
      )}
      <Lead ref={lead}>{children}</Lead>
    </Stack>
  );
}
