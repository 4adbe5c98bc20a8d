import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

import styles from "./dialog.module.css";

type Props = { title: string; children: ReactNode };

/**
 * A question that has to be answered before the page goes on: everything behind it is inert and stands still, Escape doesn't
 * close it. The focus comes to its title, or to the field inside that has `autoFocus`, and goes back where it was.
 */
export function Dialog({ title, children }: Props) {
  const titleId = useId();
  return (
    <dialog
      className={styles["dialog"]}
      aria-labelledby={titleId}
      closedby="none"
      onCancel={(event) => event.preventDefault()}
    >
      <OpeningTitle id={titleId}>{title}</OpeningTitle>
      {children}
    </dialog>
  );
}

/**
 * Opens the dialog around it. It has to stand first inside: React lets siblings take their `autoFocus` one after the other, and
 * nothing in a closed dialog can take it.
 */
function OpeningTitle({ id, children }: { id: string; children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const focusedInside = useRef<HTMLElement>(null);

  useLayoutEffect(() => {
    const title = heading.current;
    const dialog = title?.closest("dialog");
    if (!title || !dialog) return undefined;
    const open = () => {
      // StrictMode's second mount opens it again before the first one's `close` event has come.
      if (dialog.open) return;
      const target = focusedInside.current ?? title;
      dialog.showModal();
      title.focus();
      target.focus();
    };
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) focusedInside.current = target;
    };
    dialog.addEventListener("focusin", remember);
    // Chromium before 134 doesn't know `closedby`, and closes on a second Escape whatever `cancel` says.
    dialog.addEventListener("close", open);
    open();
    return () => {
      dialog.removeEventListener("focusin", remember);
      dialog.removeEventListener("close", open);
      // Gives the focus back as well, for as long as the dialog is in the document: hence a layout effect.
      dialog.close();
    };
  }, []);

  return (
    <h2 ref={heading} id={id} className={styles["title"]} tabIndex={-1}>
      {children}
    </h2>
  );
}
