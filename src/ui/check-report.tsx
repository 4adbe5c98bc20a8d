import styles from "./check-report.module.css";

type Check = { id: string; title: string; wrong: string; notice: string; mend: string };

/** What checks have found: what is wrong, what people notice, and how to mend it. */
export function CheckReport({
  checks,
  labels,
}: {
  checks: Check[];
  labels: { notice: string; mend: string };
}) {
  return (
    <ul className={styles["list"]}>
      {checks.map(({ id, title, wrong, notice, mend }) => (
        <li key={id} className={styles["check"]}>
          <h3 className={styles["title"]}>{title}</h3>
          <p className={styles["wrong"]}>{wrong}</p>
          <dl className={styles["facts"]}>
            <dt>{labels.notice}</dt>
            <dd>{notice}</dd>
            <dt>{labels.mend}</dt>
            <dd>{mend}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
