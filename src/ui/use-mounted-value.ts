import { useLayoutEffect, useRef, useState } from "react";

/**
 * What only the browser knows, read once after the first render: the page is rendered at build time too, where there is
 * nothing to read, and both have to begin alike.
 */
export function useMountedValue<Value>(read: () => Value, initial: Value): Value {
  const [value, setValue] = useState(initial);
  const reader = useRef(read);
  useLayoutEffect(() => setValue(reader.current()), []);
  return value;
}
