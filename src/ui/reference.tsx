import { Fragment, useContext } from "react";

import { HelpContext } from "./help.tsx";
import { Link } from "./link.tsx";
import styles from "./reference.module.css";

const separator = " · ";

/**
 * What a person gives to the person who looks into a failure; on a narrow page it breaks between its parts. Leads to what is known of it,
 * where there is such a page.
 */
export function Reference({ children }: { children: string }) {
  const help = useContext(HelpContext);
  const parts = children.split(separator).map((part, index) => (
    <Fragment key={part}>
      {index > 0 && separator}
      <span className={styles["part"]}>{part}</span>
    </Fragment>
  ));
  return (
    <p className={styles["reference"]}>
      {help === null ? parts : <Link to={help.buildReferencePath(children)}>{parts}</Link>}
    </p>
  );
}
