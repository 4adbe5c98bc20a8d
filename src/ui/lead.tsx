import { type ReactNode, type Ref } from "react";

import styles from "./lead.module.css";

type Props = {
  children: ReactNode;
  size?: "normal" | "small";
  role?: "status" | "alert";
  /** Given where the sentence can take the focus. */
  ref?: Ref<HTMLParagraphElement>;
};

/** The sentence below a heading. */
export function Lead({ children, size = "normal", role, ref }: Props) {
  return (
    <p
      ref={ref}
      tabIndex={ref === undefined ? undefined : -1}
      className={`${styles["lead"]} ${styles[size]}`}
      role={role}
    >
      {children}
    </p>
  );
}
