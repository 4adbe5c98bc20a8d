import { Children, type ReactNode } from "react";

import styles from "./choice-list.module.css";

/** Things to choose from, one below the other, as a list whose length screen readers tell. */
export function ChoiceList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={styles["list"]}>
      {/* As an array, which leaves out what isn't rendered: it would be an empty item. */}
      {Children.map(Children.toArray(children), (child) => (
        <li>{child}</li>
      ))}
    </ul>
  );
}
