import { type ComponentType, createContext, type ReactNode, startTransition, use, useReducer } from "react";

/** A component whose code is a chunk of its own. */
export type LazyPart<Props extends object> = ((props: Props) => ReactNode) & {
  /** Loads the code. Resolves, also after a failure, once the component can be rendered without suspending; never rejects. */
  preload: () => Promise<void>;
};

/** What takes the place of a part whose code couldn't be loaded. */
export type PartFailure = { error: unknown; retry: () => void };

/** Null where nothing is said: the error then goes to the error boundary. */
export const PartFailureContext = createContext<((failure: PartFailure) => ReactNode) | null>(null);

type PartState<Props extends object> =
  | { kind: "idle" }
  | { kind: "loading"; loaded: Promise<void> }
  | { kind: "loaded"; Part: ComponentType<Props> }
  | { kind: "failed"; error: unknown };

/**
 * A component that is loaded when it is first rendered or preloaded. Once loaded it renders synchronously, so that hydration meets
 * no fallback; before that it suspends. A load that fails is tried once more, and then said on the page.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let state: PartState<Props> = { kind: "idle" };

  const start = async (): Promise<void> => {
    try {
      state = { kind: "loaded", Part: await load().catch(load) };
    } catch (error) {
      state = { kind: "failed", error };
    }
  };
  const preload = (): Promise<void> => {
    if (state.kind === "idle") state = { kind: "loading", loaded: start() };
    return state.kind === "loading" ? state.loaded : Promise.resolve();
  };

  function LazyPart(props: Props): ReactNode {
    const showFailure = use(PartFailureContext);
    const [, renderAgain] = useReducer((count: number) => count + 1, 0);
    if (state.kind === "loaded") return <state.Part {...props} />;
    if (state.kind !== "failed") {
      use(preload());
      return null;
    }
    const { error } = state;
    if (showFailure === null) throw error;
    const retry = () => {
      state = { kind: "idle" };
      startTransition(renderAgain);
    };
    return showFailure({ error, retry });
  }
  return Object.assign(LazyPart, { preload });
}
