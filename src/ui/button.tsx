import { type ButtonHTMLAttributes, type MouseEvent, type Ref, useId } from "react";

import styles from "./button.module.css";
import { Spinner } from "./spinner.tsx";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style"> & {
  look: "primary" | "secondary" | "quiet";
  /** While busy the button keeps its place and the focus, says what it does and takes no further click. */
  isBusy?: boolean;
  busyLabel?: string;
  /** A word at the button's end; describes the button and isn't part of its name. */
  badge?: string;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({
  look,
  isBusy = false,
  busyLabel,
  badge,
  type = "button",
  onClick,
  children,
  ...rest
}: Props) {
  const badgeId = useId();
  const labelId = useId();
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  const describedBy = [rest["aria-describedby"], badge === undefined ? undefined : badgeId].filter(Boolean);
  return (
    <button
      {...rest}
      type={type}
      className={`${styles["button"]} ${styles[look]}`}
      aria-disabled={isBusy || undefined}
      {...(badge !== undefined && { "aria-labelledby": labelId })}
      {...(describedBy.length > 0 && { "aria-describedby": describedBy.join(" ") })}
      onClick={click}
    >
      {isBusy && <Spinner />}
      <span id={labelId}>{isBusy && busyLabel !== undefined ? busyLabel : children}</span>
      {badge !== undefined && (
        <span id={badgeId} className={styles["badge"]}>
          {badge}
        </span>
      )}
    </button>
  );
}
