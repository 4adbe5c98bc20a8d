/**
 * Gives jsdom, which has none, `showModal` and `close` with what a dialog's opener can notice: opening twice throws, as it does
 * in older browsers; the focus goes in and comes back; the `close` event arrives later, as a task; nothing in a closed dialog
 * takes the focus.
 */
export function installNativeDialog(): void {
  const focusedBefore = new WeakMap<HTMLDialogElement, Element | null>();
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      if (this.open) throw new DOMException("The dialog is open already.", "InvalidStateError");
      focusedBefore.set(this, document.activeElement);
      this.setAttribute("open", "");
      this.querySelector<HTMLElement>("a, button, input")?.focus();
    },
    close(this: HTMLDialogElement) {
      if (!this.open) return;
      this.removeAttribute("open");
      const before = focusedBefore.get(this);
      if (before instanceof HTMLElement) before.focus();
      setTimeout(() => this.dispatchEvent(new Event("close")));
    },
  });
  // oxlint-disable-next-line typescript/unbound-method -- called on its element below
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function focusUnlessClosed(this: HTMLElement, options?: FocusOptions) {
    const dialog = this.closest("dialog");
    if (dialog === null || dialog.open) focus.call(this, options);
  };
}
