import { type SignInMethod } from "../config/last-method.ts";
import { type EarlyState } from "./early-state.ts";

type Parts = {
  root: HTMLElement;
  early: EarlyState;
  redirect: () => Promise<void>;
  /** Initial value of the address field. */
  loginHint: string;
  lastMethod: SignInMethod | null;
};

/**
 * Makes a page usable before the app takes over. Its controls are found by their `data-early`; what they change to is in templates, which
 * the build has rendered from the app's components. Returns how to end that: the page is then as the build has rendered it, but for
 * an open email step and what is typed there.
 */
export function takeClicks({ root, early, redirect, loginHint, lastMethod }: Parts): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let endBusy: (() => void) | undefined;
  let closeEmailStep: (() => void) | undefined;

  const find = (name: string) => root.querySelector<HTMLInputElement>(`[data-early=${name}]`);
  const fill = (element: Element | null, name: string) => {
    const before = [...(element?.childNodes ?? [])];
    element?.replaceChildren(clone(name) ?? "");
    return () => element?.replaceChildren(...before);
  };
  const setBusy = (button: Element | null, name: string) => {
    const restore = fill(button, name);
    button?.setAttribute("aria-disabled", "true");
    endBusy = () => {
      restore();
      button?.removeAttribute("aria-disabled");
    };
  };

  // Only the method choice has one, and not even an empty text may be left for the hydration.
  const badge = clone("badge");
  const marked = badge && lastMethod && find(lastMethod);
  if (marked) marked.after(badge);
  marked?.setAttribute("aria-describedby", "early-mark");

  const openEmailStep = () => {
    endBusy?.();
    const restore = fill(find("content"), "email-step");
    early.emailStep = { typedEmail: loginHint, isSubmitted: false };
    closeEmailStep = () => {
      restore();
      early.emailStep = null;
    };
    const field = find("field");
    if (field === null) return;
    field.value = loginHint;
    field.focus();
  };
  const click = ({ target }: Event) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const name = button?.dataset["early"];
    if (name === "email-code") openEmailStep();
    if (name === "back") closeEmailStep?.();
    if (name !== "workos" || early.redirect !== null) return;
    setBusy(button, "busy-redirect");
    void redirect();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const field = find("field");
    if (early.emailStep === null || early.emailStep.isSubmitted || field === null) return;
    early.emailStep.isSubmitted = true;
    setBusy(find("submit"), "busy-email");
    field.readOnly = true;
    field.focus();
  };
  const reset = ({ persisted }: PageTransitionEvent) => {
    // Back has restored the page from the back/forward cache.
    if (!persisted) return;
    early.redirect = null;
    endBusy?.();
  };
  root.addEventListener("click", click, { signal });
  root.addEventListener("submit", submit, { signal });
  addEventListener("pageshow", reset, { signal });

  return () => {
    listening.abort();
    endBusy?.();
    marked?.nextElementSibling?.remove();
    marked?.removeAttribute("aria-describedby");
    const field = find("field");
    if (early.emailStep === null || field === null) return;
    early.emailStep.typedEmail = field.value;
    field.readOnly = false;
  };
}

/** A copy of what is in a template; undefined where the page has none of that name. */
function clone(name: string): Node | undefined {
  return document.querySelector<HTMLTemplateElement>(`#early-${name}`)?.content.cloneNode(true);
}
