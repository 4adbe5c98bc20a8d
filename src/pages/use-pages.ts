import { useCallback, useEffect, useRef, useState } from "react";

import { type FunctionFailure, type FunctionResult } from "../contract/function-call.ts";

/** One page of a list, and the cursor of the next; null: there is none. */
export type Page<Item> = { items: Item[]; after: string | null };

export type Pages<Item> = {
  items: readonly Item[];
  /** `more`: there are further pages; `whole`: everything is here. */
  state: "loading" | "more" | "whole" | "failed";
  failure: FunctionFailure | null;
  /** Asks for the next page, or again for the one that failed; nothing while one is under way. */
  loadMore: () => void;
  /** Changes what is on the screen without asking. */
  replace: (change: (items: readonly Item[]) => readonly Item[]) => void;
};

/** A list that comes page by page; the first at once, the others when they are asked for. */
export function usePages<Item>(
  load: (after: string | null) => Promise<FunctionResult<Page<Item>>>,
): Pages<Item> {
  const [items, setItems] = useState<readonly Item[]>([]);
  const [state, setState] = useState<Pages<Item>["state"]>("loading");
  const [failure, setFailure] = useState<FunctionFailure | null>(null);
  const next = useRef<string | null>(null);
  // Answers to a list that is not on the screen any more are dropped.
  const run = useRef(0);
  const isUnderWay = useRef(false);

  const take = useCallback((result: FunctionResult<Page<Item>>, after: string | null, askedIn: number) => {
    if (run.current !== askedIn) return;
    isUnderWay.current = false;
    if (!result.ok) {
      setFailure(result.failure);
      setState("failed");
      return;
    }
    const { value } = result;
    next.current = value.after;
    setFailure(null);
    setItems((held) => (after === null ? value.items : [...held, ...value.items]));
    setState(value.after === null ? "whole" : "more");
  }, []);

  useEffect(() => {
    const begin = async () => {
      isUnderWay.current = true;
      const askedIn = run.current;
      take(await load(null), null, askedIn);
    };
    void begin();
    return () => {
      run.current += 1;
    };
  }, [load, take]);

  const loadMore = useCallback(() => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setState("loading");
    const askedIn = run.current;
    const after = next.current;
    void load(after).then((result) => take(result, after, askedIn));
  }, [load, take]);

  return { items, state, failure, loadMore, replace: setItems };
}
