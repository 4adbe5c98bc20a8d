import styles from "./facts.module.css";

/** Names and their values, in two columns where there is room. */
export function Facts({ facts }: { facts: { name: string; value: string }[] }) {
  return (
    <dl className={styles["facts"]}>
      {facts.map(({ name, value }) => (
        <div key={name} className={styles["fact"]}>
          <dt className={styles["name"]}>{name}</dt>
          <dd className={styles["value"]}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
