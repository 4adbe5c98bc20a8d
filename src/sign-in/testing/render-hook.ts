import { createElement } from "react";

import { render } from "../../ui/testing/render.ts";

export type RenderedHook<Given, Value> = {
  /** What the hook returned in the latest rendering. */
  read: () => Value;
  /** Renders again, with something else given to the hook. */
  update: (given: Given) => void;
  /** The page goes. */
  unmount: () => void;
};

/** Renders a component that does nothing but call the hook, under StrictMode as the app does. */
export function renderHook<Given, Value>(
  useHook: (given: Given) => Value,
  given: Given,
): RenderedHook<Given, Value> {
  const returned: Value[] = [];
  function Caller({ given }: { given: Given }) {
    returned.push(useHook(given));
    return null;
  }
  const { update, unmount } = render(createElement(Caller, { given }));
  return {
    read() {
      const [latest] = returned.slice(-1);
      if (latest === undefined) throw new Error("The hook has returned nothing");
      return latest;
    },
    update: (next) => update(createElement(Caller, { given: next })),
    unmount,
  };
}
