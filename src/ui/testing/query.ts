/** The one element that a selector finds below a node; none or several fail the test. */
export function queryOne(node: ParentNode, selector: string): HTMLElement {
  const found = [...node.querySelectorAll<HTMLElement>(selector)];
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} elements match ${selector}`);
  return first;
}

/** What `aria-describedby` of an element points to, one text after the other. */
export function readDescription(element: HTMLElement): string[] {
  const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? `nothing has the id ${id}`);
}
