import { type ReactNode } from "react";
import { NavLink } from "react-router-dom";

import styles from "./console-layout.module.css";
import { PorticoMark } from "./portico-mark.tsx";

type Props = {
  product: string;
  skipLabel: string;
  navigationLabel: string;
  links: { label: string; to: string }[];
  menu: ReactNode;
  /** A strip across the top, or nothing. */
  banner: ReactNode;
  children: ReactNode;
};

/** A link past all that repeats, the banner, a header with brand, links and menu; the page below. */
export function ConsoleLayout({ product, skipLabel, navigationLabel, links, menu, banner, children }: Props) {
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
