import { Fragment } from "react";

import styles from "./reference.module.css";

const separator = " · ";

/** What a person hands on to whoever looks into a failure; on a narrow page it breaks between its parts. */
export function Reference({ children }: { children: string }) {
  const parts = children.split(separator);
  return (
    <p className={styles["reference"]}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          {index > 0 && separator}
          <span className={styles["part"]}>{part}</span>
        </Fragment>
      ))}
    </p>
  );
}
