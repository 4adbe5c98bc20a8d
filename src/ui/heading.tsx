import { type ReactNode, type Ref } from "react";

import styles from "./heading.module.css";

type Props = { children: ReactNode; ref?: Ref<HTMLHeadingElement> };

/** The page's one h1; can take the focus when a page replaces another. */
export function Heading({ children, ref }: Props) {
  return (
    <h1 ref={ref} className={styles["heading"]} tabIndex={-1}>
      {children}
    </h1>
  );
}
