/** How a node parts its rows: by a threshold on bins, or by a set of categories. */
export interface Split {
  readonly feature: number
  /** Rows whose code is at most this go left; −1 where `left` decides. */
  readonly threshold: number
  /** Categories that go left, as 256 bits. */
  readonly left: Uint32Array | null
  readonly gain: number
}

export interface SplitRules {
  /** Added to weights in the score G²/(W + λ). */
  readonly ridge: number
  /** Least weight of a side. */
  readonly leastWeight: number
  /** −1, 0 or 1 a feature: the prediction may only fall, do as it likes, or only rise. */
  readonly monotone?: Int8Array
}

/**
 * A node's sums of gradients and weights as integers, and what one unit of each is worth. The sums of bin b of feature f
 * are the pair `sums[2 (f · stride + b)]`, `… + 1` of a 64-bit integer: gradients below, signed, weights above.
 */
export interface SplitSearch {
  readonly sums: Int32Array
  readonly stride: number
  readonly gradientUnit: number
  readonly weightUnit: number
  readonly gradient: number
  readonly weight: number
  readonly rules: SplitRules
}

/**
 * The best split of one feature, or null where none gains more than `least`. The gain is G²/(W + λ) of both sides less
 * the node's own (Chen and Guestrin 2016, eq. 7, without its factor).
 */
export function bestSplitOf(
  search: SplitSearch,
  feature: number,
  bins: number,
  categorical: boolean,
  least: number,
): Split | null {
  const sequence = categorical ? byMean(search, feature, bins) : null
  const { sums, stride, gradientUnit, weightUnit, gradient, weight, rules } = search
  const { ridge, leastWeight, monotone } = rules
  const direction = monotone && !categorical ? monotone[feature] : 0
  const own = (gradient * gradient) / (weight + ridge)
  const steps = (sequence ? sequence.length : bins) - 1
  const base = 2 * feature * stride
  let gradients = 0
  let weights = 0
  let best = own + least
  let last = -1
  let leftShare = 0
  for (let step = 0; step < steps; step++) {
    const at = base + 2 * (sequence ? sequence[step] : step)
    const low = sums[at]
    const high = sums[at + 1]
    if ((low | high) === 0) continue
    gradients += low
    weights += low < 0 ? high + 1 : high
    const leftWeight = weights * weightUnit
    if (leftWeight < leastWeight) continue
    const rightWeight = weight - leftWeight
    if (rightWeight < leastWeight) break
    const leftGradient = gradients * gradientUnit
    const rightGradient = gradient - leftGradient
    const score =
      (leftGradient * leftGradient) / (leftWeight + ridge) +
      (rightGradient * rightGradient) / (rightWeight + ridge)
    if (!(score > best * (1 + 1e-10))) continue
    if (direction !== 0) {
      const step = rightGradient / (rightWeight + ridge) - leftGradient / (leftWeight + ridge)
      if (step * direction < 0) continue
    }
    best = score
    last = step
    leftShare = leftWeight / weight
  }
  if (last < 0) return null
  const gain = best - own
  return sequence
    ? { feature, threshold: -1, left: categorySet(sequence, last, leftShare > 0.5, bins), gain }
    : { feature, threshold: last, left: null, gain }
}

/**
 * Categories that the node has, in order of their mean: the best subset for squared error is a run of them (Fisher 1958).
 * Equal means by code; upwards or downwards, whichever begins with the lower code, so that turning all signs turns nothing.
 */
function byMean({ sums, stride }: SplitSearch, feature: number, bins: number): number[] {
  const present: number[] = []
  const means = new Float64Array(bins)
  for (let b = 0; b < bins; b++) {
    const at = 2 * (feature * stride + b)
    const low = sums[at]
    const high = low < 0 ? sums[at + 1] + 1 : sums[at + 1]
    if (low === 0 && high === 0) continue
    present.push(b)
    // A category of no weight that could be counted has no mean to tell.
    means[b] = high > 0 ? low / high : 0
  }
  const upwards = present.toSorted((a, b) => means[a] - means[b] || a - b)
  const downwards = present.toSorted((a, b) => means[b] - means[a] || a - b)
  return downwards[0] < upwards[0] ? downwards : upwards
}

/**
 * The first `last` + 1 of the categories present as 256 bits, with those absent from the node where `heavier`: what a
 * split has not seen follows the heavier side.
 */
function categorySet(present: readonly number[], last: number, heavier: boolean, bins: number): Uint32Array {
  const left = new Uint32Array(8)
  for (let k = 0; k <= last; k++) left[present[k] >> 5] |= 1 << (present[k] & 31)
  if (!heavier) return left
  const seen = new Set(present)
  for (let b = 0; b < bins; b++) if (!seen.has(b)) left[b >> 5] |= 1 << (b & 31)
  return left
}
