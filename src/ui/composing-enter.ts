import { type KeyboardEvent } from "react";

/**
 * Keeps the Enter that chooses what an input method offers from submitting the form. Safari reports it after the composition's end, with
 * the key code 229 only (UI Events, section 7.3.1).
 */
export function ignoreComposingEnter(event: KeyboardEvent): void {
  const { isComposing, keyCode } = event.nativeEvent;
  if (event.key === "Enter" && (isComposing || keyCode === 229)) event.preventDefault();
}
