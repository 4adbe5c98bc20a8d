import { type ButtonHTMLAttributes, type MouseEvent } from "react";

import styles from "./button.module.css";
import { Spinner } from "./spinner.tsx";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style"> & {
  look: "primary" | "secondary" | "quiet";
  /** While busy the button keeps its place and the focus, says what it does and takes no further click. */
  isBusy?: boolean;
  busyLabel?: string;
};

export function Button({
  look,
  isBusy = false,
  busyLabel,
  type = "button",
  onClick,
  children,
  ...rest
}: Props) {
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      className={`${styles["button"]} ${styles[look]}`}
      aria-disabled={isBusy || undefined}
      onClick={click}
    >
      {isBusy && <Spinner />}
      <span>{isBusy && busyLabel !== undefined ? busyLabel : children}</span>
    </button>
  );
}
