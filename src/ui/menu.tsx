import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

import styles from "./menu.module.css";

export type MenuItem = { label: string; onSelect: () => void };

type Props = {
  /** Accessible name of the button that opens the menu. */
  label: string;
  button: ReactNode;
  /** Stands above the items; not part of the choice. */
  header: ReactNode;
  items: MenuItem[];
};

/** A button with a menu behind it, after the ARIA Authoring Practices' menu button: arrows move, Escape closes. */
export function Menu({ label, button, header, items }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    focusItem(list.current, 0);
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    trigger.current?.focus();
  };

  const press = (event: KeyboardEvent) => {
    const buttons = readItems(list.current);
    const current = buttons.findIndex((item) => item === document.activeElement);
    const target = chooseTarget(event.key, current, buttons.length);
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setIsOpen(false);
    else if (target !== null) focusItem(list.current, target);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  };

  return (
    <div ref={root} className={styles["root"]}>
      <button
        ref={trigger}
        type="button"
        className={styles["trigger"]}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen((open) => !open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setIsOpen(true);
        }}
      >
        {button}
      </button>
      {isOpen && (
        <div className={styles["popover"]}>
          <div className={styles["header"]}>{header}</div>
          <ul ref={list} id={id} role="menu" aria-label={label} className={styles["items"]} onKeyDown={press}>
            {items.map((item) => (
              <li key={item.label} role="none">
                <button
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  className={styles["item"]}
                  onClick={() => {
                    close();
                    item.onSelect();
                  }}
                >
                  {item.label}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function readItems(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

function focusItem(list: HTMLElement | null, index: number) {
  readItems(list)[index]?.focus();
}

function chooseTarget(key: string, current: number, count: number): number | null {
  if (key === "ArrowDown") return (current + 1) % count;
  if (key === "ArrowUp") return (current - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
