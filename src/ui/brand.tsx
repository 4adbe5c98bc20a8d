import styles from "./brand.module.css";
import { PorticoMark } from "./portico-mark.tsx";

/** The product's mark and name, at the top of a page without the console's frame. */
export function Brand({ product }: { product: string }) {
  return (
    <div className={styles["brand"]}>
      <PorticoMark />
      <span>{product}</span>
    </div>
  );
}
