import { createElement } from "react";

import { render } from "../../ui/testing/render.ts";

export type RenderedHook<Value> = {
  /** What the hook returned in the latest rendering. */
  read: () => Value;
  /** Renders again, with the hook called differently. */
  update: (useHook: () => Value) => void;
  /** The page goes. */
  unmount: () => void;
};

/** Renders a component that does nothing but call the hook, under StrictMode as the app does. */
export function renderHook<Value>(useHook: () => Value): RenderedHook<Value> {
  const returned: Value[] = [];
  function Caller({ useHook: useGiven }: { useHook: () => Value }) {
    returned.push(useGiven());
    return null;
  }
  const { update, unmount } = render(createElement(Caller, { useHook }));
  return {
    read() {
      const [latest] = returned.slice(-1);
      if (latest === undefined) throw new Error("The hook has returned nothing");
      return latest;
    },
    update: (next) => update(createElement(Caller, { useHook: next })),
    unmount,
  };
}
