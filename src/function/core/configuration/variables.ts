/** Environment variables by name; an empty one counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;
