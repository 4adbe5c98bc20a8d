import { Link } from "react-router-dom";

import styles from "./button.module.css";

type Props = { look: "primary" | "secondary" | "quiet"; to: string; children: string };

/** A link that looks like a button: it goes somewhere, and can be opened in another tab. */
export function LinkButton({ look, to, children }: Props) {
  return (
    <Link className={`${styles["button"]} ${styles[look]}`} to={to}>
      {children}
    </Link>
  );
}
