/**
 * Where a test fills a field, Playwright's part for WebDriver BiDi assigns the field's value from within the page. React notes
 * values that a page assigns and takes the event that follows for an echo of them: the form stays empty. A person's keys and
 * pastes go through the editor, and so does what takes that part's place here.
 */

/** The function, to be run in each page before its own scripts, that has Playwright's texts inserted as a person's are. */
export const insertTextThroughTheEditor = `() => {
  Object.defineProperty(window, "__pw_bidiInsertText", {
    get: () => (text) => {
      const element = document.activeElement;
      if (element?.tagName === "IFRAME") return element;
      document.execCommand("insertText", false, text);
    },
    set: () => undefined,
  });
}`;
