/**
 * How well times distinguish two groups: the probability that a time of the first is longer than one of the second, with ties
 * counted half (the area under the ROC curve, by Mann and Whitney's U). 0.5 means not at all, 0 or 1 always.
 */
export function findAreaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].toSorted((a, b) => a.value - b.value);
  let rankSum = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const middleRank = (start + 1 + end) / 2;
    rankSum += all.slice(start, end).filter(({ isFirst }) => isFirst).length * middleRank;
    start = end;
  }
  return (rankSum - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}
