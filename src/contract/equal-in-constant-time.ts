/**
 * Whether two texts are equal, in time that depends only on their length (timing attack on a comparison that stops at the first
 * difference).
 */
export function isEqualInConstantTime(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return difference === 0;
}
