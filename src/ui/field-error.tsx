import styles from "./field-error.module.css";

/** What is wrong with a field. Stands there empty as well, so that screen readers announce the text when it comes. */
export function FieldError({ id, children }: { id: string; children: string | null }) {
  return (
    <p id={id} className={styles["error"]} role="alert">
      {children}
    </p>
  );
}
