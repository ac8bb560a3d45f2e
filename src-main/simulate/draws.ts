import type { Random } from '../numeric/random.ts'

/** Poisson number of small mean (Knuth 1969: uniform factors until their product falls below e^−mean). */
export function poisson(mean: number, source: Random): number {
  const limit = Math.exp(-mean)
  let product = source.uniform()
  let count = 0
  while (product > limit) {
    product *= source.uniform()
    count++
  }
  return count
}

/** Beta(2, 2): the second smallest of three uniform numbers. */
export function betaTwoTwo(source: Random): number {
  const a = source.uniform()
  const b = source.uniform()
  const c = source.uniform()
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

/** Sums of weights up to and with each index, ending at 1. */
export function cumulative(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length)
  let sum = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]
    sums[i] = sum
  }
  for (let i = 0; i < sums.length; i++) sums[i] /= sum
  sums[sums.length - 1] = 1
  return sums
}

/** Index drawn with the weights behind `sums`, by bisection. */
export function draw(sums: Float64Array, source: Random): number {
  const u = source.uniform()
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > u) high = middle
    else low = middle + 1
  }
  return low
}
