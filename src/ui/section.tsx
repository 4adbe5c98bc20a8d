import { type ReactNode, useId, useRef } from "react";

import styles from "./section.module.css";
import { useKeptFocus } from "./use-kept-focus.ts";

/** A part of a page, named by its heading, which takes the focus of whatever goes away inside. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(section, heading);
  return (
    <section ref={section} className={styles["section"]} aria-labelledby={id}>
      <h2 ref={heading} id={id} className={styles["title"]} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}
