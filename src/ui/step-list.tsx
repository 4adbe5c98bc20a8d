import { Badge } from "./badge.tsx";
import styles from "./step-list.module.css";

type Item = {
  key: string;
  title: string;
  detail: string | null;
  /** A word that sets the item apart from the others. */
  mark?: string;
};

/** Things one after the other, each with a line about it. */
export function StepList({ items }: { items: Item[] }) {
  if (items.length === 0) return null;
  return (
    <ol className={styles["list"]}>
      {items.map(({ key, title, detail, mark }) => (
        <li
          key={key}
          className={`${styles["item"]} ${mark === undefined ? "" : styles["marked"]}`}
          aria-current={mark === undefined ? undefined : "true"}
        >
          <p className={styles["title"]}>
            <span>{title}</span>
            {mark !== undefined && <Badge>{mark}</Badge>}
          </p>
          {detail !== null && <p className={styles["detail"]}>{detail}</p>}
        </li>
      ))}
    </ol>
  );
}
