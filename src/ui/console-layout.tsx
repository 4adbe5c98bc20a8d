import { type ReactNode } from "react";
import { NavLink } from "react-router-dom";

import styles from "./console-layout.module.css";
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
            <NavLink key={to} to={to} className={styles["link"] ?? ""}>
              {label}
            </NavLink>
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
