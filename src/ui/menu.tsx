import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

import styles from "./menu.module.css";
import { NameText } from "./name-text.tsx";

export type MenuItem = { label: string; onSelect: () => void };

/** One out of several, of which one is the case now. */
export type MenuChoice = MenuItem & { isChosen: boolean };

type Props = {
  /** Accessible name of the button that opens the menu. */
  label: string;
  button: ReactNode;
  /** Stands above the items; not part of the choice. */
  header: ReactNode;
  /** Stand first, under a name of their own; none by default. */
  choices?: { label: string; items: MenuChoice[] };
  items: MenuItem[];
};

/** A button with a menu behind it, after the ARIA Authoring Practices' menu button: arrows move, Escape closes. */
export function Menu({ label, button, header, choices, items }: Props) {
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

  const select = (item: MenuItem) => {
    close();
    item.onSelect();
  };

  const press = (event: KeyboardEvent) => {
    if (!isOpen) return;
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
    <div ref={root} role="none" className={styles["root"]} onKeyDown={press}>
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
        // Takes the focus of a click on the header, which would fall to the body otherwise, and the keys with it.
        <div className={styles["popover"]} tabIndex={-1}>
          <div className={styles["header"]}>{header}</div>
          <ul ref={list} id={id} role="menu" aria-label={label} className={styles["items"]}>
            {choices !== undefined && choices.items.length > 0 && (
              <li role="none" className={styles["choices"]}>
                <ul role="group" aria-label={choices.label} className={styles["items"]}>
                  {choices.items.map((item) => (
                    <li key={item.label} role="none">
                      <Item isChosen={item.isChosen} select={() => select(item)}>
                        {item.label}
                      </Item>
                    </li>
                  ))}
                </ul>
              </li>
            )}
            {items.map((item) => (
              <li key={item.label} role="none">
                <Item select={() => select(item)}>{item.label}</Item>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

type ItemProps = {
  /** Whether it is the case now; absent where it is no choice. */
  isChosen?: boolean;
  select: () => void;
  children: string;
};

function Item({ isChosen, select, children }: ItemProps) {
  return (
    <button
      type="button"
      role={isChosen === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={isChosen}
      tabIndex={-1}
      className={styles["item"]}
      onClick={select}
    >
      <NameText>{children}</NameText>
      {isChosen === true && (
        <svg className={styles["tick"]} viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M4 10.5l4 4 8-9" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
      )}
    </button>
  );
}

function readItems(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}

function focusItem(list: HTMLElement | null, index: number) {
  readItems(list)[index]?.focus();
}

function chooseTarget(key: string, current: number, count: number): number | null {
  if (key === "ArrowDown") return (current + 1) % count;
  if (key === "ArrowUp") return (Math.max(current, 0) - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
