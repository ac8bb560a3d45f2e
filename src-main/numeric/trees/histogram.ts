import type { Binned } from './binning.ts'

/**
 * Two sums in one double. A row's gradient and weight are rounded to integers and packed as
 * weight · 2^shift + gradient; sums of up to as many rows as were packed stay below 2^53 and so are exact, which halves
 * the additions, makes parent − child exact, and makes sums independent of their order. Only the search for splits
 * sees the rounding; leaf values are summed from the numbers themselves.
 */
export interface Packing {
  /** 2^shift. */
  readonly factor: number
  /** One unit of a packed gradient, and of a packed weight. */
  readonly gradientUnit: number
  readonly weightUnit: number
}

/** Packs rows `order[from … to)` into `packed[row]`. Without weights each row weighs 1. */
export function packRows(
  packed: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  gradients: Float64Array,
  weights: Float64Array | undefined,
): Packing {
  const rows = to - from
  const rowBits = Math.ceil(Math.log2(rows + 1))
  let largestGradient = 0
  let largestWeight = weights ? 0 : 1
  for (let k = from; k < to; k++) {
    const row = order[k]
    const size = Math.abs(gradients[row])
    if (size > largestGradient) largestGradient = size
    if (weights && weights[row] > largestWeight) largestWeight = weights[row]
  }
  // 53 bits, one of them the gradient's sign, shared by the sums of both.
  const free = 51 - 2 * rowBits
  const weightBits = weights ? Math.max(1, Math.floor(0.4 * free)) : 0
  const gradientBits = Math.min(30, free - weightBits)
  const gradientUnit = largestGradient > 0 ? largestGradient / 2 ** gradientBits : 1
  const weightUnit = weights ? largestWeight / 2 ** weightBits : 1
  const factor = 2 ** (gradientBits + rowBits + 1)
  for (let k = from; k < to; k++) {
    const row = order[k]
    const weight = weights ? Math.round(weights[row] / weightUnit) : 1
    packed[row] = weight * factor + roundEvenly(gradients[row] / gradientUnit)
  }
  return { factor, gradientUnit, weightUnit }
}

/** Rounds −x to minus what x rounds to, so that turning all signs turns nothing else. */
export function roundEvenly(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}

export function newHistogram(binned: Binned): Float64Array {
  return new Float64Array(binned.features * binned.stride)
}

/** Sums packed rows by feature and bin; overwrites `histogram`. */
export function fillHistogram(
  histogram: Float64Array,
  binned: Binned,
  order: Int32Array,
  from: number,
  to: number,
  packed: Float64Array,
): void {
  const { features, codes, stride } = binned
  histogram.fill(0)
  const even = features - (features % 4)
  for (let k = from; k < to; k++) {
    const row = order[k]
    const value = packed[row]
    const start = row * features
    let base = 0
    let f = 0
    for (; f < even; f += 4) {
      histogram[base + codes[start + f]] += value
      histogram[base + stride + codes[start + f + 1]] += value
      histogram[base + 2 * stride + codes[start + f + 2]] += value
      histogram[base + 3 * stride + codes[start + f + 3]] += value
      base += 4 * stride
    }
    for (; f < features; f++) {
      histogram[base + codes[start + f]] += value
      base += stride
    }
  }
}

/** parent − child, in place of the parent; exact. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let k = 0; k < parent.length; k++) parent[k] -= child[k]
}
