import { type ButtonHTMLAttributes, type MouseEvent, type ReactNode, type Ref, useId } from "react";

import { Badge } from "./badge.tsx";
import styles from "./button.module.css";
import { Spinner } from "./spinner.tsx";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style"> & {
  look: "primary" | "secondary" | "quiet";
  /** While busy the button keeps its place and the focus, says what it does and takes no further click. */
  isBusy?: boolean;
  busyLabel?: string;
  /** A word or two on the button's upper edge; describes the button and isn't part of its name. */
  badge?: string;
  ref?: Ref<HTMLButtonElement>;
  /** Names the button for the early script. */
  "data-early"?: string;
};

/** A button in one of three looks, as wide as what it stands in. */
export function Button({
  look,
  isBusy = false,
  busyLabel,
  badge,
  type = "button",
  onClick,
  children,
  "aria-describedby": describedBy,
  ...rest
}: Props) {
  const badgeId = useId();
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  const descriptions = [describedBy, badge !== undefined && badgeId].filter(Boolean).join(" ");
  return (
    <span className={styles["frame"]}>
      <button
        {...rest}
        type={type}
        className={`${styles["button"]} ${styles[look]}`}
        aria-disabled={isBusy || undefined}
        aria-describedby={descriptions || undefined}
        onClick={click}
      >
        {isBusy ? <BusyContent>{busyLabel ?? children}</BusyContent> : <span>{children}</span>}
      </button>
      {/* Beside the button, not in it: text in a button belongs to its name (WCAG 2.2, 2.5.3). */}
      {badge !== undefined && <ButtonBadge id={badgeId}>{badge}</ButtonBadge>}
    </span>
  );
}

/** What a busy button holds. */
export function BusyContent({ children }: { children: ReactNode }) {
  return (
    <>
      <Spinner />
      <span>{children}</span>
    </>
  );
}

/** The badge of a button, as the element after it. */
export function ButtonBadge({ id, children }: { id: string; children: string }) {
  return (
    <span id={id} className={styles["badge"]} aria-hidden="true">
      <Badge>{children}</Badge>
    </span>
  );
}
