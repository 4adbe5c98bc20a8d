import styles from "./avatar.module.css";

/** Initials in a circle; never an image from elsewhere, which would tell a third party who is signed in. */
export function Avatar({ initials }: { initials: string }) {
  return (
    <span className={styles["avatar"]} aria-hidden="true">
      {initials}
    </span>
  );
}
