import * as v from "valibot";

import type { WorkosFailure } from "../../../core/workos/workos-error.ts";

/** A page of one of WorkOS's lists; `after` names the next one, null on the last. */
export type WorkosPage<Item> = { items: Item[]; after: string | null };

/** One page of a list; WorkOS's lists go on with a cursor. */
export function parseWorkosPage<Item>(
  answer: unknown,
  itemSchema: v.GenericSchema<unknown, Item>,
): WorkosPage<Item> | null {
  const result = v.safeParse(
    v.object({
      data: v.array(itemSchema),
      listMetadata: v.object({ after: v.optional(v.nullable(v.string()), null) }),
    }),
    answer,
  );
  if (!result.success) return null;
  return { items: result.output.data, after: result.output.listMetadata.after || null };
}

/**
 * Items of a list, page after page, or the first failure. It ends with the list, with the first page whose last item is enough, or
 * after so many pages: people wait for it.
 */
export async function collectPages<Item>(
  readPage: (after: string | null) => Promise<({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure>,
  options: { maximumPages: number; isEnough?: (last: Item) => boolean },
): Promise<{ kind: "listed"; items: Item[] } | WorkosFailure> {
  const items: Item[] = [];
  let after: string | null = null;
  for (let count = 0; count < options.maximumPages; count += 1) {
    const page: ({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure = await readPage(after);
    if (page.kind !== "listed") return page;
    items.push(...page.items);
    after = page.after;
    const last = page.items.at(-1);
    if (after === null || last === undefined || options.isEnough?.(last) === true) break;
  }
  return { kind: "listed", items };
}
