import { createContext, useContext } from "react";

import { Link } from "./link.tsx";
import styles from "./help.module.css";

/** Where a person finds out what is wrong. */
export type Help = {
  label: string;
  to: string;
  /** The same, with what is known of a reference. */
  buildReferencePath: (text: string) => string;
};

/** Null where there is no such page: the parts below then show no link. */
export const HelpContext = createContext<Help | null>(null);

/** A quiet link to the help. */
export function HelpLink() {
  const help = useContext(HelpContext);
  if (help === null) return null;
  return (
    <p className={styles["help"]}>
      <Link to={help.to}>{help.label}</Link>
    </p>
  );
}
