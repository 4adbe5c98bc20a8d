import { type ReactNode } from "react";
import { useMatch } from "react-router-dom";

import styles from "./console-layout.module.css";
import { Link } from "./link.tsx";
import { NameText } from "./name-text.tsx";
import { PorticoMark } from "./portico-mark.tsx";

type Props = {
  product: string;
  skipLabel: string;
  navigationLabel: string;
  /** Whose console this is; stands beside the brand. */
  organization?: string | null;
  links: { label: string; to: string }[];
  menu: ReactNode;
  /** A strip across the top, or nothing. */
  banner: ReactNode;
  children: ReactNode;
};

/** A link past all that repeats, the banner, a header with brand, links and menu; the page below. */
export function ConsoleLayout(props: Props) {
  const { product, skipLabel, navigationLabel, organization = null, links, menu, banner, children } = props;
  return (
    <>
      <a className={styles["skip"]} href="#content">
        {skipLabel}
      </a>
      {banner}
      <header className={styles["header"]}>
        <div className={styles["brand"]}>
          <PorticoMark size={28} />
          <span className={styles["product"]}>{product}</span>
          {organization !== null && (
            <span className={styles["organization"]}>
              <NameText>{organization}</NameText>
            </span>
          )}
        </div>
        <nav className={styles["navigation"]} aria-label={navigationLabel}>
          {links.map(({ label, to }) => (
            <NavigationLink key={to} to={to} label={label} />
          ))}
        </nav>
        {menu}
      </header>
      <main id="content" className={styles["main"]} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** Also for the pages below it, this link says that one is there. */
function NavigationLink({ to, label }: { to: string; label: string }) {
  const isCurrent = useMatch({ path: to, end: false }) !== null;
  return (
    <Link to={to} className={styles["link"]} aria-current={isCurrent ? "page" : undefined}>
      {label}
    </Link>
  );
}
