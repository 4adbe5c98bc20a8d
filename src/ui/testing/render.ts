import { act, createElement, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onTestFinished } from "vitest";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export type Rendered = {
  container: HTMLElement;
  update: (node: ReactNode) => void;
  unmount: () => void;
};

/** Renders into the document under StrictMode, as the app does; what still stands when the test ends is taken away. */
export function render(node: ReactNode): Rendered {
  const container = document.createElement("div");
  document.body.append(container);
  const root = createRoot(container);
  const update = (next: ReactNode) => act(() => root.render(createElement(StrictMode, null, next)));
  const unmount = () => act(() => root.unmount());
  onTestFinished(() => {
    unmount();
    container.remove();
  });
  update(node);
  return { container, update, unmount };
}
