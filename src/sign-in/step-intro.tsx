import { type ReactNode, useEffect, useRef } from "react";

import { messages } from "../config/messages.ts";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Stack } from "../ui/stack.tsx";

type Props = {
  title: string;
  children: ReactNode;
  place: "page" | "dialog";
  /**
   * Whether the focus comes here. Where the step has no field it does, and not to its first button: somebody may just be pressing
   * Enter behind the sixth digit.
   */
  takesFocus: boolean;
};

/** What a step is about. In a dialog the title is the dialog's own, and the sentence has to do. */
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
          <title>{messages.pageTitle(title)}</title>
          <Heading ref={heading}>{title}</Heading>
        </>
      )}
      <Lead ref={lead}>{children}</Lead>
    </Stack>
  );
}
