import { type ReactNode, useEffect, useId, useRef } from "react";

import styles from "./dialog.module.css";

type Props = { title: string; children: ReactNode };

/**
 * A question that has to be answered before the page goes on: everything behind it is inert, Escape doesn't close it. The focus
 * comes to it, and goes back where it was.
 */
export function Dialog({ title, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const focused = document.activeElement;
    element.showModal();
    // Chromium closes on a second Escape whatever `cancel` says.
    const reopen = () => element.showModal();
    element.addEventListener("close", reopen);
    return () => {
      element.removeEventListener("close", reopen);
      element.close();
      if (focused instanceof HTMLElement) focused.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles["dialog"]}
      aria-labelledby={titleId}
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id={titleId} className={styles["title"]} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
