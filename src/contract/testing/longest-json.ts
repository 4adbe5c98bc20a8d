import * as v from "valibot";

/** In UTF-8, of one UTF-16 code unit; what JSON escapes to more than that is valid in no field. */
const bytesPerCharacter = 3;
const bytesOfNumber = 24;

const nodeSchema = v.looseObject({
  type: v.string(),
  requirement: v.optional(v.unknown()),
  literal: v.optional(v.unknown()),
  entries: v.optional(v.record(v.string(), v.unknown())),
  options: v.optional(v.array(v.unknown())),
  wrapped: v.optional(v.unknown()),
  item: v.optional(v.unknown()),
  pipe: v.optional(v.array(v.unknown())),
});

/**
 * The bytes of the longest JSON that a schema accepts, written without white space. The limit of a body must be above it, so that
 * no value can fit its own limit and break the body's.
 * @throws Error for a string or an array without a longest length: nothing could be said of the whole
 */
export function findLongestJson(schema: unknown): number {
  const node = v.parse(nodeSchema, schema);
  const { type, entries = {}, options = [], wrapped, item, literal } = node;
  switch (type) {
    case "string":
      return 2 + findMaximum(node, "max_length") * bytesPerCharacter;
    case "array":
      return 2 + findMaximum(node, "max_length") * (findLongestJson(item) + 1);
    case "object":
    case "strict_object":
      return Object.entries(entries).reduce(
        (sum, [name, entry]) => sum + JSON.stringify(name).length + 2 + findLongestJson(entry),
        2,
      );
    case "union":
      return Math.max(...options.map(findLongestJson));
    case "optional":
    case "nullable":
      return findLongestJson(wrapped);
    case "boolean":
      return 5;
    case "literal":
      return JSON.stringify(literal).length;
    case "number":
      return bytesOfNumber;
    default:
      throw new Error(`No longest JSON is known for a schema of the type ${type}`);
  }
}

function findMaximum({ type, pipe = [] }: v.InferOutput<typeof nodeSchema>, action: string): number {
  for (const step of pipe) {
    const { type: name, requirement } = v.parse(nodeSchema, step);
    if (name === action && typeof requirement === "number") return requirement;
  }
  throw new Error(`A schema of the type ${type} has no longest length`);
}
