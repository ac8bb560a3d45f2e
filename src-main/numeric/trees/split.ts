import type { Packing } from './histogram.ts'

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

/** A node's packed sums by bin of one feature start at `base`; `gradient` and `weight` are the node's own sums. */
export interface SplitSearch {
  readonly histogram: Float64Array
  readonly packing: Packing
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
  base: number,
  bins: number,
  categorical: boolean,
  least: number,
): Split | null {
  return categorical
    ? bestSubset(search, feature, base, bins, least)
    : bestThreshold(search, feature, base, bins, least)
}

function bestThreshold(
  { histogram, packing, gradient, weight, rules }: SplitSearch,
  feature: number,
  base: number,
  bins: number,
  least: number,
): Split | null {
  const { ridge, leastWeight, monotone } = rules
  const { factor, gradientUnit, weightUnit } = packing
  const direction = monotone ? monotone[feature] : 0
  const own = (gradient * gradient) / (weight + ridge)
  const half = factor / 2
  let packed = 0
  let best = own + least
  let threshold = -1
  for (let b = 0; b < bins - 1; b++) {
    const value = histogram[base + b]
    if (value === 0) continue
    packed += value
    const heavy = Math.floor((packed + half) / factor)
    const leftWeight = heavy * weightUnit
    if (leftWeight < leastWeight) continue
    const rightWeight = weight - leftWeight
    if (rightWeight < leastWeight) break
    const leftGradient = (packed - heavy * factor) * gradientUnit
    const rightGradient = gradient - leftGradient
    const score =
      (leftGradient * leftGradient) / (leftWeight + ridge) +
      (rightGradient * rightGradient) / (rightWeight + ridge)
    if (score > best * (1 + 1e-10)) {
      if (direction !== 0) {
        const step = rightGradient / (rightWeight + ridge) - leftGradient / (leftWeight + ridge)
        if (step * direction < 0) continue
      }
      best = score
      threshold = b
    }
  }
  return threshold < 0 ? null : { feature, threshold, left: null, gain: best - own }
}

/**
 * Sorts categories by their mean, equal ones by code; upwards or downwards, whichever begins with the lower code, so that
 * turning all signs turns nothing.
 */
function byMean(present: number[], means: Float64Array): void {
  const down = present.slice().sort((a, b) => means[b] - means[a] || a - b)
  present.sort((a, b) => means[a] - means[b] || a - b)
  if (down[0] < present[0]) present.splice(0, down.length, ...down)
}

/** Categories in order of their mean, split where a threshold would be: optimal for squared error (Fisher 1958). */
function bestSubset(
  { histogram, packing, gradient, weight, rules }: SplitSearch,
  feature: number,
  base: number,
  bins: number,
  least: number,
): Split | null {
  const { ridge, leastWeight } = rules
  const { factor, gradientUnit, weightUnit } = packing
  const half = factor / 2
  const present: number[] = []
  const means = new Float64Array(bins)
  for (let b = 0; b < bins; b++) {
    const packed = histogram[base + b]
    if (packed === 0) continue
    present.push(b)
    const heavy = Math.floor((packed + half) / factor)
    means[b] = ((packed - heavy * factor) * gradientUnit) / (heavy * weightUnit + ridge)
  }
  byMean(present, means)
  const own = (gradient * gradient) / (weight + ridge)
  let sum = 0
  let best = own + least
  let last = -1
  let leftShare = 0
  for (let k = 0; k < present.length - 1; k++) {
    sum += histogram[base + present[k]]
    const heavy = Math.floor((sum + half) / factor)
    const leftWeight = heavy * weightUnit
    if (leftWeight < leastWeight) continue
    const rightWeight = weight - leftWeight
    if (rightWeight < leastWeight) break
    const leftGradient = (sum - heavy * factor) * gradientUnit
    const rightGradient = gradient - leftGradient
    const score =
      (leftGradient * leftGradient) / (leftWeight + ridge) +
      (rightGradient * rightGradient) / (rightWeight + ridge)
    if (score > best * (1 + 1e-10)) {
      best = score
      last = k
      leftShare = leftWeight / weight
    }
  }
  if (last < 0) return null
  const left = categorySet(present, last, leftShare > 0.5, bins)
  return { feature, threshold: -1, left, gain: best - own }
}

/**
 * The first `last` + 1 of the categories present as 256 bits, with those absent from the node where `heavier`: what a
 * split has not seen follows the heavier side.
 */
export function categorySet(
  present: readonly number[],
  last: number,
  heavier: boolean,
  bins: number,
): Uint32Array {
  const left = new Uint32Array(8)
  for (let k = 0; k <= last; k++) left[present[k] >> 5] |= 1 << (present[k] & 31)
  if (!heavier) return left
  const seen = new Set(present)
  for (let b = 0; b < bins; b++) if (!seen.has(b)) left[b >> 5] |= 1 << (b & 31)
  return left
}

export function goesLeft(split: Split, code: number): boolean {
  return split.left === null ? code <= split.threshold : ((split.left[code >> 5] >>> (code & 31)) & 1) === 1
}

/**
 * Puts the rows of order[from … to) that go left before those that go right, both in the order they had.
 * Returns where the right side begins.
 */
export function partition(
  order: Int32Array,
  buffer: Int32Array,
  from: number,
  to: number,
  codes: Uint8Array,
  features: number,
  split: Split,
): number {
  let left = from
  let right = 0
  const { feature, threshold } = split
  if (split.left === null) {
    for (let k = from; k < to; k++) {
      const row = order[k]
      if (codes[row * features + feature] <= threshold) order[left++] = row
      else buffer[right++] = row
    }
  } else {
    for (let k = from; k < to; k++) {
      const row = order[k]
      if (goesLeft(split, codes[row * features + feature])) order[left++] = row
      else buffer[right++] = row
    }
  }
  for (let k = 0; k < right; k++) order[left + k] = buffer[k]
  return left
}
