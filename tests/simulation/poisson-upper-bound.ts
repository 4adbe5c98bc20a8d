/**
 * The exact one-sided 95 % upper bound of a Poisson mean: the largest mean with which at most `count` events still occur in one of
 * twenty cases. Found by bisection.
 */
export function findPoissonUpperBound(count: number): number {
  let low = count;
  let high = count + 10 * Math.sqrt(count + 1) + 10;
  for (let step = 0; step < 100; step += 1) {
    const mean = (low + high) / 2;
    if (cumulate(count, mean) > 0.05) low = mean;
    else high = mean;
  }
  return high;
}

/** The probability of at most `count` events when `mean` are expected. */
function cumulate(count: number, mean: number): number {
  let logTerm = -mean;
  let sum = 0;
  for (let events = 0; events <= count; events += 1) {
    if (events > 0) logTerm += Math.log(mean) - Math.log(events);
    sum += Math.exp(logTerm);
  }
  return sum;
}
