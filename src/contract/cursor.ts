import * as v from "valibot";

/** Names the place in a list where its next page begins; an id of WorkOS's. */
export const cursorSchema = v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/));
