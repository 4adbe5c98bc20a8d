import { Link } from "./link.tsx";
import styles from "./button.module.css";

type Props = {
  look: "primary" | "secondary" | "quiet";
  to: string;
  children: string;
  /** Opens the address in a tab of its own, which knows nothing of this one. */
  target?: "_blank";
};

/** A link that looks like a button: it goes somewhere, and can be opened in another tab. */
export function LinkButton({ look, to, children, target }: Props) {
  const className = `${styles["button"]} ${styles[look]}`;
  if (target === undefined)
    return (
      <Link className={className} to={to}>
        {children}
      </Link>
    );
  return (
    <a className={className} href={to} target={target} rel="noopener">
      {children}
    </a>
  );
}
