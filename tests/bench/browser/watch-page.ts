/* eslint-disable unicorn/consistent-function-scoping -- the browser gets the text of one function, with all that it calls inside */

/** What a page has to show: a button that can be clicked, or a dashboard. */
export type Watched = { buttonText: string; firstName: string };

/** What the watching script reports, once for each document. Times are milliseconds since 1970. */
export type PageReport =
  | { kind: "button"; atMs: number; sinceStartMs: number; x: number; y: number }
  | { kind: "dashboard"; atMs: number };

/** What it leaves in `window.benchCounts` for the end of a load. Chromium reports no task below 50 ms. */
export type PageCounts = { longestTaskMs: number; layoutShift: number };

export const reportBinding = "reportToBench";

/**
 * Runs in the page before anything else. It looks at every frame for the button, and for the dashboard; when one is in a frame, it
 * reports after that frame has been painted.
 */
export function watchPage({ buttonText, firstName }: Watched): void {
  const counts: PageCounts = { longestTaskMs: 50, layoutShift: 0 };
  Object.assign(window, { benchCounts: counts });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      counts.longestTaskMs = Math.max(counts.longestTaskMs, duration);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift: PerformanceEntry & { value?: number; hadRecentInput?: boolean } = entry;
      if (shift.hadRecentInput !== true) counts.layoutShift += shift.value ?? 0;
    }
  }).observe({ type: "layout-shift", buffered: true });

  const isVisible = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  const findButton = (): { x: number; y: number } | null => {
    const button = [...document.querySelectorAll("button, a")].find(
      ({ textContent }) => textContent.trim() === buttonText,
    );
    if (button === undefined || !isVisible(button)) return null;
    if (button.matches(":disabled, [aria-disabled=true]")) return null;
    const { left, top, width, height } = button.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    // Not when something is above it, or it is outside the screen.
    const hit = document.elementFromPoint(x, y);
    return hit !== null && button.contains(hit) ? { x, y } : null;
  };
  Object.assign(window, { findBenchButton: findButton });
  const isDashboard = (): boolean => {
    const heading = document.querySelector("h1");
    return (
      heading !== null &&
      isVisible(heading) &&
      (document.body.textContent ?? "").includes(firstName) &&
      location.pathname.endsWith("/dashboard")
    );
  };
  /** After the frame that is being made has been painted. */
  const afterPaint = (task: () => void): void => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", task);
    port1.start();
    port2.postMessage(null);
  };
  const report = (entry: PageReport): void => {
    const binding: (payload: string) => void = Reflect.get(window, "reportToBench");
    binding(JSON.stringify(entry));
  };
  let hasButton = false;
  let hasDashboard = false;
  const frame = (): void => {
    const point = hasButton ? null : findButton();
    if (point !== null) {
      hasButton = true;
      afterPaint(() => {
        const sinceStartMs = performance.now();
        report({ kind: "button", atMs: performance.timeOrigin + sinceStartMs, sinceStartMs, ...point });
      });
    }
    if (!hasDashboard && isDashboard()) {
      hasDashboard = true;
      afterPaint(() => report({ kind: "dashboard", atMs: performance.timeOrigin + performance.now() }));
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
