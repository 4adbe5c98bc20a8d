import * as v from "valibot";

import { malformedAnswer, type WorkosFailure } from "./workos-error.ts";

/** A page of one of WorkOS's lists; `after` names the next one, null on the last. */
export type WorkosPage<Item> = { items: Item[]; after: string | null };

/** WorkOS's lists end with a cursor, and a page is looked at on its own: the SDK's own paging would fetch all of them. */
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

/** How many pages `collectPages` reads at most, so that no answer of WorkOS's keeps it going for ever. */
const maximumPages = 50;

/** All items of a list, page after page; the first failure where there is one. */
export async function collectPages<Item>(
  readPage: (after: string | null) => Promise<({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure>,
): Promise<{ kind: "listed"; items: Item[] } | WorkosFailure> {
  const items: Item[] = [];
  let after: string | null = null;
  for (let count = 0; count < maximumPages; count += 1) {
    const page: ({ kind: "listed" } & WorkosPage<Item>) | WorkosFailure = await readPage(after);
    if (page.kind !== "listed") return page;
    items.push(...page.items);
    after = page.after;
    if (after === null) return { kind: "listed", items };
  }
  return malformedAnswer;
}
