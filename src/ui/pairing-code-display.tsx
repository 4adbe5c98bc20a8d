import styles from "./pairing-code-display.module.css";

/** A code to be read off this screen; one click selects all of it, and screen readers are told when it appears. */
export function PairingCodeDisplay({ children }: { children: string }) {
  return (
    <p className={styles["code"]} role="status">
      {children}
    </p>
  );
}
