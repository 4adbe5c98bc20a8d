import {
  type ComponentType,
  createContext,
  type ReactNode,
  startTransition,
  use,
  useReducer,
  useSyncExternalStore,
} from "react";

/** A component whose code is a file of its own. */
export type LazyPart<Props extends object> = ((props: Props) => ReactNode) & {
  /** Loads the code. Resolves, also after a failure, once the component can be rendered without suspending; never rejects. */
  preload: () => Promise<void>;
};

/** What takes the place of a part whose code couldn't be loaded. */
export type PartFailure = { kind: "page" | "part"; error: unknown; retry: () => void };

/** Null where nothing is said: the error then goes to the error boundary. */
export const PartFailureContext = createContext<((failure: PartFailure) => ReactNode) | null>(null);

type PartState<Props extends object> =
  | { kind: "idle" }
  | { kind: "loading"; loaded: Promise<void> }
  | { kind: "loaded"; Part: ComponentType<Props> }
  | { kind: "failed"; error: unknown };

let hasFailed = false;

/** Whether the code of any part couldn't be loaded: the page may then begin with other words than the build has rendered. */
export function hasFailedPart(): boolean {
  return hasFailed;
}

/**
 * A component that is loaded when it is first rendered or preloaded. Once loaded it renders synchronously, so that hydration meets
 * no fallback; before that it suspends. A load that fails is tried once more, and then said on the page.
 *
 * @param kind a page takes the place of another one; a part belongs to a page on which people may have entered something
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  kind: PartFailure["kind"] = "part",
): LazyPart<Props> {
  let state: PartState<Props> = { kind: "idle" };

  const start = async (): Promise<void> => {
    try {
      state = {
        kind: "loaded",
        Part: await load().catch((error: unknown) => loadMissingStyles(error).then(load)),
      };
    } catch (error) {
      hasFailed = true;
      state = { kind: "failed", error };
    }
  };
  let started: Promise<void> | null = null;
  const preload = (): Promise<void> => {
    if (state.kind !== "idle" && started !== null) return started;
    const loaded = start();
    state = { kind: "loading", loaded };
    started = loaded;
    // As React notes it itself where it has waited: reading it then never suspends.
    void loaded.then(() => Object.assign(loaded, { status: "fulfilled", value: undefined }));
    return loaded;
  };

  const forget = () => {
    state = { kind: "idle" };
  };

  function LazyPart(props: Props): ReactNode {
    const showFailure = use(PartFailureContext);
    const [, renderAgain] = useReducer((count: number) => count + 1, 0);
    const loaded = preload();
    if (state.kind === "loading") void noteAwaited(loaded);
    // Also where it's loaded: React expects it of a component that has waited.
    use(loaded);
    if (state.kind === "loaded") return <state.Part {...props} />;
    if (state.kind !== "failed") return null;
    const { error } = state;
    if (showFailure === null) throw error;
    const retry = () => {
      forget();
      startTransition(() => renderAgain());
    };
    return showFailure({ kind, error, retry });
  }
  return Object.assign(LazyPart, { preload });
}

/**
 * Loads the style sheet that a failed load was about: Vite's own code, which asks for each only once, would go on without it. It names
 * the file only in the message of its error.
 */
async function loadMissingStyles(error: unknown): Promise<void> {
  if (!(error instanceof Error)) return;
  const href = /^Unable to preload CSS for (.+)$/.exec(error.message)?.[1];
  if (href === undefined) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.crossOrigin = "";
  link.href = href;
  await new Promise<void>((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(error));
    document.head.append(link);
  });
}

/** Loads for which something on the page waits. */
const awaited = new Set<Promise<void>>();
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

async function noteAwaited(loaded: Promise<void>): Promise<void> {
  if (awaited.has(loaded)) return;
  awaited.add(loaded);
  // Not while the component renders that waits.
  queueMicrotask(notify);
  await loaded;
  awaited.delete(loaded);
  notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the page is about to change, and waits for code to do so. */
export function useIsLoadingPart(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => awaited.size > 0,
    () => false,
  );
}
