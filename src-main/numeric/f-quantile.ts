import { fPValue } from './distributions.ts'

/** Quantile of the F distribution, by bisection to 1e-12. */
export function fQuantile(probability: number, numerator: number, denominator: number): number {
  let low = 0
  let high = 1
  while (1 - fPValue(high, numerator, denominator) < probability) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2
    if (1 - fPValue(middle, numerator, denominator) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}
