import { type ReactNode } from "react";

import { Avatar } from "./avatar.tsx";
import { Badge } from "./badge.tsx";
import { NameText } from "./name-text.tsx";
import styles from "./row-list.module.css";

/** Rows one below the other, as a list whose length screen readers tell. */
export function RowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={styles["list"]}>
      {children}
    </ul>
  );
}

type Props = {
  /** Letters of the circle before the row; null for none. */
  initials?: string | null;
  title: string;
  /** What stands below the title, a line each. */
  details: readonly string[];
  badge?: string | null;
  /** What can be done with it; stands at the row's end, or below it where there is no room. */
  actions?: ReactNode;
};

/** A person or a thing in a list. Rows outside of the screen cost no layout, so that thousands stay light. */
export function Row({ initials = null, title, details, badge = null, actions = null }: Props) {
  return (
    <li className={styles["row"]}>
      {initials !== null && <Avatar initials={initials} />}
      <div className={styles["words"]}>
        <p className={styles["title"]}>
          <NameText>{title}</NameText>
          {badge !== null && <Badge>{badge}</Badge>}
        </p>
        {details.map((detail) => (
          <p key={detail} className={styles["detail"]}>
            {detail}
          </p>
        ))}
      </div>
      {Boolean(actions) && <div className={styles["actions"]}>{actions}</div>}
    </li>
  );
}
