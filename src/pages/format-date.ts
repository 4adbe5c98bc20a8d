const format = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** A day as it is written on the page, such as "Nov 21, 2026". */
export function formatDate(iso: string): string {
  return format.format(new Date(iso));
}
