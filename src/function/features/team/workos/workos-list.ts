import * as v from "valibot";

import type { WorkosFailure } from "../../../core/workos/workos-error.ts";

/** A page of a WorkOS list; `after` is the cursor of the next page, null on the last. */
export type WorkosPage<Item> = { items: Item[]; after: string | null };

/** The schema of one page of a WorkOS list. */
export function workosPageSchema<Item>(
  itemSchema: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, WorkosPage<Item>> {
  return v.pipe(
    v.object({
      data: v.array(itemSchema),
      listMetadata: v.object({ after: v.optional(v.nullable(v.string()), null) }),
    }),
    v.transform(({ data, listMetadata }) => ({ items: data, after: listMetadata.after || null })),
  );
}

/**
 * The items of a list, page after page, or the first failure. It stops at the end of the list, at the first page whose last item is
 * enough, or after a maximum number of pages, because users wait for it; only then it isn't complete.
 */
export async function collectPages<Item>(
  readPage: (after: string | null) => Promise<({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure>,
  options: { maximumPages: number; isEnough?: (last: Item) => boolean },
): Promise<{ kind: "listed"; items: Item[]; isComplete: boolean } | WorkosFailure> {
  const items: Item[] = [];
  let after: string | null = null;
  for (let count = 0; count < options.maximumPages; count += 1) {
    const page: ({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure = await readPage(after);
    if (page.kind !== "listed") return page;
    items.push(...page.items);
    after = page.after;
    const last = page.items.at(-1);
    const isEnough = last !== undefined && options.isEnough?.(last) === true;
    if (after === null || isEnough) return { kind: "listed", items, isComplete: true };
  }
  return { kind: "listed", items, isComplete: false };
}
