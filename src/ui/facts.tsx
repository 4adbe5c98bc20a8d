import styles from "./facts.module.css";
import { NameText } from "./name-text.tsx";

/** Names and their values, in two columns where there is room. */
export function Facts({ facts }: { facts: { name: string; value: string }[] }) {
  return (
    <dl className={styles["facts"]}>
      {facts.map(({ name, value }) => (
        <div key={name} className={styles["fact"]}>
          <dt className={styles["name"]}>{name}</dt>
          <dd className={styles["value"]}>
            <NameText>{value}</NameText>
          </dd>
        </div>
      ))}
    </dl>
  );
}
