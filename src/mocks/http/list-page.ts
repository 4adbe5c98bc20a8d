import * as v from "valibot";

import { invalidParameters, type WorkosFailure } from "../workos/failures.ts";

const listQuerySchema = v.object({
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[0-9]{1,3}$/),
      v.transform(Number),
      v.integer(),
      v.minValue(1),
      v.maxValue(100),
    ),
    "10",
  ),
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
  before: v.optional(v.string()),
  after: v.optional(v.string()),
});

type ListedItem = { id: string; createdAtMs: number };

export type ListPage = {
  ok: true;
  body: {
    object: "list";
    data: unknown[];
    list_metadata: { before: string | null; after: string | null };
  };
};

/** One page of a list as the query asks for it: `limit`, `order`, `before`, `after`; or the 422 for a wrong one. */
export function buildListPage<Item extends ListedItem>(
  items: Item[],
  query: URLSearchParams,
  serialize: (item: Item) => unknown,
): ListPage | WorkosFailure {
  const parsed = v.safeParse(listQuerySchema, Object.fromEntries(query));
  if (!parsed.success) {
    return refuseFields(parsed.issues.map((issue) => v.getDotPath(issue) ?? "query"));
  }
  const { limit, order, before, after } = parsed.output;

  const direction = order === "asc" ? 1 : -1;
  const sorted = items.toSorted(
    (one, other) => direction * (one.createdAtMs - other.createdAtMs || (one.id < other.id ? -1 : 1)),
  );
  const afterIndex = after === undefined ? -1 : sorted.findIndex((item) => item.id === after);
  const beforeIndex = before === undefined ? -1 : sorted.findIndex((item) => item.id === before);
  const endIndex = beforeIndex === -1 ? sorted.length : beforeIndex;
  const unknown = [
    ...(after !== undefined && afterIndex === -1 ? ["after"] : []),
    ...(before !== undefined && beforeIndex === -1 ? ["before"] : []),
  ];
  // Beginning anew instead would let whoever follows the cursors go round for ever.
  if (unknown.length > 0) return refuseFields(unknown);
  // A page that ends before a cursor is filled from the cursor backwards.
  const startIndex = before === undefined ? afterIndex + 1 : Math.max(afterIndex + 1, endIndex - limit);
  const page = sorted.slice(startIndex, Math.min(endIndex, startIndex + limit));
  const lastIndex = startIndex + page.length;
  return {
    ok: true,
    body: {
      object: "list",
      data: page.map((item) => serialize(item)),
      list_metadata: {
        before: startIndex > 0 ? (page[0]?.id ?? null) : null,
        after: lastIndex < sorted.length ? (page.at(-1)?.id ?? null) : null,
      },
    },
  };
}

function refuseFields(fields: string[]): WorkosFailure {
  return invalidParameters(
    ...[...new Set(fields)].map((field) => ({
      field,
      code: `${field}_invalid`,
      message: `${field} is not valid`,
    })),
  );
}
