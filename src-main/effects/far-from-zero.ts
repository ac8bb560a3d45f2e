/** Spreads that a column may lie from 0 before sums of squares lose what tells its rows apart. */
const far = 1e4

/**
 * Where to put the 0 of a column whose values lie far from theirs compared with how they differ (a time in milliseconds):
 * its first value, from which the others differ exactly or nearly so. 0 where it may stay.
 */
export function centreOf(values: Float64Array): number {
  const centre = values[0]
  let spread = 0
  for (const value of values) spread = Math.max(spread, Math.abs(value - centre))
  return Math.abs(centre) > far * spread && spread > 0 ? centre : 0
}

export function lessCentre(values: Float64Array, centre: number): Float64Array {
  return centre === 0 ? values : values.map((value) => value - centre)
}

/** Weights near 1, if their mean is not: only ratios of weights count. By a power of four, so that roots stay exact. */
export function nearOne(weights: Float64Array): Float64Array {
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, weight)
  let sum = 0
  for (const weight of weights) sum += weight / largest
  const magnitude = Math.log2(largest) + Math.log2(sum / weights.length)
  if (Math.abs(magnitude) <= 10) return weights
  const factor = 4 ** -Math.round(magnitude / 2)
  return weights.map((weight) => weight * factor)
}
