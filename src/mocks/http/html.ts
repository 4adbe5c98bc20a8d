/** Markup that needs no more escaping. */
export type Markup = { readonly markup: string };

type MarkupValue = Markup | Markup[] | string | number | null;

/**
 * Template tag for HTML: every interpolated string is escaped, so that no name, address or mail can become markup.
 * Attributes have to be quoted.
 */
export function html(strings: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  return {
    markup: strings.map((text, index) => `${text}${render(values[index])}`).join(""),
  };
}

function render(value: MarkupValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return Array.isArray(value) ? value.map((part) => part.markup).join("") : value.markup;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
