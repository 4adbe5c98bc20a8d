import { type ReactNode } from "react";

import { Brand } from "./brand.tsx";
import { Colonnade } from "./colonnade.tsx";
import styles from "./door-frame.module.css";
import { HelpLink } from "./help.tsx";

type Props = { product: string; tagline: string; children: ReactNode };

/** The frame of every page before the console: the form on one side, the picture on the other; on a phone the form alone. */
export function DoorFrame({ product, tagline, children }: Props) {
  return (
    <div className={styles["frame"]}>
      <main className={styles["main"]}>
        <Brand product={product} />
        <div className={styles["content"]} data-early="content">
          {children}
        </div>
        <HelpLink />
      </main>
      <div className={styles["picture"]} aria-hidden="true">
        <Colonnade />
        <p className={styles["tagline"]}>{tagline}</p>
      </div>
    </div>
  );
}
